"""The step as a whole: corrections, language, speed that grows with length alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.errors import CorrectionError
from rhapsode.model import Correction, Kind, Manuscript
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
    assert all(rule.__doc__ for rule in RULES)


def test_an_empty_text_is_one_empty_chapter() -> None:
    story = understand("")
    assert story.passages == ()
    assert [(c.start, c.end) for c in story.chapters] == [(0, 0)]
