"""Blocks in, passages out: splits prose into narration, what is said in it and what is thought in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rhapsode.model import Kind, Mark, Passage
from rhapsode.segmenting.blocks import Block
from rhapsode.segmenting.languages import habits_of
from rhapsode.segmenting.quotations import Quotation, find_quotations, survey
from rhapsode.segmenting.verdicts import judge

_PROSE = frozenset({Kind.NARRATION, Kind.LETTER})


def split_speech(text: str, blocks: Sequence[Block], marks: Sequence[Mark], language: str) -> tuple[Passage, ...]:
    """The passages of `blocks`, in order: each block's non-blank text lies in exactly one of them."""
    prose = [(block.start, block.end) for block in blocks if block.kind in _PROSE]
    habit = survey(text, prose, habits_of(language).inward)
    spoken = judge(text, prose, find_quotations(text, prose, habit))
    passages: list[Passage] = []
    for block in blocks:
        if block.kind in _PROSE:
            passages.extend(_split(text, block, next(spoken)))
        else:
            passages.extend(_passage(text, block, block.kind, block.start, block.end, block.reason))
    return tuple(passages)


def _split(text: str, block: Block, quotations: Sequence[Quotation]) -> Iterator[Passage]:
    at = block.start
    for quotation in quotations:
        yield from _passage(text, block, block.kind, at, quotation.start, block.reason)
        yield from _passage(text, block, quotation.kind, quotation.start, quotation.end, quotation.reason)
        at = quotation.end
    yield from _passage(text, block, block.kind, at, block.end, block.reason)


def _passage(text: str, block: Block, kind: Kind, start: int, end: int, reason: str) -> Iterator[Passage]:
    """The passage from `start` to `end` without the blanks at its ends, if anything is left."""
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    if stretch := stretch.strip():
        within = block.within if kind is block.kind else block.kind if block.kind is Kind.LETTER else block.within
        yield Passage(kind, start, start + len(stretch), within=within, reason=reason)
