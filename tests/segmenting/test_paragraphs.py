"""A story's paragraphs: what is one, and that they hold its prose."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import Book, Correction, Kind, Manuscript, Mark, Passage, Role, Story
from rhapsode.segmenting import find_paragraphs, segment
from tests.segmenting.laid_out import TALES, one_line_each, wrap_at
from tests.segmenting.sheets import lay_out, understand

PROSE = (Kind.NARRATION, Kind.DIALOGUE, Kind.THOUGHT, Kind.LETTER)
LONG = "The hens stood about the pump in the mornings, waiting for something which had been promised to their mothers."


def paragraphs_of(story: Story) -> list[str]:
    return [story.text[p.start : p.end] for p in story.paragraphs]


def check(story: Story) -> None:
    """Paragraphs are in order, begin and end with something printed, and hold all prose, but no verse of its own."""
    text, paragraphs = story.text, story.paragraphs
    assert all(one.end <= two.start for one, two in pairwise(paragraphs))
    assert all(text[p.start : p.end] == text[p.start : p.end].strip() != "" for p in paragraphs)
    inside = {offset for p in paragraphs for offset in range(p.start, p.end)}
    printed = {o for p in story.passages if p.kind in PROSE for o in range(p.start, p.end) if not text[o].isspace()}
    assert printed <= inside


def split(block: str, around: str = "", letter: bool = False) -> list[str]:
    """The paragraphs of a block of prose among others; of what kind it is is not asked."""
    text = f"{around}\n\n{block}\n\n{around}".strip("\n")
    sheet, blocks = lay_out(text)
    start = text.index(block)
    if letter:
        blocks = tuple(replace(b, kind=Kind.LETTER) if b.start >= start else b for b in blocks)
    found = find_paragraphs(sheet, blocks, [Passage(b.kind, b.start, b.end) for b in blocks])
    return [text[p.start : p.end] for p in found if start <= p.start < start + len(block)]


WRAPPED = wrap_at(TALES["ferry"], 60)


def test_wrapped_lines_are_one() -> None:
    block = "The sign over the gate was new, and was nailed to the old\npost in two places. Nobody had asked for it."
    assert split(block, WRAPPED) == [block]


def test_each_line_is_one_where_lines_are_not_wrapped() -> None:
    assert split("12 Quay Street\nPort Ness", TALES["ferry"]) == ["12 Quay Street", "Port Ness"]


@pytest.mark.parametrize(
    ("block", "count"),
    [
        (
            "It went on raining all through that day, and so\ndid the committee, which had come with its\nlunches.",
            1,
        ),
        ("The rain went on all through the afternoon, and\nso did\nthe committee, which had brought its lunch.", 3),
        ("Bring the large umbrella and the second-best hat\nAsk at the lodge for the key to the boat-house", 2),
        ("i keep the lamp,\nthe lamp keeps me", 2),
    ],
    ids=["full lines that go on", "lines with room", "capitals", "narrow"],
)
def test_a_short_text_shows_by_its_lines_whether_it_is_wrapped(block: str, count: int) -> None:
    assert len(split(block, "No.")) == count


@pytest.mark.parametrize(
    ("block", "count"),
    [
        ("The sign over the gate said only this:\n    No hawkers.\n    No goats.", 3),
        ("Whoever reads this far has read too far, as the saying goes,\n    and turned the page all the same.", 1),
        ("The sign over the gate was new, and\n so was the gate.", 1),
    ],
    ids=["below room", "below a full line", "by one blank"],
)
def test_a_line_that_is_set_in_below_room_is_its_own(block: str, count: int) -> None:
    assert len(split(block, WRAPPED)) == count


def test_a_short_line_of_a_wrapped_letter_is_its_own() -> None:
    body = "I am quite well and shall be home on the Thursday boat if\nit sails at all."
    assert split(f"Dear Ada,\n{body}", WRAPPED, letter=True) == ["Dear Ada,", body]
    assert len(split(f"Dear Ada,\n{body}", WRAPPED)) == 1


def test_verse_and_scene_signs_are_none() -> None:
    song = "Low is the tide and the long night falls,\nO bring the boats to the harbour walls,\nLow is the tide."
    story = understand(f"{LONG}\n\n{song}\n\n* * *\n\n{LONG}")
    assert [p.kind for p in story.passages] == [Kind.NARRATION, Kind.LYRIC, Kind.SCENE_BREAK, Kind.NARRATION]
    assert paragraphs_of(story) == [LONG, LONG]


def test_a_page_number_between_two_halves_of_a_sentence_stands_inside() -> None:
    text = f"{LONG}\n\nThe mill was old and\n\n12\n\nshut for good.\n\n{LONG}"
    at = text.index("12")
    story = understand(text, Mark(at, at + 2, Role.PAGE_NUMBER))
    assert paragraphs_of(story) == [LONG, "The mill was old and\n\n12\n\nshut for good.", LONG]


def test_a_page_number_between_two_sentences_is_in_none() -> None:
    text = f"{LONG}\n\nThe mill was old.\n\n12\n\nIt was shut for good.\n\n{LONG}"
    at = text.index("12")
    story = understand(text, Mark(at, at + 2, Role.PAGE_NUMBER))
    assert paragraphs_of(story) == [LONG, "The mill was old.", "It was shut for good.", LONG]


def test_verse_that_the_user_calls_prose_is_in_one() -> None:
    song = "Low is the tide and the long night falls,\nO bring the boats to the harbour walls,\nLow is the tide."
    corrections = tuple(Correction(line, kind=Kind.NARRATION) for line in song.split("\n"))
    text = f"{LONG}\n\n{song}\n\n{LONG}"
    check(segment(Manuscript(understand(text).source, text, Book(language="en")), corrections))


PIECES = st.sampled_from(
    [
        *(
            LONG,
            "\n",
            "\n\n",
            "\n\n\n",
            "    ",
            "\t",
            "“Yes,” ",
            '"No!" ',
            "she said",
            "low is the tide, ",
            "Dear Ada,",
        ),
        *("Yours ever,", "Bruno", "* * *", "Chapter 1", "12", "[1]", "♪ la la ♪", "A/N: hello", "Ada: hi", "THE END"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_paragraphs_hold_all_prose_of_any_text(text: str) -> None:
    check(understand(text))


@pytest.mark.parametrize("name", TALES)
def test_a_tale_has_the_same_paragraphs_however_it_is_laid_out(name: str) -> None:
    tale = TALES[name]
    lined, spaced, wrapped = (understand(lay(tale)) for lay in (one_line_each, str, lambda t: wrap_at(t, 72)))
    for story in (lined, spaced, wrapped):
        check(story)
    plain = [" ".join(p.split()) for p in paragraphs_of(spaced)]
    assert plain == [" ".join(p.split()) for p in tale.split("\n\n") if p.strip() != "* * *"]
    assert [" ".join(p.split()) for p in paragraphs_of(lined)] == plain
    assert [" ".join(p.split()) for p in paragraphs_of(wrapped)] == plain
