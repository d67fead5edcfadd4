"""The paragraphs of a story as they are printed: passages in, paragraphs with their runs of equal speech out.

Passages say what is what, but not where paragraphs end: that is read from the white space between them, by the
file's own habit. Verse comes line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from rhapsode.casting.wording import NOBODY_SAYS, has_words
from rhapsode.model import Kind, Passage, Range, Scene, Story

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_INDENT = re.compile(r"\n(?: {2,}|\t|\u3000)\S")
_PROSE = frozenset({Kind.NARRATION, Kind.DIALOGUE, Kind.THOUGHT, Kind.LETTER})
_SHORT_LINE = 40  # characters; a line of a letter this short before a capital is its own (an address, a greeting)
_OPEN_END = re.compile(r"[\w,;:–—-][^\S\n]*\Z")


class Gap(IntEnum):
    """What stands before a paragraph."""

    LINE = 1  # the next line of a verse
    PARAGRAPH = 2
    SCENE = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring passages that are spoken alike, as one; `passage` is the first of them."""

    start: int
    end: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a line of verse. `text` is that of `start` to `end`, NUL where nobody speaks."""

    start: int
    end: int
    text: str
    runs: tuple[Run, ...]
    gap: Gap
    scene: int

    def ranges(self, start: int, end: int) -> tuple[Range, ...]:
        """The stretches of the story between two of its offsets that are spoken, without white space at the ends."""
        found: list[Range] = []
        for part in self.text[start - self.start : end - self.start].split(NOBODY_SAYS):
            left = start + len(part) - len(part.lstrip())
            right = start + len(part.rstrip())
            if left < right:
                found.append((left, right))
            start += len(part) + 1
        return tuple(found)


def gather_paragraphs(
    story: Story, scenes: Sequence[Scene], wrapped: bool, is_spoken: Callable[[Passage], bool]
) -> Iterator[Paragraph]:
    """The spoken paragraphs of consecutive scenes, in order. `wrapped`: lines end where the column does."""
    gap = Gap.SCENE
    for number, scene in enumerate(scenes):
        pending: list[Run] = []
        for run in _split_runs(story, scene, wrapped, is_spoken):
            new = _find_gap(story, pending[-1], run, wrapped) if pending else None
            if new is not None:
                yield _close(story, pending, gap, number, is_spoken)
                gap, pending = new, []
            pending.append(run)
        if pending:
            yield _close(story, pending, gap, number, is_spoken)
            gap = Gap.SCENE


def is_wrapped(story: Story) -> bool:
    """Whether the lines of `story` end where a column ends: then a single newline is but a space.

    In a file of one line a paragraph, passages hold hardly a newline and many meet at one; in a wrapped one it is
    the other way round.
    """
    inside = between = 0
    prose = [p for p in story.passages if p.kind in _PROSE]
    for passage in prose:
        inside += story.text.count("\n", passage.start, passage.end)
    for one, other in pairwise(prose):
        if other.start - one.end < 40 and story.text.count("\n", one.end, other.start) == 1:
            between += 1
    return inside >= between


def _split_runs(story: Story, scene: Scene, wrapped: bool, is_spoken: Callable[[Passage], bool]) -> Iterator[Run]:
    """Each spoken passage, in parts where a line or paragraph ends inside it."""
    for passage in story.passages_between(scene.start, scene.end):
        if not is_spoken(passage):
            continue
        start = passage.start
        for end in [*_find_line_ends(story.text, passage, wrapped), passage.end]:
            part = story.text[start:end]
            left = start + len(part) - len(part.lstrip())
            right = start + len(part.rstrip())
            if left < right:
                yield Run(left, right, passage)
            start = end


def _find_line_ends(text: str, passage: Passage, wrapped: bool) -> list[int]:
    """Offsets inside `passage` where a verse line or a paragraph ends."""
    at = text.find("\n", passage.start, passage.end)
    ends: list[int] = []
    while at >= 0:
        if passage.kind is Kind.LYRIC or not wrapped or _ends_paragraph(text, at, passage):
            ends.append(at)
        at = text.find("\n", at + 1, passage.end)
    return ends


def _ends_paragraph(text: str, newline: int, passage: Passage) -> bool:
    if _BLANK_LINE.match(text, newline) or _INDENT.match(text, newline):
        return True
    if passage.kind is not Kind.LETTER and passage.within is not Kind.LETTER:
        return False
    line_start = text.rfind("\n", 0, newline) + 1
    following = text[newline + 1 : newline + 60].lstrip()[:1]
    return newline - line_start < _SHORT_LINE and (following.isupper() or not following.isalnum())


def _find_gap(story: Story, one: Run, other: Run, wrapped: bool) -> Gap | None:
    """What lies between two runs; None where they stand in one paragraph."""
    between = story.text[one.end : other.start]
    if "\n" not in between:
        return None
    blank = _BLANK_LINE.search(between) is not None
    if one.passage.kind is Kind.LYRIC and other.passage.kind is Kind.LYRIC:
        return Gap.PARAGRAPH if blank else Gap.LINE
    if _is_interrupted(story, one, other):
        return None
    same = one.passage.kind in _PROSE and other.passage.kind in _PROSE
    if not blank and wrapped and same and one.passage is not other.passage and not _INDENT.search(between + "x"):
        return None
    return Gap.PARAGRAPH


def _is_interrupted(story: Story, one: Run, other: Run) -> bool:
    """Whether something nobody reads (a page number) stands in the middle of a sentence."""
    between = story.passages_between(one.end, other.start)
    if not between or any(p.kind is not Kind.BOILERPLATE for p in between):
        return False
    goes_on = story.text[other.start].islower()
    return goes_on and _OPEN_END.search(story.text[max(one.start, one.end - 20) : one.end]) is not None


def _close(story: Story, runs: Sequence[Run], gap: Gap, scene: int, is_spoken: Callable[[Passage], bool]) -> Paragraph:
    """The paragraph of `runs`, what nobody speaks blotted out of its text."""
    start, end = runs[0].start, runs[-1].end
    parts: list[str] = []
    at = start
    for passage in story.passages_between(start, end):
        if not is_spoken(passage) and passage.start >= at:
            right = passage.end
            if story.text[passage.start : right] == "-" and story.text[right : right + 1] == "\n":
                while story.text[right].isspace():  # a word divided at the line's end
                    right += 1
            parts += [story.text[at : passage.start], NOBODY_SAYS * (right - passage.start)]
            at = right
    text = "".join([*parts, story.text[at:end]])
    return Paragraph(start, end, text, _merge_runs(runs), gap, scene)


def _merge_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """`runs` with those made one that only something unspoken parts."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last is not None and _is_same_speech(last.passage, run.passage):
            merged[-1] = Run(last.start, run.end, last.passage)
        else:
            merged.append(run)
    return tuple(merged)


def _is_same_speech(one: Passage, other: Passage) -> bool:
    def sort(p: Passage) -> tuple[object, ...]:
        return p.kind, p.within, p.speaker, p.writer, p.confidence

    return one is other or (one.kind is not Kind.DIALOGUE and sort(one) == sort(other))


def is_worth_saying(paragraph: Paragraph, start: int, end: int) -> bool:
    """Whether a stretch of `paragraph` holds a letter or digit that is spoken."""
    return has_words(paragraph.text[start - paragraph.start : end - paragraph.start])
