"""What an author says beside the story, and what only looks like it."""

from __future__ import annotations

import pytest

from rhapsode.segmenting import Finding
from rhapsode.segmenting.furniture import find_notes
from rhapsode.segmenting.structure import find_headings
from tests.segmenting.sheets import lay_out

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."


def kinds(*paragraphs: str) -> list[str]:
    sheet, blocks = lay_out("\n\n".join(paragraphs))
    return [str(block.kind) for block in find_notes(sheet, find_headings(sheet, blocks))]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("A/N: hello", "note"),
        ("AN - hello", "note"),
        ("**Author's Note:** hello", "note"),
        ("Authors note; hello", "note"),
        ("[A/N: hello]", "note"),
        ("Disclaimer: none of it is mine", "note"),
        ("Summary: a pump", "summary"),
        ("SUMMARY: a pump", "summary"),
        ("Rating: T", "boilerplate"),
        ("Pairing: the hens/the pump", "boilerplate"),
        ("Song: “Corn” by The Hens", "note"),
        ("I do not own the pump or the hens.", "note"),
        ("Примечание автора: привет", "note"),
    ],
)
def test_at_the_head(words: str, kind: str) -> None:
    assert kinds("Chapter 1", words, STORY) == ["heading", kind, "narration"]


@pytest.mark.parametrize(
    "words",
    ["An apple a day.", "A note: the pump is shut.", "Note: the pump is shut.", "Notes were taken.", "Summary justice.",
     "Rating: he had none.", "The disclaimer was long.", "Song: he had none.", "An: he could not finish."],
)  # fmt: skip
def test_in_the_story(words: str) -> None:
    assert kinds(STORY, words, *[STORY] * 8) == ["narration"] * 10


@pytest.mark.parametrize("words", ["R&R!", "Please review!", "TBC", "To be continued…", "Leave a review, please?"])
def test_taking_leave(words: str) -> None:
    assert kinds(STORY, STORY, words)[-1] == "note"
    assert kinds(STORY, STORY, words, "Chapter 2", STORY)[2] == "note"


def test_the_tone_goes_on() -> None:
    assert kinds("A/N: hello", "Thanks for all the reviews!", STORY, "The readers of the pump sat still.") == [
        "note",
        "note",
        "narration",
        "narration",
    ]


def test_a_label_alone_names_what_is_below() -> None:
    assert kinds("Author's Note", "For Ida, with love.", STORY) == ["note", "note", "narration"]


def test_in_doubt_it_is_read_and_the_reason_says_so() -> None:
    _, block, *_ = find_notes(*lay_out("\n\n".join([STORY, "Warning: the pump is wet.", *[STORY] * 8])))
    assert (str(block.kind), block.finding) == ("narration", Finding.DOUBTFUL_LABEL)
