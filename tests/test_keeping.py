"""A script is kept by all that it is made of, and so is a book."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rhapsode.binding.books import BoundFile
from rhapsode.keeping import Made, books_once, script_once
from rhapsode.model import Book, ChapterMark, Cover, Join, Kind, Line, Script, ScriptChapter, Voice, Words
from rhapsode.store import Store
from rhapsode.voices_file import Settings

ANNA, BEN = Voice("tone", "tone-f1", "en"), Voice("tone", "tone-m1", "en", 90, -20, 1.5)
BOOK = Book("The Ferry", "Mara Quill")
KEPT = {"Anna": ANNA}
FACTS: tuple[Any, ...] = ("key", Settings(), {"tone": "1"}, frozenset({Kind.NOTE, Kind.SUMMARY}), None)


def make_script(kept: Mapping[str, Voice], why: str = "") -> Script:
    line = Line(0, 0, Kind.DIALOGUE, "Anna", ANNA, ((3, 9),), (Words("Gone.", 3, 8),), Join.CHAPTER, 700, why)
    return Script(BOOK, (ScriptChapter(0, "One", 300, (line,)),), {"Anna": ANNA}, BEN, kept=kept)


class Writer:
    """Writes scripts, and counts them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.written = 0
        self.remarks: tuple[str, ...] = ()

    def ask(self, book: Book = BOOK, facts: tuple[Any, ...] = FACTS, kept: Mapping[str, Voice] = KEPT) -> Script:
        return script_once(book, facts, kept, self._store, self._write)[0]

    def _write(self) -> Script:
        self.written += 1
        return replace(make_script(KEPT, why=f"script {self.written}"), remarks=self.remarks)


@pytest.fixture
def writer() -> Any:
    with Store(None) as store:
        yield Writer(store)


def test_a_script_is_written_once(writer: Writer) -> None:
    first = writer.ask()
    assert writer.ask() == first == make_script(KEPT, why="script 1")
    assert writer.written == 1


def test_tags_and_cover_change_no_script_and_are_those_of_now(writer: Writer) -> None:
    writer.ask()
    painted = replace(BOOK, author="Somebody Else", cover=Cover(b"jpeg", "image/jpeg"))
    assert writer.ask(painted).book == painted
    assert writer.written == 1


@pytest.mark.parametrize(
    "changed",
    [
        ("other key", *FACTS[1:]),
        (FACTS[0], replace(Settings(), pronounce={"Maire": "Moira"}), *FACTS[2:]),
        (FACTS[0], replace(Settings(), files=(Path("voices.yaml"),)), *FACTS[2:]),
        (*FACTS[:2], {"tone": "2"}, *FACTS[3:]),
        (*FACTS[:3], frozenset({Kind.NOTE}), None),
        (*FACTS[:4], frozenset({0, 2})),
    ],
)
def test_whatever_it_is_made_of_makes_another(changed: tuple[Any, ...], writer: Writer) -> None:
    writer.ask()
    writer.ask(facts=changed)
    assert writer.written == 2
    writer.ask()
    writer.ask(facts=changed)
    assert writer.written == 2


def test_one_that_chose_voices_lies_under_those(writer: Writer) -> None:
    first = writer.ask(kept={})
    assert writer.ask() == first
    assert writer.written == 1
    writer.ask(kept={})
    assert writer.written == 2, "cast anew, it is another"


def test_what_is_remarked_on_a_choice_is_not_said_again(writer: Writer) -> None:
    writer.remarks = ("Anna's old voice is gone",)
    assert writer.ask(kept={}).remarks == writer.remarks
    writer.remarks = ()
    assert writer.ask().remarks == ()
    assert writer.ask() == writer.ask()
    assert writer.written == 2


def test_without_a_choice_remarks_are_kept(writer: Writer) -> None:
    writer.remarks = ("Ben has no lines",)
    writer.ask()
    writer.remarks = ()
    assert writer.ask().remarks == ("Ben has no lines",)
    assert writer.written == 1


# --- books --------------------------------------------------------------------------------------------------


class Maker:
    """Makes files, and counts how often."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._paths = (folder / "One.m4b", folder / "Two.m4b")
        self._store = store
        self.made = 0

    def ask(self, *order: object) -> Made:
        return books_once(order, self._store, self._make)

    def _make(self) -> Made:
        self.made += 1
        for path in self._paths:
            path.write_bytes(b"sound" * self.made)
        marks = (ChapterMark("One", 0, 100), ChapterMark("Two", 100, 900))
        return tuple(BoundFile(path, 22_050, 900, marks, path.stat().st_size) for path in self._paths), 7


@pytest.fixture
def maker(tmp_path: Path) -> Any:
    with Store(None) as store:
        yield Maker(tmp_path, store)


def test_files_are_made_once(maker: Maker) -> None:
    first = maker.ask("key", BOOK)
    assert maker.ask("key", BOOK) == first
    assert maker.made == 1


@pytest.mark.parametrize("order", [("another", BOOK), ("key", replace(BOOK, author="Nobody")), ("key",)])
def test_another_order_makes_others(order: tuple[object, ...], maker: Maker) -> None:
    maker.ask("key", BOOK)
    maker.ask(*order)
    assert maker.made == 2


def touch(path: Path) -> None:
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))


@pytest.mark.parametrize("change", [touch, lambda path: path.write_bytes(b"longer sound"), Path.unlink])
def test_a_file_that_was_touched_is_made_again(change: Callable[[Path], object], maker: Maker, tmp_path: Path) -> None:
    maker.ask("key")
    change(tmp_path / "Two.m4b")
    maker.ask("key")
    assert maker.made == 2
    maker.ask("key")
    assert maker.made == 2
