"""Sound files as systems write them: read whole, or refused."""

from __future__ import annotations

import io
import struct
import wave

import pytest

from rhapsode.engines.sound_files import read_sound_file

SAMPLES = struct.pack("<6h", 0, 100, -100, 32767, -32768, 7)
SWAPPED = struct.pack(">6h", 0, 100, -100, 32767, -32768, 7)


def make_wave(pcm: bytes = SAMPLES, rate: int = 22_050, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()


def make_aiff(pcm: bytes = SWAPPED, kind: bytes = b"", bits: int = 16) -> bytes:
    rate = struct.pack(">HQ", 16383 + 14, 22_050 << 49)  # an 80-bit float: 22050 = 1.345… × 2^14
    common = struct.pack(">hIh", 1, len(pcm) * 8 // bits, bits) + rate + kind
    sound = struct.pack(">II", 0, 0) + pcm
    chunks = b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">I", len(sound)) + sound
    return b"FORM" + struct.pack(">I", 4 + len(chunks)) + (b"AIFC" if kind else b"AIFF") + chunks


def test_wave_and_aiff_give_the_same_samples() -> None:
    assert read_sound_file(make_wave()) == (22_050, SAMPLES)
    assert read_sound_file(make_aiff()) == (22_050, SAMPLES)
    assert read_sound_file(make_aiff(SAMPLES, b"sowt")) == (22_050, SAMPLES)


def test_stereo_becomes_its_mean() -> None:
    assert read_sound_file(make_wave(struct.pack("<4h", 10, 30, -10, -30), channels=2)) == (
        22_050,
        struct.pack("<2h", 20, -20),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not sound",
        make_wave()[:-3],
        make_wave()[:20],
        make_wave(bytes(6), width=1),
        make_wave(rate=7),
        make_aiff()[:-3],
        make_aiff()[:30],
        make_aiff(kind=b"fl32"),
        make_aiff(bits=24),
    ],
)
def test_what_is_not_whole_or_not_16_bits_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_sound_file(data)
