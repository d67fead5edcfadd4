"""Words in, one pattern out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.language import any_of


@given(st.sets(st.text(st.characters(exclude_characters=" '’"), min_size=1), min_size=1))
def test_each_word_is_matched_in_full_and_nothing_else(words: set[str]) -> None:
    pattern = re.compile(any_of(words))
    assert all(pattern.fullmatch(word) for word in words)
    assert not any(pattern.fullmatch(word + "x") for word in words if word + "x" not in words)


def test_the_longest_is_matched_first() -> None:
    assert re.match(any_of(["put", "put in"]), "put in a word").group() == "put in"  # type: ignore[union-attr]


def test_apostrophes_are_one_and_a_blank_may_be_a_line_end() -> None:
    assert re.fullmatch(any_of(["s'écria", "went on"]), "s’écria")
    assert re.fullmatch(any_of(["went on"]), "went\n  on")


def test_no_words_match_nothing() -> None:
    assert not re.match(any_of([]), "")
