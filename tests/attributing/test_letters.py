"""Letters and their writers."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.attributing.unquoted import find_writers
from rhapsode.model import Book, Kind, Passage, Story


def writers(before: str, letter: str) -> dict[int, str]:
    text = before + letter
    passages = (Passage(Kind.NARRATION, 0, len(before)), Passage(Kind.LETTER, len(before), len(text)))
    return find_writers(Story(Path("x"), text, Book(), (), passages), {"mrs. finch": "Augusta Finch"})


@pytest.mark.parametrize(
    ("before", "letter", "writer"),
    [
        ("He read it.\n\n", "Dear Tom,\n\nThe goat is yours.\n\nAda Brown", "Ada Brown"),
        ("He read it.\n\n", "Dear Tom,\n\nCome at once.\n\nMrs. Finch", "Augusta Finch"),
        ("The letter from Ada said:\n\n", "Dear Tom,\n\nCome at once, for it has eaten the map.", "Ada"),
    ],
)
def test_writer(before: str, letter: str, writer: str) -> None:
    assert writers(before, letter) == {1: writer}


def test_an_unsigned_letter_has_no_writer() -> None:
    assert writers("He read it.\n\n", "Dear Tom,\n\nThe goat is yours.\n\nYours faithfully") == {}
