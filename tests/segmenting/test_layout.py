"""Layout: wrap, gaps and margin from the lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text import find_lines, measure_layout

PROSE = (
    "The pump at the end of the yard had not worked since the spring, but nobody had taken it away, and so the hens "
    "had come to think of it as theirs. They stood about it in the mornings, waiting for something which had been "
    "promised to them, or to their mothers, and they went home to their boxes at dusk with an injured air."
)


def measure(text: str):  # type: ignore[no-untyped-def]
    return measure_layout(text, find_lines(text))


@pytest.mark.parametrize("width", [36, 50, 64, 72, 80, 100])
def test_wrap_is_found(width: int) -> None:
    text = "\n\n".join(["\n".join(textwrap.wrap(PROSE, width))] * 4)
    longest = max(map(len, text.split("\n")))
    assert longest <= measure(text).wrap <= width


def test_one_line_a_paragraph_is_not_wrapped() -> None:
    assert measure("\n\n".join([PROSE] * 5)).wrap == 0


def test_a_poem_alone_is_not_wrapped() -> None:
    lines = ["The hens have all gone home to bed,", "The pump stands in the rain,", "And not one word of it was said"]
    assert measure("\n".join(lines * 4)).wrap == 0


def test_gap_is_that_between_paragraphs_whatever_verse_does() -> None:
    text = "\n\n".join([PROSE, "One line,\nand another,\nand a third,\nand more,\nand more"] * 3)
    assert measure(text).gap == 1


def test_every_line_a_paragraph() -> None:
    assert measure("\n".join([PROSE] * 5)).gap == 0


def test_rare_wider_gap_parts_scenes() -> None:
    text = "\n\n".join([PROSE] * 5) + "\n\n\n" + "\n\n".join([PROSE] * 3)
    assert measure(text).wide_gap == 2


def test_frequent_wider_gap_parts_nothing() -> None:
    text = "\n\n\n".join(["\n\n".join([PROSE] * 2)] * 4)
    assert measure(text).wide_gap == 0


@given(st.text())
def test_lines_are_the_non_blank_text(text: str) -> None:
    lines = find_lines(text)
    assert " ".join(text[line.start : line.end] for line in lines).split() == text.split()
    assert all(text[line.start : line.end].strip() == text[line.start : line.end] != "" for line in lines)
