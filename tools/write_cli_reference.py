"""Writes docs/cli.md from the commands and errors themselves; with --check says whether it is what they would write."""

from __future__ import annotations

import sys
from inspect import getdoc
from pathlib import Path

import click

from rhapsode import errors
from rhapsode.cli import cli
from rhapsode.files import write_text

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
_WIDTH = 96
_HEAD = """\
# The command line

*Written by `make docs` from the program itself; a test checks that it is up to date.*

Results go to stdout; progress, remarks and errors to stderr, progress on a terminal only. With `--json`, stdout holds
one JSON value ([what is in it](json.md)) and nothing else. Chapters and scenes are counted from 1 here, from 0 in
`inspect --json`. `NO_COLOR=1` switches colours off; to keep them in a pager:
`FORCE_COLOR=1 rhapsode inspect story.txt | less -R`.

| exit code | |
|---|---|
| 0 | done |
| 1 | something is wrong with the input or the system; each fault is one line on stderr: what, where, and what to do |
| 2 | wrong usage, in one line |
| 130 | interrupted (Ctrl-C); what was spoken is kept, and the same command goes on from there |

With several stories, `build` makes those that it can and exits with 1 if any failed. Anything else that goes wrong is a
bug and shows its traceback.
"""
_ERRORS = """\
## Errors

What the library raises; the command line prints each as one line, `path:line: what — what to do`, and exits with 1. All
are subclasses of `rhapsode.RhapsodeError` in `rhapsode.errors`.

| error | when |
|---|---|
"""


def write_reference() -> str:
    """The page: what `rhapsode --help` and each command's `--help` print, and the errors."""
    settings = {**cli.context_settings, "max_content_width": _WIDTH, "terminal_width": _WIDTH}
    root = click.Context(cli, info_name="rhapsode", **settings)
    parts = [_HEAD, _section("rhapsode", cli.get_help(root))]
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        context = click.Context(command, root, name, max_content_width=_WIDTH, terminal_width=_WIDTH)
        parts.append(_section(f"rhapsode {name}", command.get_help(context)))
    rows = [f"| `{one.__name__}` | {_first_sentence(one)} |\n" for one in list_errors()]
    return "\n".join([*parts, _ERRORS + "".join(rows)])


def list_errors() -> list[type[errors.RhapsodeError]]:
    """All classes of errors.py, the root first."""
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.RhapsodeError)]
    return sorted(found, key=lambda one: (len(one.__mro__), one.__name__))


def _first_sentence(error: type[errors.RhapsodeError]) -> str:
    return " ".join((getdoc(error) or "").split("\n\n")[0].split())


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"


def main() -> int:
    """Write the page, or check it."""
    wanted = write_reference()
    if "--check" in sys.argv:
        same = PAGE.exists() and PAGE.read_text("utf-8") == wanted
        print("docs/cli.md is up to date" if same else "docs/cli.md is out of date: run make docs")
        return 0 if same else 1
    write_text(PAGE, wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
