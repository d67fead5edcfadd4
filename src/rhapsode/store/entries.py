"""The words of the store: shelves, the entries that lie on them, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32


class Shelf(StrEnum):
    """What kinds of things are kept."""

    TAKES = "takes"
    PIECES = "pieces"
    UNDERSTANDINGS = "understandings"
    SCRIPTS = "scripts"
    CALIBRATIONS = "calibrations"
    CASTS = "casts"
    PARAGRAPHS = "paragraphs"
    BOOKS = "books"


KEPT_FOR_GOOD = frozenset({Shelf.CASTS})
"""Shelves that eviction passes over: a cast is the user's, and small."""
LARGE = frozenset({Shelf.TAKES, Shelf.PIECES})
"""Shelves that hold sound, and nearly all of a store's bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing kept: a head that says what it is, and a body."""

    key: str
    head: bytes
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class ShelfSize:
    """How much lies on one shelf."""

    entries: int
    size_bytes: int


def is_whole(data: object, checksum: object) -> bool:
    """Whether what was read back is bytes, and those that were written."""
    return isinstance(data, bytes) and crc32(data) == checksum
