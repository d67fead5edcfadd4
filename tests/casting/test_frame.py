"""What is said around the story."""

from __future__ import annotations

import pytest

from rhapsode.casting.frame import ENGLISH, translate_frame, word_opening
from rhapsode.model import Book
from rhapsode.voices_file import Frame, load_voices

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


def test_the_defaults_are_those_of_the_built_in_file() -> None:
    frame = load_voices().frame
    assert (frame.opening, frame.closing) == ENGLISH


@pytest.mark.parametrize(
    ("language", "closing"),
    [("", "The end."), ("en-GB", "The end."), ("de-AT", "Ende."), ("ja", "おわり。"), ("xx", "")],
)
def test_the_frame_speaks_the_storys_language(language: str, closing: str) -> None:
    assert translate_frame(load_voices().frame, language).closing == closing


def test_what_the_user_wrote_stays() -> None:
    frame = Frame("{title}!", True, "Goodbye.")
    assert translate_frame(frame, "de") == frame
