"""The paragraphs of a story as they are spoken: its paragraphs and passages in, runs of equal speech in each out.

What stands in no paragraph (verse, a scene sign) comes line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rhapsode.casting.wording import NOBODY_SAYS, has_words
from rhapsode.model import Kind, Passage, Range, Scene, Story

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_PROSE = frozenset({Kind.NARRATION, Kind.DIALOGUE, Kind.THOUGHT, Kind.LETTER})


class ParagraphGap(IntEnum):
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
class SpokenParagraph:
    """A paragraph or a line of verse. `text` is that of `start` to `end`, NUL where nobody speaks."""

    start: int
    end: int
    text: str
    runs: tuple[Run, ...]
    gap: ParagraphGap
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
    story: Story, scenes: Sequence[Scene], is_spoken: Callable[[Passage], bool]
) -> Iterator[SpokenParagraph]:
    """The spoken paragraphs of consecutive scenes, in order."""
    gap = ParagraphGap.SCENE
    for number, scene in enumerate(scenes):
        pending: list[Run] = []
        for run in _split_runs(story, scene, is_spoken):
            new = _find_gap(story, pending[-1], run) if pending else None
            if new is not None:
                yield _close(story, pending, gap, number, is_spoken)
                gap, pending = new, []
            pending.append(run)
        if pending:
            yield _close(story, pending, gap, number, is_spoken)
            gap = ParagraphGap.SCENE


def _split_runs(story: Story, scene: Scene, is_spoken: Callable[[Passage], bool]) -> Iterator[Run]:
    """Each spoken passage, in parts where a line of verse or a paragraph ends inside it."""
    for passage in story.passages_between(scene.start, scene.end):
        if not is_spoken(passage):
            continue
        start = passage.start
        for end in [*_find_ends(story, passage), passage.end]:
            part = story.text[start:end]
            left = start + len(part) - len(part.lstrip())
            right = start + len(part.rstrip())
            if left < right:
                yield Run(left, right, passage)
            start = end


def _find_ends(story: Story, passage: Passage) -> Iterator[int]:
    """Offsets inside `passage` where a paragraph ends, or a line of what stands in none."""
    newline = story.text.find("\n", passage.start, passage.end)
    if newline < 0:
        return
    at = None if passage.kind is Kind.LYRIC else story.paragraph_at(passage.start)
    if at is None:
        while newline >= 0:
            yield newline
            newline = story.text.find("\n", newline + 1, passage.end)
    else:
        while at < len(story.paragraphs) and story.paragraphs[at].end < passage.end:
            yield story.paragraphs[at].end
            at += 1


def _find_gap(story: Story, one: Run, other: Run) -> ParagraphGap | None:
    """What lies between two runs; None where they stand in one paragraph."""
    between = story.text[one.end : other.start]
    if "\n" not in between:
        return None
    kinds = {one.passage.kind, other.passage.kind}
    if kinds == {Kind.LYRIC}:
        return ParagraphGap.PARAGRAPH if _BLANK_LINE.search(between) else ParagraphGap.LINE
    at = story.paragraph_at(other.start) if len(kinds) == 1 or kinds <= _PROSE else None
    return None if at is not None and story.paragraphs[at].start < one.end else ParagraphGap.PARAGRAPH


def _close(
    story: Story, runs: Sequence[Run], gap: ParagraphGap, scene: int, is_spoken: Callable[[Passage], bool]
) -> SpokenParagraph:
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
    return SpokenParagraph(start, end, text, _merge_runs(runs), gap, scene)


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


def is_worth_saying(paragraph: SpokenParagraph, start: int, end: int) -> bool:
    """Whether a stretch of `paragraph` holds a letter or digit that is spoken."""
    return has_words(paragraph.text[start - paragraph.start : end - paragraph.start])
