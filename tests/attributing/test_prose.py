"""Paragraphs and turns."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing.turns.turns import find_paragraphs, find_turns
from rhapsode.model import Book, Chapter, Kind, Passage, Scene, Story
from tests.attributing.stories import segment_text


def test_quotations_of_one_paragraph_are_one_turn() -> None:
    story = segment_text('"I could," said Odile, "be there."\n\n"Be where?" asked Tom.\n')
    turns = find_turns(story, find_paragraphs(story))
    assert [len(turn.quotes) for turn in turns] == [2, 1]
    assert [story.text[start:end].strip() for start, end in turns[0].gaps] == ["", "said Odile,", ""]


def test_a_speech_left_open_goes_on_in_the_next_paragraph() -> None:
    story = segment_text('"It began," said Odile, "with a goat.\n\n"It ended with two."\n\n"Two?" said Tom.\n')
    turns = find_turns(story, find_paragraphs(story))
    assert [len(turn.quotes) for turn in turns] == [3, 1]


def test_where_lines_are_not_wrapped_each_is_a_paragraph() -> None:
    line = "The rain went on, and so did the committee, which had brought sandwiches and meant to see them finished."
    text = f"{line}\n{line}\n{line}\n"
    story = Story(Path("x"), text, Book(), (Chapter("", 0, len(text), (Scene(0, len(text)),)),), ())
    assert len(find_paragraphs(story)) == 3


def test_wrapped_lines_belong_together() -> None:
    text = "The rain went on,\nand so did the committee.\n\nThen it stopped.\n"
    story = Story(Path("x"), text, Book(), (), (Passage(Kind.NARRATION, 0, len(text) - 1),))
    assert len(find_paragraphs(story)) == 2


@given(st.text(alphabet='ab ."\n“”', max_size=300))
def test_paragraphs_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    story = Story(Path("x"), text, Book(), (), ())
    paragraphs = find_paragraphs(story)
    assert all(one.end <= two.start for one, two in pairwise(paragraphs))
    inside = "".join(text[p.start : p.end] for p in paragraphs)
    assert "".join(inside.split()) == "".join(text.split())
