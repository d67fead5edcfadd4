"""A store that is damaged, refused or taken away at any moment: what can be saved is, and the work goes on."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from rhapsode.errors import StoreError
from rhapsode.store import Entry, Shelf, Store, mending
from rhapsode.store.database import PAGE_BYTES, Database, identify
from rhapsode.store.locks import Locks

CAST = Entry("cast", b"Ida: en-us+f3")
TAKES = [Entry(f"take {number}", b"head" * 2_500, bytes([number]) * 100_000) for number in range(20)]
PLACES = [(Shelf.CASTS, CAST), *((Shelf.TAKES, take) for take in TAKES)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a cast and twenty takes."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        for shelf, entry in PLACES:
            store.put(shelf, [entry])
    return path


def what_is_in(store: Store) -> int:
    """How many of the entries put can be had; what is had is what was put."""
    kept = [store.get(shelf, entry.key) for shelf, entry in PLACES]
    assert all(one in (None, entry) for one, (_, entry) in zip(kept, PLACES, strict=True))
    return sum(one is not None for one in kept)


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def zero_page(number: int) -> Callable[[Path], None]:
    return lambda path: overwrite(path, number * PAGE_BYTES, bytes(PAGE_BYTES))


def swap_pages(path: Path) -> None:
    data = path.read_bytes()
    overwrite(path, 2 * PAGE_BYTES, data[4 * PAGE_BYTES : 5 * PAGE_BYTES])
    overwrite(path, 4 * PAGE_BYTES, data[2 * PAGE_BYTES : 3 * PAGE_BYTES])


def sql(statement: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        base = sqlite3.connect(path)
        base.executescript(statement)
        base.close()

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "the header gone": lambda path: overwrite(path, 0, bytes(100)),
    "the header noise": lambda path: overwrite(path, 0, b"\x9b" * 100),
    "the mark flipped": lambda path: overwrite(path, 68, b"\0"),
    "the version flipped": lambda path: overwrite(path, 60, b"\x40"),
    "the version older": sql("PRAGMA user_version = 1"),
    "the first page zeroed": zero_page(0),
    "the tree of entries zeroed": zero_page(2),
    "a later page zeroed": zero_page(9),
    "pages swapped": swap_pages,
    "cut short": lambda path: os.truncate(path, 5 * PAGE_BYTES + 77),
    "cut to a page": lambda path: os.truncate(path, PAGE_BYTES),
    "noise behind": lambda path: overwrite(path, 12 * PAGE_BYTES, b"\x55" * 900_000),
    "no table of bodies": sql("DROP TABLE bodies"),
    "no sessions": sql("DROP TABLE sessions"),
    "a column less": sql("ALTER TABLE entries DROP COLUMN used"),
    "odd sessions": sql("INSERT INTO sessions VALUES (9000000000000000000, -5.5), (0, 0), (-1, 1e300)"),
}


ALL = len(PLACES)
LEAST_KEPT = {
    **dict.fromkeys(["the header gone", "the header noise", "the mark flipped", "the version flipped"], ALL),
    **dict.fromkeys(["the version older", "the first page zeroed", "no sessions", "odd sessions"], ALL),
    **dict.fromkeys(["the tree of entries zeroed", "a later page zeroed", "pages swapped"], ALL // 2),
    "no table of bodies": 1,  # the cast, which has no body
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_store_found_damaged_is_mended_and_used(path: Path, name: str) -> None:
    DAMAGES[name](path)
    told: list[str] = []
    with Store(path, tell=told.append) as store:
        kept = what_is_in(store)
        for shelf, entry in PLACES:
            store.put(shelf, [entry])
        assert what_is_in(store) == len(PLACES)
        store.evict()
    with Store(path, tell=told.append) as store:
        assert what_is_in(store) == len(PLACES)
    assert kept >= LEAST_KEPT.get(name, 0)
    assert len(told) == (name != "odd sessions")
    for line in told:
        assert re.fullmatch(r".*/store\.sqlite: the store was damaged \(.+\); .*; the old file is .+", line)
        assert (path.parent / line.rsplit(" ", 1)[1]).is_file()


@pytest.mark.parametrize("name", DAMAGES)
def test_a_store_damaged_in_mid_use_is_mended(path: Path, name: str) -> None:
    told: list[str] = []
    with Store(path, tell=told.append) as store:
        store.put(Shelf.TAKES, [Entry("before", b"head", b"body")])
        DAMAGES[name](path)
        store._do(lambda base: base.fetch("PRAGMA shrink_memory"))  # what it has read before may hide the damage
        store.put(Shelf.TAKES, [Entry("after", b"head", b"body")])
        what_is_in(store)
        store.evict()
        assert store.get(Shelf.TAKES, "after") in (Entry("after", b"head", b"body"), None)
        store.put(Shelf.TAKES, [Entry("after", b"head", b"body")])
    with Store(path, tell=told.append) as store:
        store.put(Shelf.TAKES, [Entry("later", b"head", b"body")])
        assert store.get(Shelf.TAKES, "later") == Entry("later", b"head", b"body")
    assert len(told) <= 2


@pytest.mark.parametrize(
    "name", ["the header gone", "the first page zeroed", "the first page elsewhere", "cut to a page"]
)
def test_a_store_that_holds_nothing_yet_is_mended_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    if name == "the first page elsewhere":
        data = path.read_bytes()
        path.write_bytes(data[PAGE_BYTES : 2 * PAGE_BYTES] + data[:PAGE_BYTES] + data[2 * PAGE_BYTES :])
    else:
        DAMAGES[name](path)
    told: list[str] = []
    with Store(path, tell=told.append) as store:
        store.put(Shelf.CASTS, [CAST])
        assert store.get(Shelf.CASTS, CAST.key) == CAST
    assert len(told) == 1 and "nothing could be saved" in told[0]


def test_the_cast_is_saved_when_its_table_is_gone(path: Path) -> None:
    zero_page(0)(path)
    with Store(path) as store:
        assert store.get(Shelf.CASTS, CAST.key) == CAST


def test_files_set_aside_do_not_replace_each_other(path: Path) -> None:
    for _ in range(3):
        DAMAGES["the header gone"](path)
        Store(path).close()
    names = sorted(one.name for one in path.parent.glob("*.damaged-*[!l]"))
    day = names[0].removeprefix("store.sqlite.damaged-")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert names == [f"store.sqlite.damaged-{day}{number}" for number in ("", "-1", "-2")]


def test_a_journal_goes_with_the_damaged_file(path: Path) -> None:
    journal = path.with_name("store.sqlite-journal")
    journal.write_bytes(b"a hot journal that belongs to the old file")
    mended = mending.mend(path, identify(path), Locks(path))
    assert mended is not None
    assert mended[0].with_name(mended[0].name + "-journal").read_bytes().startswith(b"a hot journal")
    assert not journal.exists()
    assert mending.mend(path, (0, 0), Locks(path)) is None, "another process has done so"


def test_gigabytes_are_not_copied_where_the_disk_is_nearly_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(mending.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**6, 10**6))
    DAMAGES["the header gone"](path)
    with Store(path) as store:
        assert set(store.sizes()) == {Shelf.CASTS}


MENDER = """
import sys
from pathlib import Path
from rhapsode.store import Entry, Shelf, Store
told = []
print("ready", flush=True)
sys.stdin.readline()
with Store(Path(sys.argv[1]), tell=told.append) as store:
    for number in range(20):
        store.put(Shelf.PIECES, [Entry(f"{sys.argv[2]} {number}", b"h", bytes(1000))])
    print(len(told), store.get(Shelf.CASTS, "cast") is not None, flush=True)
"""


def test_of_several_processes_that_find_the_damage_one_mends(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MENDER, str(path), name],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abc"
    ]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    DAMAGES["the header gone"](path)
    told = [process.communicate("go\n")[0].split() for process in processes]
    assert sorted(told) == [["0", "True"], ["0", "True"], ["1", "True"]]
    with Store(path) as store:
        assert store.sizes()[Shelf.PIECES].entries == 60
    assert len(list(path.parent.glob("*.damaged-*[!l]"))) == 1


def test_a_store_whose_file_is_taken_away_goes_on_in_a_new_one(path: Path) -> None:
    told: list[str] = []
    with Store(path, tell=told.append) as store:
        path.unlink()
        store.put(Shelf.TAKES, [Entry("after", b"head", b"body")])
        assert store.get(Shelf.TAKES, "after") is not None
    assert told == []
    with Store(path) as store:
        assert store.get(Shelf.TAKES, "after") is not None


# --- a store that can't be written --------------------------------------------------------------------------


def refuse(path: Path, error: Exception, after: int) -> Callable[[Database], None]:
    """Have every change of the database at `path` fail from the one after so many on."""

    def fail(self: Database, work: object) -> object:
        nonlocal after
        after -= 1
        if self.identity is not None and after < 0:
            raise error
        return original(self, work)  # type: ignore[arg-type]

    original = Database.change
    return fail  # type: ignore[return-value]


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("attempt to write a readonly database"),
        sqlite3.OperationalError("disk I/O error"),
        OSError(28, "No space left on device"),
    ],
)
@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_what_can_not_be_written_is_kept_for_this_run(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, after: int
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Database, "change", refuse(path, error, after))
    with Store(path, tell=told.append) as store:
        store.put(Shelf.TAKES, [Entry("new 0", b"head", b"body")])
        store.put(Shelf.TAKES, [Entry("new 1", b"head", b"body")])
        assert what_is_in(store) == len(PLACES), "what was kept can still be read"
        assert set(store.heads(Shelf.TAKES, ["new 0", "new 1", "take 3"])) == {"new 0", "new 1", "take 3"}
        store.evict()
        with pytest.raises(StoreError, match="nothing could be forgotten"):
            store.clear([Shelf.TAKES])
    assert len(told) == 1
    assert re.search(r"store\.sqlite: the store can't be used \(.+\): this run goes on without", told[0])
