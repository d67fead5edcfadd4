"""What is read out of a damaged file is what was written, and all that its damage left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rhapsode.store import Entry, Shelf, Store
from rhapsode.store.database import PAGE_BYTES
from rhapsode.store.salvage import Wreck

SIZES = (0, 1, 100, 63_000, 65_400, 65_495, 65_496, 65_500, 65_501, 65_502, 65_503, 70_000, 131_000, 200_000, 500_000)


Place = tuple[Shelf, str]


def fill(path: Path) -> dict[Place, list[Entry]]:
    """A store with heads and bodies of many sizes, some of them replaced: what lay at each place, the last first."""
    maker = random.Random(5)
    made: dict[Place, list[Entry]] = {}
    with Store(path) as store:
        for round_ in range(2):
            for number, size in enumerate(SIZES[round_ * 4 :]):
                body = Entry(f"take {size}", b"h" * 300, maker.randbytes(size))
                head = Entry(f"ü{number}", maker.randbytes(size))
                cast = Entry("cast", f"voices {round_}".encode())
                for shelf, one in ((Shelf.TAKES, body), (Shelf.UNDERSTANDINGS, head), (Shelf.CASTS, cast)):
                    made.setdefault((shelf, one.key), []).insert(0, one)
                    store.put(shelf, [one])
    return made


def read(path: Path) -> dict[Place, Entry]:
    with Wreck(path) as wreck:
        return {
            (found.shelf, found.place[1]): Entry(found.place[1], bytes(found.values[2]), body)  # type: ignore[arg-type]
            for found, body in wreck.bodies(wreck.entries())
        }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[Place, list[Entry]]]:
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    made = fill(path)
    return path.read_bytes(), made


def test_all_of_a_whole_file_is_found(whole: tuple[bytes, dict[Place, list[Entry]]], tmp_path: Path) -> None:
    (tmp_path / "wreck").write_bytes(whole[0])
    assert read(tmp_path / "wreck") == {place: entries[0] for place, entries in whole[1].items()}


def damage(data: bytearray, kind: str, chance: random.Random) -> None:
    pages = len(data) // PAGE_BYTES
    a, b = (PAGE_BYTES * chance.randrange(pages) for _ in range(2))
    if kind == "a page zeroed":
        data[a : a + PAGE_BYTES] = bytes(PAGE_BYTES)
    elif kind == "two pages swapped":
        data[a : a + PAGE_BYTES], data[b : b + PAGE_BYTES] = data[b : b + PAGE_BYTES], data[a : a + PAGE_BYTES]
    elif kind == "bits flipped":
        for _ in range(200):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == "heads of pages":
        for page in range(pages):
            data[page * PAGE_BYTES + chance.randrange(8)] ^= 0xFF
    elif kind == "cut short":
        del data[chance.randrange(len(data)) :]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["a page zeroed", "two pages swapped", "bits flipped", "heads of pages", "cut short"])
def test_what_is_found_is_true_and_damage_takes_no_more_than_it_touches(
    whole: tuple[bytes, dict[Place, list[Entry]]], tmp_path: Path, kind: str, seed: int
) -> None:
    data, made = bytearray(whole[0]), whole[1]
    damage(data, kind, random.Random(seed))
    (tmp_path / "wreck").write_bytes(data)
    found = read(tmp_path / "wreck")
    for place, entry in found.items():  # a bit of a key may be another now: then nobody asks for it
        assert entry in made.get(place, []) or (kind == "bits flipped" and place not in made)
    if kind in ("a page zeroed", "two pages swapped"):
        assert len(found) >= len(made) // 2


@pytest.mark.parametrize("seed", range(40))
def test_any_bytes_can_be_looked_at(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    page = bytearray(b"\x0d" + bytes(chance.choice((b"\0", b"\x7f", b"\xff"))) * (PAGE_BYTES - 1))
    for _ in range(chance.randrange(3)):
        at = chance.randrange(200)
        page[at : at + 40] = chance.randbytes(40)
    path = tmp_path / "wreck"
    path.write_bytes(bytes(page[:PAGE_BYTES]) * 3)
    assert read(path) == {}
