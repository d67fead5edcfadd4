"""Blocks in, passages out: splits prose into narration and what is said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rhapsode.model import Kind, Mark, Passage
from rhapsode.segmenting.blocks import Block

_QUOTATION = re.compile(r'"[^"]*"?|“[^“”]*”?')


def split_speech(text: str, blocks: Sequence[Block], marks: Sequence[Mark], language: str) -> tuple[Passage, ...]:
    """The passages of `blocks`, in order: each block's non-blank text lies in exactly one of them."""
    passages: list[Passage] = []
    for block in blocks:
        if block.kind in (Kind.NARRATION, Kind.LETTER):
            passages.extend(_split(text, block))
        else:
            passages.append(_passage(text, block, block.kind, block.start, block.end, block.reason))
    return tuple(passages)


def _split(text: str, block: Block) -> Iterator[Passage]:
    at = block.start
    for match in _QUOTATION.finditer(text, block.start, block.end):
        if text[at : match.start()].strip():
            yield _passage(text, block, block.kind, at, match.start(), block.reason)
        yield _passage(text, block, Kind.DIALOGUE, match.start(), match.end(), "double quotes")
        at = match.end()
    if text[at : block.end].strip():
        yield _passage(text, block, block.kind, at, block.end, block.reason)


def _passage(text: str, block: Block, kind: Kind, start: int, end: int, reason: str) -> Passage:
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    within = block.within if kind is block.kind else block.within or (block.kind if block.kind is Kind.LETTER else None)
    return Passage(kind, start, start + len(stretch.strip()), within=within, reason=reason)
