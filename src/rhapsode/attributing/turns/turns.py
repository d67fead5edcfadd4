"""A story's passages → its turns: the speeches of one paragraph, with the narration around and between them.

A speech that runs over several paragraphs (each opened, only the last closed) is one turn. Everything later works
on turns: nearly all quotations of one paragraph have one speaker (98 of 100 over sixteen novels).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.model import Inner, Kind, Passage, Range, Story
from rhapsode.text.marks import CLOSING, OPENERS

_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_LINE = re.compile(r"\n\s*")
_CLOSERS = CLOSING + "♪~"
LONG_LINE = 100  # characters; hard-wrapped prose has no longer lines, so one line is one paragraph above it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Where a paragraph starts and ends, and which of the story's scenes it stands in."""

    start: int
    end: int
    scene: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch. `gaps` are the stretches of narration before, between and after.

    `gaps` has one entry more than `quotes`; an entry is empty where nothing stands. `paragraph` indexes the first
    paragraph. `passages` are indexes into the story's passages.
    """

    paragraph: int
    last_paragraph: int
    passages: tuple[int, ...]
    quotes: tuple[Range, ...]
    gaps: tuple[Range, ...]

    @property
    def start(self) -> int:
        return self.quotes[0][0]

    @property
    def end(self) -> int:
        return self.quotes[-1][1]


def find_paragraphs(story: Story) -> tuple[Paragraph, ...]:
    """The paragraphs of the story, by blank lines, or by line ends where lines are not wrapped."""
    text = story.text
    scenes = [scene.start for chapter in story.chapters for scene in chapter.scenes]
    breaks = _LINE if _is_unwrapped(text) else _BLANK_LINE
    bounds: list[int] = []
    at = 0
    for gap in breaks.finditer(text):
        bounds += [at, gap.start()]
        at = gap.end()
    bounds += [at, len(text)]
    return tuple(
        Paragraph(start, end, max(0, bisect_right(scenes, start) - 1))
        for start, end in zip(bounds[::2], bounds[1::2], strict=True)
        if end > start
    )


def _is_unwrapped(text: str) -> bool:
    """Whether each line is a paragraph: a fifth of the text stands in lines longer than a wrap leaves."""
    long_lines = sum(len(line) for line in text.split("\n") if len(line) > LONG_LINE)
    return long_lines * 5 > len(text)


def is_turn(story: Story, passage: Passage) -> bool:
    """Whether a passage is part of a conversation: said, or thought in quotation marks."""
    if passage.kind == Kind.THOUGHT:
        return story.text[passage.start] in OPENERS and passage.inner is not Inner.VOICE
    return passage.kind == Kind.DIALOGUE


def find_turns(story: Story, paragraphs: Sequence[Paragraph]) -> tuple[Turn, ...]:
    """The turns of the story, in order."""
    starts = [paragraph.start for paragraph in paragraphs]
    rows: list[tuple[int, list[int]]] = []
    for index, passage in enumerate(story.passages):
        if not is_turn(story, passage):
            continue
        paragraph = max(0, bisect_right(starts, passage.start) - 1)
        if rows and _belongs(story, rows[-1][1][-1], index, rows[-1][0] == paragraph):
            rows[-1][1].append(index)
        else:
            rows.append((paragraph, [index]))
    turns = []
    for number, (paragraph, members) in enumerate(rows):
        floor = story.passages[rows[number - 1][1][-1]].end if number else 0
        roof = story.passages[rows[number + 1][1][0]].start if number + 1 < len(rows) else len(story.text)
        last = max(paragraph, bisect_right(starts, story.passages[members[-1]].start) - 1)
        bounds = (max(floor, paragraphs[paragraph].start), min(roof, paragraphs[last].end))
        turns.append(_make_turn(story, members, bounds, (paragraph, last)))
    return tuple(turns)


def _make_turn(story: Story, members: Sequence[int], bounds: Range, where: Range) -> Turn:
    quotes = tuple((story.passages[i].start, story.passages[i].end) for i in members)
    edges = [bounds[0], *(edge for quote in quotes for edge in quote), bounds[1]]
    gaps = tuple((start, max(start, end)) for start, end in zip(edges[::2], edges[1::2], strict=True))
    return Turn(where[0], where[1], tuple(members), quotes, gaps)


def _belongs(story: Story, before: int, here: int, same_paragraph: bool) -> bool:
    """Whether two neighbouring spoken passages are one turn."""
    first, second = story.passages[before], story.passages[here]
    if same_paragraph:
        return first.kind == second.kind and (first.speaker == second.speaker)
    if story.text[first.end : second.start].strip() or first.kind != second.kind:
        return False
    said = story.text[first.start : first.end].rstrip()
    return said[:1] in OPENERS and said[-1:] not in _CLOSERS and story.text[second.start] == said[0]
