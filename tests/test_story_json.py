"""The JSON of an understanding holds what the design promises, and comes back as it went."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.errors import StoryError
from rhapsode.model import Book, Candidate, Chapter, Character, Kind, Paragraph, Passage, Scene, Story
from rhapsode.story_json import from_json, to_json

TEXT = "One\n\n“Hi.”\n\n* * *\n\nTwo\n\nShe left."
STORY = Story(
    source=Path("x.txt"),
    text=TEXT,
    book=Book(title="T", author="A", language="en", series="S", series_part="2"),
    chapters=(
        Chapter("One", 0, 19, (Scene(0, 12, "Mia"), Scene(12, 19))),
        Chapter("Two", 19, len(TEXT), (Scene(19, len(TEXT)),)),
    ),
    passages=(
        Passage(Kind.HEADING, 0, 3, reason="numeral"),
        Passage(Kind.DIALOGUE, 5, 10, "Mia", 0.91, None, "tag", candidates=(Candidate("Mia", 0.91, "said Mia"),)),
        Passage(Kind.SCENE_BREAK, 12, 17),
        Passage(Kind.HEADING, 19, 22),
        Passage(Kind.LETTER, 24, 33, writer="Bo", within=Kind.NOTE),
    ),
    characters=(Character("Mia", ("Mia Lund",), "f", 1, "young"),),
    remarks=("read as Windows-1252",),
    paragraphs=(Paragraph(0, 3), Paragraph(5, 10), Paragraph(19, 22), Paragraph(24, 33)),
)


def test_the_json_comes_back_as_the_same_story() -> None:
    assert from_json(json.loads(json.dumps(to_json(STORY)))) == STORY


def test_segments_know_their_chapter_and_scene_from_0() -> None:
    rows = to_json(STORY)["segments"]
    assert [(row["chapter"], row["scene"]) for row in rows] == [(0, 0), (0, 0), (0, 1), (1, 0), (1, 0)]


def test_what_is_not_spoken_is_said() -> None:
    assert [row["spoken"] for row in to_json(STORY)["segments"]] == [True, True, False, True, True]
    assert all(row["spoken"] for row in to_json(STORY, unspoken=())["segments"])


def test_unknown_keys_are_ignored_and_other_schemas_refused() -> None:
    data = to_json(STORY)
    data["later"] = 1
    data["segments"][0]["later"] = 1
    assert from_json(data) == STORY
    with pytest.raises(StoryError, match="rhapsode-story/1"):
        from_json({"schema": "rhapsode-story/9"})


def test_passages_between_two_offsets_are_those_that_begin_there() -> None:
    assert STORY.passages_between(5, 19) == STORY.passages[1:3]
    assert replace(STORY, passages=()).passages_between(0, 99) == ()


def test_an_offset_lies_in_its_paragraph_or_in_none() -> None:
    assert [STORY.paragraph_at(offset) for offset in (0, 2, 3, 5, 12, 32, 33)] == [0, 0, None, 1, None, 3, None]
