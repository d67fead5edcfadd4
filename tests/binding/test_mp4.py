"""Tables of the M4B file, where a short book doesn't reach them."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from rhapsode.binding.labels import Labels, label
from rhapsode.binding.mp4 import STEP, Audio, _media_header, write_mp4
from rhapsode.errors import OutputError
from rhapsode.model import Book, ChapterMark

CONFIG = b"\x13\x88V\xe5\x00"
RATE = 22_050


def labels_for(frames: int) -> Labels:
    return label(
        Book("The Lantern"), [ChapterMark("One", 0, frames // 2), ChapterMark("Two", frames // 2, frames)], RATE
    )


def write(path: Path, audio: Audio) -> None:
    packets = [bytes([number % 256]) * (1 + number % 300) for number in range(audio.packets)]
    write_mp4(path, audio, [packets[:5], packets[5:]], labels_for(audio.frames))


@pytest.mark.parametrize("steps", [1, 31, 32, 33, 64, 100])
def test_each_packet_is_found_whole(steps: int, tmp_path: Path) -> None:
    path = tmp_path / "x.m4b"
    audio = Audio(RATE, steps * STEP, 64_000, CONFIG)
    write(path, audio)
    with av.open(str(path)) as container:
        found = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert found == [bytes([number % 256]) * (1 + number % 300) for number in range(audio.packets)]


def test_offsets_of_a_file_beyond_four_gigabytes_have_64_bits(tmp_path: Path) -> None:
    path = tmp_path / "x.m4b"
    audio = Audio(RATE, 400 * STEP, 2**32 - 1, CONFIG)
    assert audio.is_far
    write(path, audio)
    assert b"co64" in path.read_bytes()
    with av.open(str(path)) as container:
        found = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert found == [bytes([number % 256]) * (1 + number % 300) for number in range(audio.packets)]


def test_a_month_of_sound_has_tables_with_64_bits() -> None:
    audio = Audio(RATE, 30 * 86_400 * RATE // STEP * STEP, 64_000, CONFIG)
    assert audio.is_far
    assert not Audio(RATE, 60 * 3_600 * RATE, 64_000, CONFIG).is_far


def test_a_wide_media_box_has_its_size_in_64_bits() -> None:
    assert _media_header(100) == b"\x00\x00\x00\x08free\x00\x00\x00\x6cmdat"
    assert _media_header(2**33) == b"\x00\x00\x00\x01mdat\x00\x00\x00\x02\x00\x00\x00\x10"


def test_packets_that_are_too_many_or_too_few_are_an_error(tmp_path: Path) -> None:
    audio = Audio(RATE, 10 * STEP, 64_000, CONFIG)
    with pytest.raises(OutputError, match="10 packets came instead of 11"):
        write_mp4(tmp_path / "x.m4b", audio, [[b"x"] * 10], labels_for(audio.frames))
