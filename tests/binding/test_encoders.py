"""Encoders in processes of their own give what the binder gives, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from rhapsode.binding.encoders import Encoders
from rhapsode.errors import OutputError
from rhapsode.model import Book, ChapterMark, EncodedPiece

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@dataclass(frozen=True)
class Telling:
    """An encoder that tells in which process it works; one that `dies`, or `stops`, does so but in its maker's."""

    home: int
    dies: bool = False
    stops: bool = False
    suffix: str = ".x"
    settings: str = "plain"

    def granule(self, sample_rate: int) -> int:
        return 1

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        if key == "refused":
            raise OutputError("can't encode this")
        if self.dies and os.getpid() != self.home:
            os._exit(3)
        if self.stops and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGSTOP)
        return EncodedPiece(key, frames, tuple(blocks), str(os.getpid()).encode())

    def write(
        self, path: Path, sample_rate: int, pieces: Iterable[EncodedPiece], chapters: Sequence[ChapterMark], book: Book
    ) -> None: ...


def encode(encoders: Encoders, key: str, blocks: Sequence[bytes]) -> tuple[list[bytes], int]:
    """Packets, and the process that made them."""
    piece = encoders.encode(key, len(blocks), 8_000, lambda: blocks)
    assert (piece.key, piece.frames) == (key, len(blocks))
    return list(piece.packets), int(piece.levels)


@pytest.fixture
def encoders() -> Iterator[Encoders]:
    with closing(Encoders(Telling(os.getpid()), apart=True)) as encoders:
        yield encoders


def test_from_the_third_piece_of_a_thread_on_another_process_is_at_work(encoders: Encoders) -> None:
    blocks = [b"one", b"", b"three" * 500_000]
    made = [encode(encoders, f"piece{n}", blocks) for n in range(5)]
    assert made[0] == made[1] == (blocks, os.getpid())
    assert {packets == ([b"one", b"three" * 500_000]) for packets, _ in made[2:]} == {True}
    (elsewhere,) = {process for _, process in made[2:]}
    assert elsewhere != os.getpid()


def test_without_apart_there_is_no_other_process() -> None:
    with closing(Encoders(Telling(os.getpid()), apart=False)) as encoders:
        assert {encode(encoders, f"piece{n}", [b"x"])[1] for n in range(5)} == {os.getpid()}


def test_a_piece_that_takes_its_process_along_is_encoded_here_and_the_next_by_a_fresh_one() -> None:
    with closing(Encoders(Telling(os.getpid(), dies=True), apart=True)) as encoders:
        assert [encode(encoders, f"piece{n}", [b"x" * 3_000_000])[1] for n in range(5)] == [os.getpid()] * 5


@posix
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_process_that_is_stopped_is_ended_and_its_piece_encoded_here(size: int) -> None:
    """Before it has taken all of the sound, and after."""
    with closing(Encoders(Telling(os.getpid(), stops=True), apart=True, patience_seconds=0.3)) as encoders:
        made = [encode(encoders, f"piece{n}", [b"x" * size] * 3) for n in range(4)]
        assert made == [([b"x" * size] * 3, os.getpid())] * 4


@posix
def test_closing_does_not_wait_for_a_process_that_is_stopped() -> None:
    encoders = Encoders(Telling(os.getpid(), stops=True), apart=True)
    cancelled: list[int] = []

    def work() -> None:
        for n in range(3):
            try:
                encode(encoders, f"piece{n}", [b"x"])
            except CancelledError:
                cancelled.append(n)

    thread = threading.Thread(target=work)
    thread.start()
    while not any(child.process_id for child in encoders._children.values()):
        time.sleep(0.01)
    time.sleep(0.5)
    began = time.monotonic()
    encoders.close()
    thread.join()
    assert time.monotonic() - began < 2
    assert cancelled == [2]


def test_what_an_encoder_refuses_is_said_as_ever(encoders: Encoders) -> None:
    for n in range(3):
        encode(encoders, f"piece{n}", [b"x"])
    with pytest.raises(OutputError, match="can't encode this"):
        encode(encoders, "refused", [b"x" * 3_000_000])
    assert encode(encoders, "after", [b"y"])[0] == [b"y"]


def test_sound_that_can_not_be_had_leaves_no_half_piece_behind(encoders: Encoders) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a beginning"
        raise OutputError("no more of it")

    for n in range(3):
        encode(encoders, f"piece{n}", [b"x"])
    with pytest.raises(OutputError, match="no more of it"):
        encoders.encode("broken", 1, 8_000, broken)
    assert encode(encoders, "after", [b"whole"])[0] == [b"whole"]
