"""The step as a whole: corrections, language, speed that grows with length alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.errors import CorrectionError
from rhapsode.model import Book, Correction, Kind, Manuscript
from rhapsode.segmenting import RULES, segment
from tests.segmenting.sheets import understand

TEXT = "The hens went home.\n\n“No,” said Ida.\n\nThe pump stood still."


def test_corrections_of_kinds_win() -> None:
    story = segment(Manuscript(Path("x.txt"), TEXT), [Correction("The pump stood still.", kind=Kind.THOUGHT)])
    assert story.passages[-1].kind is Kind.THOUGHT


def test_a_correction_that_fits_nothing_is_an_error() -> None:
    with pytest.raises(CorrectionError):
        segment(Manuscript(Path("x.txt"), TEXT), [Correction("The cows came.", kind=Kind.THOUGHT)])


def test_the_text_and_remarks_are_kept() -> None:
    story = segment(Manuscript(Path("x.txt"), TEXT, remarks=("guessed",)))
    assert (story.text, story.source, story.remarks) == (TEXT, Path("x.txt"), ("guessed",))


def test_rules_say_what_they_find() -> None:
    assert all(row.rule.__doc__ for row in RULES)


def test_an_empty_text_is_one_empty_chapter() -> None:
    story = understand("")
    assert story.passages == ()
    assert [(c.start, c.end) for c in story.chapters] == [(0, 0)]


@pytest.mark.parametrize("said", ["", "und"])
def test_a_language_that_cannot_be_told_is_remarked_on(said: str) -> None:
    text = "Zxqv brrk tlonk vorrim uzt. " * 10
    story = segment(Manuscript(Path("x.txt"), text, Book(language=said), remarks=("guessed",)))
    first, remark = story.remarks
    assert (story.book.language, first) == ("en", "guessed")
    assert "read as English" in remark and "--language" in remark
    assert segment(Manuscript(Path("x.txt"), text, Book(language="tlh"))).remarks == ()


@pytest.mark.parametrize(("said", "language"), [("English", "en"), ("ger", "de"), ("en_GB", "en-gb"), ("xx", "el")])
def test_a_language_may_be_said_as_people_write_it(said: str, language: str) -> None:
    text = "Ο γέρος κοίταζε το ποτάμι και δεν είπε τίποτα."
    assert segment(Manuscript(Path("x.txt"), text, Book(language=said))).book.language == language
