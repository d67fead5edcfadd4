"""A file in, its labels as mutagen reads them out: what a player's library will show."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from rhapsode.binding.mp4_tags import NERO_LIMIT
from rhapsode.files import is_file


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Texts as found, chapters as start in ms and title; empty where nothing is.

    A longer list of chapters than `chapter_limit` is left out of such a file, in favour of another kind of list.
    """

    title: str = ""
    album: str = ""
    author: str = ""
    narrator: str = ""
    encoder: str = ""
    chapters: tuple[tuple[int, str], ...] = ()
    cover: bytes = b""
    chapter_limit: int | None = None


def read_back(path: Path) -> ReadBack | None:
    """What `path` says of itself, or None when it is no sound file that mutagen knows."""
    if not is_file(path):  # a pipe would wait for somebody to write into it
        return None
    try:
        file = mutagen.File(path)
    except (mutagen.MutagenError, OSError):
        return None
    if file is None:
        return None
    if isinstance(file, MP4):
        return _read_mp4(file)
    if isinstance(file.tags, ID3):
        return _read_id3(file.tags)
    return _read_vorbis(file)


def _read_mp4(file: MP4) -> ReadBack:
    tags: Any = file.tags or {}
    chapters = tuple((round(chapter.start * 1_000), chapter.title) for chapter in file.chapters or ())
    cover = bytes(tags["covr"][0]) if tags.get("covr") else b""
    texts = [str(tags.get(key, [""])[0]) for key in ("©nam", "©alb", "©ART", "©wrt", "©too")]
    return _combine(texts, chapters, cover, NERO_LIMIT)


def _read_id3(tags: ID3) -> ReadBack:
    texts = [str(tags.get(key, "")) for key in ("TIT2", "TALB", "TPE1", "TCOM", "TSSE")]
    chapters = [(frame.start_time, str(frame.sub_frames.get("TIT2", ""))) for frame in tags.getall("CHAP")]
    pictures = [picture.data for picture in tags.getall("APIC")]
    return _combine(texts, sorted(chapters), pictures[0] if pictures else b"")


def _read_vorbis(file: Any) -> ReadBack:
    tags = file.tags or {}
    texts = [tags.get(key, [""])[0] for key in ("title", "album", "artist", "composer", "encoder")]
    names = [key for key in set(map(str.lower, tags.keys())) if re.fullmatch(r"chapter\d+", key)]
    chapters = sorted((_parse_clock(tags[name][0]), tags.get(f"{name}name", [""])[0]) for name in names)
    if isinstance(file, FLAC):
        pictures = [picture.data for picture in file.pictures]
    else:
        pictures = [Picture(base64.b64decode(text)).data for text in tags.get("metadata_block_picture", [])]
    return _combine(texts, chapters, pictures[0] if pictures else b"")


def _combine(
    texts: Sequence[str], chapters: Sequence[tuple[int, str]], cover: bytes, chapter_limit: int | None = None
) -> ReadBack:
    """`texts` are title, album, author, narrator, encoder."""
    title, album, author, narrator, encoder = texts
    return ReadBack(title, album, author, narrator, encoder, tuple(chapters), cover, chapter_limit)


def _parse_clock(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1_000)
