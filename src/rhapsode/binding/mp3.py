"""Pieces in, an MP3 file out: LAME at a constant bit rate, ID3v2.3 with chapters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mutagen.id3 import ID3

from rhapsode.binding.id3_tags import fill_tags
from rhapsode.binding.labels import label
from rhapsode.binding.packets import Coding, encode_piece, granule_of, mux_pieces
from rhapsode.model import Book, ChapterMark, EncodedPiece

_DELAY = 1_105  # 576 of the encoder and 529 of every decoder


class Mp3Binder:
    """64 kbit/s mono. Without the bit reservoir each packet holds its own bits, so that pieces can be joined."""

    suffix = ".mp3"

    @property
    def settings(self) -> str:
        return _coding(0).settings

    def granule(self, sample_rate: int) -> int:
        return granule_of(_step(sample_rate), sample_rate, sample_rate)

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        return encode_piece(_coding(sample_rate), key, frames, sample_rate, blocks)

    def write(
        self, path: Path, sample_rate: int, pieces: Iterable[EncodedPiece], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        mux_pieces(path, _coding(sample_rate), pieces)
        tags = ID3()
        fill_tags(tags, label(book, chapters, sample_rate))
        tags.save(path, v2_version=3)


def _step(sample_rate: int) -> int:
    return 1_152 if sample_rate >= 32_000 else 576  # MPEG-1, MPEG-2


def _coding(sample_rate: int) -> Coding:
    step = _step(sample_rate)
    return Coding(
        codec="libmp3lame",
        container="mp3",
        sample_rate=sample_rate,
        sample_format="s16p",
        bit_rate=64_000,
        step=step,
        priming=-(-_DELAY // step),
        delay=_DELAY,
        marks_edges=True,
        options=(("reservoir", "0"),),
        container_options=(("id3v2_version", "0"),),
    )
