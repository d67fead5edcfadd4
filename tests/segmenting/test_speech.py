"""Splitting prose: what every text keeps, whatever stands in it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhapsode.model import Kind, Mark, Passage, Role
from rhapsode.segmenting import Block, Finding
from rhapsode.segmenting.speech import Pass, split_speech
from tests.segmenting.test_cases import CASES, read_case, rows_of, understand

passages, passes = sys.modules[split_speech.__module__], sys.modules[Pass.__module__]

PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
SCRAPS = st.sampled_from(
    "“|”|\"|'|‘|’|«|»|„|「|」|—|- |::|//|♪|(A/N: |)|_|*|/|<|>|~flashback~| :-) |Ann: |[10:20] |she thought|said he"
    "|a voice nagged|dit-il|— сказал|\n|\n\n|Dear Sir,|you|I|, |. |! |? | |word|Word|\u202e|\x00|\x0b|\u2028|👩‍🚀|ß"
    "|と言った".split("|")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(SCRAPS, max_size=60).map("".join))


def blocks_of(text: str, kind: Kind = Kind.NARRATION) -> tuple[Block, ...]:
    """The paragraphs of a text, each line its own as if unwrapped."""
    blocks = []
    for match in PARAGRAPH.finditer(text):
        lines = []
        for line in re.finditer(r"[^\n]+", match.group()):
            body = line.group().strip()
            if body:
                start = match.start() + line.start() + len(line.group()) - len(line.group().lstrip())
                lines.append((start, start + len(body)))
        if lines:
            blocks.append(Block(lines[0][0], lines[-1][1], kind, lines=tuple(lines)))
    return tuple(blocks)


def split(text: str, language: str = "en", marks: tuple[Mark, ...] = ()) -> tuple[Passage, ...]:
    return split_speech(text, blocks_of(text), (0,), marks, language)[0]


def check_tiling(text: str, passages: tuple[Passage, ...]) -> None:
    """In order, no overlap, nothing but blanks between them, and no blank at their ends."""
    at = 0
    for passage in passages:
        assert passage.start >= at
        assert not text[at : passage.start].strip()
        words = text[passage.start : passage.end]
        assert words and words == words.strip()
        at = passage.end
    assert not text[at:].strip()


@given(TEXTS, st.sampled_from(["en", "fr", "es", "ru", "ja", "pl", "de", "sv", "tlh"]))
def test_passages_tile_any_text(text: str, language: str) -> None:
    check_tiling(text, split(text, language))


@given(TEXTS, st.sampled_from(list(Kind)), st.data())
def test_passages_tile_any_kind_with_any_emphasis(text: str, kind: Kind, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    marks = tuple(Mark(start, end, Role.EMPHASIS) for start, end in pairwise(cuts) if start < end)
    blocks = blocks_of(text, kind)
    passages = split_speech(text, blocks, (0,), marks, "en")[0]
    check_tiling(text, passages)
    if kind not in (Kind.NARRATION, Kind.LETTER):
        assert [p.kind for p in passages] == [kind] * len(blocks)


@given(st.lists(SCRAPS, max_size=20).map("".join), st.lists(SCRAPS, max_size=20).map("".join))
def test_nothing_in_one_paragraph_reaches_two_paragraphs_on(first: str, last: str) -> None:
    """A missing mark is lost in its own paragraph or the next one, never farther."""
    middle = "The road was white.\n\nThe dog slept."
    text = f"{first.strip() or 'x'}\n\n{middle}\n\n{last}"
    at = text.index("The dog slept.", len(first))
    kinds = {p.kind for p in split(text) if p.start <= at < p.end}
    assert kinds <= {Kind.NARRATION, Kind.LETTER}


def test_a_page_number_inside_a_paragraph_stays_what_it_is() -> None:
    text = '"I never saw\n\n17\n\nthe goat," he said.'
    number = text.index("17")
    first, last = (0, number - 2), (number + 4, len(text))
    blocks = (
        Block(0, len(text), lines=(first, last), wrapped=True),
        Block(number, number + 2, Kind.BOILERPLATE, finding=Finding.PICTURE, lines=((number, number + 2),)),
    )
    passages = split_speech(text, blocks, (0,), (), "en")[0]
    check_tiling(text, passages)
    assert [(p.kind, text[p.start : p.end]) for p in passages] == [
        (Kind.DIALOGUE, '"I never saw'),
        (Kind.BOILERPLATE, "17"),
        (Kind.DIALOGUE, 'the goat,"'),
        (Kind.NARRATION, "he said."),
    ]


def test_a_song_inside_a_speech_says_so() -> None:
    text = '"She sang it twice:\n\nThe tide is out\nthe tide is in\n\n"and then she left," he said.'
    song = text.index("The tide")
    blocks = blocks_of(text)
    blocks = tuple(Block(b.start, b.end, Kind.LYRIC, lines=b.lines) if b.start == song else b for b in blocks)
    (lyric,) = (p for p in split_speech(text, blocks, (0,), (), "en")[0] if p.kind is Kind.LYRIC)
    assert lyric.within is Kind.DIALOGUE


def test_a_song_of_the_narrator_does_not() -> None:
    text = "She sang it twice.\n\nThe tide is out\nthe tide is in\n\nThen she left."
    song = text.index("The tide")
    blocks = tuple(
        Block(b.start, b.end, Kind.LYRIC if b.start == song else b.kind, lines=b.lines) for b in blocks_of(text)
    )
    (lyric,) = (p for p in split_speech(text, blocks, (0,), (), "en")[0] if p.kind is Kind.LYRIC)
    assert lyric.within is None


def test_speech_in_a_letter_is_within_it() -> None:
    text = 'We are well. "Come in June," said your aunt, and meant it. The "garden" is a pot.'
    passages = split_speech(text, blocks_of(text, Kind.LETTER), (0,), (), "en")[0]
    assert [(p.kind, p.within) for p in passages] == [
        (Kind.LETTER, None),
        (Kind.DIALOGUE, Kind.LETTER),
        (Kind.LETTER, None),
    ]


def test_stops_are_not_left_alone() -> None:
    text = "Hans sagte („Ja, gern, und zwar sofort!“), und ging."
    assert all(any(c.isalnum() for c in text[p.start : p.end]) for p in split(text, "de"))


@pytest.mark.parametrize(
    "scrap", ['"a ', "“a ", "'a ", "_a ", "*a ", "(A/N: ", "::a ", "//a ", "<a b ", "a. ", '"a, said he. ']
)
def test_an_endless_line_takes_linear_time(scrap: str) -> None:
    """Ten times the text takes at most thirty times as long: quadratic work would take a hundred times."""
    short, long = scrap * (4_000 // len(scrap)), scrap * (40_000 // len(scrap))
    assert _seconds(long) < 30 * max(_seconds(short), 0.02)


def _seconds(text: str) -> float:
    began = time.process_time()
    split(text)
    return time.process_time() - began


@settings(max_examples=20)
@given(st.integers(1, 3))
def test_a_hundred_kilobyte_word(times: int) -> None:
    text = " ".join(["x" * 100_000] * times)
    check_tiling(text, split(text))


NEEDED_BY = {
    "find_interruptions": "speech-emoticons",
    "find_script_lines": "speech-script-lines",
    "find_signed": "speech-telepathy",
    "find_dashed": "speech-es-dash-with-tag",
    "cut_asides": "speech-aside-in-brackets",
    "split_by_tags": "speech-fr-incise-in-guillemets",
    "find_quotations": "speech-double-curly",
    "find_inner_voices": "speech-inner-voice",
    "find_thoughts": "speech-thought-emphasis-sentence",
    "_absorb_stops": "speech-de-low-high",
}


@pytest.mark.parametrize("finder", sorted(NEEDED_BY))
def test_a_golden_case_needs_each_finder(finder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    header, text, expected = read_case(CASES / f"{NEEDED_BY[finder]}.case")
    assert rows_of(understand(header, text, tmp_path), False, False) == expected
    monkeypatch.setattr(passages if finder == "_absorb_stops" else passes, finder, WITHOUT[finder])
    assert rows_of(understand(header, text, tmp_path), False, False) != expected


WITHOUT: dict[str, Callable[..., object]] = {
    "find_interruptions": lambda _, rooms: [[] for _ in rooms],
    "find_script_lines": lambda _, lines: [[] for _ in lines],
    "find_signed": lambda _, rooms: [[] for _ in rooms],
    "find_dashed": lambda *_: [],
    "cut_asides": lambda _, stretch: [stretch],
    "split_by_tags": lambda _, start, __, end, ___: [(start, end)],
    "find_quotations": lambda _, rooms: [[] for _ in rooms],
    "find_inner_voices": lambda *_: {},
    "find_thoughts": lambda *_: [],
    "_absorb_stops": lambda _, __, stretches: stretches,
}
"""What each finder gives where it finds nothing."""
