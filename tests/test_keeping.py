"""A script is kept by all that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rhapsode.keeping import script_once
from rhapsode.model import Book, Cover, Join, Kind, Line, Script, ScriptChapter, Voice, Words
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

    def ask(self, book: Book = BOOK, facts: tuple[Any, ...] = FACTS, kept: Mapping[str, Voice] = KEPT) -> Script:
        return script_once(book, facts, kept, self._store, self._write)

    def _write(self) -> Script:
        self.written += 1
        return make_script(KEPT, why=f"script {self.written}")


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


def test_one_that_chooses_other_voices_than_are_kept_is_for_this_time_alone(writer: Writer) -> None:
    for _ in range(2):
        writer.ask(kept={})
    assert writer.written == 2
    writer.ask()
    writer.ask()
    assert writer.written == 3
