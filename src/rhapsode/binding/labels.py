"""A book in, the words of its tags out: one set of texts that every format's tags are written from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.metadata_bounds import LONGEST_DESCRIPTION
from rhapsode.model import Book, ChapterMark, Cover
from rhapsode.shown import show_page, show_title
from rhapsode.version import VERSION

STAMP = "rhapsode"
"""Begins the encoder's name in each file made here: how our own files are known from foreign ones."""
_FROM = " from "  # leads to the name of the story's file
_TITLE_BYTES = 240  # the shortest field that must hold a title has 255, and cuts characters in two
_LOOKED_AT = 2_000  # characters of a title: to compose very many accents takes their square


@dataclass(frozen=True, slots=True)
class Labels:
    """Texts of a file's tags, their control characters shown; empty where nothing is known."""

    title: str
    album: str
    author: str
    narrator: str
    genre: str
    date: str
    description: str
    publisher: str
    language: str
    series: str
    series_part: str
    source: str
    part: int
    parts: int
    cover: Cover | None
    chapters: tuple[ChapterMark, ...]
    sample_rate: int

    @property
    def grouping(self) -> str:
        """The series as players without a field for it show it: `Name #2`."""
        return f"{self.series} #{self.series_part}" if self.series_part else self.series

    @property
    def encoder(self) -> str:
        return f"{STAMP} {VERSION}{_FROM}{self.source}" if self.source else f"{STAMP} {VERSION}"

    def start_ms(self, mark: ChapterMark) -> int:
        return round(mark.start_frame * 1_000 / self.sample_rate)

    def end_ms(self, mark: ChapterMark) -> int:
        return round(mark.end_frame * 1_000 / self.sample_rate)


def label(book: Book, chapters: Sequence[ChapterMark], sample_rate: int) -> Labels:
    """The texts of the file that holds `chapters`; a file of one chapter of several is titled as that chapter."""
    marks = tuple(
        ChapterMark(clean_title(mark.title) or f"Chapter {number}", mark.start_frame, mark.end_frame)
        for number, mark in enumerate(chapters, start=1)
    )
    album = clean_title(book.title) or "Untitled"
    return Labels(
        title=marks[0].title if book.part and marks else album,
        album=album,
        author=clean_title(book.author),
        narrator=clean_title(book.narrator),
        genre=clean_title(book.genre) or "Audiobook",
        date=clean_title(book.date),
        description=clean_text(book.description),
        publisher=clean_title(book.publisher),
        language=clean_title(book.language),
        series=clean_title(book.series),
        series_part=clean_title(book.series_part),
        source=clean_title(book.source),
        part=book.part,
        parts=book.parts,
        cover=book.cover,
        chapters=marks,
        sample_rate=sample_rate,
    )


def clean_title(text: str) -> str:
    """One line of at most 240 bytes, cut between characters as they are seen."""
    line = show_title(unicodedata.normalize("NFC", text[:_LOOKED_AT]))
    if len(line.encode()) <= _TITLE_BYTES:
        return line
    cut = line.encode()[: _TITLE_BYTES - len("…".encode())].decode("utf-8", "ignore")
    rest = line[len(cut) :]
    while cut and rest and _continues(cut[-1], rest[0]):  # leave no half of a joined emoji or an accented letter
        cut, rest = cut[:-1], cut[-1] + rest
    return cut.rstrip() + "…"


def _continues(last: str, following: str) -> bool:
    joiner = "\u200d"
    return joiner in (last, following) or unicodedata.category(following) in ("Mn", "Me", "Mc")


def clean_text(text: str) -> str:
    """Composed, and shown: no control character breaks a tag. Line ends stay."""
    lines = text[:LONGEST_DESCRIPTION].replace("\r\n", "\n").replace("\r", "\n")
    return show_page(unicodedata.normalize("NFC", lines)).strip()


def read_source(encoder: str) -> str:
    """The name of the story's file in such an encoder's name; empty where it holds none."""
    return encoder.partition(_FROM)[2] if encoder.startswith(f"{STAMP} ") else ""
