"""Rhyme and syllables from spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.segmenting.verse import count_syllables, hear, rhymes


@pytest.mark.parametrize(
    ("one", "other"),
    [("night", "white"), ("moon", "soon"), ("hall", "all"), ("frost", "lost"), ("away", "gray"), ("sea", "me"),
     ("time", "rhyme"), ("side", "died"), ("daughter", "water"), ("door", "more"), ("hill", "still")],
)  # fmt: skip
def test_words_rhyme(one: str, other: str) -> None:
    assert rhymes(hear(f"it was the {one},"), hear(f"and then the {other}!”"))


@pytest.mark.parametrize(("one", "other"), [("moon", "moon"), ("moon", "stone"), ("kettle", "stove"), ("…", "…")])
def test_words_do_not_rhyme(one: str, other: str) -> None:
    assert not rhymes(hear(f"it was the {one}"), hear(f"and then the {other}"))


@pytest.mark.parametrize(
    ("line", "count"),
    [("I left a candle burning in the hall,", 10), ("The iron is red and the iron is white", 11), ("", 0), ("…", 0)],
)
def test_syllables_are_about_right(line: str, count: int) -> None:
    assert abs(count_syllables(line) - count) <= 1


@given(st.text())
def test_any_line_is_heard(line: str) -> None:
    heard = hear(line)
    assert heard.syllables >= 0
    assert not rhymes(heard, heard)
