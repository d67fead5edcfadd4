"""What a book's data become as tags."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.binding.labels import clean_text, clean_title, label
from rhapsode.model import Book, ChapterMark


@given(st.text(max_size=400))
def test_any_title_becomes_one_clean_line_that_fits(text: str) -> None:
    title = clean_title(text)
    assert len(title.encode("utf-8")) <= 240
    assert title == title.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in title)
    assert clean_title(title) == title


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), max_size=60))
def test_a_short_title_is_kept_as_it_is(text: str) -> None:
    assert clean_title(text) == unicodedata.normalize("NFC", text).strip()


def test_a_long_title_is_cut_between_characters() -> None:
    assert clean_title("é" * 300) == "é" * 118 + "…"
    family = "👩‍👩‍👧‍👦"
    assert clean_title(family * 40).rstrip("…").replace(family, "") == ""
    assert clean_title("x" * 235 + "e\u0323\u0302\u0323\u0302" * 3).endswith("x…")


def test_lines_of_a_description_are_kept() -> None:
    assert clean_text(" one\r\ntwo\x00\x1b three\rfour ") == "one\ntwo␀␛ three\nfour"


def test_very_many_accents_cost_no_more_than_a_title() -> None:
    assert len(clean_title("a" + "\u0323\u0307" * 150_000).encode()) <= 240


def test_what_is_not_known_is_empty_and_what_must_be_there_is_named() -> None:
    labels = label(Book(), [ChapterMark("", 0, 100), ChapterMark("  ", 100, 250)], 1_000)
    assert (labels.title, labels.album, labels.author, labels.genre) == ("Untitled", "Untitled", "", "Audiobook")
    assert [mark.title for mark in labels.chapters] == ["Chapter 1", "Chapter 2"]
    assert [labels.start_ms(mark) for mark in labels.chapters] == [0, 100]
    assert labels.grouping == ""


def test_a_series_is_one_word_for_players_without_the_field() -> None:
    assert label(Book(series="Ostrey", series_part="2"), [], 1).grouping == "Ostrey #2"
    assert label(Book(series="Ostrey"), [], 1).grouping == "Ostrey"


def test_a_part_is_titled_as_its_chapter() -> None:
    labels = label(Book("The Lantern", part=2, parts=9), [ChapterMark("The Storm", 0, 9)], 1)
    assert (labels.title, labels.album) == ("The Storm", "The Lantern")
