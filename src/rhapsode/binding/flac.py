"""A stream of samples in, a FLAC file out: lossless, chapters in its comments, the cover in its picture block.

Never joined by packets: each FLAC packet counts itself, and libsndfile stops at the first that counts wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mutagen.flac import FLAC

from rhapsode.binding.labels import label
from rhapsode.binding.streams import encode_stream
from rhapsode.binding.vorbis_tags import fill_comments, make_picture
from rhapsode.model import Book, ChapterMark


class FlacBinder:
    """Lossless, about half of a WAV file's size."""

    suffix = ".flac"

    def write_stream(
        self, path: Path, sample_rate: int, blocks: Iterable[bytes], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        encode_stream(path, "flac", "flac", sample_rate, blocks)
        labels = label(book, chapters, sample_rate)
        file = FLAC(path)
        if file.tags is None:
            file.add_tags()
        fill_comments(file, labels)
        file.clear_pictures()
        picture = make_picture(labels)
        if picture is not None:
            file.add_picture(picture)
        file.save()
