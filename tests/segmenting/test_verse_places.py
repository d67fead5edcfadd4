"""Verse by its place."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind
from rhapsode.segmenting import Block, Finding
from rhapsode.segmenting.verse import as_verse, find_announced_verse, find_set_off_verse, find_shaped_verse
from tests.segmenting.sheets import kinds_after, lay_out

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens"


@pytest.mark.parametrize(
    ("above", "line", "below", "kind"),
    [
        (f"{STORY} that", "Time is a pump in the rain", "and so on.", "lyric"),
        (f"{STORY}, for,", "Time is a pump in the rain,", "as the saying goes.", "lyric"),
        (f"{STORY} that", "time is a pump in the rain", "and so on.", "narration"),
        (f"{STORY}.", "Time is a pump in the rain,", "He went on.", "narration"),
        (f"{STORY}, and he cried,", "“Time is a pump!”", "He went on.", "narration"),
        ("Sincerely,", "Ida Brand", "He went on.", "narration"),
    ],
)
def test_set_off(above: str, line: str, below: str, kind: str) -> None:
    assert kinds_after(find_set_off_verse, f"{above}\n\n{line}\n\n{below}")[1] == kind


def test_announced() -> None:
    assert kinds_after(find_announced_verse, "She sang:\n\n“The pump is in the rain!”")[1] == "lyric"
    assert kinds_after(find_announced_verse, "She said:\n\n“The pump is in the rain!”")[1] == "narration"
    assert kinds_after(find_announced_verse, "She sang:\n\n“Go on,” said the hen.")[1] == "narration"


def test_shaped() -> None:
    story = f"{STORY}.\n\n{STORY}.\n\n"
    poem = "rain\non the\npump\nand\nno\nhens\n\nand me\nin the wet"
    things = "Corn\nRope\nBran\nOats\nHay\nSalt\nTar\nNails"
    assert kinds_after(find_shaped_verse, story + poem)[2:] == ["lyric", "lyric"]
    assert kinds_after(find_shaped_verse, story + things)[2:] == ["narration"]


def test_quoted_verse_is_within_a_dialogue() -> None:
    sheet, (block,) = lay_out("“The pump is in the rain!”")
    assert as_verse(sheet, block, Finding.STANZA).within is Kind.DIALOGUE
    assert as_verse(sheet, Block(1, 4), Finding.STANZA).within is None
