"""A finished M4B file in, the same out as if it held a few stretches of its sound alone, for ffmpeg to read.

ffmpeg keeps 24 bytes for each packet of a file that it opens, which is 170 MB for a million words. Here the tables are
read a part at a time, and checked as a whole: every packet must lie where they say. Boxes are those of ISO/IEC
14496-12.
"""

from __future__ import annotations

import io
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from struct import pack, unpack
from typing import BinaryIO

import numpy as np

from rhapsode.model import Range

_CHUNKS_AT_ONCE = 8_192
_NESTING = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


@dataclass(frozen=True, slots=True)
class _Box:
    """A box of a file: where its contents begin and end."""

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sound:
    """The track of sound: its boxes, and what they say. Chunks have `per_chunk` packets, the last one the rest."""

    sizes: _Box
    places: _Box
    runs: _Box
    times: _Box
    packets: int
    step: int
    per_chunk: int
    skipped: int
    frames: int

    @property
    def place_type(self) -> str:
        return ">u8" if self.places.kind == b"co64" else ">u4"


class Excerpt(io.RawIOBase):
    """The file with `stretches` of its packets, for a reader of MP4; what is left out makes it seem shorter.

    `stretches` are ranges of frames at the file's own rate. Raises ValueError where the tables contradict each other
    or the file.
    """

    def __init__(self, file: BinaryIO, stretches: Iterable[Range]) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        top = {box.kind: box for box in _list_boxes(file, 0, self._size)}
        movie, media = _take(top, b"moov"), _take(top, b"mdat")
        sound = _read_sound(file, movie)
        _check_tables(file, sound, media)
        self.frames = sound.frames
        self._step = sound.step
        self._parts = _merge(_to_packets(stretches, sound))
        lengths = [last - first for first, last in self._parts]
        self._begins = list(accumulate(lengths, initial=0))[:-1]
        header = _box(b"moov", _rebuild(file, movie, _new_tables(file, sound, self._parts)))
        # The tables of all packets stay unread, and those of the stretches stand behind the file's end.
        self._instead = ((movie.start - 4, b"free"), (self._size, header))
        self._length = self._size + len(header)
        self._at = 0

    def shift(self, frame: int) -> int:
        """Where `frame` of the whole, which lies in one of the stretches, is in this excerpt."""
        part = bisect_right(self._parts, (frame // self._step + 1, self._length)) - 1
        return frame - (self._parts[part][0] - self._begins[part]) * self._step

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._length if size < 0 else min(self._at + size, self._length)
        self._file.seek(self._at)
        data = bytearray(self._file.read(max(0, min(end, self._size) - self._at)).ljust(max(0, end - self._at), b"\0"))
        for start, new in self._instead:
            low, high = max(start, self._at), min(start + len(new), end)
            if low < high:
                data[low - self._at : high - self._at] = new[low - start : high - start]
        self._at += len(data)
        return bytes(data)


# --- read ---------------------------------------------------------------------------------------------------


def _list_boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    while start < end:
        size, kind = unpack(">I4s", _read(file, start, 8))
        head = 8
        if size == 1:
            head, (size,) = 16, unpack(">Q", _read(file, start + 8, 8))
        if size < head or start + size > end:
            raise ValueError(f"a box {kind!r} at byte {start} is {size} bytes long")
        yield _Box(kind, start + head, start + size)
        start += size


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    data = file.read(size)
    if len(data) < size:
        raise ValueError(f"it ends at byte {start + len(data)}")
    return data


def _take(boxes: Mapping[bytes, _Box], kind: bytes) -> _Box:
    if kind not in boxes:
        raise ValueError(f"there is no box {kind!r}")
    return boxes[kind]


def _inside(file: BinaryIO, box: _Box, *path: bytes) -> _Box:
    """The box at `path` inside `box`, of each kind the first."""
    for kind in path:
        boxes = reversed(list(_list_boxes(file, box.start, box.end)))
        box = _take({inner.kind: inner for inner in boxes}, kind)
    return box


def _read_sound(file: BinaryIO, movie: _Box) -> _Sound:
    tracks = [box for box in _list_boxes(file, movie.start, movie.end) if box.kind == b"trak"]
    for track in tracks:
        if _read(file, _inside(file, track, b"mdia", b"hdlr").start + 8, 4) == b"soun":
            return _read_track(file, track)
    raise ValueError("there is no track of sound")


def _read_track(file: BinaryIO, track: _Box) -> _Sound:
    """Raises ValueError for one that is otherwise than `write_mp4` makes them."""
    table = _inside(file, track, b"mdia", b"minf", b"stbl")
    boxes = {box.kind: box for box in _list_boxes(file, table.start, table.end)}
    sizes, times, runs = _take(boxes, b"stsz"), _take(boxes, b"stts"), _take(boxes, b"stsc")
    places = boxes.get(b"co64") or _take(boxes, b"stco")
    _, packets = unpack(">II", _read(file, sizes.start + 4, 8))
    entries, timed, step = unpack(">III", _read(file, times.start + 4, 12))
    _, _, per_chunk = unpack(">III", _read(file, runs.start + 4, 12))
    (chunks,) = unpack(">I", _read(file, places.start + 4, 4))
    edit = _inside(file, track, b"edts", b"elst")
    form = ">Qq" if _read(file, edit.start, 1) == b"\1" else ">Ii"
    frames, skipped = unpack(form, _read(file, edit.start + 8, 16 if form == ">Qq" else 8))
    if (entries, timed) != (1, packets) or chunks * per_chunk < packets or skipped % step:
        raise ValueError(f"its tables tell of {packets} and of {timed} packets, in {chunks} chunks")
    frames = min(frames, packets * step - skipped)
    return _Sound(sizes, places, runs, times, packets, step, per_chunk, skipped, frames)


def _check_tables(file: BinaryIO, sound: _Sound, media: _Box) -> None:
    """Raise ValueError unless packets lie end to end up to the end of `media`, each where the tables say."""
    at = None
    at_once = _CHUNKS_AT_ONCE * sound.per_chunk
    for first in range(0, sound.packets, at_once):
        last = min(first + at_once, sound.packets)
        sizes = _read_sizes(file, sound, first, last)
        places = _read_places(file, sound, first // sound.per_chunk, -(-last // sound.per_chunk))
        at = int(places[0]) if at is None else at
        starts = at + np.cumsum(sizes) - sizes
        if not np.array_equal(places, starts[:: sound.per_chunk]):
            raise ValueError(f"its packets {first} to {last} are not where its tables say")
        at += int(sizes.sum())
    if at is None or at != media.end:
        raise ValueError(f"its packets end at byte {at}, its sound at {media.end}")


def _read_sizes(file: BinaryIO, sound: _Sound, first: int, last: int) -> np.typing.NDArray[np.int64]:
    data = _read(file, sound.sizes.start + 12 + 4 * first, 4 * (last - first))
    return np.frombuffer(data, ">u4").astype(np.int64)


def _read_places(file: BinaryIO, sound: _Sound, first: int, last: int) -> np.typing.NDArray[np.int64]:
    width = int(sound.place_type[-1])
    data = _read(file, sound.places.start + 8 + width * first, width * (last - first))
    return np.frombuffer(data, sound.place_type).astype(np.int64)


# --- cut down -----------------------------------------------------------------------------------------------


def _to_packets(stretches: Iterable[Range], sound: _Sound) -> Iterator[Range]:
    """The packets that give those frames, and one more; at least one."""
    primed = sound.skipped // sound.step
    for start, end in stretches:
        first = min(max(0, start // sound.step), sound.packets - 1)
        yield first, max(first + 1, min(-(-end // sound.step) + primed + 1, sound.packets))


def _merge(ranges: Iterable[Range]) -> list[Range]:
    """Those that touch as one, in order."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _new_tables(file: BinaryIO, sound: _Sound, parts: Sequence[Range]) -> dict[int, bytes]:
    """The contents of the boxes that change, by where those begin: each part becomes a chunk."""
    count = sum(last - first for first, last in parts)
    sizes = b"".join(_read(file, sound.sizes.start + 12 + 4 * first, 4 * (last - first)) for first, last in parts)
    places = np.array([_find_place(file, sound, first) for first, _ in parts], sound.place_type).tobytes()
    runs = b"".join(pack(">III", number, last - first, 1) for number, (first, last) in enumerate(parts, start=1))
    return {
        sound.times.start: pack(">4I", 0, 1, count, sound.step),
        sound.sizes.start: pack(">3I", 0, 0, count) + sizes,
        sound.places.start: pack(">2I", 0, len(parts)) + places,
        sound.runs.start: pack(">2I", 0, len(parts)) + runs,
    }


def _find_place(file: BinaryIO, sound: _Sound, packet: int) -> int:
    chunk = packet // sound.per_chunk
    (place,) = _read_places(file, sound, chunk, chunk + 1)
    return int(place + _read_sizes(file, sound, chunk * sound.per_chunk, packet).sum())


def _rebuild(file: BinaryIO, box: _Box, new: Mapping[int, bytes]) -> bytes:
    """The contents of a box with those of some boxes inside it replaced."""
    parts = []
    for inner in _list_boxes(file, box.start, box.end):
        if inner.start in new:
            parts.append(_box(inner.kind, new[inner.start]))
        elif inner.kind in _NESTING:
            parts.append(_box(inner.kind, _rebuild(file, inner, new)))
        else:
            parts.append(_box(inner.kind, _read(file, inner.start, inner.end - inner.start)))
    return b"".join(parts)


def _box(kind: bytes, contents: bytes) -> bytes:
    return pack(">I4s", 8 + len(contents), kind) + contents
