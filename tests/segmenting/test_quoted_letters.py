"""Letters in quotation marks, and long speeches that are none."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.letters import announces_letter
from rhapsode.segmenting.speech import find_quoted_letters
from rhapsode.text import find_quotations


def letters(*paragraphs: str) -> list[bool]:
    text = "\n".join(paragraphs)
    rooms, at = [], 0
    for paragraph in paragraphs:
        rooms.append((at, at + len(paragraph)))
        at += len(paragraph) + 1
    return find_quoted_letters(text, rooms, find_quotations(text, rooms))


def test_announced_and_chained() -> None:
    found = letters("The letter ran as follows:", '"We have sold the cow.', '"The barn is next."', '"A pity," he said.')
    assert found == [False, True, True, False]


def test_greeting_and_signature_on_their_own_lines() -> None:
    found = letters(
        "He read it aloud.", '"Dear Uncle,"', '"The cow is sold."', '"Yours ever,"', '"NED."', "He sat down."
    )
    assert found == [False, True, True, True, True, False]


def test_closing_formula() -> None:
    found = letters("A note was brought in.", '"Pray come at once. Yours in haste, Lydia Marsh."', "He went.")
    assert found == [False, True, False]


def test_a_long_speech_is_none() -> None:
    found = letters("She folded her letter away.", '"I was born in Hull.', '"We had a cow."', '"Indeed?" said he.')
    assert found == [False] * 4


def test_my_dear_is_no_greeting_in_talk() -> None:
    assert letters('"My dear Ned," said she, "sit down."', '"I would rather stand."') == [False, False]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("She wrote:", True),
        ("There was a note on the door:", True),
        ("He said:", False),
        ("He noted the colour.", False),
    ],
)
def test_announcement(before: str, expected: bool) -> None:
    assert announces_letter(before) is expected
