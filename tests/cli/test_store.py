"""`rhapsode store`: what is kept, and forgetting it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Rhapsode


def list_shelves(rhapsode: Rhapsode, *asked: object) -> dict[str, int]:
    data = json.loads(rhapsode("store", "--json", *asked).out)
    assert {"path", "bytes", "evicted", "shelves"} == set(data)
    return {name: shelf["entries"] for name, shelf in data["shelves"].items()}


def test_what_is_kept_and_how_it_is_cleared(rhapsode: Rhapsode, story: Path, tmp_path: Path) -> None:
    rhapsode("build", story)
    kept = list_shelves(rhapsode)
    assert kept["takes"] > 10 and kept["casts"] == kept["understandings"] == 1
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


def test_a_file_that_is_no_store_is_left_alone(rhapsode: Rhapsode) -> None:
    Path("store.sqlite").write_text("somebody's own", "utf-8")
    done = rhapsode("store", "--store", ".")
    assert done.code == 1
    assert (
        done.err == "rhapsode: store.sqlite: this file is not a store of rhapsode's — use --store with another folder\n"
    )
    assert Path("store.sqlite").read_text("utf-8") == "somebody's own"
