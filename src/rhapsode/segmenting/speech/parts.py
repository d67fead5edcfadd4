"""What the passes over prose hand on: the prose, and the parts of it that they have found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rhapsode.model import Kind, Mark, Range, Role
from rhapsode.segmenting.blocks import Block
from rhapsode.text.spans import Stretch, merge

PROSE = frozenset({Kind.NARRATION, Kind.LETTER})
"""Kinds of blocks in which somebody may speak."""

Found = Sequence[list[Stretch]]
"""For each block of prose its stretches, in order and without overlap."""


@dataclass(frozen=True)
class Prose:
    """What every pass may look at: the blocks of prose, where they begin and end, and the scene that each stands in."""

    text: str
    marks: Sequence[Mark]
    language: str
    blocks: tuple[Block, ...]
    rooms: tuple[Range, ...]
    places: tuple[int, ...]
    scenes: int

    @cached_property
    def emphasis(self) -> list[list[Mark]]:
        """By block, the emphasis that the markup says."""
        return _emphasis_by_block(self.rooms, self.marks)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the passes have found so far, by block of prose.

    `quotations` is all that stands in quotation marks, `said` what of it and else is speech or a letter. `quarrels` are
    those with an inner voice, by the number of the block. `interruptions` cut through everything else. `first_persons`
    tells for each scene whether its narrator is an I.
    """

    quotations: Found = ()
    said: Found = ()
    first_persons: tuple[bool, ...] = ()
    quarrels: Mapping[int, list[Stretch]] = field(default_factory=dict)
    thoughts: Found = ()
    interruptions: Found = ()

    def arrange(self, index: int) -> list[Stretch]:
        """All that was found in block `index`, in order."""
        found = self.said[index] or self.quarrels.get(index, [])
        if self.thoughts[index]:
            found = sorted([*found, *self.thoughts[index]], key=lambda stretch: stretch.start)
        return merge(self.interruptions[index], found) if self.interruptions[index] else found


def gather_prose(
    text: str, blocks: Sequence[Block], scenes: Sequence[int], marks: Sequence[Mark], language: str
) -> Prose:
    """What the passes look at: the prose of `blocks`; `scenes` are where scenes start."""
    own = tuple(block for block in blocks if block.kind in PROSE)
    rooms = tuple((block.start, block.end) for block in own)
    places = tuple(max(0, bisect_right(scenes, block.start) - 1) for block in own)
    return Prose(text, marks, language, own, rooms, places, max(1, len(scenes)))


def read_lines(block: Block) -> tuple[Range, ...]:
    """The lines of a block whose line ends are the author's, else the block as one line."""
    return block.lines if len(block.lines) > 1 and not block.wrapped else ((block.start, block.end),)


def _emphasis_by_block(rooms: Sequence[Range], marks: Sequence[Mark]) -> list[list[Mark]]:
    result: list[list[Mark]] = [[] for _ in rooms]
    index = 0
    for mark in marks:
        if mark.role is not Role.EMPHASIS:
            continue
        while index < len(rooms) and rooms[index][1] <= mark.start:
            index += 1
        at = index
        while at < len(rooms) and rooms[at][0] < mark.end:
            result[at].append(mark)
            at += 1
    return result
