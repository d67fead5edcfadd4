"""Corrections: found again by their words, or reported; applied without losing a character."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.corrections import correct_kinds, correct_speakers, locate
from rhapsode.errors import CorrectionError
from rhapsode.model import Book, Chapter, Character, Correction, Kind, Passage, Scene, Story

TEXT = (
    "The gate was shut. “Yes.” Ada turned the key.\n\n"
    "“Is it far?” asked Bruno. “Yes.” She pointed at the hill.\n\n"
    "They walked. “Yes.” It began to rain, and the so-called “path” ended."
)


def passages_of(text: str) -> tuple[Passage, ...]:
    """Speech between curly quotation marks, narration elsewhere, paragraph by paragraph."""
    found: list[Passage] = []
    at = 0
    for paragraph in text.split("\n\n"):
        start = text.index(paragraph, at)
        at = start + len(paragraph)
        left = start
        for index, char in enumerate(paragraph, start):
            if char == "“" and text[left:index].strip():
                found.append(Passage(Kind.NARRATION, left, left + len(text[left:index].rstrip())))
                left = index
            elif char == "”":
                found.append(Passage(Kind.DIALOGUE, left, index + 1, speaker="Ada", confidence=0.6))
                left = index + 1 + (text[index + 1 : index + 2] == " ")
        if text[left:at].strip():
            found.append(Passage(Kind.NARRATION, left, at))
    return tuple(found)


def story_of(text: str) -> Story:
    whole = Scene(0, len(text))
    people = (Character("Ada", ("Miss Ada",), "f", 5), Character("Bruno", (), "m", 0))
    return Story(Path("t.txt"), text, Book(), (Chapter("", 0, len(text), (whole,)),), passages_of(text), people)


def nth_yes(text: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        at = text.index("“Yes.”", at + 1)
    return at + 1


def test_a_text_that_stands_once_is_found() -> None:
    assert locate(TEXT, Correction("Is it far?")) == (TEXT.index("Is it"), TEXT.index("far?") + 4)


@pytest.mark.parametrize(
    ("correction", "nth"),
    [
        (Correction("Yes.", before="asked Bruno."), 2),
        (Correction("Yes.", after="It began to rain"), 3),
        (Correction("Yes.", before="The gate was shut.", after="Ada turned the key"), 1),
        (Correction("Yes.", nth=2), 2),
        (Correction("Yes.", before="shut. “", nth=3), 1),
        (Correction('"Yes."', before="They walked."), 3),
        (Correction("Yes.", before="shut. “", nth=9), 1),
    ],
)
def test_the_place_whose_surroundings_fit_best_is_taken(correction: Correction, nth: int) -> None:
    start, end = locate(TEXT, correction)
    assert TEXT[start:end].strip("“”") == "Yes."
    assert start in (nth_yes(TEXT, nth), nth_yes(TEXT, nth) - 1)


@pytest.mark.parametrize(
    "correction",
    [
        Correction("Yes."),
        Correction("Yes.", nth=4),
        Correction("No."),
        Correction("Yes.", before="another tale altogether", after="of other people"),
        Correction("ate was"),
        Correction("  "),
    ],
)
def test_nothing_is_guessed(correction: Correction) -> None:
    placed = replace(correction, path=Path("t.voices.yaml"), line=7)
    with pytest.raises(CorrectionError, match=r"^t\.voices\.yaml:7: .* — "):
        locate(TEXT, placed)


def test_all_that_fit_nowhere_are_named_at_once() -> None:
    path = Path("t.voices.yaml")
    wrong = [
        Correction("No.", kind=Kind.THOUGHT, path=path, line=2),
        Correction("Is it far?", kind=Kind.THOUGHT, path=path, line=3),
        Correction("Yes.", speaker="Ada", path=path, line=4),
        Correction("Never.", speaker="Bruno", path=path, line=5),
    ]
    with pytest.raises(CorrectionError) as caught:
        correct_kinds(story_of(TEXT), wrong)
    assert [fault.line for fault in caught.value.faults] == [2, 4, 5]
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["2", "4", "5"]


@pytest.mark.parametrize(
    ("correction", "part"),
    [
        (Correction("Yes.", nth=99), "stands 3 times in the story, and nth is 99 — nth counts from 1 to 3"),
        (Correction("Is it far?", nth=9), "stands once in the story, and nth is 9 — leave nth out"),
    ],
)
def test_nth_larger_than_the_count_is_told(correction: Correction, part: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        locate(TEXT, correction)
    assert part in str(caught.value)


def test_two_corrections_of_the_same_words_must_agree() -> None:
    story, path = story_of(TEXT), Path("t.voices.yaml")
    first = Correction("Is it far?", kind=Kind.THOUGHT, speaker="Ada", path=path, line=3)
    other = Correction("“Is it far?”", kind=Kind.LYRIC, speaker="Bruno", path=path, line=7)
    for correct in (correct_kinds, correct_speakers):
        with pytest.raises(CorrectionError, match=r"^t\.voices\.yaml:7: .* in line 3 — keep one of them$"):
            correct(story, [first, other])
    with pytest.raises(CorrectionError, match=r"^t\.voices\.yaml:7: .* in s\.yaml:3"):
        correct_kinds(story, [replace(first, path=Path("s.yaml")), other])
    same = replace(other, kind=Kind.THOUGHT, speaker="MISS ADA")
    assert correct_speakers(correct_kinds(story, [first, same]), [first, same])
    part = Correction("far?", kind=Kind.LYRIC, speaker="Bruno")
    assert correct_speakers(correct_kinds(story, [first, part]), [first, part])


def test_a_short_text_that_stands_elsewhere_now_is_not_taken() -> None:
    edited = "A new beginning. “Yes.” A new end of quite another kind."
    with pytest.raises(CorrectionError, match="another"):
        locate(edited, Correction("Yes.", before="asked Bruno. “", after="” She pointed at the hill"))


def test_white_space_and_quotation_marks_may_change() -> None:
    wrapped = TEXT.replace("began to rain", "began\nto rain").replace("“", '"').replace("”", '"')
    start, end = locate(wrapped, Correction("“Is it far?” asked   Bruno"))
    assert wrapped[start:end] == '"Is it far?" asked Bruno'
    assert locate(wrapped, Correction("It began to rain"))


@given(st.text(alphabet="abc .\n", max_size=60), st.text(alphabet="abc .\n", max_size=60))
def test_a_correction_survives_edits_of_the_rest(before: str, after: str) -> None:
    place = nth_yes(TEXT, 2)
    correction = Correction("Yes.", before=TEXT[place - 40 : place], after=TEXT[place + 4 : place + 44])
    edited = f"{before}\n\n{TEXT}\n\n{after}"
    assert locate(edited, correction)[0] == nth_yes(edited, 2)


def visible(story: Story) -> str:
    return "".join("".join(story.text[p.start : p.end].split()) for p in story.passages)


def test_a_kind_is_set_and_the_text_stays_whole() -> None:
    story = story_of(TEXT)
    corrected = correct_kinds(story, [Correction("path", kind=Kind.NARRATION), Correction("far?", speaker="Bruno")])
    assert visible(corrected) == visible(story)
    (changed,) = [p for p in corrected.passages if p.reason == "corrected"]
    assert (TEXT[changed.start : changed.end], changed.kind, changed.speaker) == ("“path”", Kind.NARRATION, None)


def test_a_passage_is_split_where_only_part_of_it_is_meant() -> None:
    story = story_of(TEXT)
    corrected = correct_kinds(story, [Correction("Ada turned", kind=Kind.THOUGHT)])
    parts = [TEXT[p.start : p.end] for p in corrected.passages]
    assert "Ada turned" in parts and "the key." in parts
    assert visible(corrected) == visible(story)


def test_a_speaker_is_set_by_name_or_alias() -> None:
    story = story_of(TEXT)
    corrected = correct_speakers(
        story, [Correction("Is it far?", speaker="BRUNO"), Correction("Yes.", nth=1, speaker="miss ada")]
    )
    speakers = {TEXT[p.start : p.end]: (p.speaker, p.confidence) for p in corrected.passages if p.speaker == "Bruno"}
    assert speakers == {"“Is it far?”": ("Bruno", 1.0)}
    assert corrected.passages[1].speaker == "Ada" and corrected.passages[1].confidence == 1.0
    assert {c.name: c.lines for c in corrected.characters} == {"Ada": 4, "Bruno": 1}


def test_a_new_speaker_joins_the_characters_and_narration_becomes_speech() -> None:
    story = story_of(TEXT)
    corrected = correct_speakers(story, [Correction("They walked.", speaker="The Guide")])
    assert corrected.characters[-1] == Character("The Guide", lines=1)
    (spoken,) = [p for p in corrected.passages if p.speaker == "The Guide"]
    assert spoken.kind is Kind.DIALOGUE and TEXT[spoken.start : spoken.end] == "They walked."


LONG = "“Yes (of course). I have seen it, twice. Believe me!” Ada turned."


def test_parts_of_a_corrected_passage_are_counted() -> None:
    corrected = correct_speakers(story_of(LONG), [Correction("I have seen it", speaker="Bruno")])
    spoken = [p.speaker for p in corrected.passages if p.speaker]
    assert spoken == ["Ada", "Bruno", "Ada"]
    assert {c.name: c.lines for c in corrected.characters} == {"Ada": 6, "Bruno": 1}  # 5 before, of 1 passage


def test_stops_belong_to_the_part_before_them_and_brackets_to_that_after() -> None:
    def parts_with(text: str) -> list[str]:
        corrected = correct_speakers(story_of(LONG), [Correction(text, speaker="Bruno")])
        return [LONG[p.start : p.end] for p in corrected.passages if p.speaker]

    assert parts_with("I have seen it") == ["“Yes (of course).", "I have seen it,", "twice. Believe me!”"]
    assert parts_with("of course") == ["“Yes", "(of course).", "I have seen it, twice. Believe me!”"]
    assert parts_with("Believe me") == ["“Yes (of course). I have seen it, twice.", "Believe me!”"]


@pytest.mark.parametrize("name", ["the narrator", "Narrator"])
def test_a_passage_can_be_given_to_the_narrator(name: str) -> None:
    corrected = correct_speakers(story_of(TEXT), [Correction("Is it far?", speaker=name)])
    (told,) = [p for p in corrected.passages if p.reason == "corrected"]
    assert (TEXT[told.start : told.end], told.kind, told.speaker) == ("“Is it far?”", Kind.NARRATION, None)
    assert [(c.name, c.lines) for c in corrected.characters] == [("Ada", 4), ("Bruno", 0)]


def test_a_first_person_without_a_name_is_the_narrator() -> None:
    story = story_of(TEXT)
    story = replace(story, characters=(*story.characters, Character("narrator")))
    corrected = correct_speakers(story, [Correction("Is it far?", speaker="The narrator")])
    (told,) = [p for p in corrected.passages if p.reason == "corrected"]
    assert (told.kind, told.speaker) == (Kind.DIALOGUE, "narrator")


def test_a_speech_that_is_to_stay_one_is_the_narrators_speech() -> None:
    correction = Correction("Is it far?", kind=Kind.DIALOGUE, speaker="the narrator")
    corrected = correct_speakers(correct_kinds(story_of(TEXT), [correction]), [correction])
    assert [p.kind for p in corrected.passages if p.speaker == "narrator"] == [Kind.DIALOGUE]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Bruna", "Bruno"), ("Brnuo", "Bruno"), ("Adda", "Ada"), ("Mis Ada", "Ada"), ("Guide", ""), ("Abel", "")],
)
def test_a_new_name_that_is_nearly_a_known_one_is_remarked(name: str, meant: str) -> None:
    corrected = correct_speakers(story_of(TEXT), [Correction("Is it far?", speaker=name)])
    assert corrected.characters[-1].name == name
    wanted = (f"corrections: “{name}” is a new character — did you mean {meant}?",) if meant else ()
    assert corrected.remarks == wanted


def test_a_speech_with_its_tag_keeps_the_tag_as_narration() -> None:
    story = story_of(TEXT)
    corrected = correct_speakers(story, [Correction("“Is it far?” asked Bruno.", speaker="Bruno")])
    kinds = [p.kind for p in corrected.passages if TEXT.index("“Is") <= p.start < TEXT.index("She pointed")]
    assert kinds == [Kind.DIALOGUE, Kind.NARRATION, Kind.DIALOGUE]


@given(st.integers(0, len(TEXT) - 2), st.integers(1, 60), st.sampled_from(list(Kind)))
def test_any_correction_keeps_every_character(start: int, length: int, kind: Kind) -> None:
    quoted = TEXT[start : start + length]
    correction = Correction(
        quoted, TEXT[max(0, start - 40) : start], TEXT[start + length :][:40], kind=kind, speaker="X"
    )
    story = story_of(TEXT)
    try:
        locate(TEXT, correction)
    except CorrectionError:
        return
    corrected = correct_speakers(correct_kinds(story, [correction]), [correction])
    assert visible(corrected) == visible(story)
    starts = [p.start for p in corrected.passages]
    assert starts == sorted(set(starts))
    assert all(a.end <= b.start for a, b in zip(corrected.passages, corrected.passages[1:], strict=False))
