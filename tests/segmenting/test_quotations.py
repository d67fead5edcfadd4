"""Pairing marks: nested, missing, over several paragraphs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text import find_quotations


def quoted(text: str) -> list[list[str]]:
    """The quotations of each paragraph, as text."""
    rooms = [match.span() for match in re.finditer(r"[^\n]+", text)]
    return [[text[s.start : s.end] for s in found] for found in find_quotations(text, rooms)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no".', [['"yes"', '"no"']]),
        ('"One.\n"Two.\n"Three."\nHe slept.', [['"One.'], ['"Two.'], ['"Three."'], []]),
        ('"One.\nTwo," he said.', [['"One.'], ['Two,"']]),
        ('"Come in, said he.\nThey came.', [['"Come in,'], []]),
        ('"Come in. They came.\nHe slept.', [['"Come in. They came.'], []]),
        ('"Come in, said he. "Sit down."', [['"Come in,', '"Sit down."']]),
        ('"I do, "he said, "and so do you."', [['"I do, "', '"and so do you."']]),
        ("«Он сказал: «Иди», и я пошёл», — ответил он.", [["«Он сказал: «Иди», и я пошёл»"]]),
        ('"It is 6\' 2" high," he said.', [['"It is 6\' 2" high,"']]),
        ("'Tis done,' he said.\n'Twas late.\n'Go,' said she.", [["'Tis done,'"], [], ["'Go,'"]]),
        ('No marks here, but a 5" nail.', [[]]),
    ],
)
def test_pairing(text: str, expected: list[list[str]]) -> None:
    assert quoted(text) == expected


def test_reasons_say_what_was_seen() -> None:
    text = '"One.\n"Two."\n"Three.\nFour.'
    rooms = [match.span() for match in re.finditer(r"[^\n]+", text)]
    reasons = [[s.reason for s in found] for found in find_quotations(text, rooms)]
    assert reasons == [["opened again, closed later"], ["double quotes"], ["not closed"], []]


@given(st.lists(st.sampled_from(['"', "“", "”", "a", " ", ", ", ". ", "7", "'", "said he "]), max_size=40).map("".join))
def test_quotations_of_a_paragraph_follow_each_other(text: str) -> None:
    (found,) = find_quotations(text, [(0, len(text))])
    at = 0
    for quotation in found:
        assert at <= quotation.start < quotation.end <= len(text)
        at = quotation.end
