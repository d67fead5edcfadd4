"""What is said around the story."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.casting import cast
from rhapsode.casting.credits import Framing, translate_frame, word_opening
from rhapsode.casting.wording import prepare_pronunciation
from rhapsode.language import ENGLISH
from rhapsode.model import Book, Join, Kind, ScriptChapter
from rhapsode.text import LONGEST_PART
from rhapsode.voices_file import Frame, load_voices
from tests.casting.stories import offer, settings_of, write_story

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
    assert (frame.opening, frame.closing) == (ENGLISH.frame.opening, ENGLISH.frame.closing)


@pytest.mark.parametrize(
    ("language", "closing"),
    [("", "The end."), ("en-GB", "The end."), ("de-AT", "Ende."), ("ja", "おわり。"), ("xx", "")],
)
def test_the_frame_speaks_the_storys_language(language: str, closing: str) -> None:
    assert translate_frame(load_voices().frame, language).closing == closing


def test_what_the_user_wrote_stays() -> None:
    frame = Frame("{title}!", True, "Goodbye.")
    assert translate_frame(frame, "de") == frame


def frame_of(tmp_path: Path, book: Book, title: str, text: str = "") -> ScriptChapter:
    """The one chapter of a story in which someone says a sentence."""
    story = write_story("heading | One\n\nnarration | It burned.", book=book, title=title)
    return cast(story, settings_of(tmp_path, text), offer()).chapters[0]


@pytest.mark.parametrize("unit", ["never ", "x", "word, word; ", "夜", "\u0301a"])
def test_what_frames_the_story_is_cut_as_its_text_is(tmp_path: Path, unit: str) -> None:
    many = unit * (5_000 // len(unit))
    lines = frame_of(tmp_path, Book(many, many, "en"), many, f"frame: {{closing: '{many}'}}").lines
    assert max(len(line.text) for line in lines) <= LONGEST_PART + 1  # and a comma where the voice stays up
    said = "".join(line.text for line in lines)
    for letter in set(unit) - set(" ,;"):
        assert said.count(letter) >= 3 * many.count(letter), "the opening with the title and author, and the closing"


def test_a_cut_announcement_is_one_sentence_of_one_paragraph(tmp_path: Path) -> None:
    lines = frame_of(tmp_path, Book("The Lamp", "", "en"), "long title " * 60).lines
    announced = [line for line in lines if "long title" in line.text]
    assert [line.join for line in announced] == [Join.CLAUSE, Join.PARAGRAPH]
    assert announced[0].text.endswith(",")
    assert all(line.kind is Kind.HEADING for line in announced)


def test_a_heading_that_a_cut_opening_says_is_shown_once(tmp_path: Path) -> None:
    author = "Penn and " * 60 + "Sons"
    story = write_story("heading | The Lamp\n\nnarration | It burned.", book=Book("The Lamp", author, "en"))
    lines = cast(story, settings_of(tmp_path), offer()).chapters[0].lines
    assert [line.source for line in lines if "Penn" in line.text] == [((0, 8),), ()]


def test_sources_are_in_order_where_another_heading_stands_above_the_title(tmp_path: Path) -> None:
    story = write_story(
        "heading | Lamplight Archive\n\nheading | The Lamp\n\nnarration | It burned.", book=Book("The Lamp")
    )
    lines = cast(story, settings_of(tmp_path), offer()).chapters[0].lines
    sources = [span for line in lines for span in line.source]
    assert sources == sorted(sources)
    assert "".join(story.text[start:end] for start, end in sources).startswith("Lamplight ArchiveThe Lamp")


def test_words_of_the_opening_lie_in_what_it_stands_for() -> None:
    story = write_story("heading | The Lamp by R. Penn\n\nnarration | It burned.")
    framing = Framing(story, Frame(), "", prepare_pronunciation({}))
    (draft,) = framing.word("The Lamp, by R. Penn.", ((0, 8), (9, 19)), 0)
    assert draft.source == ((0, 8), (9, 19))
    assert all(any(start <= w.start <= w.end <= end for start, end in draft.source) for w in draft.spoken)
