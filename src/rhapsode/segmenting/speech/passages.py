"""Blocks in, passages out: splits prose into narration, what is said in it and what is thought in it.

What is said and thought the passes find, see `passes`; here paragraphs are cut by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Mark, Passage, Range
from rhapsode.segmenting.blocks import Block
from rhapsode.segmenting.speech.finders import find_parts
from rhapsode.segmenting.speech.parts import PROSE, gather_prose
from rhapsode.text.marks import BRACKETS_CLOSE, OPENERS, STOPS
from rhapsode.text.spans import Stretch, find_rests, trim

_SAID = frozenset({Kind.DIALOGUE, Kind.THOUGHT, Kind.LETTER})
_STOPS = frozenset(STOPS + BRACKETS_CLOSE)


def split_speech(
    text: str, blocks: Sequence[Block], scenes: Sequence[int], marks: Sequence[Mark], language: str
) -> tuple[tuple[Passage, ...], tuple[bool, ...]]:
    """The passages of `blocks`, in order, and for each scene whether it is told in the first person.

    Each block's non-blank text lies in exactly one passage. `scenes` are where scenes start.
    """
    parts = find_parts(gather_prose(text, blocks, scenes, marks, language))
    passages: list[Passage] = []
    position = 0
    for index, block in enumerate(blocks):
        holes = _holes(blocks, index)
        if block.kind in PROSE:
            passages.extend(_tile(text, block, parts.arrange(position), holes))
            position += 1
        else:
            before = parts.said[position - 1] if position else ()
            sung = block.kind is Kind.LYRIC and _is_sung(text, blocks, index, before)
            whole = replace(block, within=Kind.DIALOGUE) if sung and block.within is None else block
            passages.extend(_tile(text, whole, (), holes))
    return tuple(sorted(passages, key=lambda p: p.start)), parts.first_persons


def _is_sung(text: str, blocks: Sequence[Block], index: int, before: Sequence[Stretch]) -> bool:
    """Verse inside a speech that goes on behind it, or in quotation marks of its own after prose."""
    if before and before[-1].chained:
        return True
    follows_prose = index > 0 and blocks[index - 1].kind in PROSE | {Kind.LYRIC}
    return follows_prose and text[blocks[index].start] in OPENERS


def _holes(blocks: Sequence[Block], index: int) -> list[Range]:
    """Blocks that lie inside block `index`: a page number in the middle of a paragraph."""
    holes = []
    end = blocks[index].end
    index += 1
    while index < len(blocks) and blocks[index].start < end:
        holes.append((blocks[index].start, blocks[index].end))
        index += 1
    return holes


def _tile(text: str, block: Block, stretches: Sequence[Stretch], holes: Sequence[Range]) -> Iterator[Passage]:
    """The passages of one block: its stretches, and its own kind between them."""
    at = block.start
    for stretch in _absorb_stops(text, block, stretches):
        yield from _pieces(text, block, Stretch(at, stretch.start, block.reason, block.kind), holes)
        yield from _pieces(text, block, stretch, holes)
        at = stretch.end
    yield from _pieces(text, block, Stretch(at, block.end, block.reason, block.kind), holes)


def _absorb_stops(text: str, block: Block, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Stops and brackets that would be left alone go to the speech beside them: a passage is something to say."""
    at = block.start
    for index, stretch in enumerate(stretches):
        start, end = stretch.start, stretch.end
        limit = stretches[index + 1].start if index + 1 < len(stretches) else block.end
        if stretch.kind in _SAID:
            if not any(map(str.isalnum, text[at:start])):
                start = at
            while end < limit and text[end] in _STOPS:
                end += 1
            if not any(map(str.isalnum, text[end:limit])):
                end = limit
        yield stretch.moved(start, end)
        at = end


def _pieces(text: str, block: Block, stretch: Stretch, holes: Sequence[Range]) -> Iterator[Passage]:
    """The passages of a stretch without its holes and without the blanks at their ends."""
    for start, end in find_rests(stretch.start, stretch.end, holes):
        if part := trim(text, start, end):
            yield _passage(block, stretch, *part)


def _passage(block: Block, stretch: Stretch, start: int, end: int) -> Passage:
    inside_letter = block.kind is Kind.LETTER and stretch.kind is not Kind.LETTER
    within = Kind.LETTER if inside_letter else block.within
    confidence = block.confidence if stretch.kind is block.kind else stretch.confidence
    speaker, writer = (None, stretch.speaker) if stretch.kind is Kind.LETTER else (stretch.speaker, None)
    return Passage(stretch.kind, start, end, speaker, confidence, within, stretch.reason, writer, inner=stretch.inner)
