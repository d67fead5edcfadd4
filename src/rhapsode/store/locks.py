"""What several processes at one store have to agree on: who speaks which line, and when the file is exchanged.

Both are locks on bytes of an empty file beside the store. The system takes a lock back when its process ends, however
that ends, so that there is no owner to be looked for and nothing to be cleaned up. Where there are no such locks
(Windows, some network folders) everybody may do everything: lines are then spoken twice, and nothing is lost.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_GATE = 0  # the byte that a change of the store shares, and whoever exchanges the file has alone
_OFFSET_BYTES = 5
_HELD = (errno.EACCES, errno.EAGAIN)  # what systems say of a lock that another process has
_POLL_SECONDS = 0.02
_LONGEST_WAIT_SECONDS = 10.0


class Locks:
    """The locks of the store at `path`; without a path there is nobody to agree with. Used by one thread at a time."""

    def __init__(self, path: Path | None) -> None:
        self._file: int | None = None
        if path is not None and sys.platform != "win32":
            with suppress(OSError):  # a folder that can't be written: nothing is made there by anybody
                self._file = os.open(path.with_name(path.name + "-locks"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def close(self) -> None:
        """Let go of everything."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def claim(self, names: Iterable[str]) -> frozenset[str]:
        """Those of `names` that no other process has claimed: they are this one's until released, or its end."""
        return frozenset(name for name in names if self._lock(_offset(name)))

    def release(self, names: Iterable[str]) -> None:
        """Let others claim `names`."""
        for name in names:
            self._unlock(_offset(name))

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While the store is changed: its file is not exchanged meanwhile. Raises OSError after ten seconds."""
        yield from self._pass_gate(exclusive=False)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While the file is exchanged: nobody is changing it. Raises OSError after ten seconds."""
        yield from self._pass_gate(exclusive=True)

    def _pass_gate(self, exclusive: bool) -> Iterator[None]:
        deadline = time.monotonic() + _LONGEST_WAIT_SECONDS
        while not self._lock(_GATE, exclusive):
            if time.monotonic() > deadline:
                raise OSError(errno.EBUSY, "another process has been exchanging the store for too long")
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            self._unlock(_GATE)

    def _lock(self, offset: int, exclusive: bool = True) -> bool:
        """Whether this process has the byte now, or need not ask."""
        if sys.platform != "win32" and self._file is not None:
            try:
                fcntl.lockf(
                    self._file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB, 1, offset, os.SEEK_SET
                )
            except OSError as error:
                return error.errno not in _HELD  # else this folder has no locks
        return True

    def _unlock(self, offset: int) -> None:
        if sys.platform != "win32" and self._file is not None:
            with suppress(OSError):
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, offset, os.SEEK_SET)


def _offset(name: str) -> int:
    """A byte for each name; two that share one only wait for each other."""
    return 1 + int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_OFFSET_BYTES).digest())
