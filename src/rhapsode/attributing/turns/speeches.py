"""A story's passages → its turns: the speeches of one paragraph, with the narration around and between them.

A speech that runs over several paragraphs (each opened, only the last closed) is one turn. Everything later works
on turns: nearly all quotations of one paragraph have one speaker (98 of 100 over sixteen novels).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.model import Inner, Kind, Passage, Range, Story
from rhapsode.text.marks import CLOSING, MIND_SIGNS, OPENERS

_CLOSERS = CLOSING + "♪~"
_MARKED = OPENERS + MIND_SIGNS


@dataclass(frozen=True, slots=True)
class Region:
    """A paragraph, or what stands between two (a stanza, a scene sign); and which of the story's scenes it is in."""

    start: int
    end: int
    scene: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch. `gaps` are the stretches of narration before, between and after.

    `gaps` has one entry more than `quotes`; an entry is empty where nothing stands. `paragraph` indexes the first
    place that it stands in. `passages` are indexes into the story's passages.
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


def find_regions(story: Story) -> tuple[Region, ...]:
    """The story's paragraphs, and each passage that stands in none, in order."""
    bounds: list[Range] = []
    at = 0
    for paragraph in story.paragraphs:
        bounds += _find_outside(story, at, paragraph.start)
        bounds.append((paragraph.start, paragraph.end))
        at = paragraph.end
    bounds += _find_outside(story, at, len(story.text))
    scenes = [scene.start for chapter in story.chapters for scene in chapter.scenes]
    return tuple(Region(start, end, max(0, bisect_right(scenes, start) - 1)) for start, end in bounds)


def _find_outside(story: Story, start: int, end: int) -> list[Range]:
    return [(passage.start, passage.end) for passage in story.passages_between(start, end)]


def is_turn(story: Story, passage: Passage) -> bool:
    """Whether a passage is part of a conversation: said, or thought in quotation marks or from mind to mind."""
    if passage.kind == Kind.THOUGHT:
        return story.text[passage.start] in _MARKED and passage.inner is not Inner.VOICE
    return passage.kind == Kind.DIALOGUE


def find_turns(story: Story, places: Sequence[Region]) -> tuple[Turn, ...]:
    """The turns of the story, in order."""
    starts = [place.start for place in places]
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
        last = max(paragraph, bisect_right(starts, story.passages[members[-1]].end - 1) - 1)
        bounds = (max(floor, places[paragraph].start), min(roof, places[last].end))
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
