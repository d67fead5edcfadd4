"""Pieces in, an M4B file out: AAC with QuickTime and Nero chapters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rhapsode.binding import mp4_tags
from rhapsode.binding.labels import label
from rhapsode.binding.packets import Coding, encode_piece, granule_of, mux_pieces
from rhapsode.model import Book, ChapterMark, EncodedPiece

_STEP = 1_024


class M4bBinder:
    """64 kbit/s mono: speech without artefacts to most ears. The fast coder costs a fifth of the default one's time."""

    suffix = ".m4b"

    @property
    def settings(self) -> str:
        return _coding(0, 0).settings

    def granule(self, sample_rate: int) -> int:
        return granule_of(_STEP, sample_rate, sample_rate)

    def encode(self, key: str, frames: int, sample_rate: int, blocks: Iterable[bytes]) -> EncodedPiece:
        return encode_piece(_coding(sample_rate, 0), key, frames, sample_rate, blocks)

    def write(
        self, path: Path, sample_rate: int, pieces: Iterable[EncodedPiece], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        labels = label(book, chapters, sample_rate)
        mux_pieces(path, _coding(sample_rate, len(chapters)), sample_rate, pieces, labels.chapters)
        mp4_tags.write_tags(path, labels)


def _coding(sample_rate: int, chapters: int) -> Coding:
    flags = "+faststart+disable_chpl" if chapters > mp4_tags.NERO_LIMIT else "+faststart"
    return Coding(
        codec="aac",
        container="ipod",
        sample_rate=sample_rate,
        sample_format="fltp",
        bit_rate=64_000,
        step=_STEP,
        priming=1,
        delay=_STEP,
        options=(("aac_coder", "fast"),),
        container_options=(("movflags", flags),),
    )
