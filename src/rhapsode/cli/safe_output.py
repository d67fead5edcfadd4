"""Standard output and error as every command writes to them: what the system refuses becomes one clear error.

A reader that goes away (`| head`) ends a command that only shows something, without a word; one that makes something
goes on under `unhindered`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO, cast

from rhapsode.errors import OutputError

OnFailure = Callable[[OSError], None]


class SafeStream:
    """A text stream that tells `on_failure` of the first failure to write, and from then on writes nothing."""

    def __init__(self, stream: TextIO, on_failure: OnFailure) -> None:
        self.stream = stream
        self._on_failure = on_failure
        self._failed = False

    def write(self, text: str) -> int:
        if text != "":  # click writes nothing, to see what stream this is, and would swallow what becomes of it
            self._attempt(lambda: self.stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._attempt(self.stream.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _attempt(self, write: Callable[[], object]) -> None:
        if self._failed:
            return
        try:
            write()
        except OSError as error:
            self._failed = True
            _drain(self.stream)
            self._on_failure(error)


def _drain(stream: TextIO) -> None:
    """Let what the stream still holds go nowhere, or it fails again when the process ends."""
    with suppress(OSError, ValueError):  # a stream without a descriptor holds nothing for later
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextmanager
def guarded() -> Iterator[None]:
    """Standard output raises OutputError, or BrokenPipeError where the reader is gone; standard error nothing."""
    out, err = sys.stdout, sys.stderr
    with (
        redirect_stdout(out and cast(TextIO, SafeStream(out, _refuse))),
        redirect_stderr(err and cast(TextIO, SafeStream(err, _ignore))),
    ):
        yield


@contextmanager
def unhindered() -> Iterator[None]:
    """Let the work go on when standard output fails; afterwards raise OutputError, unless the reader just went away.

    That one is no failure: the book is made, and whoever asked for `| head -1` has got it. So the exit code stays
    what the work gives it, and a script under `pipefail` doesn't take the book for missing.
    """
    failures: list[OSError] = []
    stream = getattr(sys.stdout, "stream", sys.stdout)
    with redirect_stdout(stream and cast(TextIO, SafeStream(stream, failures.append))):
        yield
        if stream is not None:
            sys.stdout.flush()
    for failure in failures:
        if not isinstance(failure, BrokenPipeError):
            _refuse(failure)


def _refuse(error: OSError) -> None:
    if isinstance(error, BrokenPipeError):
        raise error
    hint = "free some space there, or send it elsewhere"
    raise OutputError(f"can't write to standard output: {error.strerror or error}", hint=hint) from error


def _ignore(_: OSError) -> None:
    """There is nowhere left to say it; the exit code does."""
