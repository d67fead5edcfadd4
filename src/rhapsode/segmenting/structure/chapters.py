"""Chapters and scenes: blocks in; chapters that tile the text, each with the scenes that tile it, out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rhapsode.model import UNSPOKEN_KINDS, Chapter, Kind, Role, Scene
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.structure.headings import SCENE_LEVEL, VIEW_WIDTH, read_view

OPENING_WORDS = 120
"""Spoken words before the first heading that make a chapter of their own: less than a minute, hardly a scene."""
MARKED = 2
"""Chapters that a navigation document must name before it is followed."""
_READ = frozenset({Kind.HEADING, Kind.NARRATION, Kind.LETTER})


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a chapter begins, and its title."""

    at: int
    name: str


def build_chapters(sheet: Sheet, blocks: Sequence[Block], title: str) -> tuple[Chapter, ...]:
    """The chapters, by the navigation document if there is one, else by runs of headings.

    What is spoken before the first is a chapter called as the book if it has OPENING_WORDS, else it joins the first.
    """
    starts = _navigated(sheet, blocks) or _headed(sheet, blocks)
    if not starts or _words_before(sheet, blocks, starts[0].at) >= OPENING_WORDS:
        starts = [_Start(0, title), *starts]
    starts[0] = _Start(0, starts[0].name)
    ends = [start.at for start in starts[1:]] + [len(sheet.text)]
    scenes, views = _find_scene_starts(sheet, blocks), _find_views(sheet, blocks)
    return tuple(
        Chapter(start.name or title, start.at, end, _scenes_between(scenes, views, start.at, end))
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


def _find_scene_starts(sheet: Sheet, blocks: Sequence[Block]) -> list[int]:
    """Where scenes begin: behind a mark, at a gap that is wide in this file, at a line that names who tells it.

    A mark before anything of the chapter has been read parts nothing.
    """
    starts: list[int] = []
    parted = any_read = named = False
    for block in blocks:
        if _begins_chapter(block):
            parted = any_read = named = False
        elif block.kind is Kind.SCENE_BREAK:
            parted = parted or any_read
        elif block.kind not in UNSPOKEN_KINDS:
            wide = 0 < sheet.layout.wide_gap <= block.gap and not named
            named = block.kind is Kind.HEADING
            if any_read and (parted or wide or named):
                starts.append(block.start)
                parted = False
            any_read = any_read or not named
    return starts


def _find_views(sheet: Sheet, blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """Where headings, or first lines of paragraphs, say who tells what stands below; "" where it is nobody by name."""
    found = []
    for block in blocks:
        if block.kind in _READ:
            for start, end in block.lines if block.kind is Kind.HEADING else block.lines[:1]:
                name = read_view(sheet.text[start:end]) if end - start <= VIEW_WIDTH else None
                if name is not None:
                    found.append((start, name))
    return found


def _scenes_between(starts: Sequence[int], views: Sequence[tuple[int, str]], begin: int, end: int) -> tuple[Scene, ...]:
    """The scenes that tile a chapter; each is told by whom its last heading names, or the last one before it."""
    edges = [begin, *(at for at in starts[bisect_left(starts, begin) : bisect_left(starts, end)] if at > begin), end]
    scenes = []
    for start, stop in pairwise(edges):
        last = bisect_left(views, (stop, "")) - 1
        scenes.append(Scene(start, stop, (views[last][1] or None) if last >= 0 else None))
    return tuple(scenes)


def mark_first_persons(chapters: Sequence[Chapter], first_persons: Sequence[bool]) -> tuple[Chapter, ...]:
    """The chapters, whose scenes know whether they are told in the first person; the flags are those of all scenes."""
    flags = iter(first_persons)
    return tuple(
        replace(chapter, scenes=tuple(replace(scene, first_person=next(flags)) for scene in chapter.scenes))
        for chapter in chapters
    )
