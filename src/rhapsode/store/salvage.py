"""A damaged file in, the entries that can still be read out of it: page by page, without SQLite and its indexes.

SQLite gives up a table when one page of its tree is gone. Here every page is looked at by itself, whatever the file's
head, schema and trees say, and what is found there counts only where its checksums hold. The layout of a page is told
at https://sqlite.org/fileformat2.html (1.5 to 2.1).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rhapsode.store.database import COLUMNS, PAGE_BYTES
from rhapsode.store.entries import Shelf, is_whole

_MAGIC = b"SQLite format 3\0"
_LEAF = 13  # a page that holds rows of a table
_FIRST_PAGE_HEAD = 100
_MOST_LOCAL = PAGE_BYTES - 35  # of a row's bytes; what is more lies on pages of its own
_LEAST_LOCAL = (PAGE_BYTES - 12) * 32 // 255 - 23
_INTEGERS = (0, 1, 2, 3, 4, 6, 8)  # bytes of the whole numbers of types 1 to 6
_VARINT_BYTES = 9
_BODY_HEAD = range(3, 9)  # bytes before the values: their own number, and the type of each of two values
_ENTRY_HEAD = range(9, 40)  # of eight
_LARGEST_ROW = 1 << 30
_SHELVES = frozenset(shelf.value for shelf in Shelf)

Value = None | int | float | str | bytes


@dataclass(frozen=True, slots=True)
class Found:
    """An entry without its body: the values of `COLUMNS`."""

    values: Sequence[Value]

    @property
    def shelf(self) -> Shelf:
        return Shelf(str(self.values[COLUMNS.index("shelf")]))

    @property
    def place(self) -> tuple[str, str]:
        """Shelf and key."""
        return str(self.values[COLUMNS.index("shelf")]), str(self.values[COLUMNS.index("key")])

    @property
    def used(self) -> float:
        return float(self.values[COLUMNS.index("used")])  # type: ignore[arg-type]

    @property
    def body_sum(self) -> Value:
        return self.values[COLUMNS.index("body_sum")]


class Wreck:
    """The pages of a damaged store. Use it as a context manager. Raises OSError when the file can't be read at all."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._pages = path.stat().st_size // PAGE_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def has_head(self) -> bool:
        """Whether the head of a file of SQLite's lies anywhere that a page begins."""
        return any(self._read(number, len(_MAGIC)) == _MAGIC for number in range(self._pages + 1))

    def entries(self) -> Mapping[int, Found]:
        """What entries there are, by their number; of two that lie under one key, the one used last."""
        found: dict[int, Found] = {}
        latest: dict[tuple[str, str], int] = {}
        for number, size, page, at in self._rows(_ENTRY_HEAD):
            entry = _as_entry(_decode(self._payload(size, page, at)))
            if entry is None:
                continue
            old = latest.get(entry.place)
            if old is None or found[old].used <= entry.used:
                if old is not None:
                    del found[old]
                if number in found:
                    latest.pop(found[number].place, None)
                found[number] = entry
                latest[entry.place] = number
        return found

    def bodies(self, wanted: Mapping[int, Found]) -> Iterator[tuple[Found, bytes]]:
        """The entries of `wanted` whose bodies can be read, with them."""
        for number in [number for number, found in wanted.items() if is_whole(b"", found.body_sum)]:
            yield wanted[number], b""
        done: set[int] = set()
        for number, size, page, at in self._rows(_BODY_HEAD):
            if number in done or number not in wanted:
                continue
            row = _decode(self._payload(size, page, at))
            if len(row) == 2 and row[1] and is_whole(row[1], wanted[number].body_sum):
                done.add(number)
                yield wanted[number], bytes(row[1])  # type: ignore[arg-type]

    def _rows(self, head_bytes: range) -> Iterator[tuple[int, int, bytes, int]]:
        """Of each row whose head has so many bytes: its number, its bytes in all, its page, and where it begins."""
        for number in range(self._pages):
            page = self._read(number)
            head = _FIRST_PAGE_HEAD if number == 0 else 0
            if page[head : head + 1] != bytes((_LEAF,)) or len(page) < PAGE_BYTES:
                continue
            (count,) = struct.unpack_from(">H", page, head + 3)
            count = min(count, (PAGE_BYTES - head - 8) // 2)
            for at in struct.unpack_from(f">{count}H", page, head + 8):
                size, at = _varint(page, at)
                row, at = _varint(page, at)
                if 0 < size < _LARGEST_ROW and _varint(page, at)[0] in head_bytes:
                    yield row, size, page, at

    def _payload(self, size: int, page: bytes, at: int) -> bytes:
        """The bytes of a row, from its page and those that it goes on to; fewer where they are lost."""
        if size <= _MOST_LOCAL:
            return page[at : at + size]
        local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (PAGE_BYTES - 4)
        if local > _MOST_LOCAL:
            local = _LEAST_LOCAL
        parts = [page[at : at + local]]
        (following,) = struct.unpack(">I", page[at + local : at + local + 4].rjust(4, b"\0"))
        left = size - local
        while left > 0 and 0 < following <= self._pages:
            more = self._read(following - 1)
            parts.append(more[4 : 4 + left])
            left -= PAGE_BYTES - 4
            (following,) = struct.unpack_from(">I", more.ljust(4, b"\0"))
        return b"".join(parts)

    def _read(self, number: int, count: int = PAGE_BYTES) -> bytes:
        """A page, which may be cut short, or its first bytes; none where the disk can't read it."""
        try:
            self._file.seek(number * PAGE_BYTES)
            return self._file.read(count)
        except OSError:
            return b""


def _as_entry(row: Sequence[Value]) -> Found | None:
    """A row that is an entry with a whole head; the number of a row stands in its first column as nothing."""
    if len(row) != 1 + len(COLUMNS) or row[0] is not None:
        return None
    shelf, key, head, head_sum, body_sum, size, used = row[1:]
    if shelf not in _SHELVES or not isinstance(key, str) or not is_whole(head, head_sum):
        return None
    if not isinstance(body_sum, int) or not isinstance(size, int) or not isinstance(used, int | float):
        return None
    return Found((shelf, key, head, head_sum, body_sum, size, float(used)))


def _decode(payload: bytes) -> tuple[Value, ...]:
    """The values of a row; none where it is no row."""
    head_end, at = _varint(payload, 0)
    types = []
    while at < min(head_end, len(payload)):
        kind, at = _varint(payload, at)
        types.append(kind)
    values: list[Value] = []
    at = head_end
    for kind in types:
        length = _INTEGERS[kind] if kind < 7 else 8 if kind == 7 else max(0, kind - 12) // 2
        data = payload[at : at + length]
        at += length
        if len(data) < length or kind in (10, 11):
            return ()
        values.append(_value(kind, data))
    return tuple(values)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    if kind < 10:
        return kind - 8
    return data.decode("utf-8", "replace") if kind % 2 else data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of SQLite's one to nine bytes, and where it ends; what is cut off counts as zero."""
    number = 0
    for index, byte in enumerate(data[at : at + _VARINT_BYTES]):
        if index == _VARINT_BYTES - 1:
            return (number << 8 | byte), at + _VARINT_BYTES
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, at + index + 1
    return 0, len(data)
