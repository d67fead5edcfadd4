"""Step 7, bind: tracks and encoded pieces in, finished files out, read back before they take their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from rhapsode.binding.covers import draw_cover, prepare_cover, read_cover
from rhapsode.binding.encoding import Sound, encode_pieces, kept_pieces, piece_key
from rhapsode.binding.labels import STAMP, label, read_source
from rhapsode.binding.packets import Meter
from rhapsode.binding.proof import Heard, prove
from rhapsode.binding.readback import read_back
from rhapsode.errors import OutputError
from rhapsode.files import replacing, safe_name
from rhapsode.model import Book, BoundFile, ChapterMark, EncodedPiece, Layout, Track
from rhapsode.protocols import PieceBinder, StreamBinder
from rhapsode.store import Store

__all__ = [
    "Binder",
    "PlannedFile",
    "Sound",
    "bind",
    "encode_pieces",
    "find_source",
    "identify",
    "is_ours",
    "mark_chapters",
    "piece_key",
    "plan_files",
    "prepare_book",
    "read_cover",
]

Binder = PieceBinder | StreamBinder


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to be made: where, of which tracks, and the book that its tags tell of."""

    path: Path
    tracks: tuple[Track, ...]
    book: Book

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The pieces of its tracks."""
        return tuple(layout for track in self.tracks for layout in track.layouts)


def prepare_book(book: Book, narrator: str) -> tuple[Book, tuple[str, ...]]:
    """The book with its narrator, and a cover that players take: its own made smaller, or one drawn.

    Also what is worth saying of its own: why it can't be used, or what its decoder warned of.
    """
    remarks: tuple[str, ...] = ()
    if book.cover is not None:
        try:
            cover, warned = prepare_cover(book.cover)
        except ValueError as error:  # a drawn one is better than none
            remarks = (f"its cover picture is not used, and one is drawn: {error}",)
        else:
            found = tuple(f"its cover picture may be damaged: {one}" for one in warned[:1])
            return replace(book, narrator=narrator, cover=cover), found
    return replace(book, narrator=narrator, cover=draw_cover(book.title, book.author)), remarks


def bind(planned: PlannedFile, binder: Binder, sound: Sound, store: Store) -> BoundFile:
    """Make one file. Pieces come from the store; what is missing there is encoded. Its cover is used as it is: see
    `prepare_book`.

    Raises OutputError, and then what lies at its path is as it was.
    """
    path = planned.path
    if not planned.layouts:
        raise OutputError("there is nothing to bind", path=path, hint="is there anything to speak in this story?")
    marks = mark_chapters(planned.tracks)
    sample_rate, frames = planned.tracks[0].sample_rate, marks[-1].end_frame
    labels = label(planned.book, marks, sample_rate)
    heard: list[Heard] = []
    with replacing(path, verify=lambda made: prove(made, labels, frames, heard, path)) as made:
        if isinstance(binder, PieceBinder):
            pieces = _listen(kept_pieces(planned.layouts, binder, sound, store), heard)
            binder.write(made, sample_rate, pieces, marks, planned.book)
        else:
            meter = Meter(sample_rate)
            blocks = (block for layout in planned.layouts for block in sound(layout))
            binder.write_stream(made, sample_rate, meter.watch(blocks), marks, planned.book)
            heard.append(Heard(0, meter.levels()))
    return BoundFile(path, sample_rate, frames, labels.chapters, path.stat().st_size)


def _listen(pieces: Iterable[EncodedPiece], heard: list[Heard]) -> Iterator[EncodedPiece]:
    """The same pieces, while noting in `heard` how loud they are where."""
    at = 0
    for piece in pieces:
        heard.append(Heard(at, piece.levels))
        at += piece.frames
        yield piece


def plan_files(
    folder: Path, suffix: str, tracks: Sequence[Track], book: Book, numbers: Sequence[int], of: int
) -> tuple[PlannedFile, ...]:
    """A file for each track in `folder`, named by its chapter: the one of that number, from 1, `of` so many."""
    width = max(2, len(str(of)))
    return tuple(
        PlannedFile(
            folder / f"{number:0{width}d} - {safe_name(track.title)}{suffix}",
            (track,),
            replace(book, part=number, parts=of),
        )
        for number, track in zip(numbers, tracks, strict=True)
    )


def identify(planned: PlannedFile, binder: Binder) -> tuple[object, ...]:
    """All that goes into a file, and where it lies: of equal facts, equal files are made."""
    keys = [piece_key(one, binder) if isinstance(binder, PieceBinder) else one.key for one in planned.layouts]
    tracks = [(track.title, track.sample_rate, track.frames) for track in planned.tracks]
    return planned.path.resolve(), type(binder).__qualname__, keys, tracks, planned.book


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
