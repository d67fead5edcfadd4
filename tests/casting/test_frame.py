"""What is said around the story."""

from __future__ import annotations

import pytest

from rhapsode.casting.frame import word_opening
from rhapsode.model import Book

TEMPLATE = "{title}, by {author}."


@pytest.mark.parametrize(
    ("template", "book", "opening"),
    [
        (TEMPLATE, Book("The Lamp", "R. Penn"), "The Lamp, by R. Penn."),
        (TEMPLATE, Book("The Lamp"), "The Lamp."),
        (TEMPLATE, Book("", "R. Penn"), ""),
        (TEMPLATE, Book("Who Goes There?"), "Who Goes There?"),
        ("{author}: {title}", Book("The Lamp", "R. Penn"), "R. Penn: The Lamp"),
        ("", Book("The Lamp", "R. Penn"), ""),
        ("Welcome.", Book("The Lamp"), "Welcome."),
    ],
)
def test_what_is_unknown_is_left_out(template: str, book: Book, opening: str) -> None:
    assert word_opening(template, book) == opening
