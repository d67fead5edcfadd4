"""Labels in, ID3v2.3 tags out, for MP3 and WAV: texts in UTF-16, which every reader of that version knows."""

from __future__ import annotations

from typing import Any

from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    PRIV,
    TALB,
    TCOM,
    TCON,
    TDRC,
    TIT1,
    TIT2,
    TPE1,
    TPE2,
    TPUB,
    TRCK,
    TSSE,
    TXXX,
    CTOCFlags,
    Encoding,
    PictureType,
)

from rhapsode.binding.labels import Labels
from rhapsode.model import ChapterMark

_NO_OFFSET = 0xFFFFFFFF  # chapters are found by time, not by byte
_CONTENTS_LIMIT = 255  # entries that a table of contents can count
_PADDING_OWNER = "rhapsode:padding"


def fill_tags(tags: ID3, labels: Labels) -> None:
    """Replace what `tags` hold by the labels, with chapters and their table of contents, ready to save as v2.3."""
    tags.clear()
    _put_texts(tags, labels)
    if labels.cover is not None:
        cover = labels.cover
        tags.add(
            APIC(
                encoding=Encoding.LATIN1, mime=cover.media_type, type=PictureType.COVER_FRONT, desc="", data=cover.data
            )
        )
    _put_chapters(tags, labels)
    tags.update_to_v23()


def _put_texts(tags: ID3, labels: Labels) -> None:
    texts: dict[Any, str] = {
        TIT2: labels.title,
        TALB: labels.album,
        TPE1: labels.author,
        TPE2: labels.author,
        TCOM: labels.narrator,
        TCON: labels.genre,
        TDRC: labels.date,
        TPUB: labels.publisher,
        TIT1: labels.grouping,
        TSSE: labels.encoder,
        TRCK: f"{labels.part}/{labels.parts}" if labels.part else "",
    }
    for frame, text in texts.items():
        if text:
            tags.add(frame(encoding=Encoding.UTF16, text=[text]))
    if labels.description:
        tags.add(COMM(encoding=Encoding.UTF16, lang="XXX", desc="", text=[labels.description]))
    own = {
        "SERIES": labels.series,
        "SERIES-PART": labels.series_part,
        "LANGUAGE": labels.language,
        "description": labels.description,
    }
    for name, text in own.items():
        if text:
            tags.add(TXXX(encoding=Encoding.UTF16, desc=name, text=[text]))


def _put_chapters(tags: ID3, labels: Labels) -> None:
    """Chapters in order and all of one size.

    mutagen sorts frames by their size, and readers list chapters as they come: of frames of one size, the order is
    that of their names.
    """
    if not labels.chapters:
        return
    widest = max(len(_utf16(mark.title)) for mark in labels.chapters)
    names = [f"ch{number:05d}" for number in range(len(labels.chapters))]
    for name, mark in zip(names, labels.chapters, strict=True):
        tags.add(_chapter(name, mark, labels, widest))
    for number, at in enumerate(range(0, len(names), _CONTENTS_LIMIT)):
        first = number == 0
        tags.add(
            CTOC(
                element_id="toc" if first else f"toc{number}",
                flags=CTOCFlags.ORDERED | (CTOCFlags.TOP_LEVEL if first else 0),
                child_element_ids=names[at : at + _CONTENTS_LIMIT],
                sub_frames=[TIT2(encoding=Encoding.UTF16, text=[labels.title])],
            )
        )


def _chapter(name: str, mark: ChapterMark, labels: Labels, widest: int) -> CHAP:
    padding = bytes(widest - len(_utf16(mark.title)))
    return CHAP(
        element_id=name,
        start_time=labels.start_ms(mark),
        end_time=labels.end_ms(mark),
        start_offset=_NO_OFFSET,
        end_offset=_NO_OFFSET,
        sub_frames=[
            TIT2(encoding=Encoding.UTF16, text=[mark.title]),
            PRIV(owner=_PADDING_OWNER, data=padding),
        ],
    )


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
