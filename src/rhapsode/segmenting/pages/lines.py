"""Blocks in, the lines that a page is judged by out; and kinds of lines in, blocks cut to them out.

A line of the file is judged for itself, since a header, a note and the story may stand without a blank line between.
In hard-wrapped text the lines of one sentence go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.text.lines import SourceLine, first_word_width


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the file, or several that the typesetter broke; `block` and `first` say where it begins.

    `gap` is how many blank lines stand above; `opens` says that it is the first of its block.
    """

    block: int
    first: int
    start: int
    end: int
    gap: int
    opens: bool


def cut_lines(sheet: Sheet, blocks: Sequence[Block], indices: Sequence[int]) -> Iterator[PageLine]:
    """The lines of the blocks with these indices."""
    for index in indices:
        yield from _cut_block(sheet, blocks[index], index)


def _cut_block(sheet: Sheet, block: Block, index: int) -> Iterator[PageLine]:
    if len(block.lines) == 1:
        yield PageLine(index, 0, block.start, block.end, block.gap, True)
        return
    begins = [0, *(at for at in range(1, len(block.lines)) if not _goes_on(sheet, block, at)), len(block.lines)]
    for first, behind in pairwise(begins):
        start, end = block.lines[first][0], block.lines[behind - 1][1]
        yield PageLine(index, first, start, end, 0 if first else block.gap, not first)


def _goes_on(sheet: Sheet, block: Block, at: int) -> bool:
    """Whether the typesetter broke the line above line `at` of a block: it had no room for the next word."""
    if not sheet.layout.wrap or not block.wrapped:
        return False
    (above, above_end), (start, end) = block.lines[at - 1], block.lines[at]
    below = SourceLine(start, end, block.indents[at], 0)
    width = block.indents[at - 1] + above_end - above
    return width + 1 + first_word_width(sheet.text, below) > sheet.layout.wrap - SLACK


SLACK = 6
"""Columns by which a line of wrapped text may be narrower than it must: mail programs differ."""
