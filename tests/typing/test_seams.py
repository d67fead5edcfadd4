"""Every built-in fits its protocol: checked by mypy (`make lint`), and imported here so that it can't rot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rhapsode.binding.flac import FlacBinder
from rhapsode.binding.m4b import M4bBinder
from rhapsode.binding.mp3 import Mp3Binder
from rhapsode.binding.opus import OpusBinder
from rhapsode.binding.wav import WavBinder
from rhapsode.model import Book, ChapterMark, Clip, EncodedPiece, EngineVoice, Limits, Manuscript, Voice
from rhapsode.protocols import Engine, PieceBinder, Reader, StreamBinder, Watcher


class _Reader:
    suffixes = (".x",)

    def read(self, path: Path, limits: Limits) -> Manuscript:
        return Manuscript(path, "")


class _Engine:
    name = "x"
    version = "1"
    sample_rate: int | None = 8000

    def voices(self) -> tuple[EngineVoice, ...]:
        return ()

    def speak(self, text: str, voice: Voice) -> Clip:
        return Clip(8000, b"")

    def close(self) -> None: ...


class _PieceBinder:
    suffix = ".x"
    settings = ""

    def granule(self, sample_rate: int) -> int:
        return 1

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        return EncodedPiece(key, frames, tuple(blocks))

    def write(
        self,
        path: Path,
        sample_rate: int,
        pieces: Iterable[EncodedPiece],
        chapters: Sequence[ChapterMark],
        book: Book,
    ) -> None: ...


class _StreamBinder:
    suffix = ".x"

    def write_stream(
        self, path: Path, sample_rate: int, blocks: Iterable[bytes], chapters: Sequence[ChapterMark], book: Book
    ) -> None: ...


class _Watcher:
    def begin(self, step: str, total: int, unit: str) -> None: ...

    def advance(self, step: str, count: int = 1, sound_ms: int = 0) -> None: ...

    def remark(self, text: str) -> None: ...


def test_an_outsider_that_imports_no_protocol_fits_each_seam() -> None:
    reader: Reader = _Reader()
    engine: Engine = _Engine()
    piece_binder: PieceBinder = _PieceBinder()
    stream_binder: StreamBinder = _StreamBinder()
    watcher: Watcher = _Watcher()
    assert isinstance(engine, Engine)
    assert reader.read(Path("x"), Limits()).text == ""
    assert piece_binder.encode("k", 1, 8000, [b"ab"]).packets == (b"ab",)
    assert stream_binder.suffix == ".x"
    watcher.remark("fits")


def test_the_built_in_binders_fit() -> None:
    piecewise: tuple[PieceBinder, ...] = (M4bBinder(), Mp3Binder(), OpusBinder())
    streaming: tuple[StreamBinder, ...] = (FlacBinder(), WavBinder())
    assert all(isinstance(binder, PieceBinder) and not isinstance(binder, StreamBinder) for binder in piecewise)
    assert all(isinstance(binder, StreamBinder) and not isinstance(binder, PieceBinder) for binder in streaming)
