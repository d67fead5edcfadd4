"""One file of entries, or one that lasts as long as its connection: SQL in, rows out, and what an error of it means."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from rhapsode.errors import StoreError

FORMAT = 3
"""Raised when the tables change. What a store of format 2 holds is taken over, one of a newer format is left alone."""
PAGE_BYTES = 65_536
_MARK = 0x52485053  # "RHPS" in SQLite's field for whose file it is
_BUSY_SECONDS = 60
_CHUNK = 500  # keys asked for at once; SQLite takes 999 parameters everywhere
_NEWER_FORMATS = 100  # so many to come are believed; beyond that the number is damaged

# docs/decisions/store.md has the measurements. In short: a truncated journal writes each byte once where a write-ahead
# log writes it twice, and large pages halve the time of large bodies; heads lie in a table of their own, since a row
# with its body would make reading 9,000 heads mean reading 9,000 pages.
_PRAGMAS = (
    f"page_size = {PAGE_BYTES}",
    "auto_vacuum = INCREMENTAL",
    "journal_mode = TRUNCATE",
    "synchronous = NORMAL",
    "secure_delete = OFF",  # where it is on, dropping 1,500 takes costs 0.4 s instead of 0.02
    "cache_size = -8000",
)
_STRICT = "STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
COLUMNS = ("shelf", "key", "head", "head_sum", "body_sum", "size", "used")
_NAMES = ", ".join(COLUMNS)
_ENTRIES = f"""CREATE TABLE entries (id INTEGER PRIMARY KEY, shelf TEXT NOT NULL, key TEXT NOT NULL,
    head BLOB NOT NULL, head_sum INTEGER NOT NULL, body_sum INTEGER NOT NULL, size INTEGER NOT NULL,
    used REAL NOT NULL, UNIQUE (shelf, key)) {_STRICT}"""
_BODIES = f"CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL) {_STRICT}"
_SESSIONS = f"CREATE TABLE sessions (process INTEGER NOT NULL, opened REAL NOT NULL) {_STRICT}"
_TABLES = frozenset({"entries", "bodies", "sessions"})
_CHECK = (f"SELECT id, {_NAMES} FROM entries LIMIT 0", "SELECT id, body FROM bodies LIMIT 0")
_WELL_TYPED = """typeof(shelf) = 'text' AND typeof(key) = 'text' AND typeof(head) = 'blob' AND
    typeof(head_sum) = 'integer' AND typeof(body_sum) = 'integer' AND typeof(size) = 'integer' AND typeof(used) = 'real'
    """

T = TypeVar("T")
Row = tuple[Any, ...]


class DamagedError(sqlite3.DatabaseError):
    """A file of ours is not as we make them."""


class Trouble(Enum):
    """What an error means for whoever meets it."""

    DAMAGED = "the file is not what was written"
    MOVED = "the file was taken away, or another one put in its place"
    REFUSED = "the system does not let us: no rights, no room, a lock that stays"
    UNUSABLE = "there can't be a store here"


_DAMAGES = frozenset(
    {
        sqlite3.SQLITE_ERROR,  # our statements are right: a table or column is missing
        sqlite3.SQLITE_INTERNAL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_NOTADB,
    }
)
_WRONG_TYPE = sqlite3.SQLITE_CONSTRAINT | 12 << 8  # not yet named in Python 3.11: what we gave a strict table
_SHORT = (sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)
_NO_PLACE = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL)


def judge(error: Exception) -> Trouble:
    """What an sqlite3.Error or OSError means. One that is a mistake in this program is raised again."""
    if isinstance(error, OSError):
        return Trouble.UNUSABLE if error.errno in _NO_PLACE else Trouble.REFUSED
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError | sqlite3.NotSupportedError):
            raise error
        return Trouble.REFUSED if isinstance(error, sqlite3.OperationalError) else Trouble.DAMAGED
    if code == _WRONG_TYPE:
        raise error
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return Trouble.MOVED
    if code in _SHORT or code & 0xFF in _DAMAGES:
        return Trouble.DAMAGED
    return Trouble.REFUSED


class Database:
    """Opens the file at `path`, and makes its tables where there are none; without a path, one that nobody else sees.

    Raises sqlite3.Error and OSError, which `judge` understands, and StoreError for a file that is not to be touched.
    """

    def __init__(self, path: Path | None, read_only: bool = False) -> None:
        self.identity = identify(path) if path is not None else None
        name = "" if path is None else f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        self._base = sqlite3.connect(
            name, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None, uri=path is not None
        )
        self._base.text_factory = _as_text
        try:
            self.read(lambda base: _check_format(base, path))  # before anything is written
            if not read_only:
                self._prepare()
        except BaseException:
            self.close()
            raise
        if path is not None and self.identity is None:
            self.identity = identify(path)

    def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            self._base.execute(f"PRAGMA {pragma}")
        self.change(_make_tables)

    def close(self) -> None:
        """Close the file, or forget all."""
        with suppress(sqlite3.Error):
            self._base.close()

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives, each of its statements by itself."""
        return work(self._base)

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` reads, of one moment."""
        return self._within("BEGIN", work)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` whole or not at all. The lock is taken first, so that two writers can't block each other."""
        return self._within("BEGIN IMMEDIATE", work)

    def _within(self, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
        self._base.execute(begin)
        try:
            done = work(self._base)
            self._base.execute("COMMIT")
        except BaseException:
            if self._base.in_transaction:  # when the disk is full, SQLite has rolled back already
                with suppress(sqlite3.Error):
                    self._base.execute("ROLLBACK")
            raise
        return done

    def select(self, columns: str, join: str, shelf: str, keys: Sequence[str]) -> list[Row]:
        """The rows of `keys`, of which there may be 500."""
        places = ",".join("?" * len(keys))
        query = f"SELECT {columns} FROM entries {join} WHERE shelf = ? AND key IN ({places})"
        return self._base.execute(query, (shelf, *keys)).fetchall()

    def fetch(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows that `query` gives."""
        return self._base.execute(query, values).fetchall()

    def free_bytes(self) -> int:
        """How much room in the file is free."""
        ((pages,),) = self.fetch("PRAGMA freelist_count")
        ((page_bytes,),) = self.fetch("PRAGMA page_size")
        return int(pages * page_bytes)

    def give_space_back(self) -> None:
        """Make the file as small as it can be."""
        self._base.executescript("PRAGMA incremental_vacuum")  # `execute` would free one page: it has no columns


def insert(base: sqlite3.Connection, values: Sequence[object], body: bytes) -> None:
    """Put a new entry, whose `values` are those of `COLUMNS`."""
    places = ", ".join("?" * len(COLUMNS))
    id_ = base.execute(f"INSERT INTO entries ({_NAMES}) VALUES ({places})", values).lastrowid
    base.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (id_, body))


def replace(base: sqlite3.Connection, id_: int, values: Sequence[object], body: bytes) -> None:
    """Put `values`, those of `COLUMNS`, and `body` in the place of an entry."""
    base.execute(f"UPDATE entries SET ({_NAMES}) = ({', '.join('?' * len(COLUMNS))}) WHERE id = ?", (*values, id_))
    base.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (id_, body))


def identify(path: Path) -> tuple[int, int] | None:
    """Which file lies at `path` now, whatever its name was or will be."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """`keys` by as many as can be asked for at once."""
    return (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK))


def _as_text(data: bytes) -> str:
    """A damaged key is no error; it is only never asked for."""
    return data.decode("utf-8", "replace")


def _check_format(base: sqlite3.Connection, path: Path | None) -> None:
    """Raise StoreError for a database that is another program's, or a newer store; DamagedError for a broken one."""
    mark, version, tables = _find_mark(base)
    if not tables:
        return
    if not tables <= _TABLES and not (mark == _MARK and version > FORMAT):
        raise StoreError("this file is not a store of rhapsode's", path=path, hint="use --store with another folder")
    if mark == _MARK and FORMAT < version <= FORMAT + _NEWER_FORMATS:
        hint = "update rhapsode, or use --store with another folder"
        raise StoreError("this store was made by a newer rhapsode", path=path, hint=hint)
    if mark != _MARK or version not in (2, FORMAT) or tables != _TABLES:
        raise DamagedError("its tables are not those of a store")
    for query in _CHECK:
        base.execute(query)


def _make_tables(base: sqlite3.Connection) -> None:
    """Make the tables where there are none, and of those of format 2 ours."""
    _, version, tables = _find_mark(base)
    if tables and version == FORMAT:
        return
    if tables:
        _take_over(base)
    else:
        for statement in (_ENTRIES, _BODIES, _SESSIONS, f"PRAGMA application_id = {_MARK}"):
            base.execute(statement)
    base.execute(f"PRAGMA user_version = {FORMAT}")


def _take_over(base: sqlite3.Connection) -> None:
    """Format 2 took values of any type. Bodies, which may be gigabytes, stay where they are."""
    base.execute("ALTER TABLE entries RENAME TO entries_2")
    base.execute(_ENTRIES)
    base.execute(f"INSERT INTO entries SELECT id, {_NAMES} FROM entries_2 WHERE {_WELL_TYPED}")
    base.execute("DROP TABLE entries_2")
    base.execute("DROP TABLE sessions")
    base.execute(_SESSIONS)
    # What SQLite's manual gives for changes that leave the content as it is (lang_altertable.html): the new schema is
    # written down by hand. Where that is forbidden, bodies are only checked when they are read, as all are.
    ((schema,),) = base.execute("PRAGMA schema_version").fetchall()
    with suppress(sqlite3.OperationalError):
        base.execute("PRAGMA writable_schema = ON")
        base.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'bodies'", (_BODIES.strip(),))
        base.execute(f"PRAGMA schema_version = {schema + 1}")
    base.execute("PRAGMA writable_schema = OFF")


def _find_mark(base: sqlite3.Connection) -> tuple[int, int, frozenset[str]]:
    """Whose database it is, of which format, and which tables it has."""
    (mark,) = base.execute("PRAGMA application_id").fetchone()
    (version,) = base.execute("PRAGMA user_version").fetchone()
    rows: Iterable[Row] = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return mark, version, frozenset(str(name) for (name,) in rows)
