"""Who gets which voice: apart, fitting, the same each time, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from rhapsode.casting import cast
from rhapsode.casting.timbres import OffsetVoice, load_timbres
from rhapsode.model import Character, Script, Story, Voice
from rhapsode.voices_file import Settings, load_voices
from tests.casting.stories import offer, settings_of, write_story

FIVE = (
    Character("Ada", (), "f", age="young"),
    Character("Berta", (), "f", age="young"),
    Character("Carl", (), "m"),
    Character("Dora", (), "f", age="old"),
    Character("Emil", (), "m", age="child"),
)


def talk(names: tuple[str, ...], rounds: int = 3) -> str:
    """A scene in which all of `names` speak in turn."""
    return "\n\n".join(f'dialogue {name} | "Round {turn}, says {name}."' for turn in range(rounds) for name in names)


def sound(voice: Voice) -> OffsetVoice:
    return OffsetVoice(voice.engine, voice.id, voice.pitch_cents, voice.rate_percent)


def confusable(voices: Mapping[str, Voice]) -> list[tuple[str, str]]:
    ratio = load_timbres().ratio
    return [(a, b) for a, b in combinations(voices, 2) if ratio(sound(voices[a]), sound(voices[b])) <= 1]


def crowd(count: int, scenes: int = 1) -> Story:
    people = tuple(Character(f"P{i:02}", (), "fm"[i % 2]) for i in range(count))
    return write_story("\n===\n".join(talk(tuple(p.name for p in people)) for _ in range(scenes)), people)


def lines_by_speaker(script: Script) -> dict[tuple[str | None, str], Voice]:
    return {(line.speaker, line.text): line.voice for chapter in script.chapters for line in chapter.lines}


def test_five_in_one_scene_have_five_voices_that_nobody_confuses() -> None:
    story = write_story(talk(tuple(c.name for c in FIVE)), FIVE)
    script = cast(story, load_voices(), offer())
    assert len({v.id for v in script.cast.values()}) == 5
    assert script.narrator is not None
    assert confusable({**script.cast, "narrator": script.narrator}) == []


def test_voices_fit_gender_and_age() -> None:
    script = cast(write_story(talk(tuple(c.name for c in FIVE)), FIVE), load_voices(), offer())
    table = load_timbres()
    for character in FIVE:
        timbre = table.find("espeak", script.cast[character.name].id)
        assert timbre is not None
        assert timbre.gender == character.gender
        assert timbre.age == ("" if character.age == "young" else character.age)


@pytest.mark.parametrize(("genders", "expected"), [("mmm", "m"), ("fff", "f"), ("mmf", "m"), ("ffm", "f")])
def test_an_unknown_gender_is_taken_for_that_of_the_others(genders: str, expected: str) -> None:
    people = (*(Character(f"P{i}", (), gender) for i, gender in enumerate(genders)), Character("Nobody"))
    script = cast(write_story(talk(tuple(p.name for p in people)), people), load_voices(), offer())
    assert load_timbres().find("espeak", script.cast["Nobody"].id).gender == expected  # type: ignore[union-attr]


def test_the_default_lists_hold_no_two_confusable_voices() -> None:
    rules = load_voices().casting
    ratio = load_timbres().ratio
    names = ["", *rules.plain.values(), *rules.female, *rules.male]
    pairs = combinations([OffsetVoice("espeak", f"en-us{name}") for name in names], 2)
    assert [(a.voice, b.voice) for a, b in pairs if ratio(a, b) <= 1] == []


@pytest.mark.parametrize("count", [12, 40, 120])
def test_a_crowd_is_told_apart_as_long_as_voices_last(count: int) -> None:
    script = cast(crowd(count), load_voices(), offer())
    assert script.narrator is not None
    assert all(sound(voice) != sound(script.narrator) for voice in script.cast.values())
    plain = {"en-us+f4", "en-us+m7", "en-us+Nguyen"}
    assert not plain & {voice.id for voice in script.cast.values()}
    distinct = {sound(voice) for voice in script.cast.values()}
    assert len(distinct) == count
    if count <= 40:
        assert confusable(script.cast) == []


def test_nobody_sounds_old_or_like_a_child_who_is_neither() -> None:
    script = cast(crowd(36), load_voices(), offer())
    timbres = [load_timbres().find("espeak", voice.id) for voice in script.cast.values()]
    assert {timbre.age for timbre in timbres if timbre} == {""}


def test_the_same_text_gives_the_same_cast() -> None:
    assert cast(crowd(20), load_voices(), offer()) == cast(crowd(20), load_voices(), offer())


def without_one_line(story: Story, speaker: str) -> Story:
    gone = next(p for p in story.passages if p.speaker == speaker)
    return replace(story, passages=tuple(p for p in story.passages if p is not gone))


@pytest.mark.parametrize("speaker", ["P00", "P07", "P19"])
def test_one_quotation_less_recasts_nobody_else(speaker: str) -> None:
    story = crowd(20)
    first = cast(story, load_voices(), offer())
    again = cast(without_one_line(story, speaker), load_voices(), offer(), first.kept)
    before = lines_by_speaker(first)
    after = lines_by_speaker(again)
    assert len(after) == len(before) - 1
    assert all(before[key] == voice for key, voice in after.items())


def test_a_new_chapter_recasts_nobody() -> None:
    story = crowd(20)
    names = tuple(f"Q{i}" for i in range(6))
    longer = write_story(
        talk(tuple(c.name for c in story.characters)) + "\n### Two\n" + talk((*names, "P03"), 9),
        (*(Character(name, (), "f") for name in names), *story.characters),
    )
    first = cast(story, load_voices(), offer())
    again = cast(longer, load_voices(), offer(), first.kept)
    before, after = lines_by_speaker(first), lines_by_speaker(again)
    assert all(after[key] == voice for key, voice in before.items() if key[0] is not None)
    assert len(again.cast) == 26 and confusable(again.cast) == []


def test_a_kept_voice_is_found_by_any_name_and_dropped_when_it_is_the_narrators(tmp_path: Path) -> None:
    story = write_story(talk(("Ada", "Carl")), (Character("Ada", ("Miss Ada",), "f"), Character("Carl", (), "m")))
    kept = {"MISS ADA": Voice("espeak", "en-us+f2", "en-us"), "Carl": Voice("espeak", "en-us", "en-us")}
    script = cast(story, load_voices(), offer(), kept)
    assert script.cast["Ada"].id == "en-us+f2"
    assert script.cast["Carl"].id != "en-us"


def test_a_voice_that_the_user_set_is_not_kept_nor_given_again(tmp_path: Path) -> None:
    story = write_story(talk(("Ada", "Berta", "Carl")), FIVE)
    free = cast(story, load_voices(), offer())
    settings = settings_of(tmp_path, f"characters: {{Carl: {{voice: {free.cast['Ada'].id}}}}}")
    script = cast(story, settings, offer())
    assert script.cast["Carl"].id == free.cast["Ada"].id
    assert script.cast["Ada"].id != free.cast["Ada"].id
    assert set(script.kept) == {"Ada", "Berta"}


def test_small_parts_share_a_plain_voice() -> None:
    story = write_story(talk(("Ada", "Carl")) + '\n\ndialogue Berta | "Once."', FIVE)
    script = cast(story, load_voices(), offer())
    assert script.cast["Berta"].id == "en-us+f4"
    assert "Berta" not in script.kept


def test_an_inner_voice_is_not_its_owners(tmp_path: Path) -> None:
    rows = talk(("Ada",)) + "\n\nthought Ada's inner voice | Go on, then."
    for narrator in (None, "Ada"):
        script = cast(write_story(rows, FIVE, narrator=narrator), load_voices(), offer())
        inner, ada = script.cast["Ada's inner voice"], script.cast["Ada"]
        assert load_timbres().ratio(sound(inner), sound(ada)) > 1
        assert load_timbres().find("espeak", inner.id).gender == "f"  # type: ignore[union-attr]


def settings_for(engine: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path, f"defaults: {{engine: {engine}}}")


def test_an_engine_that_nobody_measured_is_cast_by_gender(tmp_path: Path) -> None:
    story = write_story(talk(("Ada", "Carl")), FIVE)
    script = cast(story, settings_for("tone", tmp_path), offer("tone"))
    assert script.cast["Ada"].id.startswith("tone-f") and script.cast["Carl"].id.startswith("tone-m")
    assert script.narrator is not None
    assert len({script.narrator.id, *(voice.id for voice in script.cast.values())}) == 3


def test_a_story_in_another_language_has_voices_of_that_language() -> None:
    story = write_story(talk(("Ada", "Carl")), FIVE)
    german = replace(story, book=replace(story.book, language="de-AT"))
    script = cast(german, load_voices(), offer())
    assert script.narrator is not None
    assert {voice.id.partition("+")[0] for voice in (script.narrator, *script.cast.values())} == {"de"}
    assert script.remarks == ()


def test_who_is_gone_finds_their_voice_waiting() -> None:
    both = write_story(talk(("Ada", "Berta")), FIVE)
    alone = write_story(talk(("Berta",)), FIVE)
    first = cast(both, load_voices(), offer())
    second = cast(alone, load_voices(), offer(), {"Ada": first.cast["Ada"]})
    assert second.cast["Berta"].id != first.cast["Ada"].id
    assert cast(both, load_voices(), offer(), second.kept).cast["Ada"] == first.cast["Ada"]


def test_a_kept_voice_of_another_language_is_not_kept() -> None:
    story = write_story(talk(("Ada",)), FIVE)
    german = replace(story, book=replace(story.book, language="de"))
    kept = {"Ada": Voice("espeak", "en-us+f2", "en-us")}
    assert cast(german, load_voices(), offer(), kept).cast["Ada"].id.startswith("de+")


def test_a_language_without_a_voice_is_remarked_on() -> None:
    story = write_story(talk(("Ada",)), FIVE)
    script = cast(replace(story, book=replace(story.book, language="tlh")), load_voices(), offer())
    assert len(script.remarks) == 1 and "tlh" in script.remarks[0]


def test_those_who_meet_most_lie_farther_apart_than_confusable_when_voices_are_short(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "casting: {female: [+f2, +linda, +anika], plain: {female: +f4}}")
    people = tuple(Character(name, (), "f") for name in ("Ada", "Berta", "Cleo", "Dora"))
    script = cast(write_story(talk(("Ada", "Berta", "Cleo", "Dora")), people), settings, offer())
    assert len({sound(voice) for voice in script.cast.values()}) == 4
    assert {voice.pitch_cents for voice in script.cast.values()} > {0}
    assert confusable(script.cast) == []
