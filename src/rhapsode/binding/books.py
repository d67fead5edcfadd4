"""Step 7, bind: tracks and encoded pieces in, finished files out, read back before they take their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from rhapsode.binding.covers import draw_cover, prepare_cover, read_cover
from rhapsode.binding.encoding import Sound, encode_pieces, kept_pieces, piece_key
from rhapsode.binding.labels import STAMP, Labels, label, read_source
from rhapsode.binding.packets import Meter
from rhapsode.binding.proof import Heard, prove
from rhapsode.binding.readback import read_back
from rhapsode.binding.receipts import digest_content, is_unchanged, keep_receipt
from rhapsode.errors import OutputError
from rhapsode.files import replacing, safe_name
from rhapsode.model import Book, ChapterMark, EncodedPiece, Layout, Track
from rhapsode.protocols import PieceBinder, StreamBinder
from rhapsode.store import Store

__all__ = [
    "Binder",
    "BoundFile",
    "Sound",
    "bind",
    "bind_each",
    "encode_pieces",
    "find_source",
    "is_ours",
    "mark_chapters",
    "piece_key",
    "prepare_book",
    "read_cover",
]

Binder = PieceBinder | StreamBinder


@dataclass(frozen=True, slots=True)
class BoundFile:
    """A finished file: `frames` and the chapters' count at `sample_rate`."""

    path: Path
    sample_rate: int
    frames: int
    chapters: tuple[ChapterMark, ...]
    size_bytes: int

    @property
    def duration_ms(self) -> int:
        return self.frames * 1_000 // self.sample_rate


def prepare_book(book: Book, narrator: str) -> Book:
    """The book with its narrator, and a cover that players take: its own made smaller, or one drawn."""
    cover = book.cover
    if cover is not None:
        try:
            return replace(book, narrator=narrator, cover=prepare_cover(cover))
        except ValueError:  # a story's own cover may be an SVG or broken: a drawn one is better than none
            pass
    return replace(book, narrator=narrator, cover=draw_cover(book.title, book.author))


def bind(path: Path, binder: Binder, tracks: Sequence[Track], book: Book, sound: Sound, store: Store) -> BoundFile:
    """Make one file of all tracks. Pieces come from the store; what is missing there is encoded.

    `book` is used as it is: see `prepare_book`. Where the very same file lies there already, it is left alone. Raises
    OutputError, and then `path` is as it was.
    """
    if not any(track.layouts for track in tracks):
        raise OutputError("there is nothing to bind", path=path, hint="is there anything to speak in this story?")
    marks = mark_chapters(tracks)
    layouts = [layout for track in tracks for layout in track.layouts]
    sample_rate, frames = tracks[0].sample_rate, marks[-1].end_frame
    labels = label(book, marks, sample_rate)
    content = digest_content(binder, layouts, labels)
    if not is_unchanged(path, content, store):
        _make(path, binder, layouts, marks, book, labels, sound, store)
        keep_receipt(path, content, store)
    return BoundFile(path, sample_rate, frames, labels.chapters, path.stat().st_size)


def _make(
    path: Path,
    binder: Binder,
    layouts: Sequence[Layout],
    marks: Sequence[ChapterMark],
    book: Book,
    labels: Labels,
    sound: Sound,
    store: Store,
) -> None:
    """Write one file, and prove it before it takes its name."""
    sample_rate, frames = labels.sample_rate, marks[-1].end_frame
    heard: list[Heard] = []
    with replacing(path, verify=lambda made: prove(made, labels, frames, heard, path)) as made:
        if isinstance(binder, PieceBinder):
            pieces = _listen(kept_pieces(layouts, binder, sound, store), heard)
            binder.write(made, sample_rate, pieces, marks, book)
        else:
            meter = Meter(sample_rate)
            blocks = (block for layout in layouts for block in sound(layout))
            binder.write_stream(made, sample_rate, meter.watch(blocks), marks, book)
            heard.append(Heard(0, meter.levels()))


def _listen(pieces: Iterable[EncodedPiece], heard: list[Heard]) -> Iterator[EncodedPiece]:
    """The same pieces, while noting in `heard` how loud they are where."""
    at = 0
    for piece in pieces:
        heard.append(Heard(at, piece.levels))
        at += piece.frames
        yield piece


def bind_each(
    folder: Path,
    binder: Binder,
    tracks: Sequence[Track],
    book: Book,
    sound: Sound,
    store: Store,
    numbers: Sequence[int],
    of: int,
) -> tuple[BoundFile, ...]:
    """Make one file for each track in `folder`, named by its chapter: the one of that number, from 1, `of` so many."""
    width = max(2, len(str(of)))
    made = []
    for number, track in zip(numbers, tracks, strict=True):
        path = folder / f"{number:0{width}d} - {safe_name(track.title)}{binder.suffix}"
        part = replace(book, part=number, parts=of)
        made.append(bind(path, binder, [track], part, sound, store))
    return tuple(made)


def mark_chapters(tracks: Sequence[Track]) -> tuple[ChapterMark, ...]:
    """One mark for each track, without gaps from 0 to the end."""
    ends = list(accumulate(track.frames for track in tracks))
    return tuple(ChapterMark(track.title, end - track.frames, end) for track, end in zip(tracks, ends, strict=True))


def find_source(path: Path) -> str:
    """The name of the story's file that the book at `path` was made from; empty where it doesn't say."""
    found = read_back(path)
    return read_source(found.encoder) if found is not None else ""


def is_ours(path: Path) -> bool:
    """Whether `path` is a sound file that rhapsode made, and may therefore be replaced."""
    found = read_back(path)
    return found is not None and found.encoder.startswith(f"{STAMP} ")
