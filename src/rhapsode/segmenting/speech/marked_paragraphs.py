"""Blocks in, those found that stand between signs of telepathy or of the story's own: short, and yet no verse."""

from __future__ import annotations

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.speech.own_marks import find_own_marks
from rhapsode.segmenting.speech.signs import find_signed
from rhapsode.text.marks import DOUBLE_OPENERS

_MOST = 0.5
"""The share of a block that signs must hold."""


def find_marked_paragraphs(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks that begin with such a sign and stand mostly between them are prose; what they say is found later."""
    text = sheet.text
    open_ones = [at for at, block in enumerate(blocks) if not block.found and not block.within]
    rooms = [(blocks[at].start, blocks[at].end) for at in open_ones]
    doubles = [room for room in rooms if text[room[0]] in DOUBLE_OPENERS]
    marked = [[s for s in stretches if s.kind is not Kind.LYRIC] for stretches in find_signed(text, rooms)]
    if sheet.language.startswith("en"):
        own = find_own_marks(text, rooms, doubles, sheet.language)
        marked = [[*first, *second] for first, second in zip(marked, own, strict=True)]
    found = list(blocks)
    for at, (start, end), stretches in zip(open_ones, rooms, marked, strict=True):
        inside = sum(stretch.end - stretch.start for stretch in stretches)
        if stretches and min(s.start for s in stretches) == start and inside >= _MOST * (end - start):
            found[at] = blocks[at].as_found(Finding.OWN_MARKS)
    return tuple(found)
