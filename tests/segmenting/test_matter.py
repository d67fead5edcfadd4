"""Licences, headers, contents, pictures and footnotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rhapsode.segmenting import Finding
from rhapsode.segmenting.furniture import (
    find_archive_headers,
    find_closing_words,
    find_contents,
    find_licences,
    find_pictures_and_footnotes,
)
from tests.segmenting.sheets import kinds_after, lay_out

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (
            "*** START OF THE PROJECT GUTENBERG EBOOK THE PUMP ***",
            "*** END OF THE PROJECT GUTENBERG EBOOK THE PUMP ***",
        ),
        ("***START OF THIS PROJECT GUTENBERG EBOOK THE PUMP***", "End of the Project Gutenberg EBook of The Pump"),
        ("*END*THE SMALL PRINT! FOR PROJECT GUTENBERG*", "End of Project Gutenberg's The Pump"),
    ],
)
def test_gutenberg(start: str, end: str) -> None:
    text = "\n\n".join(["Welcome", start, "Produced by Ida Brand", STORY, end, "Donate"])
    assert kinds_after(find_licences, text) == [*["boilerplate"] * 3, "narration", *["boilerplate"] * 2]


def test_transcribers_note() -> None:
    assert kinds_after(find_archive_headers, f"{STORY}\n\nTranscriber's Note: the hens were kept as they stood.") == [
        "narration",
        "boilerplate",
    ]
    assert kinds_after(find_archive_headers, f"{STORY}\n\nTranscriber's notes lay about.")[1] == "narration"


def test_a_story_about_such_a_project_is_kept() -> None:
    assert kinds_after(find_licences, f"{STORY}\n\nProject Gutenberg was her idea.\n\n{STORY}") == ["narration"] * 3


def test_archive_header() -> None:
    assert kinds_after(find_archive_headers, f"Rated: T - English - Words: 3,000\n\n{STORY}") == [
        "boilerplate",
        "narration",
    ]
    assert kinds_after(find_archive_headers, f"Fandom:\n  Pumps\nRating:\n  All\n\n{STORY}")[0] == "boilerplate"


def test_pictures_and_footnotes() -> None:
    text = "[Illustration: A pump]\n\n[Footnote 1: A hen.]\n\n[2] Another.\n\n[he said]"
    assert kinds_after(find_pictures_and_footnotes, text) == ["boilerplate", "note", "note", "narration"]


@pytest.mark.parametrize("heading", ["Contents", "TABLE OF CONTENTS", "Inhalt", "Table des matières", "Содержание"])
def test_contents_end_where_an_entry_comes_again(heading: str) -> None:
    text = "\n\n".join([heading, "The Pump", "The Hens . . . 7", "THE PUMP", STORY, "THE HENS", STORY])
    assert kinds_after(find_contents, text) == [*["boilerplate"] * 3, *["narration"] * 4]


def test_contents_of_a_pocket_are_no_contents() -> None:
    assert kinds_after(find_contents, f"The contents of his pocket\n\n{STORY}") == ["narration"] * 2


@pytest.mark.parametrize(
    ("words", "language"),
    [("The End", "en"), ("THE END.", "de"), ("~ Fin ~", "fr"), ("Ende", "de"), ("Конец", "ru"), ("Fine.", "it")],
)
def test_closing_words_are_left_to_the_frame(words: str, language: str) -> None:
    sheet, blocks = lay_out(f"{STORY}\n\n{words}")
    _, block = find_closing_words(replace(sheet, language=language), blocks)
    assert (str(block.kind), block.finding) == ("boilerplate", Finding.CLOSING)


def test_closing_words_of_another_language_are_the_storys() -> None:
    sheet, blocks = lay_out(f"{STORY}\n\nFine.")
    assert find_closing_words(replace(sheet, language="en"), blocks)[-1].finding is None
