"""Paragraphs and turns."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.attributing.turns import find_regions, find_turns
from rhapsode.model import Book, Kind, Paragraph, Passage, Story
from tests.attributing.stories import segment_text


def test_quotations_of_one_paragraph_are_one_turn() -> None:
    story = segment_text('"I could," said Odile, "be there."\n\n"Be where?" asked Tom.\n')
    turns = find_turns(story, find_regions(story))
    assert [len(turn.quotes) for turn in turns] == [2, 1]
    assert [story.text[start:end].strip() for start, end in turns[0].gaps] == ["", "said Odile,", ""]


def test_a_speech_left_open_goes_on_in_the_next_paragraph() -> None:
    story = segment_text('"It began," said Odile, "with a goat.\n\n"It ended with two."\n\n"Two?" said Tom.\n')
    turns = find_turns(story, find_regions(story))
    assert [len(turn.quotes) for turn in turns] == [3, 1]


def test_each_line_of_a_chat_is_a_turn() -> None:
    story = segment_text('"Who took it?" said Odile.\n"Not me."\n"Me neither," said Tom.\n')
    turns = find_turns(story, find_regions(story))
    assert [len(turn.quotes) for turn in turns] == [1, 1, 1]


def test_a_wrapped_speech_is_one_turn() -> None:
    story = segment_text('"I could," said Odile, who had crossed the hill, and\nlate, "be there before you."\n\nNo.\n')
    assert [len(turn.quotes) for turn in find_turns(story, find_regions(story))] == [2]


def test_what_stands_between_paragraphs_has_a_place_of_its_own() -> None:
    paragraphs = (Paragraph(0, 7), Paragraph(33, 38))
    text = '"Yes." \n\nLow is the tide,\nso low\n\n"No." \n'
    passages = (Passage(Kind.DIALOGUE, 0, 6), Passage(Kind.LYRIC, 9, 31), Passage(Kind.DIALOGUE, 33, 38))
    story = Story(Path("x"), text, Book(), (), passages, paragraphs=paragraphs)
    assert [(place.start, place.end) for place in find_regions(story)] == [(0, 7), (9, 31), (33, 38)]


@given(st.text(alphabet='ab ."\n“”', max_size=300))
def test_places_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    story = segment_text(text)
    places = find_regions(story)
    assert all(one.end <= two.start for one, two in pairwise(places))
    inside = "".join(text[p.start : p.end] for p in places)
    assert "".join(inside.split()) == "".join(text.split())
