"""`rhapsode store`: what is kept, and forgetting it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from rhapsode.store import Entry, Shelf, Store
from rhapsode.store.database import Database
from tests.cli.conftest import Rhapsode


def list_shelves(rhapsode: Rhapsode, *asked: object) -> dict[str, int]:
    data = json.loads(rhapsode("store", "--json", *asked).out)
    assert {"path", "bytes", "evicted", "shelves"} == set(data)
    return {name: shelf["entries"] for name, shelf in data["shelves"].items()}


def test_what_is_kept_and_how_it_is_cleared(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    rhapsode("build", story)
    kept = list_shelves(rhapsode)
    assert kept["takes"] > 10 and kept["casts"] == kept["paragraphs"] == kept["understandings"] == 1
    done = rhapsode("store")
    assert done.out.startswith(str(tmp_path / "cache" / "rhapsode" / "store.sqlite"))
    assert f"{kept['takes']} entries" in done.out and "1 entry " in done.out
    assert list_shelves(rhapsode, "--forget", "takes")["takes"] == 0
    cleared = list_shelves(rhapsode, "--clear")
    assert cleared.pop("casts") == 1
    assert set(cleared.values()) == {0}
    assert list_shelves(rhapsode, "--forget", "casts")["casts"] == 0


def test_a_limit_drops_what_was_used_longest_ago(rhapsode: Rhapsode, story: Path) -> None:
    rhapsode("build", story)
    done = rhapsode("store", "--limit", "0")
    assert "dropped " in done.out
    assert list_shelves(rhapsode)["takes"] == 0


def test_a_damaged_store_is_one_line_and_the_build_goes_on(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    assert rhapsode("build", story).code == 0
    path = tmp_path / "cache" / "rhapsode" / "store.sqlite"
    with path.open("r+b") as file:
        file.write(bytes(4_000))
    done = rhapsode("inspect", story, "--json")
    assert done.code == 0
    (line,) = done.err.splitlines()
    assert line.startswith(f"rhapsode: {path}: the store was damaged (")
    assert " takes" in line and " 1 cast" in line and "; the old file is store.sqlite.damaged-" in line
    done = rhapsode("build", story, "-o", "again")
    assert (done.code, done.err) == (0, "")
    assert "; had every line from before" in done.out


def test_a_store_that_can_not_be_written_is_a_remark(
    rhapsode: Rhapsode, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rhapsode("build", story).code == 0

    def refuse(self: Database, work: object) -> None:
        if self.identity is not None:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        change(self, work)  # type: ignore[arg-type]

    change = Database.change
    monkeypatch.setattr(Database, "change", refuse)
    done = rhapsode("build", story, "-o", "again")
    assert done.code == 0
    assert "; had every line from before" in done.out
    assert done.err.count("the store can't be used (attempt to write a readonly database)") == 1
    assert list_shelves(rhapsode)["casts"] == 1
    done = rhapsode("store", "--clear")
    assert done.code == 1
    assert done.err.splitlines()[-1].endswith("nothing could be forgotten — see that the file can be written")


@pytest.mark.parametrize(
    "content", [b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"Maud": {"engine": 5}}', bytes(16)]
)
def test_what_no_one_can_read_behind_a_valid_checksum_is_made_anew(
    rhapsode: Rhapsode, story: Path, tmp_path: Path, content: bytes
) -> None:
    assert rhapsode("build", story).code == 0
    with Store(tmp_path / "cache" / "rhapsode" / "store.sqlite") as store:
        rows = store._do(lambda base: base.fetch("SELECT shelf, key FROM entries"))
        for shelf, key in rows:
            store.put(Shelf(shelf), [Entry(key, content, content)])
    assert {shelf for shelf, _ in rows} == set(Shelf)
    for asked in (("cast", story), ("build", story, "-o", "again")):
        done = rhapsode(*asked)
        assert (done.code, done.err) == (0, "")


def test_a_file_that_is_no_store_is_left_alone(rhapsode: Rhapsode) -> None:
    Path("store.sqlite").write_text("somebody's own", "utf-8")
    done = rhapsode("store", "--store", ".")
    assert done.code == 1
    assert (
        done.err == "rhapsode: store.sqlite: this file is not a store of rhapsode's — use --store with another folder\n"
    )
    assert Path("store.sqlite").read_text("utf-8") == "somebody's own"
