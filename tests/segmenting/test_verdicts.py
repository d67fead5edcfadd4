"""Quotations judged: speech, thought, letter or none of these."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind
from rhapsode.segmenting.speech import judge
from rhapsode.text import find_quotations


def kinds(text: str, letter: bool = False) -> list[Kind]:
    room = (0, len(text))
    (found,) = judge(text, [room], find_quotations(text, [room]), [letter], "en")
    return [s.kind for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," said Ann, "and hurry."', [Kind.DIALOGUE, Kind.DIALOGUE]),
        ('"I must go," thought Ann, "and hurry."', [Kind.THOUGHT, Kind.THOUGHT]),
        ('"I must go," thought Ann. "Ned!" she called.', [Kind.THOUGHT, Kind.DIALOGUE]),
        ('"All well here," wrote Ann, "and the cow is fat."', [Kind.LETTER, Kind.LETTER]),
        ('She sent a telegram: "Cow dead. Come at once."', [Kind.LETTER]),
        ('He was "between cows" that year.', []),
    ],
)
def test_kinds(text: str, expected: list[Kind]) -> None:
    assert kinds(text) == expected


def test_in_a_letter_only_what_has_a_tag_is_said() -> None:
    assert kinds('"We are well." The "cow" is fat. "Moo," said she.', letter=True) == [Kind.DIALOGUE]
