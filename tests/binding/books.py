"""Small books bound for tests, and files read with other eyes than the program's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from rhapsode import plugins
from rhapsode.binding.books import Binder, PlannedFile, bind, encode_pieces, prepare_book
from rhapsode.model import Book, BoundFile, Layout, Script, Take, Track
from rhapsode.protocols import PieceBinder
from rhapsode.stitching import assemble, render
from rhapsode.store import Store
from tests import sounds

BOOK = Book(
    title="The Lantern of Ostrey",
    author="Mara Quill",
    language="en",
    date="2026",
    description="A keeper, a light; and what the tide = brought.\nIn two parts.",
    publisher="The Press & Co",
    genre="Fantasy",
    series="Ostrey",
    series_part="2",
)
PIECEWISE = ("m4b", "mp3", "opus")
FORMATS = (*PIECEWISE, "flac", "wav")


@dataclass(frozen=True, slots=True)
class Bound:
    """A finished file and all that went into it."""

    file: BoundFile
    book: Book
    tracks: tuple[Track, ...]
    takes: Mapping[str, Take]


def make_binder(name: str) -> Binder:
    binder: Binder = plugins.load("binders", name)()
    return binder


def granule(binder: Binder) -> int:
    return binder.granule(sounds.RATE) if isinstance(binder, PieceBinder) else 1


def lay_out_book(binder: Binder, script: Script) -> tuple[list[Layout], dict[str, Take]]:
    takes = sounds.make_takes(script)
    return sounds.lay_out_all(script, takes, granule(binder)), takes


def small_script() -> Script:
    return sounds.make_script(sounds.tale(260), sounds.tale(120, word="harbour"), sounds.tale(24, word="boat"))


def bind_small(name: str, path: Path, store: Store, book: Book = BOOK, script: Script | None = None) -> Bound:
    """A book of three short chapters, unless another is given."""
    binder = make_binder(name)
    script = script or small_script()
    layouts, takes = lay_out_book(binder, script)

    def sound(layout: Layout) -> Any:
        return render(layout, sounds.loader(takes))

    if isinstance(binder, PieceBinder):
        layouts = [layout for layout, _ in encode_pieces(layouts, binder, sound, store, jobs=2)]
    ready, _ = prepare_book(book, "eSpeak NG")
    tracks = assemble(script, layouts)
    return Bound(bind(PlannedFile(path, tracks, ready), binder, sound, store), ready, tracks, takes)


def decode(path: Path) -> tuple[np.ndarray, int]:
    """All samples of a file in 16-bit units, and their rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        parts = [frame.to_ndarray()[0] for frame in container.decode(stream)]
        samples = np.concatenate(parts)
        if samples.dtype.kind == "f":
            samples = samples * 32_768
        return samples.astype(float) / (65_536 if samples.dtype == np.int32 else 1), stream.rate


def seen_chapters(path: Path) -> list[tuple[float, float, str]]:
    """Start, end and title as ffmpeg sees them."""
    with av.open(str(path)) as container:
        return [
            (c["start"] * float(c["time_base"]), c["end"] * float(c["time_base"]), c["metadata"]["title"])
            for c in container.chapters()
        ]


def seen_tags(path: Path) -> dict[str, str]:
    """Tags as ffmpeg sees them, keys in lower case."""
    with av.open(str(path)) as container:
        tags = {**container.streams.audio[0].metadata, **container.metadata}
        return {key.lower(): value for key, value in tags.items()}


def find_onsets(samples: np.ndarray, rate: int, near: Sequence[float]) -> list[float]:
    """Seconds at which the wave first passes a third of its level, looked for around each time in `near`."""
    onsets = []
    for time in near:
        start = max(0, round((time - 0.05) * rate))
        loud = np.flatnonzero(np.abs(samples[start : start + rate // 5]) > 2_700)
        onsets.append((start + int(loud[0])) / rate)
    return onsets


def levels_of(samples: np.ndarray, window: int) -> bytes:
    """A byte for each window: dB under full scale, 120 for silence."""
    whole = samples[: len(samples) // window * window].reshape(-1, window) / 32_768
    power = np.maximum(np.square(whole).mean(axis=1), 1e-12)
    return np.rint(-10 * np.log10(power)).clip(0, 120).astype(np.uint8).tobytes()
