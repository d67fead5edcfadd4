"""What was made once and need not be made again: one SQLite file of checked entries.

An entry lies on a shelf under a key and has a `head` (small, read often) and a `body` (the sound, the packets).
An entry that can't be read back as it was written is a miss, never an error. Several processes may use one
store at once. Threads: one Store may be shared; its calls take turns.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from zlib import crc32

from rhapsode.errors import StoreError

FORMAT = 1
"""Raised when the table changes; a store of another format is set aside by emptying it."""
DEFAULT_LIMIT_BYTES = 10_000_000_000
_CHUNK = 500  # keys asked for at once; SQLite takes 999 parameters everywhere
_BUSY_SECONDS = 60

T = TypeVar("T")


class Shelf(StrEnum):
    """What kinds of things are kept."""

    TAKES = "takes"
    PIECES = "pieces"
    UNDERSTANDINGS = "understandings"
    CALIBRATIONS = "calibrations"
    CASTS = "casts"


KEPT_FOR_GOOD = frozenset({Shelf.CASTS})
"""Shelves that eviction passes over: a cast is the user's, and small."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing kept: a head that says what it is, and a body."""

    key: str
    head: bytes
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class ShelfSize:
    """How much lies on one shelf."""

    entries: int
    size_bytes: int


class Store:
    """Opens (and makes) a store. `path` None makes one that lasts as long as this object.

    Entries used or made since this object was opened are never evicted by it. Raises StoreError.
    """

    def __init__(self, path: Path | None, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._own_folder = tempfile.TemporaryDirectory(prefix="rhapsode-") if path is None else None
        self.path = Path(self._own_folder.name) / "store.sqlite" if self._own_folder else Path(path or "")
        self.limit_bytes = limit_bytes
        self._lock = threading.RLock()
        self._opened_at = time.time()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._base = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"can't open the store: {error}",
                path=self.path,
                hint="use --store DIR or --no-store, or delete the file",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
        base.execute("PRAGMA page_size = 16384")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("BEGIN IMMEDIATE")
        (found,) = base.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            base.execute("DROP TABLE IF EXISTS entries")
            base.execute(
                "CREATE TABLE entries (shelf TEXT NOT NULL, key TEXT NOT NULL, head BLOB NOT NULL,"
                " size INTEGER NOT NULL, sum INTEGER NOT NULL, used REAL NOT NULL, body BLOB NOT NULL,"
                " PRIMARY KEY (shelf, key))"
            )
            base.execute("CREATE INDEX by_use ON entries (used, shelf, size)")
            base.execute(f"PRAGMA user_version = {FORMAT}")
        base.execute("COMMIT")
        return base

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a store without a path is gone with it."""
        with self._lock:
            self._base.close()
            if self._own_folder:
                self._own_folder.cleanup()

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                return work(self._base)
            except sqlite3.Error as error:
                raise StoreError(
                    f"the store fails: {error}", path=self.path, hint="free some space, or use --store DIR"
                ) from error

    def put(self, shelf: Shelf, entries: Iterable[Entry]) -> None:
        """Keep `entries`, all or none; what lay under a key is replaced."""
        now = time.time()
        rows = [
            (shelf.value, e.key, e.head, len(e.head) + len(e.body), _checksum(e.head, e.body), now, e.body)
            for e in entries
        ]

        def work(base: sqlite3.Connection) -> None:
            base.execute("BEGIN IMMEDIATE")
            try:
                base.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            except BaseException:
                base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")

        if rows:
            self._do(work)

    def get(self, shelf: Shelf, key: str) -> Entry | None:
        """The entry under `key`, or None."""
        return self.get_many(shelf, [key]).get(key)

    def get_many(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries under `keys`, checked; those missing or damaged are left out."""
        found: dict[str, Entry] = {}
        for chunk in _chunks(keys):
            rows = self._select("key, head, sum, body", shelf, chunk)
            for key, head, checksum, body in rows:
                if _checksum(head, body) == checksum:
                    found[key] = Entry(key, head, body)
        self._touch(shelf, list(found))
        return found

    def heads(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, bytes]:
        """The heads under `keys` without reading bodies; the caller must take a damaged body as a miss later."""
        found: dict[str, bytes] = {}
        for chunk in _chunks(keys):
            found.update(self._select("key, head", shelf, chunk))
        self._touch(shelf, list(found))
        return found

    def _select(self, columns: str, shelf: Shelf, keys: Sequence[str]) -> list[tuple]:  # type: ignore[type-arg]
        places = ",".join("?" * len(keys))
        query = f"SELECT {columns} FROM entries WHERE shelf = ? AND key IN ({places})"
        return self._do(lambda base: base.execute(query, (shelf.value, *keys)).fetchall())

    def _touch(self, shelf: Shelf, keys: Sequence[str]) -> None:
        now = time.time()
        for chunk in _chunks(keys):
            places = ",".join("?" * len(chunk))
            query = f"UPDATE entries SET used = ? WHERE shelf = ? AND used < ? AND key IN ({places})"
            values = (now, shelf.value, self._opened_at, *chunk)
            self._do(lambda base, query=query, values=values: base.execute(query, values))  # type: ignore[misc]

    def sizes(self) -> Mapping[Shelf, ShelfSize]:
        """How much lies on each shelf that holds anything."""
        rows = self._do(
            lambda base: base.execute("SELECT shelf, COUNT(*), SUM(size) FROM entries GROUP BY shelf").fetchall()
        )
        return {Shelf(shelf): ShelfSize(count, size) for shelf, count, size in rows if shelf in set(Shelf)}

    def clear(self, shelves: Iterable[Shelf] = tuple(Shelf)) -> None:
        """Forget all that lies on `shelves`, and give the disk space back."""
        for shelf in shelves:
            self._do(lambda base, shelf=shelf: base.execute("DELETE FROM entries WHERE shelf = ?", (shelf.value,)))  # type: ignore[misc]
        self._do(lambda base: base.execute("VACUUM"))

    def evict(self) -> int:
        """Drop what was used longest ago until the limit holds; says how many entries went.

        What this object made or used stays, and so do casts, even when the limit can't hold then.
        """
        over = sum(size.size_bytes for size in self.sizes().values()) - self.limit_bytes
        gone: list[tuple[str, str]] = []
        if over > 0:
            oldest = "SELECT shelf, key, size FROM entries WHERE used < ? ORDER BY used"
            for shelf, key, size in self._do(lambda base: base.execute(oldest, (self._opened_at,)).fetchall()):
                if over <= 0:
                    break
                if shelf not in KEPT_FOR_GOOD:
                    gone.append((shelf, key))
                    over -= size
        if gone:
            self._do(lambda base: base.executemany("DELETE FROM entries WHERE shelf = ? AND key = ?", gone))
        return len(gone)


def _checksum(head: bytes, body: bytes) -> int:
    return crc32(body, crc32(head))


def _chunks(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK))
