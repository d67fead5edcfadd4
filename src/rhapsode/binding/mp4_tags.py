"""Labels in, the tags of an MP4 file out. Its chapters are not among them: mutagen only reads those."""

from __future__ import annotations

from io import BytesIO

from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm, MP4Tags

from rhapsode.binding.labels import Labels

NERO_LIMIT = 255
"""Chapters that the Nero list can count. Players that prefer that list would stop there, so a longer book has the
QuickTime list alone, which VLC, Apple's players and all that build on ffmpeg read."""
_FREE = "----:com.apple.iTunes:"
_AUDIOBOOK = 2  # the kind of media in `stik`


def fill_tags(fileobj: BytesIO, labels: Labels) -> None:
    """Tag a file, or its header alone, in place; nothing else of it changes."""
    file = MP4(fileobj)
    if file.tags is None:
        file.add_tags()
    tags = file.tags
    assert tags is not None  # add_tags has just made them
    tags.clear()
    _put_texts(tags, labels)
    tags["stik"] = [_AUDIOBOOK]
    tags["pgap"] = True
    if labels.part:
        tags["trkn"] = [(labels.part, labels.parts)]
    if labels.cover is not None:
        png = labels.cover.media_type == "image/png"
        kind = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
        tags["covr"] = [MP4Cover(labels.cover.data, imageformat=kind)]
    fileobj.seek(0)
    file.save(fileobj)


def _put_texts(tags: MP4Tags, labels: Labels) -> None:
    """Each text under all keys that players look for it under; no empty ones."""
    texts = {
        "©nam": labels.title,
        "©alb": labels.album,
        "©ART": labels.author,
        "aART": labels.author,
        "©wrt": labels.narrator,
        "©gen": labels.genre,
        "©day": labels.date,
        "desc": labels.description,
        "ldes": labels.description,
        "©cmt": labels.description,
        "©grp": labels.grouping,
        "©too": labels.encoder,
    }
    free = {
        "SERIES": labels.series,
        "SERIES-PART": labels.series_part,
        "PUBLISHER": labels.publisher,
        "LANGUAGE": labels.language,
    }
    for key, text in texts.items():
        if text:
            tags[key] = [text]
    for key, text in free.items():
        if text:
            tags[_FREE + key] = [MP4FreeForm(text.encode())]
