"""What the markup says: blocks and marks in; blocks whose kind a mark tells out. It wins over every guess."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Mark, Role
from rhapsode.segmenting.blocks import Block, Sheet, split_block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.furniture.notes import is_labelled_note

_KINDS: Mapping[Role, tuple[Kind, str]] = {
    Role.TITLE_PAGE: (Kind.BOILERPLATE, "title page, imprint or contents"),
    Role.HEADING: (Kind.HEADING, "a heading"),
    Role.VERSE: (Kind.LYRIC, "verse"),
    Role.SCENE_BREAK: (Kind.SCENE_BREAK, "a break between scenes"),
    Role.NOTE: (Kind.NOTE, "a note"),
    Role.SUMMARY: (Kind.SUMMARY, "a summary"),
    Role.FOOTNOTE: (Kind.NOTE, "a footnote"),
    Role.CAPTION: (Kind.BOILERPLATE, "a picture's caption"),
    Role.TABLE: (Kind.NARRATION, "a table"),
    Role.LIST: (Kind.NARRATION, "a list"),
    Role.LETTER: (Kind.LETTER, "a letter"),
}
_ORDER = {role: rank for rank, role in enumerate(_KINDS)}
_AROUND = {Role.LETTER: Kind.LETTER, Role.NOTE: Kind.NOTE, Role.SUMMARY: Kind.SUMMARY, Role.FOOTNOTE: Kind.NOTE}
LETTER_SHARE = 0.4
"""A text of which more is marked as letters and diaries is one as a whole."""
HEADINGS_SPEAK = 2
"""Headings in the markup that make it the one to tell of chapters."""


def tells_of(sheet: Sheet, role: Role, least: int = 1) -> bool:
    """Whether the markup has that many marks of a role, so that nothing need be guessed about it."""
    return sum(mark.role is role for mark in sheet.marks) >= least


def tells_of_letters(sheet: Sheet) -> bool:
    """Whether the markup has letters, and they are part of the book: a novel in diaries is narration throughout."""
    inside = sum(mark.end - mark.start for mark in sheet.marks if mark.role is Role.LETTER)
    return 0 < inside <= LETTER_SHARE * len(sheet.text)


def follow_markup(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks that a mark covers, with the kind that it tells; of several, what is unspoken wins."""
    told = (
        _KINDS if tells_of_letters(sheet) else {role: kind for role, kind in _KINDS.items() if role is not Role.LETTER}
    )
    marks = [_read_label(sheet, mark) for mark in sheet.marks if mark.role in told and mark.end > mark.start]
    if not marks:
        return blocks
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    parted = [part for block in blocks for part in _part_at(block, edges)]
    found = []
    open_marks: list[Mark] = []
    at = 0
    for block in parted:
        while at < len(marks) and marks[at].start <= block.start:
            open_marks.append(marks[at])
            at += 1
        open_marks = [mark for mark in open_marks if mark.end > block.start]
        covering = [mark for mark in open_marks if mark.end >= block.end]
        found.append(_as_told(block, covering) if covering else block)
    return tuple(found)


def _read_label(sheet: Sheet, mark: Mark) -> Mark:
    """What is set apart as letters are, and says of itself that it is a note, is one."""
    noted = mark.role is Role.LETTER and is_labelled_note(sheet.text[mark.start : mark.end])
    return replace(mark, role=Role.NOTE) if noted else mark


def _part_at(block: Block, edges: Sequence[int]) -> Iterator[Block]:
    """The block, cut where a mark begins or ends between two of its lines."""
    at = bisect_right(edges, block.start)
    while at < len(edges) and edges[at] < block.end:
        line = sum(start < edges[at] for start, _ in block.lines)
        if 0 < line < len(block.lines) and block.lines[line - 1][1] <= edges[at] <= block.lines[line][0]:
            above, block = split_block(block, line)
            yield above
        at += 1
    yield block


def _as_told(block: Block, covering: Sequence[Mark]) -> Block:
    mark = min(covering, key=lambda mark: _ORDER[mark.role])
    kind, told = _KINDS[mark.role]
    within = next((_AROUND[m.role] for m in covering if m.role in _AROUND and _AROUND[m.role] is not kind), None)
    if kind is Kind.HEADING and within in (Kind.NOTE, Kind.SUMMARY):
        kind, within = within, None  # the label above a note is part of it
    origin = f" ({mark.origin})" if mark.origin else ""
    wrapped = block.wrapped and kind is not Kind.LYRIC
    changes = {"kind": kind, "within": within, "level": max(mark.level, 1), "wrapped": wrapped}
    return block.as_found(Finding.MARKUP, detail=f"{told}{origin}", **changes)
