"""A stream of samples in, a WAV file out: tags and chapters in an ID3 chunk, which ffmpeg and mutagen read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from mutagen.id3 import ID3
from mutagen.wave import WAVE

from rhapsode.binding.id3_tags import fill_tags
from rhapsode.binding.labels import label
from rhapsode.binding.streams import encode_stream
from rhapsode.errors import OutputError
from rhapsode.model import Book, ChapterMark

_LARGEST = 2**32 - 2**24  # bytes of samples: the file's size has 32 bits, and tags need some room


class WavBinder:
    """Plain samples, 16 bit."""

    suffix = ".wav"

    def write_stream(
        self, path: Path, sample_rate: int, blocks: Iterable[bytes], chapters: Sequence[ChapterMark], book: Book
    ) -> None:
        frames = chapters[-1].end_frame if chapters else 0
        if 2 * frames > _LARGEST:
            hours = frames / sample_rate / 3_600
            hint = "use --format flac, or --per-chapter"
            raise OutputError(f"a WAV file holds 4 GB, and this book of {hours:.1f} hours needs more", hint=hint)
        encode_stream(path, "wav", "pcm_s16le", sample_rate, blocks)
        file = WAVE(path)
        file.add_tags()
        fill_tags(cast(ID3, file.tags), label(book, chapters, sample_rate))
        file.save(v2_version=3)
