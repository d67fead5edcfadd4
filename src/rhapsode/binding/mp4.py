"""AAC packets, chapters and tags in, an MP4 file out that plays while it loads: its tables come first.

Packets are copied piece by piece, and of each only its size is remembered. ffmpeg's muxer keeps some 100 bytes for
each, which is 700 MB for a book of a million words, and takes a call for each, which is 2 s for 100,000 words.
Boxes and their order are those of ISO/IEC 14496-12 and 14496-14 as ffmpeg writes them; numbers are big-endian.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from struct import pack

import numpy as np

from rhapsode.binding.labels import Labels
from rhapsode.binding.mp4_tags import NERO_LIMIT, fill_tags
from rhapsode.errors import OutputError
from rhapsode.model import ChapterMark

STEP = 1_024  # frames in a packet
_CHUNK = 32  # packets that lie together under one offset
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
    def is_far(self) -> bool:
        """Whether offsets may need 64 bits; a constant bit rate is kept within a few percent."""
        return self.frames * self.bit_rate // (8 * self.sample_rate) * 5 // 4 + _FAR // 64 > _FAR


def write_mp4(path: Path, audio: Audio, pieces: Iterable[Sequence[bytes]], labels: Labels) -> None:
    """Write the packets of all pieces, in order, the priming one first, with chapters and tags."""
    titles = [_title_sample(mark.title) for mark in labels.chapters]
    header = _tagged(_box(b"ftyp", b"M4A \x00\x00\x02\x00M4A M4B isomiso2") + _movie(audio, labels, titles), labels)
    texts = b"".join(titles)
    start = len(header) + 16 + len(texts)
    sizes = array("I")
    with path.open("wb") as file:
        file.write(header + bytes(16) + texts)
        for packets in pieces:
            sizes.extend(map(len, packets))
            file.write(b"".join(packets))
        if len(sizes) != audio.packets:
            raise OutputError(f"{len(sizes)} packets came instead of {audio.packets}")
        media = file.tell() - len(header) - 16
        file.seek(0)
        file.write(_filled(header, audio, sizes, start, start - len(texts)))
        file.write(_media_header(media))


def _tagged(header: bytes, labels: Labels) -> bytes:
    """The header with tags in it; done before anything lies behind it that would have to move."""
    file = BytesIO(header)
    fill_tags(file, labels)
    return file.getvalue()


def _filled(header: bytes, audio: Audio, sizes: array[int], start: int, texts_start: int) -> bytes:
    """The header with packets' sizes and places, which were left blank."""
    table = np.frombuffer(sizes, dtype=np.uint32)
    ends = np.cumsum(table, dtype=np.int64)
    places = np.concatenate([[0], ends[_CHUNK - 1 : -1 : _CHUNK]]) + start
    kind, width = (b"co64", ">u8") if audio.is_far else (b"stco", ">u4")
    if not audio.is_far and int(ends[-1]) + start >= _FAR:
        raise OutputError("the file is larger than was reckoned with")
    filled = bytearray(header)
    at = header.index(b"stsz") + 16  # the first is the sound's: its track comes first, and texts come after both
    filled[at : at + 4 * len(table)] = table.astype(">u4").tobytes()
    at = header.index(kind, at + 4 * len(table)) + 12
    data = places.astype(width).tobytes()
    filled[at : at + len(data)] = data
    at = header.index(b"stco", at + len(data)) + 12
    filled[at : at + 4] = pack(">I", texts_start)
    return bytes(filled)


def _media_header(size: int) -> bytes:
    """16 bytes: a size of 64 bits where it is needed, else an empty box before one of 32."""
    if size + 8 < _FAR:
        return _box(b"free") + pack(">I4s", size + 8, b"mdat")
    return pack(">I4sQ", 1, b"mdat", size + 16)


# --- boxes --------------------------------------------------------------------------------------------------


def _box(kind: bytes, *parts: bytes) -> bytes:
    return pack(">I4s", 8 + sum(map(len, parts)), kind) + b"".join(parts)


def _full_box(kind: bytes, flags: int, *parts: bytes, version: int = 0) -> bytes:
    return _box(kind, pack(">I", version << 24 | flags), *parts)


def _timed_box(kind: bytes, flags: int, before: str, duration: int, after: bytes, *numbers: int) -> bytes:
    """A box with two dates (unknown), some 32-bit numbers and a duration, all wide where the duration is."""
    far = duration >= _FAR
    wide = "Q" if far else "I"
    return _full_box(kind, flags, pack(f">2{wide}{before}{wide}", 0, 0, *numbers, duration), after, version=int(far))


def _movie(audio: Audio, labels: Labels, titles: Sequence[bytes]) -> bytes:
    """All tables: one track of sound and, with chapters, one of their titles."""
    rest = pack(">IH10x", 0x10000, 0x100) + _UNITY + bytes(24) + pack(">I", 3)
    head = _timed_box(b"mvhd", 0, "I", audio.frames, rest, audio.sample_rate)
    tracks = [_sound_track(audio, bool(titles)), _title_track(audio, labels.chapters, titles) if titles else b""]
    return _box(b"moov", head, *tracks, _box(b"udta", _nero_list(labels)))


def _track_head(number: int, flags: int, volume: int, audio: Audio) -> bytes:
    rest = pack(">8x2HH2x", 0, number - 1, volume) + _UNITY + bytes(8)
    return _timed_box(b"tkhd", flags, "II", audio.frames, rest, number, 0)


def _edit(skipped: int, frames: int) -> bytes:
    """Play `frames` of the track from `skipped` on."""
    far = frames >= _FAR
    entry = pack(">IQqI" if far else ">IIiI", 1, frames, skipped, 0x10000)
    return _box(b"edts", _full_box(b"elst", 0, entry, version=int(far)))


def _media(audio: Audio, duration: int, handler: bytes, name: bytes, kind: bytes, table: bytes) -> bytes:
    """`kind` is the box that says what sort of media it is."""
    head = _timed_box(b"mdhd", 0, "I", duration, pack(">HH", 0x55C4, 0), audio.sample_rate)  # language "und"
    handler_box = _full_box(b"hdlr", 0, bytes(4), handler, bytes(12), name, b"\x00")
    place = _box(b"dinf", _full_box(b"dref", 0, pack(">I", 1), _full_box(b"url ", 1)))  # in this file
    return _box(b"mdia", head, handler_box, _box(b"minf", kind, place, table))


def _sound_track(audio: Audio, has_chapters: bool) -> bytes:
    count = audio.packets
    duration = count * STEP
    whole, rest = divmod(count, _CHUNK)
    runs = [(1, _CHUNK)] if whole else []
    runs += [(whole + 1, rest)] if rest else []
    chunks = whole + bool(rest)
    offsets = _full_box(b"co64", 0, pack(">I", chunks), bytes(8 * chunks)) if audio.is_far else _offsets(chunks)
    table = _box(
        b"stbl",
        _full_box(b"stsd", 0, pack(">I", 1), _sound_entry(audio)),
        _full_box(b"stts", 0, pack(">3I", 1, count, STEP)),
        _full_box(b"stsc", 0, pack(">I", len(runs)), *(pack(">3I", first, packets, 1) for first, packets in runs)),
        _full_box(b"stsz", 0, pack(">2I", 0, count), bytes(4 * count)),
        offsets,
        _full_box(b"sgpd", 0, b"roll", pack(">2Ih", 2, 1, -1), version=1),  # decode one packet ahead after a jump
        _full_box(b"sbgp", 0, b"roll", pack(">3I", 1, count, 1)),
    )
    return _box(
        b"trak",
        _track_head(1, 3, 0x100, audio),
        _edit(STEP, audio.frames),
        _box(b"tref", _box(b"chap", pack(">I", 2))) if has_chapters else b"",
        _media(audio, duration, b"soun", b"SoundHandler", _full_box(b"smhd", 0, bytes(4)), table),
    )


def _offsets(count: int) -> bytes:
    return _full_box(b"stco", 0, pack(">I", count), bytes(4 * count))


def _sound_entry(audio: Audio) -> bytes:
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


def _title_track(audio: Audio, chapters: Sequence[ChapterMark], titles: Sequence[bytes]) -> bytes:
    """QuickTime's chapters: a track of texts that is never shown, one for each, as long as its chapter."""
    count = len(titles)
    entry = _box(b"text", pack(">6xH", 1), _TEXT_STYLE, b"\x00\x00\x00\x0dftab\x00\x01\x00\x01\x00")
    lengths = (pack(">2I", 1, mark.end_frame - mark.start_frame) for mark in chapters)
    table = _box(
        b"stbl",
        _full_box(b"stsd", 0, pack(">I", 1), entry),
        _full_box(b"stts", 0, pack(">I", count), *lengths),
        _full_box(b"stsc", 0, pack(">4I", 1, 1, count, 1)),
        _full_box(b"stsz", 0, pack(">2I", 0, count), *(pack(">I", len(title)) for title in titles)),
        _offsets(1),
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
        _media(audio, audio.frames, b"text", b"SubtitleHandler", kind, table),
    )


def _nero_list(labels: Labels) -> bytes:
    """Nero's chapters: starts in units of 100 ns; none where they are more than can be counted."""
    if not 0 < len(labels.chapters) <= NERO_LIMIT:
        return b""
    entries = []
    for mark in labels.chapters:
        data = mark.title.encode("utf-8")
        entries.append(pack(">QB", mark.start_frame * 10_000_000 // labels.sample_rate, len(data)) + data)
    return _full_box(b"chpl", 0, pack(">IB", 0, len(entries)), *entries, version=1)
