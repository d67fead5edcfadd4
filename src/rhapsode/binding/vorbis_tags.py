"""Labels in, Vorbis comments out, for Opus and FLAC: texts, and chapters as CHAPTER001 and CHAPTER001NAME."""

from __future__ import annotations

from mutagen import FileType
from mutagen.flac import Picture

from rhapsode.binding.labels import Labels

_FRONT_COVER = 3


def fill_comments(comments: FileType, labels: Labels) -> None:
    """Replace all comments by the labels; what the muxer wrote would else be there twice."""
    for key in list(comments.keys()):
        del comments[key]
    texts = {
        "TITLE": labels.title,
        "ALBUM": labels.album,
        "ARTIST": labels.author,
        "ALBUMARTIST": labels.author,
        "COMPOSER": labels.narrator,
        "GENRE": labels.genre,
        "DATE": labels.date,
        "DESCRIPTION": labels.description,
        "COMMENT": labels.description,
        "PUBLISHER": labels.publisher,
        "LANGUAGE": labels.language,
        "SERIES": labels.series,
        "SERIES-PART": labels.series_part,
        "GROUPING": labels.grouping,
        "ENCODER": labels.encoder,
        "TRACKNUMBER": str(labels.part) if labels.part else "",
        "TRACKTOTAL": str(labels.parts) if labels.part else "",
    }
    for key, text in texts.items():
        if text:
            comments[key] = [text]
    for number, mark in enumerate(labels.chapters, start=1):
        comments[f"CHAPTER{number:03d}"] = [_clock(labels.start_ms(mark))]
        comments[f"CHAPTER{number:03d}NAME"] = [mark.title]


def make_picture(labels: Labels) -> Picture | None:
    """The cover as FLAC's picture block."""
    if labels.cover is None:
        return None
    picture = Picture()
    picture.type = _FRONT_COVER
    picture.mime = labels.cover.media_type
    picture.data = labels.cover.data
    return picture


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1_000)
    return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"
