"""Ctrl-C and SIGTERM: the work is left as on any way out, and when something hangs, it ends all the same.

A signal becomes an exception in the main thread, so that nothing temporary stays behind and the terminal is as it was.
That can wait for a lock, a disk or a call into C; so a thread ends the children at once, and two seconds later the
process.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from rhapsode.__main__ import ENDS

_GRACE_SECONDS = 2.0  # leaving takes a tenth of that


class EndedError(BaseException):
    """The user, or the system, asked to end; no part of the program is to take it for a failure of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        self.line = ENDS[signal.Signals(number)]


@contextmanager
def endable() -> Iterator[None]:
    """Have the first SIGINT or SIGTERM raise EndedError in the body, and end this process if that does not."""
    watch = _Watch()
    before = {number: signal.getsignal(number) for number in ENDS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, watch.leave)
    try:
        yield
    finally:
        watch.close()
        for number, handler in before.items():
            signal.signal(number, handler)


class _Watch:
    """Is told of signals by the system itself, whatever the main thread is doing."""

    def __init__(self) -> None:
        self._asked = False
        self._left = threading.Event()
        self._inward, self._outward = os.pipe()
        if os.name == "posix":  # elsewhere it needs not be, and can't be before Python 3.12
            os.set_blocking(self._outward, False)
        self._before = signal.set_wakeup_fd(self._outward, warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._wait, name="rhapsode-ending", daemon=True)
        self._thread.start()

    def leave(self, number: int, _: FrameType | None) -> None:
        if not self._asked:  # once is enough: the second Ctrl-C would break off what the first one began
            self._asked = True
            raise EndedError(number)

    def close(self) -> None:
        """The body was left."""
        self._left.set()
        signal.set_wakeup_fd(self._before)
        os.close(self._outward)
        self._thread.join()
        os.close(self._inward)

    def _wait(self) -> None:
        while told := os.read(self._inward, 64):
            for number in told:
                if number in ENDS and signal.getsignal(number) == self.leave:
                    _end_children()
                    if not self._left.wait(_GRACE_SECONDS):
                        _end_at_once(number)
                    return


def _end_children() -> None:
    """There are some only where their module is loaded, which takes too long for `--version`."""
    end_all = getattr(sys.modules.get("rhapsode.child_processes"), "end_all", None)
    if end_all is not None:
        end_all()


def _end_at_once(number: int) -> NoReturn:
    with suppress(OSError, AttributeError, ValueError):  # where nobody listens
        os.write(sys.__stderr__.fileno(), f"{ENDS[signal.Signals(number)]}\n".encode())  # type: ignore[union-attr]
    os._exit(128 + number)
