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
FACTS: tuple[Any, ...] = ("key", Settings(), {"tone": "1"}, frozenset({Kind.NOTE, Kind.SUMMARY}), None)


def make_script(kept: Mapping[str, Voice], why: str = "") -> Script:
    line = Line(0, 0, Kind.DIALOGUE, "Anna", ANNA, ((3, 9),), (Words("Gone.", 3, 8),), Join.CHAPTER, 700, why)
    return Script(BOOK, (ScriptChapter(0, "One", 300, (line,)),), {"Anna": ANNA}, BEN, kept=kept)


class Writer:
    """Writes scripts, and counts them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.written = 0

    def ask(self, book: Book = BOOK, facts: tuple[Any, ...] = FACTS, kept: Mapping[str, Voice] | None = None) -> Script:
        return script_once(book, facts, kept or {}, self._store, self._write)

    def _write(self) -> Script:
        self.written += 1
        return make_script({"Anna": ANNA}, why=f"script {self.written}")


@pytest.fixture
def writer() -> Any:
    with Store(None) as store:
        yield Writer(store)


def test_a_script_is_written_once(writer: Writer) -> None:
    first = writer.ask()
    assert writer.ask() == first == make_script({"Anna": ANNA}, why="script 1")
    assert writer.written == 1


def test_a_cover_changes_no_script_and_is_that_of_now(writer: Writer) -> None:
    writer.ask()
    painted = replace(BOOK, cover=Cover(b"jpeg", "image/jpeg"))
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
    writer.ask(replace(BOOK, author="Somebody Else"))
    assert writer.written == 3


def test_voices_kept_since_are_those_it_chose_or_it_is_written_anew(writer: Writer) -> None:
    writer.ask()
    writer.ask(kept={"Anna": ANNA})
    assert writer.written == 1
    writer.ask(kept={"Anna": BEN})
    assert writer.written == 2
    writer.ask(kept={"Anna": BEN})
    assert writer.written == 2
