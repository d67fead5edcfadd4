"""The title and by-line that a text opens with."""

from __future__ import annotations

import pytest

from rhapsode.model import Book
from tests.segmenting.sheets import understand

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


@pytest.mark.parametrize(
    ("head", "title", "author"),
    [
        ("The Pump\nby Ida Brand", "The Pump", "Ida Brand"),
        ("THE PUMP AND THE HENS\n\nBy Ida Brand", "The Pump and the Hens", "Ida Brand"),
        ("The Pump\n\nby\n\nIda Brand", "The Pump", "Ida Brand"),
        ("The Pump", "The Pump", ""),
        ("“The Pump”\n\nA/N: hello", "The Pump", ""),
        ("Die Pumpe\nvon Ida Brand", "Die Pumpe", "Ida Brand"),
        ("Project Gutenberg's The Pump, by Ida Brand", "The Pump", "Ida Brand"),
    ],
)
def test_title_and_author(head: str, title: str, author: str) -> None:
    book = understand(f"{head}\n\n{STORY}\n\n{STORY}").book
    assert (book.title, book.author) == (title, author)


@pytest.mark.parametrize("first", ["Chapter 1", "Chapter One: The Yard", "I", "Prologue", "* * *"])
def test_a_title_right_above_the_first_chapter(first: str) -> None:
    story = understand(f"The Old Pump\n\n{first}\n\nIt ran dry.\n\nChapter 2\n\nIt ran.")
    assert story.book.title == "The Old Pump"
    assert not any(chapter.title.startswith("The Old Pump:") for chapter in story.chapters)


@pytest.mark.parametrize("head", ["Prologue", "BOOK ONE--The Yard", "Part One: The Yard", "Introduction"])
def test_a_part_above_the_first_chapter_is_no_title(head: str) -> None:
    assert understand(f"{head}\n\nChapter 1\n\nIt ran dry.\n\nChapter 2\n\nIt ran.").book.title == ""


@pytest.mark.parametrize("head", ["“No,” said Ida.", "She ran.", "Nobody came", "1", "No hens,", STORY])
def test_no_title(head: str) -> None:
    assert understand(f"{head}\n\n{STORY}").book.title == ""


def test_what_is_known_of_the_book_stays() -> None:
    story = understand(f"The Pump\nby Ida Brand\n\n{STORY}", book=Book(title="Hens", author="Tom", language="en"))
    assert (story.book.title, story.book.author) == ("Hens", "Tom")


def test_title_said_again_is_not_read_twice() -> None:
    story = understand(f"The Pump\n\nby Ida Brand\n\nA/N: hello\n\nThe Pump\n\n{STORY}")
    assert [str(p.kind) for p in story.passages] == ["heading", "heading", "note", "boilerplate", "narration"]
