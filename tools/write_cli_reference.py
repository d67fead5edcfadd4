"""Writes docs/cli.md from the commands themselves; with --check says whether it is what they would write."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rhapsode.cli import cli
from rhapsode.files import write_text

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
_WIDTH = 96
_HEAD = """\
# The command line

*Written by `make docs` from the program itself; a test checks that it is up to date.*

Exit codes: `0` done, `1` something is wrong with the input or the system (one line on stderr says what, where and what
to do), `2` wrong usage, `130` interrupted. Progress goes to stderr and is silent when that is not a terminal.
"""


def write_reference() -> str:
    """The page: what `rhapsode --help` and each command's `--help` print."""
    root = click.Context(cli, info_name="rhapsode", max_content_width=_WIDTH, terminal_width=_WIDTH)
    parts = [_HEAD, _section("rhapsode", cli.get_help(root))]
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        context = click.Context(command, root, name, max_content_width=_WIDTH, terminal_width=_WIDTH)
        parts.append(_section(f"rhapsode {name}", command.get_help(context)))
    return "\n".join(parts)


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
