"""The story with its speakers."""

from __future__ import annotations

from pathlib import Path

from rhapsode.attributing import attribute
from rhapsode.model import Book, Chapter, Correction, Kind, Passage, Scene, Story
from tests.attributing.stories import QUARREL, attribute_text, find_passage, segment_text


def test_candidates_fall_and_the_first_speaks() -> None:
    story = attribute_text(QUARREL)
    for passage in (p for p in story.passages if p.kind == Kind.DIALOGUE):
        shares = [candidate.confidence for candidate in passage.candidates]
        assert 1 <= len(shares) <= 3
        assert shares == sorted(shares, reverse=True)
        assert passage.speaker == passage.candidates[0].name
        assert passage.confidence == shares[0]
        assert all(candidate.reason for candidate in passage.candidates)


def test_characters_count_their_lines() -> None:
    characters = {character.name: character for character in attribute_text(QUARREL).characters}
    assert characters["Mr. Orme"].lines == 4
    assert characters["Philomena"].lines == 3
    assert characters["Mr. Orme"].gender == "m"


def test_a_speaker_given_by_the_text_stays_under_the_name_of_its_character() -> None:
    text = "Ada Brown came in. Ada sat.\n\nADA: Hello.\n\nZED: Bye.\n"
    spoken = [
        Passage(Kind.DIALOGUE, text.index(w), text.index(w) + len(w), who)
        for w, who in (("Hello.", "ADA"), ("Bye.", "ZED"))
    ]
    told = Passage(Kind.NARRATION, 0, text.index("ADA:"))
    whole = (Chapter("", 0, len(text), (Scene(0, len(text)),)),)
    story = attribute(Story(Path("x"), text, Book(), whole, (told, *spoken)))
    assert [p.speaker for p in story.passages[1:]] == ["Ada Brown", "ZED"]
    assert [c.name for c in story.characters] == ["Ada Brown", "ZED"]


def test_what_the_user_corrects_wins() -> None:
    story = attribute(segment_text(QUARREL), corrections=(Correction("You are early,", speaker="Mr. Orme"),))
    assert find_passage(story, '"You are early').speaker == "Mr. Orme"


def test_aliases_of_the_user_name_a_character() -> None:
    story = attribute(segment_text(QUARREL), {"Philomena Orme": ("Philomena",)})
    assert find_passage(story, '"You are early').speaker == "Philomena Orme"
