"""Encoders at work in processes of their own: a piece's samples in, its packets out.

An encoder in a thread gives the interpreter's lock back and takes it again for each packet, 700,000 times for a novel,
and waits for it whenever another thread has something to do: a sixth of its time.
"""

from __future__ import annotations

import os
import pickle
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from rhapsode.binding.packet_buffer import PacketBuffer, as_packet_buffer
from rhapsode.child_processes import Child, begin_as_child, receive, send
from rhapsode.errors import OutputError
from rhapsode.memory import expect_much
from rhapsode.model import EncodedPiece
from rhapsode.protocols import PieceBinder

_MOST_LOST = 3
_PATIENCE_SECONDS = 30.0  # for a block of sound, and in the end for what is left of a piece
_SLOWEST = 0.5  # seconds for a second of sound: a hundred times what the slowest encoder takes

Encode = Callable[[str, int, int, Callable[[], Iterable[bytes]]], EncodedPiece]
"""Key, frames, sample rate, and what gives the blocks of samples: a piece."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Encode the blocks that follow; an empty one is the last."""

    binder: PieceBinder
    key: str
    frames: int
    sample_rate: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """A piece without its packets, which follow end to end."""

    key: str
    frames: int
    sizes: array[int]
    levels: bytes


class Encoders:
    """With `apart`, a process for each thread that encodes, once there is more than one piece to do: it takes a third
    of a second to start. What a process can't do, not being there yet, killed, hung or failing, the thread does itself.
    """

    def __init__(self, binder: PieceBinder, apart: bool, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._binder = binder
        self._patience_seconds = patience_seconds
        self._closed = threading.Event()
        self._apart = apart and _can_be_sent(binder)
        self._lock = threading.Lock()
        self._pieces = 0
        self._lost = 0  # processes in a row that gave no piece
        self._children: dict[int, Child] = {}

    def close(self) -> None:
        """End all processes at once; a thread that is at work stops at the next block."""
        self._closed.set()
        for child in tuple(self._children.values()):
            child.kill()
        for thread in tuple(self._children):
            self._drop(thread)

    def encode(self, key: str, frames: int, sample_rate: int, sound: Callable[[], Iterable[bytes]]) -> EncodedPiece:
        """As the binder's own method; `sound` gives the blocks, and may be asked twice."""
        thread = threading.get_ident()
        child = self._children.get(thread)
        if child is None:
            self._start_process(thread)
        else:
            piece = self._try(child, _Job(self._binder, key, frames, sample_rate), self._unless_closed(sound()))
            if piece is not None:
                return piece
        return self._binder.encode(key, frames, sample_rate, self._unless_closed(sound()))

    def _unless_closed(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            if self._closed.is_set():
                raise CancelledError
            yield block

    def _start_process(self, thread: int) -> None:
        """Start a process for the next pieces of this thread, unless this is the very first piece."""
        with self._lock:
            self._pieces += 1
            worthwhile = self._apart and self._pieces > 1 and self._lost < _MOST_LOST
        if worthwhile:
            with suppress(OSError):  # the system has no room for another process: this thread is as good
                self._children[thread] = Child("rhapsode.binding.encoders:main")

    def _try(self, child: Child, job: _Job, blocks: Iterable[bytes]) -> EncodedPiece | None:
        """The piece, or None when the process is lost or can't make it."""
        seconds = self._patience_seconds
        try:
            fed = _feed(child, job, blocks, seconds)
            answer = _receive_answer(child, seconds + job.frames / job.sample_rate * _SLOWEST) if fed else None
        except BaseException:  # the sound could not be had: the process waits in vain for the rest
            self._drop(threading.get_ident())
            raise
        with self._lock:
            self._lost = self._lost + 1 if answer is None else 0
        if answer is None:
            self._drop(threading.get_ident())
        return answer if isinstance(answer, EncodedPiece) else None

    def _drop(self, thread: int) -> None:
        child = self._children.pop(thread, None)
        if child is not None:  # else another thread, which closes all, was faster
            child.kill()
            child.reap()


def _can_be_sent(binder: PieceBinder) -> bool:
    """Whether another process can have it; somebody else's binder may hold what can't leave this one."""
    try:
        pickle.dumps(binder)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


def _feed(child: Child, job: _Job, blocks: Iterable[bytes], seconds: float) -> bool:
    """Send a job and all its sound; False when the process is lost, or takes none for so long."""
    if not _tell(child, seconds, job):
        return False
    return all(_tell(child, seconds, None, block) for block in blocks if block) and _tell(child, seconds, None)


def _tell(child: Child, seconds: float, message: object, body: bytes = b"") -> bool:
    try:
        with child.within(seconds):
            send(child.inward, message, body)
    except OSError:  # a broken pipe, by whatever name the system calls it
        return False
    return True


def _receive_answer(child: Child, seconds: float) -> EncodedPiece | str | None:
    """A piece, or why there is none; None when the process is lost, or gives none for so long."""
    try:
        with child.within(seconds):
            answer, packets = receive(child.outward)
    except (EOFError, OSError):
        return None
    if isinstance(answer, _Answer):
        return EncodedPiece(answer.key, answer.frames, PacketBuffer(answer.sizes, packets), answer.levels)
    return str(answer)


# --- the process's side -------------------------------------------------------------------------------------


def main() -> None:
    """Encode pieces until there are no more."""
    expect_much()
    inward, outward = begin_as_child()
    try:
        while True:
            job, _ = receive(inward)
            blocks = _receive_blocks(inward)
            answer, packets = _answer(job, blocks)
            for _ in blocks:  # what a failed encoder left
                pass
            send(outward, answer, packets)
    except (EOFError, OSError):
        os._exit(0)  # the parent is done with us


def _answer(job: _Job, blocks: Iterable[bytes]) -> tuple[_Answer | str, bytes | memoryview]:
    """A piece and its packets, or why there is none: whoever asked meets that again, and says it."""
    try:
        piece = job.binder.encode(job.key, job.frames, job.sample_rate, blocks)
    except (OutputError, ValueError) as error:
        return str(error), b""
    buffer = as_packet_buffer(piece.packets)
    return _Answer(piece.key, piece.frames, buffer.sizes, piece.levels), buffer.data


def _receive_blocks(pipe: IO[bytes]) -> Iterator[bytes]:
    while block := receive(pipe)[1]:
        yield block
