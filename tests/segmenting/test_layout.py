"""Layout: wrap, gaps and margin from the lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text import close_up, find_lines, measure_layout

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


TALK = "\n".join(['"Who left the gate open?"', '"I did."', '"And the hens?"', '"Gone to look at the sea."'])


def test_short_turns_of_speech_hide_no_wrap() -> None:
    text = "\n".join([TALK, "\n".join(textwrap.wrap(PROSE, 66)), TALK, TALK, TALK])
    assert 60 < measure(text).wrap <= 66
    assert measure(text).gap == 0


def test_double_spacing_is_closed_up() -> None:
    paragraph = "\n\n".join(textwrap.wrap(PROSE, 66))
    text = "\n\n\n".join([paragraph, *TALK.split("\n"), paragraph])
    lines = close_up(text, find_lines(text))
    assert {line.gap for line in lines} == {0, 1}
    assert 60 < measure_layout(text, lines).wrap <= 66


def test_paragraphs_parted_by_blank_lines_are_not_double_spaced() -> None:
    text = "\n\n".join([PROSE, *TALK.split("\n"), PROSE])
    assert close_up(text, find_lines(text)) == find_lines(text)


@pytest.mark.parametrize(
    "lines",
    [
        ["is anyone awake", "no", "same", "who ate the last of the soup", "it was like that when i found it"],
        ["what i took from the house:", "one spoon,", "the smell of your coat", "in the hall", "because it told you"],
        ["Flour, two cups", "butter the size of an egg", "salt", "a lemon, if there is one", "milk to make it run"],
    ],
    ids=["chat", "free verse", "list"],
)
def test_line_ends_of_the_author_are_no_wrap(lines: list[str]) -> None:
    text = "\n".join([PROSE, *lines * 3, PROSE])
    assert measure(text).wrap == 0
    assert measure("\n".join(lines * 3)).wrap == 0


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
