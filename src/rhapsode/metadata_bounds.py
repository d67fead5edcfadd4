"""A story in, the same story out with titles, names and a description of bounded length: files made of it can be read.

What is cut is remarked. Half characters, which no UTF-8 can hold, become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rhapsode.model import Book, Chapter, Story
from rhapsode.shown import hold

LONGEST_NAME = 1_000
"""Characters of a title or a name; the longest title of a printed book has some 800."""
LONGEST_DESCRIPTION = 20_000
_FIELDS = {
    "title": "title",
    "author": "author",
    "date": "date",
    "publisher": "publisher",
    "genre": "genre",
    "series": "series",
    "series_part": "number in its series",
}


def bound_book(book: Book) -> tuple[Book, tuple[str, ...]]:
    """The book with what it says of itself within bounds, and a remark for all that was cut."""
    remarks: list[str] = []
    texts: dict[str, Any] = {}
    for field, name in _FIELDS.items():
        text = hold(getattr(book, field))
        texts[field] = _cut(text, LONGEST_NAME)
        if len(text) > LONGEST_NAME:
            remarks.append(_remark(f"the book's {name}", text, LONGEST_NAME))
    description = hold(book.description)
    if len(description) > LONGEST_DESCRIPTION:
        remarks.append(_remark("the book's description", description, LONGEST_DESCRIPTION))
    bounded = replace(book, **texts, description=_cut(description, LONGEST_DESCRIPTION), source=hold(book.source))
    return bounded, tuple(remarks)


def bound_chapters(story: Story) -> Story:
    """The story with its chapters' titles within bounds; one remark for all that were cut."""
    long = [number for number, chapter in enumerate(story.chapters, start=1) if len(chapter.title) > LONGEST_NAME]
    remarks = story.remarks
    if long:
        first = story.chapters[long[0] - 1].title
        more = f", and those of {len(long) - 1:,} more" if len(long) > 1 else ""
        remarks = (*remarks, _remark(f"the title of chapter {long[0]}", first, LONGEST_NAME) + more)
    return replace(story, chapters=tuple(_bound_titles(story.chapters)), remarks=remarks)


def _bound_titles(chapters: tuple[Chapter, ...]) -> Iterator[Chapter]:
    for chapter in chapters:
        title = _cut(hold(chapter.title), LONGEST_NAME)
        yield chapter if title == chapter.title else replace(chapter, title=title)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _remark(what: str, text: str, limit: int) -> str:
    return f"{what} has {len(text):,} characters; the first {limit:,} are used"
