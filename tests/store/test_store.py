"""The store: what was kept comes back as it was or not at all, whatever happens to the file."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhapsode.errors import StoreError
from rhapsode.store import FORMAT, Entry, Shelf, ShelfSize, Store

keys = st.text(min_size=1, max_size=8)
entries = st.builds(Entry, keys, st.binary(max_size=40), st.binary(max_size=300))


def entry(key: str, size: int = 10) -> Entry:
    return Entry(key, b"head of " + key.encode(), b"b" * size)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Shelf), entries), max_size=10))
def test_the_last_put_under_a_key_comes_back_whole(rows: list[tuple[Shelf, Entry]]) -> None:
    with Store(None) as store:
        for shelf, one in rows:
            store.put(shelf, [one])
        expected = {(shelf, one.key): one for shelf, one in rows}
        for shelf in Shelf:
            wanted = [key for of_shelf, key in expected if of_shelf is shelf]
            assert store.get_many(shelf, wanted) == {key: expected[shelf, key] for key in wanted}
            assert store.heads(shelf, wanted) == {key: expected[shelf, key].head for key in wanted}
            assert store.get(shelf, "nothing lies here") is None
        total = sum(len(one.head) + len(one.body) for one in expected.values())
        assert sum(size.size_bytes for size in store.sizes().values()) == total


def test_what_is_there_can_be_left_alone() -> None:
    with Store(None) as store:
        assert store.put(Shelf.TAKES, [Entry("a", b"old", b"1")]) == frozenset()
        assert store.put(Shelf.TAKES, [Entry("a", b"new", b"22"), Entry("b", b"new")], replace=False) == {"a"}
        assert store.heads(Shelf.TAKES, ["a", "b"]) == {"a": b"old", "b": b"new"}
        assert store.put(Shelf.TAKES, [Entry("a", b"new")]) == frozenset()
        assert store.get(Shelf.TAKES, "a") == Entry("a", b"new", b"")


def test_thousands_of_keys_are_asked_for_at_once() -> None:
    with Store(None) as store:
        store.put(Shelf.TAKES, [entry(str(number)) for number in range(1_700)])
        wanted = [str(number) for number in range(1_800)]
        assert len(store.heads(Shelf.TAKES, wanted)) == 1_700
        assert len(store.get_many(Shelf.TAKES, wanted)) == 1_700


def test_a_store_lasts_and_one_without_a_path_does_not(tmp_path: Path) -> None:
    with Store(tmp_path / "deep" / "store.sqlite") as store:
        store.put(Shelf.CASTS, [entry("a")])
    with Store(tmp_path / "deep" / "store.sqlite") as store:
        assert store.get(Shelf.CASTS, "a") == entry("a")
    with Store(None) as store:
        store.put(Shelf.CASTS, [entry("a")])
        assert store.path is None
    with Store(None) as store:
        assert store.get(Shelf.CASTS, "a") is None


def test_a_batch_is_kept_whole_or_not_at_all() -> None:
    with Store(None) as store:
        with pytest.raises(UnicodeEncodeError):
            store.put(Shelf.TAKES, [entry("a"), Entry("\ud800", b""), entry("c")])
        assert store.heads(Shelf.TAKES, ["a", "c"]) == {}


def change(path: Path, statement: str) -> None:
    base = sqlite3.connect(path)
    with base:
        base.execute(statement)
    base.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE bodies SET body = zeroblob(length(body)) WHERE id = 1",
        "UPDATE bodies SET body = substr(body, 2) WHERE id = 1",
        "DELETE FROM bodies WHERE id = 1",
        "UPDATE entries SET head = x'00' WHERE id = 1",
    ],
)
def test_a_damaged_entry_is_a_miss_and_can_be_put_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.put(Shelf.TAKES, [entry("a"), entry("b")])
    change(path, damage)
    with Store(path) as store:
        assert store.get_many(Shelf.TAKES, ["a", "b"]) == {"b": entry("b")}
        assert "a" not in store.heads(Shelf.TAKES, ["a", "b"]) or "DELETE" in damage
        store.put(Shelf.TAKES, [entry("a")])
        assert store.get(Shelf.TAKES, "a") == entry("a")


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "novel.txt"
    text.write_text("Not a store.")
    with pytest.raises(StoreError, match=r"novel\.txt: this file is not a store.*--store"):
        Store(text)
    assert text.read_text() == "Not a store."
    other = tmp_path / "other.sqlite"
    change(other, "CREATE TABLE customers (name TEXT)")
    before = other.read_bytes()
    with pytest.raises(StoreError, match="not a store"):
        Store(other)
    assert other.read_bytes() == before


def test_a_store_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    change(path, f"PRAGMA user_version = {FORMAT + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer rhapsode — update"):
        Store(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_way_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't open the store"):
        Store(tmp_path / "file" / "store.sqlite")
    with pytest.raises(StoreError, match="can't open the store: this is not a file"):
        Store(tmp_path)
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(StoreError, match="can't open the store: this is not a file"):
            Store(tmp_path / "pipe")
        (tmp_path / "loop").symlink_to("loop")
        with pytest.raises(StoreError, match="can't open the store: "):
            Store(tmp_path / "loop" / "store.sqlite")


def make_aged(path: Path, ages: dict[str, int], size: int = 1_000) -> None:
    """A store whose entries were last used so many seconds ago."""
    with Store(path) as store:
        store.put(Shelf.TAKES, [entry(key, size) for key in ages])
        store.put(Shelf.CASTS, [entry("cast", size)])
    for key, age in ages.items():
        change(path, f"UPDATE entries SET used = {time.time() - age} WHERE key = '{key}'")
    change(path, "UPDATE entries SET used = 1 WHERE shelf = 'casts'")


@pytest.mark.parametrize("body", [b"[1, 2", b"\xff", b'{"a": {}}', b"5", b"null"])
def test_an_entry_that_can_not_be_revived_is_a_miss_and_forgotten(body: bytes) -> None:
    def read(found: Entry) -> int:
        number = json.loads(found.body.decode())["a"] + 1
        assert isinstance(number, int)
        return number

    with Store(None) as store:
        store.put(Shelf.CASTS, [Entry("good", b"", b'{"a": 1}'), Entry("bad", b"", body)])
        assert store.revive(Shelf.CASTS, "good", read) == 2
        assert store.revive(Shelf.CASTS, "bad", read) is None
        assert store.revive(Shelf.CASTS, "missing", read) is None
        assert store.sizes()[Shelf.CASTS].entries == 1


def test_what_was_used_longest_ago_goes_first_and_casts_never(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    make_aged(path, {"old": 300, "older": 400, "young": 100})
    with Store(path, limit_bytes=2_200) as store:
        assert store.evict() == 2
        assert set(store.heads(Shelf.TAKES, ["old", "older", "young"])) == {"young"}
        assert store.get(Shelf.CASTS, "cast") is not None
        assert store.evict() == 0


def test_what_this_build_used_or_made_is_not_evicted(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    make_aged(path, {"a": 300, "b": 400, "c": 500})
    with Store(path, limit_bytes=0) as store:
        store.heads(Shelf.TAKES, ["b"])
        store.get(Shelf.TAKES, "c")
        store.put(Shelf.TAKES, [entry("d")])
        assert store.evict() == 1
        assert set(store.heads(Shelf.TAKES, ["a", "b", "c", "d"])) == {"b", "c", "d"}


def test_what_another_running_build_used_is_not_evicted(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    make_aged(path, {"a": 300, "b": 400})
    with Store(path) as running:
        running.heads(Shelf.TAKES, ["a"])
        with Store(path, limit_bytes=0) as store:
            assert store.evict() == 1
            assert set(store.heads(Shelf.TAKES, ["a", "b"])) == {"a"}
    change(path, f"INSERT INTO sessions VALUES ({2**22 + 1}, 1.0)")  # one that is no more protects nothing
    with Store(path, limit_bytes=0) as store:
        assert store.evict() == 1


def test_clearing_gives_the_space_back(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        store.put(Shelf.TAKES, [entry(str(number), 200_000) for number in range(10)])
        store.put(Shelf.CASTS, [entry("cast")])
        before = path.stat().st_size
        store.clear([Shelf.TAKES])
        assert path.stat().st_size < before / 4
        assert store.sizes() == {Shelf.CASTS: ShelfSize(1, 22)}
        store.clear()
        assert store.sizes() == {}


def test_threads_share_a_store() -> None:
    with Store(None) as store:

        def work(name: str) -> None:
            for number in range(20):
                store.put(Shelf.PIECES, [entry(f"{name}{number}")])
                assert store.get(Shelf.PIECES, f"{name}{number}") is not None

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.sizes()[Shelf.PIECES].entries == 80


WRITER = """
import sys
from pathlib import Path
from rhapsode.store import Entry, Shelf, Store
with Store(Path(sys.argv[1])) as store:
    for number in range(40):
        store.put(Shelf.TAKES, [Entry(f"{sys.argv[2]}{number}", b"h", bytes(50_000)), Entry("same", b"h", b"b")])
        assert store.get_many(Shelf.TAKES, [f"{sys.argv[2]}{number}", "same"]).keys() >= {"same"}
"""


OPENER = """
import sys, time
from pathlib import Path
from rhapsode.store import Store
print("ready", flush=True)
begin = float(sys.stdin.readline())
for number in range(20):
    while time.time() < begin + 0.08 * number:
        pass
    with Store(Path(sys.argv[1], str(number), "store.sqlite")):
        pass
"""


def test_a_new_store_can_be_made_by_several_processes_at_the_same_moment(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(tmp_path)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for opener in openers:
        assert opener.stdout is not None
        opener.stdout.readline()
    begin = time.time() + 0.2
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write(f"{begin}\n")
        opener.stdin.flush()
    assert [(opener.communicate()[1], opener.returncode) for opener in openers] == [("", 0)] * 3


def test_two_processes_use_one_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], env=environment) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Store(path) as store:
        assert store.sizes()[Shelf.TAKES].entries == 81


def test_a_process_killed_in_mid_write_leaves_a_whole_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    endless = WRITER.replace("range(40)", "range(10**6)")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", endless, str(path), "a"], env=environment) as writer:
        while path.stat().st_size < 1_000_000:
            time.sleep(0.01)
        writer.kill()
    with Store(path) as store:
        kept = store.sizes()[Shelf.TAKES].entries - 1
        assert len(store.get_many(Shelf.TAKES, [f"a{number}" for number in range(kept + 50)])) == kept
