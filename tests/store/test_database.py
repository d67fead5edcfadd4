"""One file of the store: tables that take no wrong types, older ones taken over, errors that are told apart."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from zlib import crc32

import pytest

from rhapsode.errors import StoreError
from rhapsode.store import Entry, Shelf, Store
from rhapsode.store.database import FORMAT, DamagedError, Database, Trouble, judge

FORMAT_2 = """
PRAGMA page_size = 65536; PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE entries (id INTEGER PRIMARY KEY, shelf TEXT NOT NULL, key TEXT NOT NULL, head BLOB NOT NULL,
  head_sum INTEGER NOT NULL, body_sum INTEGER NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL, UNIQUE (shelf, key));
CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE sessions (process INTEGER NOT NULL, opened REAL NOT NULL);
PRAGMA application_id = 1380470867; PRAGMA user_version = 2;
"""


def make_format_2(path: Path, entries: list[tuple[Shelf, Entry]]) -> None:
    """A store as version 0.1.0 made it."""
    base = sqlite3.connect(path)
    base.executescript(FORMAT_2)
    for shelf, one in entries:
        sums = crc32(one.head), crc32(one.body), len(one.head) + len(one.body)
        row = base.execute(
            "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, 5.0)", (shelf.value, one.key, one.head, *sums)
        )
        base.execute("INSERT INTO bodies VALUES (?, ?)", (row.lastrowid, one.body))
    base.commit()
    base.close()


def facts(path: Path) -> tuple[int, set[str], list[tuple[str]]]:
    """Format, the tables that are strict, and what SQLite finds wrong with the file."""
    base = sqlite3.connect(path)
    (version,) = base.execute("PRAGMA user_version").fetchone()
    strict = {row[1] for row in base.execute("PRAGMA table_list") if row[5] and row[1] != "sqlite_schema"}
    found = base.execute("PRAGMA integrity_check").fetchall()
    base.close()
    return version, strict, found


strict = pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="this SQLite has no strict tables")


@strict
def test_the_tables_are_strict(tmp_path: Path) -> None:
    Store(tmp_path / "store.sqlite").close()
    assert facts(tmp_path / "store.sqlite") == (FORMAT, {"entries", "bodies", "sessions"}, [("ok",)])
    with Store(tmp_path / "store.sqlite") as store, pytest.raises(sqlite3.IntegrityError, match="cannot store"):
        store._do(lambda base: base.fetch("INSERT INTO bodies VALUES (1, 'text')"))


@strict
def test_a_store_of_format_2_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    entries = [
        (Shelf.CASTS, Entry("cast", b"voices")),
        (Shelf.TAKES, Entry("take", b"head", bytes(range(256)) * 2_000)),
        (Shelf.TAKES, Entry("wrong", b"head", b"x")),
        (Shelf.TAKES, Entry("odd", b"head", b"x")),
    ]
    make_format_2(path, entries)
    base = sqlite3.connect(path)
    base.execute("UPDATE entries SET head = 'text', used = 'never' WHERE key = 'wrong'")
    base.execute("UPDATE bodies SET body = 'text' WHERE id = (SELECT id FROM entries WHERE key = 'odd')")
    base.commit()
    base.close()
    told: list[str] = []
    with Store(path, tell=told.append) as store:
        for shelf, one in entries[:2]:
            assert store.get(shelf, one.key) == one
        assert store.get_many(Shelf.TAKES, ["wrong", "odd"]) == {}
        store.put(Shelf.TAKES, [Entry("new", b"h", b"b")])
    assert told == []
    assert facts(path) == (FORMAT, {"entries", "bodies", "sessions"}, [("ok",)])
    assert sorted(tmp_path.iterdir()) == [
        path,
        path.with_name("store.sqlite-journal"),
        path.with_name("store.sqlite-locks"),
    ]


def test_a_store_of_format_2_can_be_read_where_it_can_not_be_written(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    make_format_2(path, [(Shelf.CASTS, Entry("cast", b"voices"))])
    base = Database(path, read_only=True)
    assert base.select("key, head", "", "casts", ["cast", "other"]) == [("cast", b"voices")]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        base.fetch("DELETE FROM entries")
    base.close()


def refused_statement(statement: str) -> sqlite3.Error:
    base = sqlite3.connect(":memory:")
    try:
        base.execute(statement)
    except sqlite3.Error as error:
        return error
    finally:
        base.close()
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (refused_statement("SELECT * FROM entries"), Trouble.DAMAGED),
        (DamagedError("tables"), Trouble.DAMAGED),
        (sqlite3.DatabaseError("database disk image is malformed"), Trouble.DAMAGED),
        (sqlite3.OperationalError("disk I/O error"), Trouble.REFUSED),
        (OSError(errno.ENOSPC, "full"), Trouble.REFUSED),
        (PermissionError(errno.EACCES, "no"), Trouble.REFUSED),
        (OSError(errno.EROFS, "read only"), Trouble.REFUSED),
        (NotADirectoryError(errno.ENOTDIR, "no folder"), Trouble.UNUSABLE),
        (OSError(errno.ELOOP, "loop"), Trouble.UNUSABLE),
        (OSError(errno.ENAMETOOLONG, "long"), Trouble.UNUSABLE),
    ],
)
def test_errors_are_told_apart(error: Exception, trouble: Trouble) -> None:
    assert judge(error) is trouble


def test_a_mistake_of_this_program_is_no_damage() -> None:
    mistake = sqlite3.ProgrammingError("Incorrect number of bindings supplied")
    with pytest.raises(sqlite3.ProgrammingError):
        judge(mistake)


@pytest.mark.parametrize(
    "name", ["a b.sqlite", "100%.sqlite", "what?.sqlite", "#1.sqlite", "é\udcff.sqlite", "a&b=c.sqlite"]
)
def test_any_name_can_be_that_of_a_store(tmp_path: Path, name: str) -> None:
    Store(tmp_path / name).close()
    assert (tmp_path / name).is_file()


def test_a_change_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    base = Database(tmp_path / "store.sqlite")
    with pytest.raises(ZeroDivisionError):
        base.change(lambda connection: connection.execute("DELETE FROM entries").rowcount / 0)
    assert base.change(lambda connection: connection.in_transaction)
    assert not base.run(lambda connection: connection.in_transaction)
    base.close()


@pytest.mark.parametrize("version", [4, 50])
def test_a_store_of_a_newer_format_is_left_alone(tmp_path: Path, version: int) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    base = sqlite3.connect(path)
    base.executescript(f"CREATE TABLE more (a); PRAGMA user_version = {version}")
    base.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer rhapsode — update"):
        Store(path)
    assert path.read_bytes() == before
