"""Blocks in, messages found that stand between paragraphs without a mark: texts, notes, entries.

Her phone buzzed.
where ARE you
"""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.model import Kind, Range
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.letters.message_evidence import (
    APART,
    LINKS,
    LONGEST,
    NEXT,
    SAME,
    STEPS,
    MessageLine,
    gather_message_evidence,
    name_message_step,
)
from rhapsode.telling.manner import read_manner
from rhapsode.text.marks import DOUBLES
from rhapsode.weighing import LabelLink, Weights, add_up, load_decision, run_labels

DECISION = "messages"
_PARTING = frozenset({Kind.HEADING, Kind.SCENE_BREAK})
_DOUBLES = frozenset(DOUBLES)
_CHARACTERS = 8 * LONGEST
_SURE = 20.0
_HOPELESS = -2.0
"""Log odds: where no line has more, none is a message whatever its neighbours are."""


def find_messages(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks that are messages, by what their lines are on the whole; in English."""
    if not sheet.language.startswith("en"):
        return blocks
    lines = read_message_lines(sheet, blocks)
    weights = load_decision(DECISION).weights
    steps = {link: _weigh_steps(link, weights) for link in LINKS}
    chain = [
        LabelLink((0.0, add_up(names, weights) if line.open else -_SURE), steps.get(line.link))
        for line, names in zip(lines, gather_message_evidence(lines), strict=True)
    ]
    if all(link.scores[1] < _HOPELESS for link in chain):
        return blocks
    chances: dict[int, list[float]] = {}
    for line, share in zip(lines, run_labels(chain), strict=True):
        chances.setdefault(line.block, []).append(share[1])
    found = list(blocks)
    for at, shares in chances.items():
        sure = sum(shares) / len(shares)
        if sure > 0.5 and not (blocks[at].found or blocks[at].within):
            found[at] = blocks[at].as_found(Finding.MESSAGE, kind=Kind.LETTER, confidence=round(sure, 2))
    return tuple(found)


def _weigh_steps(link: str, weights: Weights) -> tuple[tuple[float, float], tuple[float, float]]:
    begins, ends, goes_on = (weights[name_message_step(step, link)] for step in STEPS)
    return (0.0, begins), (ends, goes_on)


def read_message_lines(sheet: Sheet, blocks: Sequence[Block]) -> list[MessageLine]:
    """The lines of prose, those that may be messages among them."""
    lines: list[MessageLine] = []
    parted = False
    for at, block in enumerate(blocks):
        if block.kind is not Kind.NARRATION and not block.within:
            parted = parted or block.kind in _PARTING
            continue
        for number, (start, end) in enumerate(_lines_of(block)):
            link = "" if not lines else APART if parted else SAME if number else NEXT
            lines.append(_read_line(sheet.text, (start, end), at, block, link))
            parted = False
    return lines


def _lines_of(block: Block) -> Sequence[Range]:
    return [(block.start, block.end)] if block.wrapped or block.found or block.within else block.lines


def _read_line(text: str, place: Range, at: int, block: Block, link: str) -> MessageLine:
    """A line that holds quotation marks, or is long, is none by itself; a long one shows how the story is told."""
    words = " ".join(text[slice(*place)].split()) if block.wrapped else text[slice(*place)]
    free = _DOUBLES.isdisjoint(words)
    manner = read_manner(words[:_CHARACTERS]) if free else None
    is_open = manner is not None and not (block.found or block.within) and 0 < manner.words <= LONGEST
    return MessageLine(at, *place, words, manner, is_open, link)
