"""A sound file as an operating system's engine writes it (WAV or AIFF) in, its samples out."""

from __future__ import annotations

import array
import io
import struct
import sys
import wave

_PCM_KINDS = (b"NONE", b"twos", b"sowt")  # of AIFF-C: as they are; the last with its bytes the other way round


def read_sound_file(data: bytes) -> tuple[int, bytes]:
    """Sample rate and 16-bit mono samples. Raises ValueError when `data` is not a whole sound file of 16 bits."""
    if data[:4] == b"RIFF":
        sample_rate, channels, pcm = _read_wave(data)
    elif data[:4] == b"FORM":
        sample_rate, channels, pcm = _read_aiff(data)
    else:
        raise ValueError("not a sound file")
    if not 4_000 <= sample_rate <= 192_000 or not 1 <= channels <= 8:
        raise ValueError(f"a sound file with {channels} channels at {sample_rate} Hz")
    return sample_rate, _mix(pcm, channels)


def _read_wave(data: bytes) -> tuple[int, int, bytes]:
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getsampwidth() != 2:
                raise ValueError(f"{8 * file.getsampwidth()} bits a sample instead of 16")
            pcm = file.readframes(file.getnframes())
            if len(pcm) != 2 * file.getnframes() * file.getnchannels():
                raise ValueError("the file is cut off")
            return file.getframerate(), file.getnchannels(), pcm
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a whole WAV file: {error}") from error


def _read_aiff(data: bytes) -> tuple[int, int, bytes]:
    """AIFF and uncompressed AIFF-C; the standard library has no reader for them any more."""
    chunks = _find_chunks(data)
    try:
        channels, frames, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", chunks[b"COMM"])
        kind = chunks[b"COMM"][18:22] if data[8:12] == b"AIFC" else b"NONE"
        (offset,) = struct.unpack_from(">I", chunks[b"SSND"])
    except (KeyError, struct.error) as error:
        raise ValueError("not a whole AIFF file") from error
    if bits != 16 or kind not in _PCM_KINDS:
        raise ValueError(f"{bits} bits a sample of kind {kind!r} instead of 16, uncompressed")
    pcm = chunks[b"SSND"][8 + offset :][: 2 * frames * channels]
    if len(pcm) < 2 * frames * channels:
        raise ValueError("the file is cut off")
    if kind != b"sowt":
        pcm = _swap(pcm)
    return round(mantissa * 2.0 ** (exponent - 16383 - 63)), channels, pcm


def _find_chunks(data: bytes) -> dict[bytes, bytes]:
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at + 4)
        chunks[data[at : at + 4]] = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return chunks


def _swap(pcm: bytes) -> bytes:
    samples = array.array("h", pcm)
    samples.byteswap()
    return samples.tobytes()


def _mix(pcm: bytes, channels: int) -> bytes:
    """The mean of the channels."""
    if channels == 1:
        return pcm
    samples = array.array("h", pcm if sys.byteorder == "little" else _swap(pcm))
    mixed = array.array("h", (sum(samples[at : at + channels]) // channels for at in range(0, len(samples), channels)))
    return mixed.tobytes() if sys.byteorder == "little" else _swap(mixed.tobytes())
