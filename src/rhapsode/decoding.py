"""A sound file of the user's in, its samples out: of few formats, known by their first bytes, and not too long.

The decoder is told which format to expect. What it would guess may be a playlist, which names other files to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from rhapsode.errors import ChoiceError

if TYPE_CHECKING:
    from av.container import InputContainer

_BYTES_LIMIT = 100_000_000  # half a minute of the largest WAV has 70 MB
_RATES = range(4_000, 768_001)  # Hz; one at 1 Hz would become 22,050 times as long
_HINT = "name a sound file: WAV, FLAC, MP3, Ogg or M4A"
_ID3_HEAD = 10


def decode_file(path: Path, sample_rate: int, longest_seconds: int) -> bytes:
    """The sound of a file, 16-bit mono at this rate. Raises ChoiceError when it isn't one, or lasts longer."""
    limit = longest_seconds * sample_rate * 2
    pcm = bytearray()
    try:
        with _opened(path) as file:
            for part in _decode(file, sample_rate):
                pcm += part
                if len(pcm) > limit:
                    hint = f"cut it to {longest_seconds} s or less"
                    raise ChoiceError(f"this sound lasts longer than {longest_seconds} s", path=path, hint=hint)
    except (OSError, IndexError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it holds no sound that is known here"
        raise ChoiceError(f"can't play this sound: {reason}", path=path, hint=_HINT) from error
    return bytes(pcm)


def digest_file(path: Path) -> bytes:
    """What tells one sound file from another; empty for what can't be read, which is an error where it is played."""
    try:
        with _opened(path) as file:
            return file_digest(file, "sha256").digest()
    except (OSError, ChoiceError):
        return b""


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """The file, if it is a plain one of a sound's size. Raises ChoiceError or OSError."""
    if path.exists() and not path.is_file():
        raise ChoiceError("can't play this sound: it is no plain file", path=path, hint=_HINT)
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size > _BYTES_LIMIT:
            raise ChoiceError(f"can't play this sound: it has {size:,} bytes", path=path, hint="name a shorter one")
        file.seek(0)
        yield file


def _decode(file: BufferedReader, sample_rate: int) -> Iterator[bytes]:
    """The samples of an open file, a little at a time. Raises ValueError, IndexError or OSError when it has none."""
    import av  # only those who need it wait for its 0.1 s of loading

    try:
        with av.open(file, mode="r", format=_find_format(file), options={"protocol_whitelist": ""}) as container:
            _check_rate(container)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate)
            for frame in container.decode(audio=0):
                yield from (bytes(part.to_ndarray().data) for part in resampler.resample(frame))
            yield from (bytes(part.to_ndarray().data) for part in resampler.resample(None))
    except av.FFmpegError as error:  # of any of Python's kinds too: EOFError, LookupError, MemoryError …
        raise ValueError(error.strerror) from error


def _check_rate(container: InputContainer) -> None:
    if container.streams.audio[0].rate not in _RATES:
        raise ValueError("a sample rate that no sound has")


def _find_format(file: BufferedReader) -> str:
    """The decoder's name for what the first bytes say; raises ValueError where they say nothing that is known."""
    start = file.read(16)
    if start.startswith(b"ID3") and len(start) == 16:
        length = sum((byte & 0x7F) << shift for byte, shift in zip(start[6:10], (21, 14, 7, 0), strict=True))
        file.seek(_ID3_HEAD + length)
        behind = file.read(4)
        file.seek(0)
        return "flac" if behind == b"fLaC" else "mp3"
    file.seek(0)
    if start[:4] in (b"RIFF", b"RIFX", b"RF64") and start[8:12] == b"WAVE":
        return "wav"
    if start.startswith(b"fLaC"):
        return "flac"
    if start.startswith(b"OggS"):
        return "ogg"
    if start[4:8] == b"ftyp":
        return "mov"
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0 and start[1] & 0x06:
        return "mp3"
    raise ValueError("no known format")
