"""Letters: how they begin, and how they end."""

from __future__ import annotations

from rhapsode.segmenting.letters import find_diaries, find_letters
from tests.segmenting.sheets import kinds_after

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."
BODY = "The pump is mended, and the hens will not speak to me."


def letters(*paragraphs: str) -> list[int]:
    kinds = kinds_after(find_letters, "\n\n".join(paragraphs))
    return [index for index, kind in enumerate(kinds) if kind == "letter"]


def test_salutation_to_signature_and_postscript() -> None:
    assert letters(STORY, "Dear Ida,", BODY, "Yours truly,\nTom", "P.S. Send corn.", STORY) == [1, 2, 3, 4]


def test_without_an_end_it_is_none() -> None:
    assert letters(STORY, "Dear Ida,", BODY, STORY, STORY) == []


def test_quotation_marks_that_stay_open() -> None:
    assert letters("She read the letter:", "“Dear Ida,", f"“{BODY}", "“Tom.”", STORY) == [1, 2, 3]


def test_a_speech_of_several_paragraphs_is_none() -> None:
    assert letters("He put the letter away.", f"“{BODY}", f"“{BODY}”", STORY) == []


def test_speech_with_a_tag_is_none() -> None:
    assert letters("Then came a note:", "“My dear Ida,” said Tom, “sit down.”", STORY) == []


def test_a_heading_of_its_own() -> None:
    assert letters(STORY, "Letter, Ida Brand to Tom Brand.", f"“{BODY}”", STORY) == [1, 2]


def test_a_sentence_about_a_cable_is_none() -> None:
    assert letters("The job was on Cable Street: one pump.", f"“{BODY}” said Tom.", STORY) == []


def test_a_heading_ends_the_search() -> None:
    assert letters("Dear Ida,", BODY, STORY) == []


def diaries(*paragraphs: str) -> list[int]:
    kinds = kinds_after(find_diaries, "\n\n".join(paragraphs))
    return [index for index, kind in enumerate(kinds) if kind == "letter"]


def test_dated_entries() -> None:
    assert diaries(*[STORY] * 4, "3rd May", BODY, "4th May", BODY, *[STORY] * 4) == [4, 5, 6, 7]


def test_one_date_needs_a_diary() -> None:
    assert diaries(*[STORY] * 4, "3rd May", BODY, STORY) == []
    assert diaries(*[STORY] * 4, "She opened the diary.", "3rd May", BODY, *[STORY] * 4) == [5, 6]


def test_a_diary_as_a_whole_is_narration() -> None:
    assert diaries("3rd May", BODY, "4th May", BODY, "5th May", BODY) == []
