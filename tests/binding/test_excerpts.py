"""An excerpt is the file itself in the stretches asked for, and finds tables that lie."""

from __future__ import annotations

import tracemalloc
from array import array
from collections.abc import Sequence
from pathlib import Path
from struct import pack, unpack

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.binding.excerpts import Excerpt
from rhapsode.binding.labels import Labels, label
from rhapsode.binding.m4b import M4bBinder
from rhapsode.binding.mp4 import STEP, Audio, write_mp4
from rhapsode.binding.packet_buffer import PacketBuffer
from rhapsode.binding.proof import prove
from rhapsode.model import Book, ChapterMark, EncodedPiece, Range

CONFIG = b"\x13\x88V\xe5\x00"
RATE = 22_050
SECONDS = 40


def packet(number: int) -> bytes:
    """Holds its number, and is of one of fifty sizes."""
    return pack(">I", number) * (1 + number % 50)


PACKETS = [packet(number) for number in range(1_001)]


def labels_for(frames: int) -> Labels:
    middle = frames // 2
    return label(Book("The Lantern"), [ChapterMark("One", 0, middle), ChapterMark("Two", middle, frames)], RATE)


def write(path: Path, steps: int, bit_rate: int = 64_000) -> list[bytes]:
    """A file of packets that hold their number, in pieces that end anywhere."""
    audio = Audio(RATE, steps * STEP, bit_rate, CONFIG)
    packets = [packet(number) for number in range(audio.packets)]
    pieces = [packets[at : at + 37] for at in range(0, len(packets), 37)]
    write_mp4(path, audio, pieces, labels_for(audio.frames))
    return packets


def demux(path: Path, stretches: Sequence[Range]) -> tuple[list[bytes], Excerpt]:
    with path.open("rb") as file:
        excerpt = Excerpt(file, stretches)
        with av.open(excerpt, format="mov") as container:
            assert [c["metadata"]["title"] for c in container.chapters()] == ["One", "Two"]
            return [bytes(packet) for packet in container.demux(audio=0) if packet.size], excerpt


@pytest.fixture(scope="module", params=[64_000, 2**32 - 1], ids=["near", "far"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With places of 32 bits and of 64."""
    path = tmp_path_factory.mktemp("excerpts") / "book.m4b"
    write(path, 1_000, request.param)
    return path


@given(
    starts=st.lists(st.tuples(st.integers(-3_000, 1_000 * STEP), st.integers(0, 90_000)), min_size=1, max_size=6),
)
def test_it_has_the_packets_of_its_stretches_and_knows_where_they_went(
    written: Path, starts: list[tuple[int, int]]
) -> None:
    stretches = [(start, min(start + length, 1_000 * STEP)) for start, length in starts]
    found, excerpt = demux(written, stretches)
    assert excerpt.frames == 1_000 * STEP
    assert found == sorted(set(found), key=PACKETS.index)
    for start, end in stretches:
        for frame in {max(0, start), end - 1} if end > max(0, start) else ():
            shifted = excerpt.shift(frame)
            assert shifted % STEP == frame % STEP
            assert found[shifted // STEP + 1 :][:1] == PACKETS[frame // STEP + 1 :][:1]  # the first one primes
            assert found[shifted // STEP] == PACKETS[frame // STEP]


def test_of_the_whole_it_has_the_whole(written: Path) -> None:
    assert demux(written, [(0, 1_000 * STEP)])[0] == PACKETS


@pytest.fixture(scope="module")
def tones(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, EncodedPiece]:
    """Forty seconds of two tones that are as loud as they like ten times a second."""
    rng = np.random.default_rng(7)
    frames = SECONDS * RATE // STEP * STEP
    loud = np.repeat(10.0 ** rng.uniform(1, 4, frames // (RATE // 10) + 1), RATE // 10)[:frames]
    time = np.arange(frames) * 2 * np.pi / RATE
    wave = (np.sin(time * 440) + np.sin(time * 1_230)) * loud
    piece = M4bBinder().encode("tones", frames, RATE, [wave.astype("<i2").tobytes()])
    path = tmp_path_factory.mktemp("tones") / "book.m4b"
    marks = labels_for(frames).chapters
    M4bBinder().write(path, RATE, [piece], marks, Book("The Lantern"))
    return path, piece


def decode(source: Path | Excerpt) -> np.typing.NDArray[np.float32]:
    with av.open(source if isinstance(source, Excerpt) else str(source), format="mov") as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_it_sounds_as_the_whole_does_once_the_decoder_is_in(tones: tuple[Path, EncodedPiece]) -> None:
    whole = decode(tones[0])
    with tones[0].open("rb") as file:
        excerpt = Excerpt(file, [(5 * RATE, 6 * RATE), (20 * RATE + 333, 21 * RATE), (39 * RATE, 40 * RATE)])
        part = decode(excerpt)
        for second in (5.3, 20.5, 39.2):
            start = int(second * RATE)
            at = excerpt.shift(start)
            heard, expected = part[at : at + RATE // 4], whole[start : start + RATE // 4]
            assert np.corrcoef(heard, expected)[0, 1] > 0.9999  # noise is made up anew by each decoder


def damage(source: Path, goal: Path, find: bytes, skip: int, new: bytes) -> None:
    data = bytearray(source.read_bytes())
    at = data.index(find) + skip
    data[at : at + len(new)] = new
    goal.write_bytes(data)


@pytest.mark.parametrize(
    ("find", "skip", "new", "message"),
    [
        (b"stsz", 16 + 4 * 70, b"\0\0\0\1", "not where its tables say"),
        (b"stco", 12 + 4 * 2, b"\0\0\0\1", "not where its tables say"),
        (b"stts", 12, b"\0\0\0\1", "1 packets"),
        (b"mdia", 0, b"mdix", "no box b'mdia'"),
        (b"moov", 0, b"moox", "no box b'moov'"),
        (b"soun", 0, b"sound"[:4][::-1], "no track of sound"),
        (b"mdat", -4, b"\0\0\0\1", "a box b'mdat'"),
    ],
)
def test_tables_that_lie_are_found(find: bytes, skip: int, new: bytes, message: str, tmp_path: Path) -> None:
    write(tmp_path / "whole.m4b", 500)
    damage(tmp_path / "whole.m4b", tmp_path / "book.m4b", find, skip, new)
    with (tmp_path / "book.m4b").open("rb") as file, pytest.raises(ValueError, match=message):
        Excerpt(file, [(0, 9_000)])


@pytest.mark.parametrize("left", [0, 7, 100, 5_000, -1])
def test_a_file_that_is_cut_short_is_found(left: int, tmp_path: Path) -> None:
    write(tmp_path / "book.m4b", 500)
    data = (tmp_path / "book.m4b").read_bytes()
    (tmp_path / "book.m4b").write_bytes(data[:left])
    with (tmp_path / "book.m4b").open("rb") as file, pytest.raises(ValueError, match=r"box|ends at"):
        Excerpt(file, [(0, 9_000)])


def test_a_box_in_64_bits_is_read(tmp_path: Path) -> None:
    """As a book of more than four gigabytes has it."""
    packets = write(tmp_path / "book.m4b", 500)
    data = (tmp_path / "book.m4b").read_bytes()
    at = data.index(b"\x00\x00\x00\x08free")
    (size,) = unpack(">I", data[at + 8 : at + 12])
    (tmp_path / "book.m4b").write_bytes(data[:at] + pack(">I4sQ", 1, b"mdat", size + 8) + data[at + 16 :])
    assert demux(tmp_path / "book.m4b", [(0, 500 * STEP)])[0] == packets


def test_a_book_of_a_million_words_is_written_and_proven_in_the_memory_of_a_piece(tmp_path: Path) -> None:
    audio = Audio(RATE, 7_000_000 * STEP, 64_000, CONFIG)
    pieces = [PacketBuffer(array("I", [1]), b"\0"), *[PacketBuffer(array("I", [1] * 7_000), bytes(7_000))] * 1_000]
    labels = labels_for(audio.frames)
    tracemalloc.start()
    try:
        write_mp4(tmp_path / "book.m4b", audio, pieces, labels)
        with pytest.raises(Exception, match="title"):
            prove(tmp_path / "book.m4b", label(Book("Another"), labels.chapters, RATE), audio.frames, [], tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
