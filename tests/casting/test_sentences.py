"""Where sentences end: golden rows, and promises for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text import LONGEST_PART, cut_long, find_ends

CASES = Path(__file__).parent.parent / "cases" / "cast" / "sentences.txt"


def read_cases() -> list[tuple[str, str]]:
    """Rows of `language| sentence / sentence`; a slash between blanks is where one ends."""
    rows = [row for row in CASES.read_text("utf-8").splitlines() if row and not row.startswith("#")]
    return [(row.split("|")[0].strip(), row.split("|", 1)[1].strip()) for row in rows]


@pytest.mark.parametrize(("language", "row"), read_cases())
def test_sentences_end_where_a_reader_would_end_them(language: str, row: str) -> None:
    expected = row.split(" / ")
    joiner = "" if language == "ja" else " "
    text = joiner.join(expected)
    ends = find_ends(text, language)
    found = [text[a:b].strip() for a, b in zip([0, *ends], ends, strict=False)]
    assert found == expected


@given(st.text(max_size=300))
def test_the_ends_grow_and_reach_the_end(text: str) -> None:
    ends = find_ends(text)
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text)


@given(st.text(alphabet="ab ,;.\n", max_size=3000))
def test_no_part_is_longer_than_the_longest(text: str) -> None:
    cuts = cut_long(text, 0, len(text))
    assert cuts[-1] == len(text)
    assert all(0 < b - a <= LONGEST_PART for a, b in zip([0, *cuts], cuts, strict=False) if text)


def test_a_long_sentence_is_cut_at_the_strongest_clause() -> None:
    text = "a " * 100 + "b; " + "c, " * 80 + "d."
    first, *_ = cut_long(text, 0, len(text))
    assert text[:first].endswith("b; ")


def test_a_megabyte_is_no_trouble() -> None:
    text = "x" * 1_000_000
    assert find_ends(text) == [len(text)]
    assert len(cut_long(text, 0, len(text))) == 2500
