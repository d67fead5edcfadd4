"""How this process takes memory, and gives it back: the interpreter's and the C library's habits, set for books."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

_OBJECTS_BETWEEN_LOOKS = 200_000
_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # numbers of mallopt(3), from <malloc.h>
_APART_BYTES = 1_000_000
_SPARE_BYTES = 4_000_000


def expect_much() -> None:
    """Set this process up for a million objects that live as long as it does, and for sound in many threads.

    Looking through such objects for cycles takes a tenth of the time of understanding a story. And glibc keeps a heap
    for each thread, of which none gives back what it once held: two take 20 MB less than eight, at the same speed. Left
    alone, it also learns from blocks of sound to hold more and more in reserve: 6 MB.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 50, 50)
    _tell_allocator("mallopt", _ARENA_MAX, 2)
    _tell_allocator("mallopt", _MMAP_THRESHOLD, _APART_BYTES)
    _tell_allocator("mallopt", _TRIM_THRESHOLD, _SPARE_BYTES)


def give_back() -> None:
    """Give the system the memory that a step no longer needs: 130 MB after a million words were understood.

    Neither the interpreter nor glibc does that by itself: the one keeps freed tuples of each size for the next, and
    with each a whole arena of a megabyte; the other frees its heap from the end alone. Takes some ms: nothing is
    searched for cycles.
    """
    gc.freeze()
    gc.collect()  # of no objects; it is the only way to have those kept tuples freed
    gc.unfreeze()
    _tell_allocator("malloc_trim", 0)


def _tell_allocator(function: str, *values: int) -> None:
    """Call a function of glibc's; other C libraries don't have it."""
    if sys.platform == "linux":
        import ctypes  # here, since `--version` needs none of it

        with suppress(AttributeError, OSError):
            getattr(ctypes.CDLL(None), function)(*values)
