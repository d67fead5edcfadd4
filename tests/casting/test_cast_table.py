"""The cast as a list."""

from __future__ import annotations

from rhapsode.casting import cast
from rhapsode.casting.cast_table import cast_table
from rhapsode.model import Character, Voice
from rhapsode.voices_file import load_voices
from tests.casting.stories import offer, write_story

ROWS = """
dialogue Ada | "Where have you been all this time?"
dialogue Bruno | "Away, at the far end of the valley."
dialogue Ada | "Ah."
===
dialogue Ada | "And you came back for the old lamp."
dialogue Cleo | "No."
dialogue Ada | "Yes, he did, and nothing else."
"""
PEOPLE = (Character("Ada", ("Miss Ada",), "f"), Character("Bruno", (), "m"), Character("Cleo", (), "f"))


def test_a_row_tells_who_somebody_is() -> None:
    story = write_story(ROWS, PEOPLE)
    script = cast(story, load_voices(), offer())
    ada, bruno, cleo = cast_table(story, script, load_voices())
    assert (ada.name, ada.aliases, ada.gender, ada.lines, ada.scenes) == ("Ada", ("Miss Ada",), "f", 4, 2)
    assert ada.words == 7 + 1 + 8 + 6
    assert (bruno.talks_to, cleo.talks_to, ada.talks_to) == ("Ada", "Ada", "Cleo")
    assert ada.example == "Where have you been all this time?"
    assert ada.voice == script.cast["Ada"] and ada.why == "casting: female, for Ada"
    spoken = [line for chapter in script.chapters for line in chapter.lines]
    assert abs(ada.share - ada.words / sum(len(line.text.split()) for line in spoken)) < 1e-9


def test_those_who_are_silent_now_keep_their_voices() -> None:
    before = {"Dora": Voice("espeak", "en-us+f2", "en-us", 100, 300)}
    script = cast(write_story(ROWS, PEOPLE), load_voices(), offer(), before)
    assert set(script.kept) == {"Ada", "Dora"} and script.kept["Dora"] == before["Dora"]
