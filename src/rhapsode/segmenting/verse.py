"""Verse: which blocks are song or poem."""

from __future__ import annotations

from dataclasses import replace

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet


def find_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks whose lines are short by choice."""
    return tuple(
        replace(block, kind=Kind.LYRIC, reason="short lines", wrapped=False)
        if not block.reason and len(block.lines) > 1 and _is_verse(sheet, block)
        else block
        for block in blocks
    )


def _is_verse(sheet: Sheet, block: Block) -> bool:
    text, wrap = sheet.text, sheet.layout.wrap
    if not wrap:
        return all(end - start < 70 for start, end in block.lines)
    fits = 0
    for index, (start, end) in enumerate(block.lines[:-1]):
        following = block.lines[index + 1]
        space = text.find(" ", *following)
        word = (space if space >= 0 else following[1]) - following[0]
        fits += block.indents[index] + end - start + 1 + word <= wrap
    return fits * 2 >= len(block.lines) - 1
