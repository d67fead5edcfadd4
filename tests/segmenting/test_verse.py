"""Verse by evidence; see the golden cases for each shape of it."""

from __future__ import annotations

import textwrap

import pytest

from rhapsode.segmenting.verse import find_verse, gather_lone_evidence, gather_stanza_evidence
from rhapsode.weighing import load_decision
from tests.segmenting.sheets import kinds_after, lay_out

STORY = "The pump at the end of the yard had not worked since the spring, but nobody had taken it away from the hens."
SONG = """Oh, the pump is in the yard,
And the yard is in the rain,
And the winter will be hard
Till the hens come home again."""

WRAPPED = "\n".join(textwrap.wrap(f"{STORY} {STORY.replace('.', ',')} {STORY}", 50))


def kinds(*paragraphs: str) -> list[str]:
    return kinds_after(find_verse, "\n\n".join(paragraphs))


def test_every_weight_has_its_evidence() -> None:
    sheet, blocks = lay_out(f"{STORY}\n\n{SONG}\n\nNo.\n\nYes.\n\n{STORY}")
    stanzas, lone = load_decision("open_stanzas"), load_decision("lone_verse")
    assert set(dict(gather_stanza_evidence(sheet, blocks))[1]) == stanzas.weights.keys() - stanzas.given
    assert set(dict(gather_lone_evidence(sheet, blocks))[2]) == lone.weights.keys() - lone.given
    stanzas = load_decision("stanzas")
    sheet, blocks = lay_out(f"{WRAPPED}\n\n{SONG}")
    assert set(dict(gather_stanza_evidence(sheet, blocks))[1]) == stanzas.weights.keys() - stanzas.given


def test_a_stanza() -> None:
    assert kinds(STORY, SONG, STORY) == ["narration", "lyric", "narration"]


def test_its_lines_apart() -> None:
    assert kinds(STORY, *SONG.split("\n"), STORY) == ["narration", *["lyric"] * 4, "narration"]


def test_its_lines_close_below_a_paragraph() -> None:
    assert kinds_after(find_verse, "\n".join([STORY, SONG, STORY])) == ["narration", "lyric", "narration"]


@pytest.mark.parametrize(
    "lines",
    [
        "“No.”|“Yes.”|“Why?”|“Because.”",
        "He ran.|She ran after him.|Nobody saw them.|It rained.",
        "Ida: No.|Tom: Yes.|Ida: Why?",
        "[10:31] ida: no|[10:32] tom: yes|[10:32] ida: why",
        "The door opened.|“Who is it?” asked Ida.|“Me,” said Tom.|She let him in.",
        "4 May|Saltby, 1871",
    ],
)
def test_short_paragraphs_that_are_none(lines: str) -> None:
    paragraphs = lines.split("|")
    assert kinds(STORY, *paragraphs, STORY) == ["narration"] * (len(paragraphs) + 2)
