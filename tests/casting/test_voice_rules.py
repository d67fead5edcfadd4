"""Which rule decides: the order of the cascade, doubt, narrators, voices that aren't there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rhapsode.casting import cast
from rhapsode.errors import VoicesFileError
from rhapsode.model import Character, Line, Script
from rhapsode.voices_file import load_voices
from tests.casting.stories import offer, settings_of, write_story

ROWS = """
narration | It rained.

dialogue Ada 0.9 | "One."

lyric Ada 0.9 | La la la

dialogue Bruno 0.3 | "Two."

dialogue | "Three."

thought Ada 0.9 | Four.
"""
CAST = (Character("Ada", (), "f"), Character("Bruno", (), "m"))


def run(tmp_path: Path, text: str, rows: str = ROWS, narrator: str | None = None) -> Script:
    settings = settings_of(tmp_path, "casting: {minimum-lines: 1}\nframe: {opening: null, closing: null}\n" + text)
    return cast(write_story(rows, CAST, narrator=narrator), settings, offer("espeak", "tone"))


def line(script: Script, text: str) -> Line:
    (found,) = [one for chapter in script.chapters for one in chapter.lines if one.text == text]
    return found


def test_each_rule_gives_way_to_the_next(tmp_path: Path) -> None:
    chosen = run(tmp_path, "").cast["Ada"].id
    steps = [
        ("", 85, chosen),
        ("defaults: {rate: 70%}\n", 85, chosen),
        ("defaults: {rate: 70%}\nsections: {lyric: {rate: 60%, voice: en-us+m3}}\n", 60, chosen),
        ("sections: {lyric: {rate: 60%}}\ncharacters: {Ada: {rate: 50%, voice: +f2}}\n", 50, "en-us+f2"),
        ("characters: {Ada: {rate: 50%, voice: +f2, sections: {lyric: {rate: 45%, voice: +f5}}}}\n", 45, "en-us+f5"),
    ]
    for text, rate, voice in steps:
        song = line(run(tmp_path, text), "La la la")
        assert (song.voice.rate_percent, song.voice.id) == (rate, voice), text


def test_a_line_says_which_file_and_line_gave_its_voice(tmp_path: Path) -> None:
    script = run(tmp_path, "characters:\n  Ada: {voice: +f2}\n")
    assert line(script, "One.").why == f"characters: Ada: voice ({tmp_path / 'tale.voices.yaml'}:4)"
    assert line(run(tmp_path, ""), "One.").why == "casting: female, for Ada"
    assert "defaults: voice (built-in voices.yaml:" in line(run(tmp_path, ""), "It rained.").why


def test_a_doubtful_line_has_a_plain_voice_never_a_characters(tmp_path: Path) -> None:
    script = run(tmp_path, "characters: {Bruno: {voice: +m4}}\n")
    assert line(script, "Two.").voice.id == "en-us+m7"
    assert line(script, "Three.").voice.id == "en-us+Nguyen"
    assert script.cast["Bruno"].id == "en-us+m4"


def test_doubt_begins_where_the_user_says(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "casting: {minimum-lines: 1, doubt-below: 0.2}")
    script = cast(write_story(ROWS, CAST), settings, offer())
    assert line(script, "Two.").voice == script.cast["Bruno"]
    assert line(script, "Three.").voice.id == "en-us+Nguyen"


def test_a_first_person_speaks_with_the_narrators_voice(tmp_path: Path) -> None:
    told = run(tmp_path, "", narrator="Ada")
    assert line(told, "One.").voice.id == told.narrator.id == "en-us"  # type: ignore[union-attr]
    chosen = run(tmp_path, "characters: {Ada: {voice: +f2}}\n", narrator="Ada")
    assert line(chosen, "One.").voice.id == "en-us+f2"
    assert line(chosen, "It rained.").voice.id == "en-us"


@pytest.mark.parametrize("name", ["narrator", "Narrator", "The Narrator"])
def test_an_entry_called_narrator_is_the_narrators(tmp_path: Path, name: str) -> None:
    script = run(tmp_path, f"characters: {{{name}: {{voice: +m4, rate: 90%}}}}\n")
    assert (line(script, "It rained.").voice.id, script.narrator.rate_percent) == ("en-us+m4", 90)  # type: ignore[union-attr]
    assert script.remarks == ()


def test_another_engine_without_a_voice_means_its_own(tmp_path: Path) -> None:
    script = run(tmp_path, "characters: {Ada: {engine: tone}}\n")
    assert line(script, "One.").voice.engine == "tone"
    assert line(script, "One.").voice.id.startswith("tone-f")


def test_voices_that_are_not_there_are_named_all_at_once(tmp_path: Path) -> None:
    text = "defaults: {voice: en-uss}\ncharacters:\n  Ada: {voice: +f33}\n  Nobody: {voice: zz}\n"
    with pytest.raises(VoicesFileError) as caught:
        run(tmp_path, text)
    assert [fault.line for fault in caught.value.faults] == [3, 5]
    assert "did you mean en-us?" in str(caught.value) and "did you mean +f3?" in str(caught.value)


def test_unknown_voices_of_the_casting_lists_are_named_with_their_lines(tmp_path: Path) -> None:
    text = "  female: [+Alicai, +f3]\n  male:\n    - +m3\n    - +zzz\n  plain: {female: nosuch, other: +Nguyn}\n"
    with pytest.raises(VoicesFileError) as caught:
        cast(write_story(ROWS, CAST), settings_of(tmp_path, "casting:\n" + text), offer())
    assert [(fault.line, fault.message.split(": engine")[0]) for fault in caught.value.faults] == [
        (2, "casting: female"),
        (5, "casting: male"),
        (6, "casting: plain: female"),
        (6, "casting: plain: other"),
    ]
    assert "did you mean +Alicia?" in str(caught.value) and "did you mean +Nguyen?" in str(caught.value)


def test_lists_made_for_another_engine_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "voices.yaml").write_text("casting: {female: [en-us+f3], male: [+m3]}\n", "utf-8")
    own = tmp_path / "tale.voices.yaml"
    own.write_text("defaults: {engine: tone}\n", "utf-8")
    settings = load_voices([], tmp_path / "tale.txt", tmp_path)
    assert cast(write_story(ROWS, CAST), settings, offer("tone")).cast["Ada"].engine == "tone"
    own.write_text("defaults: {engine: tone}\ncasting: {female: [tone-f1, tone-f9]}\n", "utf-8")
    with pytest.raises(VoicesFileError, match=r"tale\.voices\.yaml:2: casting: female: .*tone-f9"):
        cast(write_story(ROWS, CAST), load_voices([], tmp_path / "tale.txt", tmp_path), offer("tone"))


def test_a_writer_reads_the_letter(tmp_path: Path) -> None:
    story = write_story('letter | Dear Bruno, come home.\n\ndialogue Ada | "One."', CAST)
    letter = replace(story.passages[0], writer="Ada")
    story = replace(story, passages=(letter, *story.passages[1:]))
    settings = settings_of(tmp_path, "casting: {minimum-lines: 1}")
    script = cast(story, settings, offer())
    assert line(script, "Dear Bruno, come home.").voice.id == script.cast["Ada"].id
