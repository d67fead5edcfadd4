"""A finished file in, silence or an error out: reads it back with two parsers and listens to it in places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import av
import numpy as np

from rhapsode.binding.excerpts import Excerpt
from rhapsode.binding.labels import Labels
from rhapsode.binding.packets import LEVELS_PER_SECOND, measure_levels
from rhapsode.binding.readback import read_back
from rhapsode.errors import OutputError

_PLACES = 20
_OUTLIERS = 2  # of them may differ: a lossy encoder dulls a hiss
_TOLERANCE_DB = 6.0
_FLOOR_DB = 60  # quieter is silence, whatever its level
_BEFORE = Fraction(3, 10)  # seconds decoded before a place: Opus needs 80 ms until it is right
_START_MS = 2  # chapters are kept in whole ms
_LONGEST_PACKET = 1_152
Place = tuple[int, bytes]
"""A frame, and the levels from there on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The levels of a stretch of sound as it went into the encoder, a byte for each tenth of a second."""

    start_frame: int
    levels: bytes


def prove(path: Path, labels: Labels, frames: int, heard: Sequence[Heard], shown: Path) -> None:
    """Raise OutputError unless the file is as long, tagged, chaptered and loud in 20 places as it should be.

    `frames` count at the book's rate; `shown` is the path that the user knows.
    """
    hint = "build again; if it happens again, choose another format and report it"
    for fault in _faults(path, labels, frames, heard):
        raise OutputError(f"the file is not what it should be: {fault}", path=shown, hint=hint)


def _faults(path: Path, labels: Labels, frames: int, heard: Sequence[Heard]) -> Iterator[str]:
    places = _choose_places(labels.sample_rate, heard, seed=frames)
    try:
        with _open(path, labels.sample_rate, places) as ear:
            yield from _faults_of_length(ear.seconds, labels.sample_rate, frames)
            yield from _faults_of_chapters(_list_chapters(ear.container), labels, "ffmpeg")
            yield from _faults_of_sound(ear, labels.sample_rate, places)
    except (av.FFmpegError, KeyError, IndexError, ValueError) as error:
        yield f"it can't be read ({error})"
    yield from _faults_of_tags(path, labels)


@dataclass(frozen=True, slots=True)
class _Ear:
    """A file as ffmpeg reads it, how long it is, and in which of ffmpeg's frames a frame of the book is heard."""

    container: Any
    seconds: Fraction
    shift: Callable[[int], int] = int


@contextmanager
def _open(path: Path, sample_rate: int, places: Sequence[Place]) -> Iterator[_Ear]:
    """`path` for ffmpeg: an M4B as an excerpt, since ffmpeg would hold the tables of all its packets."""
    if path.suffix != ".m4b":
        with av.open(str(path)) as container:
            yield _Ear(container, Fraction(container.duration or 0, av.time_base))
        return
    before, window = int(_BEFORE * sample_rate), sample_rate // LEVELS_PER_SECOND
    stretches = [(frame - before, frame + len(levels) * window) for frame, levels in places]
    with path.open("rb") as file:
        excerpt = Excerpt(file, stretches or [(0, 0)])
        with av.open(excerpt, format="mov") as container:
            yield _Ear(container, Fraction(excerpt.frames, sample_rate), excerpt.shift)


def _list_chapters(container: Any) -> list[tuple[int, str]]:
    return [(round(c["start"] * c["time_base"] * 1_000), c["metadata"]["title"]) for c in container.chapters()]


def _faults_of_length(seconds: Fraction, sample_rate: int, frames: int) -> Iterator[str]:
    if abs(seconds * sample_rate - frames) > _LONGEST_PACKET:
        yield f"it lasts {float(seconds):.3f} s instead of {frames / sample_rate:.3f} s"


def _faults_of_chapters(found: Sequence[tuple[int, str]], labels: Labels, reader: str) -> Iterator[str]:
    if len(found) != len(labels.chapters):
        yield f"{reader} finds {len(found)} chapters instead of {len(labels.chapters)}"
        return
    for number, ((start_ms, title), mark) in enumerate(zip(found, labels.chapters, strict=True), start=1):
        if title != mark.title:
            yield f"{reader} reads the title of chapter {number} as {title!r}"
        if abs(start_ms - labels.start_ms(mark)) > _START_MS:
            yield f"{reader} finds chapter {number} at {start_ms} ms instead of {labels.start_ms(mark)} ms"


def _faults_of_tags(path: Path, labels: Labels) -> Iterator[str]:
    found = read_back(path)
    if found is None:
        yield "mutagen can't read it"
        return
    for field in ("title", "album", "author", "narrator", "encoder"):
        if getattr(found, field) != getattr(labels, field):
            yield f"its {field} reads {getattr(found, field)!r}"
    if found.cover != (labels.cover.data if labels.cover else b""):
        yield "its cover is another"
    if found.chapter_limit is None or len(labels.chapters) <= found.chapter_limit:
        yield from _faults_of_chapters(found.chapters, labels, "mutagen")


# --- listen -------------------------------------------------------------------------------------------------


def _faults_of_sound(ear: _Ear, sample_rate: int, places: Sequence[Place]) -> Iterator[str]:
    """Compare the levels in some places with what went in."""
    far = []
    for frame, levels in places:
        expected = np.minimum(np.frombuffer(levels, np.uint8), _FLOOR_DB).astype(float)
        found = np.minimum(_levels_at(ear.container, Fraction(ear.shift(frame), sample_rate), len(levels)), _FLOOR_DB)
        if len(found) < len(levels) or np.abs(found - expected).mean() > _TOLERANCE_DB:
            far.append(frame / sample_rate)
    if len(far) > min(_OUTLIERS, len(places) // 2):
        yield f"it sounds otherwise than it should in {len(far)} of {len(places)} places, first at {min(far):.1f} s"


def _choose_places(sample_rate: int, heard: Sequence[Heard], seed: int) -> list[Place]:
    """Up to 20 stretches of a second (less where there is less), chosen by `seed`, in order."""
    window = sample_rate // LEVELS_PER_SECOND
    whole = [(part, len(part.levels) - 1) for part in heard if len(part.levels) > 1]
    if not whole:
        return []
    chosen = Random(seed).choices(whole, weights=[count for _, count in whole], k=_PLACES)
    starts = Random(seed + 1)
    places = {}
    for part, count in chosen:
        length = min(LEVELS_PER_SECOND, count)
        at = starts.randrange(count - length + 1)
        places[part.start_frame + at * window] = part.levels[at : at + length]
    return sorted(places.items())


def _levels_at(container: Any, start: Fraction, count: int) -> np.typing.NDArray[np.float64]:
    """Levels of so many tenths of a second from `start`, decoded; fewer at the end of the file."""
    stream = container.streams.audio[0]
    first = start + (stream.start_time or 0) * stream.time_base
    container.seek(max(0, int((first - _BEFORE) / stream.time_base)), stream=stream)
    window = stream.rate // LEVELS_PER_SECOND
    parts: list[np.typing.NDArray[np.float32]] = []
    have, skip = 0, 0
    for frame in container.decode(stream):
        if not parts:
            skip = round((first - frame.pts * frame.time_base) * stream.rate)
        parts.append(_as_wave(frame))
        have += frame.samples
        if have >= skip + count * window:
            break
    if not parts or skip < 0:
        return np.empty(0)
    wave = np.concatenate(parts)[skip : skip + count * window]
    whole = wave[: len(wave) // window * window]
    return np.frombuffer(measure_levels(whole, window), np.uint8).astype(float)


def _as_wave(frame: Any) -> np.typing.NDArray[np.float32]:
    """A decoded frame's samples, in 16-bit units."""
    samples = frame.to_ndarray()[0]
    scale = 32_768 if samples.dtype.kind == "f" else 2.0 ** (16 - 8 * samples.dtype.itemsize)
    return np.asarray(samples * scale, dtype=np.float32)
