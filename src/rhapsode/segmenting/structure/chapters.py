"""Chapters and scenes: blocks in; chapters that tile the text, each with the scenes that tile it, out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rhapsode.model import UNSPOKEN_KINDS, Chapter, Kind, Role, Scene
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.structure.headings import SCENE_LEVEL, narrator_named

OPENING_WORDS = 120
"""Spoken words before the first heading that make a chapter of their own: less than a minute, hardly a scene."""
MARKED = 2
"""Chapters that a navigation document must name before it is followed."""


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a chapter or scene begins, and its title or the name of who tells it."""

    at: int
    name: str
    opening: bool = False  # says who tells the scene that the chapter's heading begins


def build_chapters(sheet: Sheet, blocks: Sequence[Block], title: str) -> tuple[Chapter, ...]:
    """The chapters, by the navigation document if there is one, else by runs of headings.

    What is spoken before the first is a chapter called as the book if it has OPENING_WORDS, else it joins the first.
    """
    starts = _navigated(sheet, blocks) or _headed(sheet, blocks)
    if not starts or _words_before(sheet, blocks, starts[0].at) >= OPENING_WORDS:
        starts = [_Start(0, title), *starts]
    starts[0] = _Start(0, starts[0].name)
    ends = [start.at for start in starts[1:]] + [len(sheet.text)]
    scenes = _scene_starts(sheet, blocks)
    return tuple(
        Chapter(start.name or title, start.at, end, _scenes_between(scenes, start.at, end))
        for start, end in zip(starts, ends, strict=True)
    )


def _navigated(sheet: Sheet, blocks: Sequence[Block]) -> list[_Start]:
    """The chapters of a navigation document; one that has nothing to read joins the next."""
    marks = [mark for mark in sheet.marks if mark.role is Role.CHAPTER_START]
    if len(marks) < MARKED:
        return []
    spoken = [block.start for block in blocks if block.kind not in UNSPOKEN_KINDS]
    starts: list[_Start] = []
    for mark, end in zip(marks, [*(mark.start for mark in marks[1:]), len(sheet.text)], strict=True):
        if bisect_left(spoken, mark.start) < bisect_left(spoken, end):
            starts.append(_Start(mark.start, mark.title))
    return starts


def _headed(sheet: Sheet, blocks: Sequence[Block]) -> list[_Start]:
    """A chapter for each run of headings, whose words are its title; the book's own title (level 0) is none of them."""
    starts: list[_Start] = []
    running = False
    for block in blocks:
        if _begins_chapter(block):
            words = " ".join(sheet.text[block.start : block.end].split()) if block.level else ""
            if not running:
                starts.append(_Start(block.start, words))
            elif words:
                above = f"{starts[-1].name.rstrip('.:')}: " if starts[-1].name else ""
                starts[-1] = _Start(starts[-1].at, above + words)
            running = True
        elif block.kind not in UNSPOKEN_KINDS:
            running = False
    return starts


def _begins_chapter(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.level < SCENE_LEVEL and block.within is None


def _words_before(sheet: Sheet, blocks: Sequence[Block], end: int) -> int:
    read = (block for block in blocks if block.start < end and block.kind not in UNSPOKEN_KINDS)
    return sum(len(sheet.text[block.start : block.end].split()) for block in read)


# --- scenes -------------------------------------------------------------------------------------------------


def _scene_starts(sheet: Sheet, blocks: Sequence[Block]) -> list[_Start]:
    """Where scenes begin: behind a mark, at a gap that is wide in this file, at a line that names who tells it.

    A mark before anything of the chapter has been read parts nothing.
    """
    starts: list[_Start] = []
    parted = any_read = named = False
    for block in blocks:
        if _begins_chapter(block):
            parted = any_read = named = False
        elif block.kind is Kind.SCENE_BREAK:
            parted = parted or any_read
        elif block.kind not in UNSPOKEN_KINDS:
            wide = 0 < sheet.layout.wide_gap <= block.gap and not named
            named = block.kind is Kind.HEADING
            name = narrator_named(sheet.text[block.start : block.end]) or "" if named else ""
            if any_read and (parted or wide or named):
                starts.append(_Start(block.start, name))
                parted = False
            elif name:
                starts.append(_Start(block.start, name, opening=True))
            any_read = any_read or not named
    return starts


def _scenes_between(starts: Sequence[_Start], begin: int, end: int) -> tuple[Scene, ...]:
    """The scenes that tile a chapter; who tells the first may be named below its heading."""
    places = [start.at for start in starts]
    inner = starts[bisect_left(places, begin) : bisect_left(places, end)]
    first = next((start.name for start in inner[:1] if start.opening), "")
    edges = [_Start(begin, first), *(s for s in inner if not s.opening and s.at > begin), _Start(end, "")]
    return tuple(Scene(a.at, b.at, a.name or None) for a, b in pairwise(edges))
