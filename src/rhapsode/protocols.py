"""The seams: what an engine, a reader and a binder must be. Implementations need not import this module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from rhapsode.model import (
    Book,
    ChapterMark,
    Clip,
    EncodedPiece,
    EngineVoice,
    Limits,
    Manuscript,
    Voice,
)


class Reader(Protocol):
    """Reads one format of story."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File name endings that it takes, lower case with the dot."""
        ...

    def read(self, path: Path, limits: Limits) -> Manuscript:
        """Read a story. Raises StoryError with what is wrong and what to do."""
        ...


@runtime_checkable
class Engine(Protocol):
    """Speaks text. Made and used inside one worker process, never shared between threads.

    It may have a `title`, what people call it: a book's tags say that it was narrated by that, else by its name.
    """

    @property
    def name(self) -> str:
        """What `voices.yaml` calls it."""
        ...

    @property
    def version(self) -> str:
        """Enters every take's key: takes of another version are spoken anew."""
        ...

    @property
    def sample_rate(self) -> int | None:
        """The rate of its sound where it is always the same."""
        ...

    def voices(self) -> tuple[EngineVoice, ...]:
        """All voices it offers, sorted by language and name."""
        ...

    def speak(self, text: str, voice: Voice) -> Clip:
        """Speak plain text (never markup). `volume_db` is not its business. Raises EngineError."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


@runtime_checkable
class PieceBinder(Protocol):
    """Makes one kind of file from pieces that are encoded apart and joined by copying packets.

    It can be pickled: other processes encode with it too.
    """

    @property
    def suffix(self) -> str:
        """The ending of its files, with the dot."""
        ...

    @property
    def settings(self) -> str:
        """All that changes the packets of a piece; enters the piece's key."""
        ...

    def granule(self, sample_rate: int) -> int:
        """Pieces that are whole multiples of so many frames, laid out with it, join without drift."""
        ...

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        """Encode one piece given as blocks of samples. Called from several threads at once."""
        ...

    def write(
        self, path: Path, sample_rate: int, pieces: Iterable[EncodedPiece], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        """Mux `pieces` in order into `path` with chapters and tags."""
        ...


@runtime_checkable
class StreamBinder(Protocol):
    """Makes one kind of file with one encoder over the whole stream of samples."""

    @property
    def suffix(self) -> str:
        """The ending of its files, with the dot."""
        ...

    def write_stream(
        self, path: Path, sample_rate: int, blocks: Iterable[bytes], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        """Encode the stream into `path` with chapters and tags."""
        ...


class Watcher(Protocol):
    """Is told how the work goes; draws a progress bar, or nothing."""

    def begin(self, step: str, total: int, unit: str) -> None:
        """A step of that name begins; `total` counts `unit`s (0 where unknown)."""
        ...

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None:
        """So many more are done, which made so much sound."""
        ...

    def remark(self, text: str) -> None:
        """Something that the user should read."""
        ...
