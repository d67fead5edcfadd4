"""What is printed without layout: one line, JSON, an error. With `screen`, the only way to standard output and error.

Whatever a line quotes is shown here, so that no story, name or engine steers a terminal or forges a line.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import Any

import click

from rhapsode.errors import RhapsodeError
from rhapsode.shown import show, show_json, show_page

_debugging: ContextVar[bool] = ContextVar("debugging", default=False)


def debug(wanted: bool) -> None:
    """From now on print what a developer wants to read before each error, or don't."""
    _debugging.set(wanted)


def echo(line: object, err: bool = False) -> None:
    """Print one line."""
    click.echo(show(str(line)), err=err)


def echo_json(value: Any, indent: int | None = None) -> None:
    """Print one JSON value; a reader gets every character as it was."""
    click.echo(show_json(json.dumps(value, ensure_ascii=False, indent=indent)))


def echo_error(error: RhapsodeError) -> None:
    """Print an error of ours, one line for each fault."""
    for line in describe_error(error):
        echo(line, err=True)


def describe_error(error: RhapsodeError) -> list[str]:
    """The lines that tell of an error; with `--debug`, where it came from stands above them."""
    traces = _trace(error).splitlines() if _debugging.get() else []
    return [*traces, *(f"rhapsode: {line}" for line in str(error).splitlines())]


def echo_bug(_: type[BaseException], error: BaseException, __: object) -> None:
    """Print the traceback of what is no error of ours, as `sys.excepthook` does."""
    import traceback

    click.echo(show_page("".join(traceback.format_exception(error)).rstrip()), err=True)


def _trace(error: RhapsodeError) -> str:
    """The traceback of an error and of what caused it, and those of other processes that came with them."""
    import traceback

    told = "".join(traceback.format_exception(error))
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RhapsodeError) and cause.details:
            told += f"In another process:\n{cause.details}\n"
        cause = cause.__cause__ or cause.__context__
    return show_page(told)
