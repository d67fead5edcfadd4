"""AAC packets, chapters and tags in, an MP4 file out that plays while it loads: its tables come first.

Packets are copied piece by piece, and the tables written meanwhile: a book of any length takes the memory of a piece.
ffmpeg's muxer keeps some 100 bytes for each packet, which is 700 MB for a million words, and takes a call for each,
which is 2 s for 100,000 words.
Boxes and their order are those of ISO/IEC 14496-12 and 14496-14 as ffmpeg writes them; numbers are big-endian.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from os import SEEK_CUR
from pathlib import Path
from struct import pack, unpack
from typing import Any, BinaryIO

import numpy as np

from rhapsode.binding.labels import Labels
from rhapsode.binding.mp4_tags import NERO_LIMIT, fill_tags
from rhapsode.binding.packet_buffer import as_packet_buffer
from rhapsode.errors import OutputError

STEP = 1_024  # frames in a packet
_CHUNK = 32  # packets that lie together under one offset
_MEDIA_HEADER = 16  # bytes
_UNITY = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)  # the matrix that changes nothing
_TEXT_MATRIX = pack(">H14xH14xI", 1, 1, 0x40000000)
_TEXT_STYLE = pack(">I18xH6x", 1, 1)
_UTF8 = b"\x00\x00\x00\x0cencd\x00\x00\x01\x00"
_FAR = 2**32


@dataclass(frozen=True, slots=True)
class Audio:
    """What a player must know of the packets; `config` is the encoder's AudioSpecificConfig.

    There is one packet more than `frames` hold: the first, which primes the decoder and is not heard.
    """

    sample_rate: int
    frames: int
    bit_rate: int
    config: bytes

    @property
    def packets(self) -> int:
        return self.frames // STEP + 1

    @property
    def chunks(self) -> int:
        return -(-self.packets // _CHUNK)

    @property
    def place_bytes(self) -> int:
        """Of each chunk's place."""
        return 8 if self.is_far else 4

    @property
    def is_far(self) -> bool:
        """Whether offsets may need 64 bits; the rate follows the sound, so twice as much is allowed for."""
        return self.frames * self.bit_rate // (8 * self.sample_rate) * 2 + _FAR // 64 > _FAR


def write_mp4(path: Path, audio: Audio, pieces: Iterable[Sequence[bytes]], labels: Labels) -> None:
    """Write the packets of all pieces, in order, the priming one first, with chapters and tags."""
    titles = [_title_sample(mark.title) for mark in labels.chapters]
    user_data = _make_user_data(labels)
    texts = b"".join(titles)
    texts_start = sum(map(len, _header(audio, labels, titles, user_data, 0))) + _MEDIA_HEADER
    header = _header(audio, labels, titles, user_data, texts_start)
    with path.open("wb") as file, path.open("r+b") as tables:
        _lay(file, header)
        file.seek(_MEDIA_HEADER, SEEK_CUR)
        file.write(texts)
        at = texts_start + len(texts)
        at = _copy(file, at, pieces, audio, _TableWriter(tables, header, audio.is_far))
        file.seek(texts_start - _MEDIA_HEADER)
        file.write(_media_header(at - texts_start))


def _copy(file: BinaryIO, at: int, pieces: Iterable[Sequence[bytes]], audio: Audio, tables: _TableWriter) -> int:
    """Write all packets from `at` on, and each into the tables; where they end."""
    for packets in pieces:
        buffer = as_packet_buffer(packets)
        tables.add(buffer.sizes, at)
        at += file.write(buffer.data)
    if tables.packets != audio.packets:
        raise OutputError(f"{tables.packets} packets came instead of {audio.packets}")
    return at


@dataclass(frozen=True, slots=True)
class _Room:
    """Bytes of a table that are filled in as the packets come."""

    size: int

    def __len__(self) -> int:
        return self.size


class _TableWriter:
    """Fills the rooms for packets' sizes and chunks' places in a file: the tables of a long book are never held."""

    def __init__(self, file: BinaryIO, header: Parts, is_far: bool) -> None:
        ends = accumulate(map(len, header))
        sizes, places = (end - len(part) for part, end in zip(header, ends, strict=True) if isinstance(part, _Room))
        self.packets = 0
        self._file, self._is_far = file, is_far
        self._sizes, self._places = sizes, places  # where the next of each goes

    def add(self, sizes: Sequence[int], at: int) -> None:
        """Note packets of these sizes, the first of which lies at `at`."""
        table = np.asarray(sizes, dtype=np.uint32)
        starts = at + np.cumsum(table, dtype=np.int64) - table
        places = starts[-self.packets % _CHUNK :: _CHUNK]
        if not self._is_far and len(places) and int(places[-1]) >= _FAR:
            raise OutputError("the file is larger than was reckoned with")
        self._sizes += self._put(self._sizes, table.astype(">u4"))
        self._places += self._put(self._places, places.astype(">u8" if self._is_far else ">u4"))
        self.packets += len(table)

    def _put(self, at: int, numbers: np.typing.NDArray[np.unsignedinteger[Any]]) -> int:
        self._file.seek(at)
        return self._file.write(numbers.tobytes())


def _lay(file: BinaryIO, parts: Parts) -> None:
    """Write `parts` end to end; rooms stay zero."""
    for part in parts:
        if isinstance(part, _Room):
            file.seek(part.size, SEEK_CUR)
        else:
            file.write(part)


def _header(audio: Audio, labels: Labels, titles: Sequence[bytes], user_data: bytes | Parts, texts_start: int) -> Parts:
    """All that comes before the sound, but for the head of the box that holds it."""
    kind = _box(b"ftyp", b"M4A \x00\x00\x02\x00M4A M4B isomiso2")
    return *kind, *_movie(audio, labels, titles, user_data, texts_start)


def _make_user_data(labels: Labels) -> bytes:
    """The box with tags and Nero's chapters. mutagen tags an empty file, and its box is taken out of that."""
    empty = Audio(labels.sample_rate, 0, 0, b"")
    file = BytesIO()
    _lay(file, _header(empty, labels, (), _box(b"udta", _nero_list(labels)), 0))
    fill_tags(file, labels)
    file.seek(sum(map(len, _header(empty, labels, (), b"", 0))))
    tagged = file.read()
    size, kind = unpack(">I4s", tagged[:8])
    if kind != b"udta":
        raise OutputError("the tags are not where they should be")
    return tagged[:size]


def _media_header(size: int) -> bytes:
    """`_MEDIA_HEADER` bytes: a size of 64 bits where it is needed, else an empty box before one of 32."""
    if size + 8 < _FAR:
        return pack(">I4sI4s", 8, b"free", size + 8, b"mdat")
    return pack(">I4sQ", 1, b"mdat", size + 16)


# --- boxes --------------------------------------------------------------------------------------------------


Parts = tuple[bytes | _Room, ...]
"""What lies end to end in the file."""


def _box(kind: bytes, *contents: bytes | Parts) -> Parts:
    parts = tuple(part for content in contents for part in ((content,) if isinstance(content, bytes) else content))
    return pack(">I4s", 8 + sum(map(len, parts)), kind), *parts


def _full_box(kind: bytes, flags: int, *parts: bytes | Parts, version: int = 0) -> Parts:
    return _box(kind, pack(">I", version << 24 | flags), *parts)


def _timed_box(kind: bytes, flags: int, before: str, duration: int, after: bytes, *numbers: int) -> Parts:
    """A box with two dates (unknown), some 32-bit numbers and a duration, all wide where the duration is."""
    far = duration >= _FAR
    wide = "Q" if far else "I"
    return _full_box(kind, flags, pack(f">2{wide}{before}{wide}", 0, 0, *numbers, duration), after, version=int(far))


def _movie(audio: Audio, labels: Labels, titles: Sequence[bytes], user_data: bytes | Parts, texts_start: int) -> Parts:
    """All tables: one track of sound and, with chapters, one of their titles."""
    rest = pack(">IH10x", 0x10000, 0x100) + _UNITY + bytes(24) + pack(">I", 3)
    head = _timed_box(b"mvhd", 0, "I", audio.frames, rest, audio.sample_rate)
    sound = _sound_track(audio, bool(titles))
    shown = _title_track(audio, labels, titles, texts_start) if titles else ()
    return _box(b"moov", head, sound, shown, user_data)


def _track_head(number: int, flags: int, volume: int, audio: Audio) -> Parts:
    rest = pack(">8x2HH2x", 0, number - 1, volume) + _UNITY + bytes(8)
    return _timed_box(b"tkhd", flags, "II", audio.frames, rest, number, 0)


def _edit(skipped: int, frames: int) -> Parts:
    """Play `frames` of the track from `skipped` on."""
    far = frames >= _FAR
    entry = pack(">IQqI" if far else ">IIiI", 1, frames, skipped, 0x10000)
    return _box(b"edts", _full_box(b"elst", 0, entry, version=int(far)))


def _media(timescale: int, duration: int, handler: bytes, name: bytes, kind: Parts, table: Parts) -> Parts:
    """`duration` counts `timescale` to the second; `kind` is the box that says what sort of media it is."""
    head = _timed_box(b"mdhd", 0, "I", duration, pack(">HH", 0x55C4, 0), timescale)  # language "und"
    handler_box = _full_box(b"hdlr", 0, bytes(4), handler, bytes(12), name, b"\x00")
    place = _box(b"dinf", _full_box(b"dref", 0, pack(">I", 1), _full_box(b"url ", 1)))  # in this file
    return _box(b"mdia", head, handler_box, _box(b"minf", kind, place, table))


def _sound_track(audio: Audio, has_chapters: bool) -> Parts:
    count = audio.packets
    duration = count * STEP
    whole, rest = divmod(count, _CHUNK)
    runs = [(1, _CHUNK)] if whole else []
    runs += [(whole + 1, rest)] if rest else []
    offsets = b"co64" if audio.is_far else b"stco"
    table = _box(
        b"stbl",
        _full_box(b"stsd", 0, pack(">I", 1), _sound_entry(audio)),
        _full_box(b"stts", 0, pack(">3I", 1, count, STEP)),
        _full_box(b"stsc", 0, pack(">I", len(runs)), *(pack(">3I", first, packets, 1) for first, packets in runs)),
        _full_box(b"stsz", 0, pack(">2I", 0, count), (_Room(4 * count),)),
        _full_box(offsets, 0, pack(">I", audio.chunks), (_Room(audio.place_bytes * audio.chunks),)),
        _full_box(b"sgpd", 0, b"roll", pack(">2Ih", 2, 1, -1), version=1),  # decode one packet ahead after a jump
        _full_box(b"sbgp", 0, b"roll", pack(">3I", 1, count, 1)),
    )
    return _box(
        b"trak",
        _track_head(1, 3, 0x100, audio),
        _edit(STEP, audio.frames),
        _box(b"tref", _box(b"chap", pack(">I", 2))) if has_chapters else (),
        _media(audio.sample_rate, duration, b"soun", b"SoundHandler", _full_box(b"smhd", 0, bytes(4)), table),
    )


def _sound_entry(audio: Audio) -> Parts:
    """AAC, mono, with its decoder's configuration in nested descriptors."""
    config = _descriptor(5, audio.config)
    decoder = _descriptor(4, pack(">BB3xII", 0x40, 0x15, audio.bit_rate, audio.bit_rate), config)
    stream = _descriptor(3, pack(">HB", 1, 0), decoder, _descriptor(6, b"\x02"))
    shape = pack(">6xH8xHH4xI", 1, 1, 16, audio.sample_rate << 16)
    return _box(b"mp4a", shape, _full_box(b"esds", 0, stream))


def _descriptor(tag: int, *parts: bytes) -> bytes:
    size = sum(map(len, parts))
    return pack(">5B", tag, 0x80, 0x80, 0x80, size) + b"".join(parts)  # sizes here are all under 128


# --- chapters -----------------------------------------------------------------------------------------------


def _title_sample(title: str) -> bytes:
    data = title.encode("utf-8")
    return pack(">H", len(data)) + data + _UTF8


def _title_track(audio: Audio, labels: Labels, titles: Sequence[bytes], texts_start: int) -> Parts:
    """QuickTime's chapters: a track of texts that is never shown, one for each, as many ms long as its chapter."""
    count = len(titles)
    entry = _box(b"text", pack(">6xH", 1), _TEXT_STYLE, b"\x00\x00\x00\x0dftab\x00\x01\x00\x01\x00")
    lengths = (pack(">2I", 1, labels.end_ms(mark) - labels.start_ms(mark)) for mark in labels.chapters)
    table = _box(
        b"stbl",
        _full_box(b"stsd", 0, pack(">I", 1), entry),
        _full_box(b"stts", 0, pack(">I", count), *lengths),
        _full_box(b"stsc", 0, pack(">4I", 1, 1, count, 1)),
        _full_box(b"stsz", 0, pack(">2I", 0, count), *(pack(">I", len(title)) for title in titles)),
        _full_box(b"stco", 0, pack(">2I", 1, texts_start)),
    )
    kind = _box(
        b"gmhd",
        _full_box(b"gmin", 0, pack(">H3HHxx", 0x40, 0x8000, 0x8000, 0x8000, 0)),
        _box(b"text", _TEXT_MATRIX),
    )
    return _box(
        b"trak",
        _track_head(2, 0, 0, audio),
        _edit(0, audio.frames),
        _media(1_000, labels.end_ms(labels.chapters[-1]), b"text", b"SubtitleHandler", kind, table),
    )


def _nero_list(labels: Labels) -> Parts:
    """Nero's chapters: starts in units of 100 ns; none where they are more than can be counted."""
    if not 0 < len(labels.chapters) <= NERO_LIMIT:
        return ()
    entries = []
    for mark in labels.chapters:
        data = mark.title.encode("utf-8")
        entries.append(pack(">QB", mark.start_frame * 10_000_000 // labels.sample_rate, len(data)) + data)
    return _full_box(b"chpl", 0, pack(">IB", 0, len(entries)), *entries, version=1)
