"""What a book says of itself has a bounded length, what was cut is remarked, and nothing else changes."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.metadata_bounds import LONGEST_DESCRIPTION, LONGEST_NAME, bound_book, bound_chapters
from rhapsode.model import Book, Chapter, Cover, Scene, Story

USUAL = Book(
    "The Lamp — שלום 👩‍🚀",
    "R. Penn",
    "en",
    "1901",
    "A lamp.\n\nIt burns.",
    "Press",
    "Novel",
    "Lamps",
    "2",
    Cover(b"x", "image/png"),
    source="lamp.txt",
)


def story_of(*titles: str) -> Story:
    chapters = tuple(Chapter(title, at, at + 1, (Scene(at, at + 1),)) for at, title in enumerate(titles))
    return Story(Path("lamp.txt"), "x" * len(titles), USUAL, chapters, (), remarks=("said before",))


def test_a_usual_book_stays_as_it_is() -> None:
    assert bound_book(USUAL) == (USUAL, ())
    story = story_of("I", "II")
    assert bound_chapters(story) == story


def test_long_names_are_cut_and_remarked() -> None:
    long = replace(USUAL, title="t" * 300_000, author="a" * 60_000, series_part="9" * 1_001)
    book, remarks = bound_book(long)
    assert book.title == "t" * 999 + "…"
    assert len(book.author) == len(book.series_part) == LONGEST_NAME
    assert remarks == (
        "the book's title has 300,000 characters; the first 1,000 are used",
        "the book's author has 60,000 characters; the first 1,000 are used",
        "the book's number in its series has 1,001 characters; the first 1,000 are used",
    )


def test_a_title_of_just_that_length_is_kept() -> None:
    book = replace(USUAL, title="t" * LONGEST_NAME, description="d" * LONGEST_DESCRIPTION)
    assert bound_book(book) == (book, ())


def test_a_long_description_is_cut_and_remarked() -> None:
    book, remarks = bound_book(replace(USUAL, description="word " * 10_000))
    assert len(book.description) <= LONGEST_DESCRIPTION
    assert remarks == ("the book's description has 50,000 characters; the first 20,000 are used",)


def test_long_chapter_titles_are_cut_with_one_remark() -> None:
    story = bound_chapters(story_of("I", "long " * 20_000, "III", "x" * 1_001))
    assert [len(chapter.title) for chapter in story.chapters] == [1, 1_000, 3, 1_000]
    remark = "the title of chapter 2 has 100,000 characters; the first 1,000 are used, and those of 1 more"
    assert story.remarks == ("said before", remark)


def test_half_characters_are_what_utf_8_can_hold() -> None:
    book, remarks = bound_book(replace(USUAL, title="a\ud800b", source="\udcff.txt"))
    assert (book.title, book.source, remarks) == ("a\ufffdb", "\ufffd.txt", ())
    assert bound_chapters(story_of("\udfff")).chapters[0].title == "\ufffd"


@given(st.text(alphabet=st.characters()), st.integers(1, 400))
def test_any_book_is_bounded_and_can_be_written(text: str, times: int) -> None:
    said = {field.name: text * times for field in fields(Book) if field.type == "str" and field.name != "language"}
    book, remarks = bound_book(Book(**said))  # type: ignore[arg-type]
    for field in said:
        getattr(book, field).encode("utf-8", "surrogatepass" if field == "narrator" else "strict")
    assert max(len(book.title), len(book.author), len(book.publisher)) <= LONGEST_NAME
    assert bool(remarks) == (len(text) * times > LONGEST_NAME)
