"""Headings: what could be one, and which of them fit together."""

from __future__ import annotations

import pytest

from rhapsode.language import load
from rhapsode.model import Book
from rhapsode.segmenting.structure import find_headings, find_views, read_view
from tests.segmenting.sheets import kinds_after, lay_out, understand

TEXT = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


@pytest.mark.parametrize(
    "words",
    "Chapter 12|CHAPTER XII.|Chapter Twelve|Chapter 12: The Pump|**Chapter 12**|~ Chapter 12 ~|Ch. 3|Chapter the Last|"
    "PROLOGUE|Epilogue: The Pump|Part Two|BOOK THE SECOND|Volume III|Kapitel 4|Drittes Kapitel|Chapitre IV|Capítulo 2|"
    "Глава 5|第三章|Vorwort|Note".split("|"),
)
def test_heading(words: str) -> None:
    assert kinds_after(find_headings, f"{words}\n\n{TEXT}")[0] == "heading"


@pytest.mark.parametrize(
    "words",
    "Part of it was gone.|Book a room for me|Chapter and verse, she said.|Chapter One was best, he thought.|I|12|"
    "Volume matters here|Note: the pump|“Chapter 12”, she read aloud and laughed.".split("|"),
)
def test_no_heading(words: str) -> None:
    assert kinds_after(find_headings, f"{TEXT}\n\n{words}\n\n{TEXT}")[1] == "narration"


def test_numbers_need_a_row() -> None:
    text = "\n\n".join(part for n in ("I", "II", "III", "V") for part in (n, TEXT))
    assert kinds_after(find_headings, text) == ["heading", "narration"] * 4


def test_numbers_out_of_row_are_none() -> None:
    text = "\n\n".join(part for n in ("1", "2", "77", "3") for part in (n, TEXT))
    assert kinds_after(find_headings, text)[4] == "narration"


def test_a_row_goes_on_below_a_part_or_begins_anew() -> None:
    for second in (("I", "II"), ("III", "IV")):
        text = "\n\n".join(["Part One", "I", TEXT, "II", TEXT, "Part Two", second[0], TEXT, second[1], TEXT])
        headings = [i for i, kind in enumerate(kinds_after(find_headings, text)) if kind == "heading"]
        assert headings == [0, 1, 3, 5, 6, 8]


def test_titles_that_come_again_are_none() -> None:
    text = "\n\n".join(part for n in ("I", "II", "III", "IV") for part in (n, "Ida's Diary", TEXT))
    assert kinds_after(find_headings, text).count("heading") == 4


def test_a_story_that_follows_at_once_is_parted() -> None:
    sheet, blocks = lay_out(f"Chapter 1\nThe pump stood still.\nThe hens {'waited and ' * 12}\nwent.")
    assert [b.kind for b in find_headings(sheet, blocks)][:1] == ["heading"]


@pytest.mark.parametrize(
    ("words", "who"),
    [("Ida's POV", "Ida"), ("~*~Ida Brand’s P.O.V.~*~", "Ida Brand"), ("POV: Ida", "Ida"), ("Ida point of view", "Ida"),
     ("IDA'S POV", "Ida"), ("ida's pov", "Ida"), ("The Baker's POV", "Baker"), ("Third Person POV", ""),
     ("3rd person POV", ""), ("Normal POV", ""), ("No one's POV", ""), ("From my point of view", "")],
)  # fmt: skip
def test_views(words: str, who: str) -> None:
    assert kinds_after(find_views, f"{words}\n\n{TEXT}")[0] == "heading"
    assert read_view(words) == who


@pytest.mark.parametrize(
    ("words", "who"),
    [("Chapter 2: Ida's POV", "Ida"), ("Chapter 2 (Ida Brand's POV)", "Ida Brand"), ("2. Ida's POV", "Ida"),
     ("Chapter 2 Ida's POV", "Ida"), ("Ida Brand's Diary", "Ida Brand"), ("Mr. Pascoe’s Journal", "Mr. Pascoe"),
     ("Dr. Brand's Diary (kept in shorthand)", "Dr. Brand"), ("Ida's diary was lost", None), ("Chapter 2", None),
     ("Ida's POV again, that night", "Ida"), ("Ida's point of view, she thought, was hers.", None), ("A diary", None)],
)  # fmt: skip
def test_who_a_line_names_as_telling(words: str, who: str | None) -> None:
    assert read_view(words) == who


@pytest.mark.parametrize("words", ["From his point of view it was late.", "He remembered the dream.", "A dream"])
def test_no_views(words: str) -> None:
    assert kinds_after(find_views, words) == ["narration"]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Chapter {}"), ("de", "Kapitel {}"), ("fr", "CHAPITRE {}"), ("es", "Capítulo {}"), ("it", "Capitolo {}"),
     ("nl", "Hoofdstuk {}"), ("pt", "Capítulo {}"), ("ru", "Глава {}")],
)  # fmt: skip
def test_chapters_are_counted_in_words_up_to_forty(language: str, heading: str) -> None:
    numbers = load(language).numbers
    for words in (numbers.cardinals[:40], numbers.ordinals[:40]):
        titles = [heading.format(word.capitalize()) for word in words]
        story = understand("\n\n".join(f"{title}\n\n{TEXT}" for title in titles), book=Book(language=language))
        assert [chapter.title for chapter in story.chapters] == titles


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Kapitel für Kapitel las er weiter."), ("de", "Das dritte Kapitel war kurz, und er schlief ein."),
     ("fr", "Partie à dix heures, elle revint à midi."), ("en", "Part one of us left, and part stayed."),
     ("es", "Parte de uno mismo queda allí."), ("it", "Parte due volte al giorno, il battello.")],
)  # fmt: skip
def test_sentences_with_such_words_are_the_storys(language: str, words: str) -> None:
    story = understand(f"{TEXT}\n\n{words}\n\n{TEXT}", book=Book(language=language))
    assert {str(passage.kind) for passage in story.passages} == {"narration"}
