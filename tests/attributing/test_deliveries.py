"""How a speech is said: cases that tell it, and cases where nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.attributing import attribute
from rhapsode.model import Book, Correction, Delivery, Kind, Manuscript, Story
from rhapsode.segmenting import segment

CASES = Path(__file__).resolve().parent.parent / "cases" / "delivery"


def understand(text: str, *corrections: Correction) -> Story:
    manuscript = Manuscript(Path("x.txt"), text, Book(language="en"))
    return attribute(segment(manuscript, corrections), corrections=corrections)


def list_deliveries(story: Story) -> list[str]:
    return [p.delivery.value if p.delivery else "-" for p in story.passages if p.kind is Kind.DIALOGUE]


def read_cases(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    rows = [line.split(" | ", 1) for line in lines if line and not line.startswith("#")]
    return [(expected, text.replace(" ¶ ", "\n\n")) for expected, text in rows]


@pytest.mark.parametrize(("expected", "text"), read_cases("said-so.txt"))
def test_what_tells_how_a_speech_is_said(expected: str, text: str) -> None:
    assert ", ".join(list_deliveries(understand(text))) == expected


@pytest.mark.parametrize(("expected", "text"), read_cases("not-said-so.txt"))
def test_what_tells_nothing_of_it(expected: str, text: str) -> None:
    assert ", ".join(list_deliveries(understand(text))) == expected


def test_it_has_the_words_that_tell_it() -> None:
    story = understand('"Long road," she said softly.\n\n"GET UP, ALL OF YOU!"')
    assert [p.manner for p in story.passages if p.delivery] == ["said … softly", "capitals"]


def test_the_user_sets_it_and_takes_it_away() -> None:
    text = '"Keep still," whispered Ines.\n\n"I am," said Bram.'
    whole = understand(text, Correction("I am,", delivery=Delivery.SHOUT), Correction("Keep still,", delivery=""))
    assert list_deliveries(whole) == ["-", "shout"]
