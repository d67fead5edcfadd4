"""The command line: one command per file; the only place that prints or exits.

Exit codes: 0 done, 1 an error of ours (one line on stderr), 2 wrong usage, 130 interrupted, 143 asked to end. Anything
else is a bug and shows its traceback.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click

from rhapsode.cli.echo import debug, echo, echo_bug, echo_error
from rhapsode.cli.ending import EndedError, endable
from rhapsode.cli.safe_output import guarded
from rhapsode.errors import RhapsodeError
from rhapsode.memory import expect_much
from rhapsode.version import VERSION


class _Place(NamedTuple):
    module: str
    short_help: str


# Loaded only when called: `--version` and `--help` import none of them.
_COMMANDS = {
    "build": _Place("rhapsode.cli.build", "Make audiobooks from stories."),
    "preview": _Place("rhapsode.cli.preview", "Hear one scene as it will sound in the book."),
    "inspect": _Place("rhapsode.cli.inspect", "See what each passage is and who speaks it."),
    "cast": _Place("rhapsode.cli.cast", "See who is in the story, and with which voice."),
    "voices": _Place("rhapsode.cli.voices", "See and hear the voices there are."),
    "store": _Place("rhapsode.cli.store", "See and clear what is kept for the next build."),
}


class _Commands(click.Group):
    """Finds a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        command: click.Command = import_module(place.module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.short_help) for name, place in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(_COMMANDS)}."
            ctx.fail(f"No command called {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="rhapsode COMMAND --help tells more of each. Everything happens on this machine, without a network.",
)
@click.version_option(VERSION, message="%(prog)s %(version)s")
@click.option(
    "--debug",
    "debugging",
    is_flag=True,
    envvar="RHAPSODE_DEBUG",
    help="Print the traceback of each error too, an engine's among them; RHAPSODE_DEBUG=1 does the same.",
)
def cli(debugging: bool) -> None:
    """Turn a story into an audiobook with a voice for every character.

    \b
      rhapsode build story.txt            make story's audiobook
      rhapsode preview story.txt          hear its first scene
      rhapsode inspect story.txt          see what is understood of it
    """
    debug(debugging)
    try:
        Path.cwd()
    except OSError as error:  # it was deleted, perhaps made anew, while a shell sat in it
        hint = "go to another one with cd, or into it again"
        raise RhapsodeError(f"the working folder is not there any more: {error.strerror}", hint=hint) from error
    _tidy_up()


def _tidy_up() -> None:
    """Remove what a killed run left here, or where books lie if nobody says otherwise."""
    from rhapsode.files import sweep

    sweep(Path())
    sweep(Path("output"), below=True)


def main() -> None:
    """Run the command line as this process, and end it."""
    expect_much()
    sys.excepthook = echo_bug
    code: object = 0
    try:
        run()
    except SystemExit as left:
        code = left.code or 0
    # All files and children are closed by now. To take a novel's million objects apart would take a tenth of a second,
    # and to wait for threads, when something hangs, for ever.
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as it is where nobody listens
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(code if isinstance(code, int) else 1)


def run() -> None:
    """Run the command line and exit."""
    _speak_utf8()
    with guarded():
        try:
            with endable():
                code = _run()
        except EndedError as asked:
            echo(asked.line, err=True)
            code = asked.exit_code
    sys.exit(code)


def _run() -> int:
    """Run the command line; its exit code."""
    try:
        code = cli(standalone_mode=False, prog_name="rhapsode")
        if sys.stdout is not None:
            sys.stdout.flush()
    except RhapsodeError as error:
        echo_error(error)
        return 1
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "rhapsode"
        echo(f"rhapsode: {_as_part(error.format_message())}{_hint_at_file()} — see: {where} --help", err=True)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output went away (`| head`); not worth a word
        return 1
    except OSError as error:  # of a file that nobody expected to be refused
        if error.filename is None:
            raise
        echo_error(_refused(error))
        return 1
    return code if isinstance(code, int) else 0


def _refused(error: OSError) -> RhapsodeError:
    """What the system said of a path, as an error of ours."""
    refused = RhapsodeError(
        error.strerror or str(error), path=Path(os.fsdecode(error.filename)), hint="check this path and its rights"
    )
    refused.__cause__ = error
    return refused


def _hint_at_file() -> str:
    """A file's name that begins with a dash was taken for options; how to write it, where there is such a file."""
    dashed = (word for word in sys.argv[1:] if word.startswith("-") and Path(word).suffix)
    name = next((word for word in dashed if Path(word).is_file()), "")
    return f"; for the file of that name write ./{name}" if name else ""


def _as_part(message: str) -> str:
    """A sentence of click's as the middle of a line: "No such option '--x'." without capital and full stop."""
    message = " ".join(message.split())
    return message[:1].lower() + message[1:].removesuffix(".")


def _speak_utf8() -> None:
    """Stories hold quotation marks and names that a narrow console encoding would crash on."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
