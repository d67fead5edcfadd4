"""Blocks in, chapters and scenes out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rhapsode.model import UNSPOKEN_KINDS, Chapter, Kind, Scene
from rhapsode.segmenting.blocks import Block, Sheet

OPENING_WORDS = 120
"""Spoken words before the first heading that make a chapter of their own: about a minute, the shortest scene."""


def build_chapters(sheet: Sheet, blocks: Sequence[Block], title: str) -> tuple[Chapter, ...]:
    """Chapters that tile the text, each with the scenes that tile it."""
    starts = _chapter_starts(sheet, blocks, title)
    ends = [start for start, _ in starts[1:]] + [len(sheet.text)]
    breaks = _scene_starts(sheet, blocks)
    chapters = []
    for (start, name), end in zip(starts, ends, strict=True):
        inner = [start, *(at for at in breaks if start < at < end), end]
        scenes = tuple(Scene(a, b) for a, b in pairwise(inner))
        chapters.append(Chapter(name, start, end, scenes))
    return tuple(chapters)


def _chapter_starts(sheet: Sheet, blocks: Sequence[Block], title: str) -> list[tuple[int, str]]:
    """Where chapters begin, and their titles: a run of headings begins one."""
    starts: list[tuple[int, str]] = []
    spoken_before = 0
    running = False
    for block in blocks:
        if block.kind is Kind.HEADING:
            words = " ".join(sheet.text[block.start : block.end].split())
            if running:
                starts[-1] = (starts[-1][0], f"{starts[-1][1].rstrip('.:')}: {words}")
            else:
                starts.append((block.start, words))
            running = True
        elif block.kind not in UNSPOKEN_KINDS:
            running = False
            if not starts:
                spoken_before += len(sheet.text[block.start : block.end].split())
    if not starts:
        return [(0, title)]
    if spoken_before >= OPENING_WORDS:
        return [(0, title), *starts]
    return [(0, starts[0][1]), *starts[1:]]


def _scene_starts(sheet: Sheet, blocks: Sequence[Block]) -> list[int]:
    """Where a scene begins: at what follows a scene break, or a gap that is wide in this file."""
    starts = []
    pending = False
    for block in blocks:
        if block.kind is Kind.SCENE_BREAK:
            pending = True
        else:
            wide = 0 < sheet.layout.wide_gap <= block.gap
            if pending or (wide and block.kind is not Kind.HEADING):
                starts.append(block.start)
            pending = False
    return starts
