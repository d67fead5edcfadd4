"""What was made once and need not be made again: one SQLite file of checked entries.

An entry lies on a shelf under a key and has a `head` (small, read often) and a `body` (the sound, the packets).
An entry that can't be read back as it was written is a miss, never an error. Several processes may use one
store at once. Threads: one Store may be shared; its calls take turns.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from zlib import crc32

from rhapsode.errors import StoreError

FORMAT = 2
"""Raised when the tables change. A store of an older format is emptied, one of a newer is left alone."""
DEFAULT_LIMIT_BYTES = 10_000_000_000
_MARK = 0x52485053  # "RHPS" in SQLite's field for whose file it is
_SQLITE = b"SQLite format 3\0"
_CHUNK = 500  # keys asked for at once; SQLite takes 999 parameters everywhere
_BUSY_SECONDS = 60
_LONGEST_SESSION_SECONDS = 86_400
_NOTE_SECONDS = 1.0
_GIVE_BACK = 0.1  # of the limit: free space in the file beyond that is given back, less is soon filled again

# docs/decisions/store.md has the measurements. In short: a truncated journal writes each byte once where a write-ahead
# log writes it twice, and large pages halve the time of large bodies; heads lie in a table of their own, since a row
# with its body would make reading 9,000 heads mean reading 9,000 pages.
_PRAGMAS = (
    "page_size = 65536",
    "auto_vacuum = INCREMENTAL",
    "journal_mode = TRUNCATE",
    "synchronous = NORMAL",
    "secure_delete = OFF",  # where it is on, dropping 1,500 takes costs 0.4 s instead of 0.02
    "cache_size = -8000",
)
_TABLES = (
    """CREATE TABLE entries (id INTEGER PRIMARY KEY, shelf TEXT NOT NULL, key TEXT NOT NULL, head BLOB NOT NULL,
       head_sum INTEGER NOT NULL, body_sum INTEGER NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL,
       UNIQUE (shelf, key))""",
    "CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE sessions (process INTEGER NOT NULL, opened REAL NOT NULL)",
    f"PRAGMA application_id = {_MARK}",
    f"PRAGMA user_version = {FORMAT}",
)

T = TypeVar("T")


class Shelf(StrEnum):
    """What kinds of things are kept."""

    TAKES = "takes"
    PIECES = "pieces"
    UNDERSTANDINGS = "understandings"
    SCRIPTS = "scripts"
    CALIBRATIONS = "calibrations"
    CASTS = "casts"
    BOOKS = "books"


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

    What was used or made since this object was opened, or by another process that is still at it, is never evicted.
    A damaged file is set aside under its name with `.damaged`. Raises StoreError.
    """

    def __init__(self, path: Path | None, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._own_folder = tempfile.TemporaryDirectory(prefix="rhapsode-") if path is None else None
        self.path = Path(self._own_folder.name) / "store.sqlite" if self._own_folder else Path(path or "")
        self.limit_bytes = limit_bytes
        self._lock = threading.RLock()
        self._opened = time.time()
        self._used: dict[tuple[str, str], float] = {}  # when, by shelf and key; not yet written down
        self._noted = 0.0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._base = _open(self.path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"can't open the store: {error}", path=self.path, hint="use --store with another folder, or --no-store"
            ) from error

        try:
            self._begin_session()
        except StoreError:
            self._base.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a store without a path is gone with it."""
        with self._lock:
            with suppress(StoreError):  # what was used is then only forgotten earlier
                self._note_use()
            with suppress(sqlite3.Error):  # a session that can't be ended here is ended by whoever finds it dead
                mine = (os.getpid(), self._opened)
                self._base.execute("DELETE FROM sessions WHERE process = ? AND opened = ?", mine)
            self._base.close()
            if self._own_folder:
                self._own_folder.cleanup()

    def put(self, shelf: Shelf, entries: Iterable[Entry], replace: bool = True) -> frozenset[str]:
        """Keep `entries`, all or none; what lay under a key is replaced, or else stays, and the key is given back."""
        stayed: set[str] = set()
        now = time.time()
        rows = [(e, crc32(e.head), crc32(e.body), len(e.head) + len(e.body)) for e in entries]

        def work(base: sqlite3.Connection) -> None:
            for entry, head_sum, body_sum, size in rows:
                values = (entry.head, head_sum, body_sum, size, now, shelf.value, entry.key)
                found = base.execute("SELECT id FROM entries WHERE shelf = ? AND key = ?", values[-2:]).fetchone()
                if found is None:
                    id_ = base.execute(
                        "INSERT INTO entries (head, head_sum, body_sum, size, used, shelf, key)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        values,
                    ).lastrowid
                elif not replace:
                    stayed.add(entry.key)
                    continue
                else:
                    (id_,) = found
                    base.execute(
                        "UPDATE entries SET head = ?, head_sum = ?, body_sum = ?, size = ?, used = ?"
                        " WHERE shelf = ? AND key = ?",
                        values,
                    )
                base.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (id_, entry.body))

        if rows:
            self._change(work)
        return frozenset(stayed)

    def get(self, shelf: Shelf, key: str) -> Entry | None:
        """The entry under `key`, or None."""
        return self.get_many(shelf, [key]).get(key)

    def get_many(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries under `keys`, checked. Those missing are left out, those damaged too, and forgotten."""
        rows = self._select("key, head, head_sum, used, body, body_sum, id", "JOIN bodies USING (id)", shelf, keys)
        found: dict[str, Entry] = {}
        stale: list[str] = []
        damaged: list[tuple[int]] = []
        for key, head, head_sum, used, body, body_sum, id_ in rows:
            if crc32(head) != head_sum or crc32(body) != body_sum:
                damaged.append((id_,))
                continue
            found[key] = Entry(key, head, body)
            if used < self._opened:
                stale.append(key)
        self._touch(shelf, stale)
        if damaged:
            self._drop(damaged)
        return found

    def heads(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, bytes]:
        """The heads under `keys`, checked, without reading bodies: a damaged body is met by whoever gets it."""
        found = {
            key: (head, used)
            for key, head, head_sum, used in self._select("key, head, head_sum, used", "", shelf, keys)
            if crc32(head) == head_sum
        }
        self._touch(shelf, [key for key, (_, used) in found.items() if used < self._opened])
        return {key: head for key, (head, _) in found.items()}

    def sizes(self) -> Mapping[Shelf, ShelfSize]:
        """How much lies on each shelf that holds anything."""
        query = "SELECT shelf, COUNT(*), SUM(size) FROM entries GROUP BY shelf"
        rows = self._do(lambda base: base.execute(query).fetchall())
        return {Shelf(shelf): ShelfSize(count, size) for shelf, count, size in rows if shelf in set(Shelf)}

    def clear(self, shelves: Iterable[Shelf] = tuple(Shelf)) -> None:
        """Forget all that lies on `shelves`, and give the disk space back."""
        names = [(shelf.value,) for shelf in shelves]

        def work(base: sqlite3.Connection) -> None:
            base.executemany("DELETE FROM bodies WHERE id IN (SELECT id FROM entries WHERE shelf = ?)", names)
            base.executemany("DELETE FROM entries WHERE shelf = ?", names)

        self._change(work)
        self._do(_give_space_back)

    def evict(self) -> int:
        """Drop what was used longest ago until the limit holds; says how many entries went.

        What is in use stays, and so do casts, even when the limit can't hold then.
        """
        self._note_use()
        over = sum(size.size_bytes for size in self.sizes().values()) - self.limit_bytes
        gone: list[tuple[int]] = []
        if over > 0:
            oldest = "SELECT id, shelf, size FROM entries WHERE used < ? ORDER BY used, id"
            in_use = self._oldest_session()
            for id_, shelf, size in self._do(lambda base: base.execute(oldest, (in_use,)).fetchall()):
                if over <= 0:
                    break
                if shelf not in KEPT_FOR_GOOD:
                    gone.append((id_,))
                    over -= size
        if gone:
            self._drop(gone)
        return len(gone)

    def _drop(self, ids: Sequence[tuple[int]]) -> None:
        def work(base: sqlite3.Connection) -> None:
            base.executemany("DELETE FROM bodies WHERE id = ?", ids)
            base.executemany("DELETE FROM entries WHERE id = ?", ids)

        self._change(work)
        if self._do(_free_bytes) > self.limit_bytes * _GIVE_BACK:
            self._do(_give_space_back)

    def _begin_session(self) -> None:
        """Say that this process is at work, and forget those that are no more."""
        rows = self._base.execute("SELECT process, opened FROM sessions").fetchall()
        dead = [row for row in rows if not _is_alive(*row)]

        def work(base: sqlite3.Connection) -> None:
            base.executemany("DELETE FROM sessions WHERE process = ? AND opened = ?", dead)
            base.execute("INSERT INTO sessions VALUES (?, ?)", (os.getpid(), self._opened))

        self._change(work)

    def _oldest_session(self) -> float:
        """When the longest running of the processes at work opened this store."""
        rows = self._do(lambda base: base.execute("SELECT process, opened FROM sessions").fetchall())
        return min([self._opened, *(float(opened) for process, opened in rows if _is_alive(process, opened))])

    def _select(self, columns: str, join: str, shelf: Shelf, keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        for chunk in _chunks(keys):
            places = ",".join("?" * len(chunk))
            query = f"SELECT {columns} FROM entries {join} WHERE shelf = ? AND key IN ({places})"
            yield from self._do(partial(_fetch, query=query, values=(shelf.value, *chunk)))

    def _touch(self, shelf: Shelf, keys: Sequence[str]) -> None:
        """Note that `keys` were used now. That is written down once a second, with the next change, or at the end: each
        time by itself takes 2 ms, a second for the pieces of a novel."""
        now = time.time()
        with self._lock:
            self._used.update(((shelf.value, key), now) for key in keys)
            if now > self._noted + _NOTE_SECONDS:
                self._noted = now
                self._note_use()

    def _note_use(self) -> None:
        """Write down what was used."""
        if self._used:
            self._change(lambda base: None)

    def _change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do `work` whole or not at all, and write down what was used.

        The lock is taken first, so that two writers can't block each other.
        """

        def whole(base: sqlite3.Connection) -> None:
            base.execute("BEGIN IMMEDIATE")
            try:
                rows = [(now, *place) for place, now in self._used.items()]
                base.executemany("UPDATE entries SET used = ? WHERE shelf = ? AND key = ?", rows)
                work(base)
            except BaseException:
                if base.in_transaction:  # when the disk is full, SQLite has rolled back already
                    base.execute("ROLLBACK")
                raise
            base.execute("COMMIT")
            self._used.clear()

        self._do(whole)

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                return work(self._base)
            except sqlite3.Error as error:
                raise StoreError(
                    f"the store fails: {error}",
                    path=self.path,
                    hint="free some space, use --store with another folder, or delete this file",
                ) from error


def _open(path: Path) -> sqlite3.Connection:
    """Open the store at `path`, making or emptying it as needed; a damaged one is set aside first."""
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, read only, full: not damaged
            raise
        if not _is_database(path):
            raise _foreign(path) from error
    path.replace(path.with_name(path.name + ".damaged"))
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    return _connect(path)


def _is_database(path: Path) -> bool:
    """Whether a file that SQLite refuses begins as its own do: then it is damaged, else somebody's, and left alone.

    To be asked only then: SQLite waits while another process makes the file, which is nothing yet.
    """
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _foreign(path: Path) -> StoreError:
    return StoreError("this file is not a store of rhapsode's", path=path, hint="use --store with another folder")


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    try:
        base.execute("BEGIN")  # what is read is of one moment: another process may just be making this store
        _check_database(base, path)  # before anything is written
        base.execute("COMMIT")
        for pragma in _PRAGMAS:
            base.execute(f"PRAGMA {pragma}")
        base.execute("BEGIN IMMEDIATE")
        _make_tables(base)
        base.execute("COMMIT")
    except BaseException:
        base.close()
        raise
    return base


def _check_database(base: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError for a database that is another program's, or a newer store."""
    mark, version = _find_mark(base)
    if mark == _MARK and version > FORMAT:
        hint = "update rhapsode, or use --store with another folder"
        raise StoreError("this store was made by a newer rhapsode", path=path, hint=hint)
    if mark != _MARK and _find_tables(base) not in ([], ["entries"]):  # format 1 bore no mark
        raise _foreign(path)


def _make_tables(base: sqlite3.Connection) -> None:
    """Make the tables where there are none, or those of an older format."""
    if _find_mark(base) == (_MARK, FORMAT):
        base.execute("SELECT COUNT(*) FROM entries WHERE id < 0").fetchone()  # fails if the file is damaged
        return
    for table in _find_tables(base):
        base.execute(f'DROP TABLE "{table}"')
    for statement in _TABLES:
        base.execute(statement)


def _find_mark(base: sqlite3.Connection) -> tuple[int, int]:
    """Whose database it is, and of which format."""
    (mark,) = base.execute("PRAGMA application_id").fetchone()
    (version,) = base.execute("PRAGMA user_version").fetchone()
    return mark, version


def _find_tables(base: sqlite3.Connection) -> list[str]:
    return [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def _is_alive(process: int, opened: float) -> bool:
    """Whether `process`, which opened the store then, may still be at work."""
    if time.time() - opened > _LONGEST_SESSION_SECONDS:
        return False
    if os.name != "posix":  # there the question would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _fetch(base: sqlite3.Connection, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    return base.execute(query, values).fetchall()


def _free_bytes(base: sqlite3.Connection) -> int:
    (pages,) = base.execute("PRAGMA freelist_count").fetchone()
    (page_bytes,) = base.execute("PRAGMA page_size").fetchone()
    return int(pages * page_bytes)


def _give_space_back(base: sqlite3.Connection) -> None:
    base.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page: it stops at a row without columns


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK))
