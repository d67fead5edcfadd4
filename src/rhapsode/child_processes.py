"""Processes of our own that work for this one: how they start, what is said to and fro, how they end.

Whoever waits for a child says how long it may take: one that takes longer, hung or stopped, is killed alone.

A child ends when its parent does, however that ends: its standard input closes then, and where that can't be noticed
(a library hangs in C) a thread watches the parent's number, though not on Windows, and on Linux the kernel sends the
signal. The pools of the standard library outlive a killed parent. Messages are pickles, with sound as it is behind
them, between a program and the child that it started itself.
"""

from __future__ import annotations

import errno
import math
import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

_HEAD = struct.Struct("<QQ")  # bytes of the pickle, bytes of the body
_PIPE_BYTES = 1 << 20  # where the system allows it, a line's sound fits: the child goes on while it is fetched
_EXIT_SECONDS = 1.0
_ERROR_CHARACTERS = 300
_WATCH_SECONDS = 0.5
_CHECK_SECONDS = 0.25
_PR_SET_PDEATHSIG = 1


def send(pipe: IO[bytes], message: object, body: bytes | memoryview = b"") -> None:
    """Write one message; `body` goes as it is, where a pickle would copy it on either side. Raises OSError."""
    data = pickle.dumps(message, protocol=5)
    pipe.write(_HEAD.pack(len(data), len(body)))
    pipe.write(data)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Any, bytes]:
    """Read one message and its body. Raises EOFError when the other side is gone."""
    length, body_length = _HEAD.unpack(_read(pipe, _HEAD.size))
    return pickle.loads(_read(pipe, length)), _read(pipe, body_length)


def _read(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


# --- the parent's side --------------------------------------------------------------------------------------


class Child:
    """A process that runs `module:function`, and the pipes to it. Raises OSError when none can be had.

    On Linux it ends with the thread that started it, not only with the process.
    """

    def __init__(self, entry: str) -> None:
        self._deadline = math.inf
        self._hung = False
        folders = [folder or str(os.curdir) for folder in sys.path]
        module, _, function = entry.partition(":")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the process)
        with _living.starting():
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", f"from {module} import {function}; {function}()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            )
            _living.add(self)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.inward, self.outward = self._process.stdin, self._process.stdout
        _widen(self.inward)
        _widen(self.outward)

    @property
    def process_id(self) -> int | None:
        """Its number while it lives."""
        return self._process.pid if self._process.poll() is None else None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """The body waits for this process, which is killed when that takes longer: its pipes then end."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = math.inf

    def kill_if_late(self) -> None:
        """Kill it when somebody waits for it in vain."""
        if time.monotonic() > self._deadline:
            self._hung = True
            self.kill()

    def kill(self) -> None:
        """End it at once, also when it is stopped."""
        self._process.kill()

    def reap(self) -> str:
        """Make sure that it is gone; how it ended, with the last line that it wrote as an error."""
        try:
            code = self._process.wait(_EXIT_SECONDS)  # its pipe is closed: it is about to say how it ended
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        _living.remove(self)
        for pipe in (self.inward, self.outward):
            with suppress(OSError):  # closing sends what is left to a process that is gone
                pipe.close()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        self._errors.close()
        if self._hung:
            return "it took too long and was stopped"
        how = f"it was killed by signal {-code}" if code < 0 else f"it ended with code {code}"
        return f"{how} ({lines[-1][:_ERROR_CHARACTERS]})" if lines else how


class _Living:
    """The children there are, and the thread that watches them while there are any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._watching = False
        self._over = False

    @contextmanager
    def starting(self) -> Iterator[None]:
        """While a child starts: none does once all were ended."""
        with self._lock:
            if self._over:
                raise OSError(errno.ECANCELED, "this program is about to end")
            yield

    def add(self, child: Child) -> None:
        """Watch a child that is `starting`."""
        self._children.add(child)
        if not self._watching:
            self._watching = True
            threading.Thread(target=self._watch, name="rhapsode-watch", daemon=True).start()

    def remove(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)

    def end(self) -> None:
        self._over = True  # before the lock, which whoever starts a child just now may hold
        for child in tuple(self._children):
            child.kill()
        with self._lock:
            for child in self._children:
                child.kill()

    def _watch(self) -> None:
        while True:
            time.sleep(_CHECK_SECONDS)
            with self._lock:
                self._watching = bool(self._children)
                if not self._watching:
                    return
                for child in self._children:
                    child.kill_if_late()


_living = _Living()


def end_all() -> None:
    """Kill all children, and start none any more: this process is about to end."""
    _living.end()


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold more, where the system can and still has room for that."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


# --- the child's side ---------------------------------------------------------------------------------------


def begin_as_child() -> tuple[IO[bytes], IO[bytes]]:
    """Arrange that this process ends with its parent and leaves Ctrl-C to it; the pipes for messages in and out.

    Standard input and output are for messages alone: what else is printed goes nowhere.
    """
    _die_with(os.getppid())
    inward, outward = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches the whole group: the parent decides
    return os.fdopen(inward, "rb"), os.fdopen(outward, "wb")


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Had the parent died before that, standard input is closed.
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _watch_parent(parent: int) -> None:
    """End this process, whatever it is doing, once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)
