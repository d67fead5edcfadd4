"""Verse: blocks in; those that are song or poem found, by evidence that is weighed.

`benchmarks/fit_verse.py` finds the weights by logistic regression and scores them on authors left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.verse_evidence import (
    FAR,
    NOTHING,
    Around,
    Line,
    is_title_case,
    lone_evidence,
    look_at,
    margin_evidence,
    stanza_evidence,
)

STANZA_WEIGHTS: Mapping[str, float] = {
    "bias": -3.99,
    "unwrapped": -0.59,
    "capitals": 6.65,
    "would have fitted": 1.13,
    "none would have fitted": -5.72,
    "over the margin": 3.99,
    "lines": 0.44,
    "open ends": -0.89,
    "marks inside": 0.06,
    "rhymes": 5.1,
    "even": 1.07,
    "utterances": -7.0,
    "digits": -0.79,
    "tiny": -1.16,
    "wide": -1.18,
    "led in": 0.14,
    "sentence goes on": -1.36,
    "names": -9.53,
}
LONE_WEIGHTS: Mapping[str, float] = {
    "bias": -2.65,
    "wide": -2.32,
    "tiny": -0.9,
    "open end": 0.84,
    "no mark at the end": -1.68,
    "colon": -1.93,
    "announces": -3.23,
    "small first letter": -0.75,
    "an utterance": -1.91,
    "opens with a quote": -0.68,
    "digits": -2.51,
    "in brackets": -1.79,
    "a name or title": -2.34,
    "neighbours": 1.52,
    "open neighbours": 3.24,
    "utterances near": -2.79,
    "rhymes": 2.18,
    "even": 1.85,
    "led in": 2.81,
    "announced": 0.75,
    "sentence goes on": 1.36,
    "under a heading": 1.31,
    "heading above, source below": -0.32,
}
INDENTED = 3.0
"""What an indented block is given: enough to turn what is doubtful, not what is plainly prose."""
BESIDE_VERSE = 1.5
"""What a block beside verse is given; songs have several stanzas."""
SURE = 1.0
"""What a lone line must weigh: of lines that weigh 0 to 1, half are verse; of those above, 98.7 %."""
LONG = 100
"""A paragraph that breaks off before a quotation in verse is longer than this."""


def weigh(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The log odds that the evidence gives."""
    return sum(weight * evidence[name] for name, weight in weights.items())


def find_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The verse among `blocks`, in order: stanzas, lone lines, verse inside a sentence, titles and refrains."""
    for rule in (find_stanzas, find_lone_verse, find_set_off_verse, find_verse_beside_verse):
        blocks = rule(sheet, blocks)
    return blocks


def as_verse(sheet: Sheet, block: Block, reason: str) -> Block:
    """The block as verse; inside a dialogue if quotation marks enclose it."""
    quoted = sheet.text[block.start] in '"“«„' and sheet.text[block.end - 1] in '"”»“'
    within = block.within or (Kind.DIALOGUE if quoted else None)
    return replace(block, kind=Kind.LYRIC, within=within, reason=reason, wrapped=False)


# --- stanzas ------------------------------------------------------------------------------------------------


def find_stanzas(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Paragraphs of several lines, each of which ends before it must; those beside verse need less evidence."""
    tails, heads = _edges(sheet, blocks)
    scores = [_stanza_score(sheet, block, tails[i], heads[i + 2]) for i, block in enumerate(blocks)]
    found = list(blocks)
    for index, (block, score) in enumerate(zip(blocks, scores, strict=True)):
        beside = any(scores[i] > 0 for i in (index - 1, index + 1) if 0 <= i < len(scores))
        if score + BESIDE_VERSE * beside > 0:
            found[index] = as_verse(sheet, block, "lines that end before they must")
    return tuple(found)


def _edges(sheet: Sheet, blocks: Sequence[Block]) -> tuple[list[Line], list[Line]]:
    """The last line and the first line of each block, shifted by one, so that both ends have a neighbour."""
    tails, heads = [NOTHING], [NOTHING]
    for block in blocks:
        if block.reason:
            tails.append(NOTHING)
            heads.append(NOTHING)
            continue
        alone = len(block.lines) == 1
        head = look_at(sheet.text[slice(*block.lines[0])], alone)
        heads.append(head)
        tails.append(head if alone else look_at(sheet.text[slice(*block.lines[-1])], alone))
    return [*tails, NOTHING], [*heads, NOTHING]


def _stanza_score(sheet: Sheet, block: Block, above: Line, below: Line) -> float:
    """The log odds of a block's being verse; far below 0 for what needs no weighing."""
    if block.reason or len(block.lines) < 2:
        return -99.0
    indented = is_indented(sheet, block)
    fits, over = margin_evidence(sheet, block)
    if not fits and not over and not indented:
        starts = sum(sheet.text[start].islower() for start, _ in block.lines[1:])
        if starts * 4 > len(block.lines) - 1:
            return -99.0
    evidence = stanza_evidence(sheet, block, above, below)
    return weigh(evidence, STANZA_WEIGHTS) + INDENTED * indented


def is_indented(sheet: Sheet, block: Block) -> bool:
    """Whether a block is set in from the margin that prose keeps."""
    margin = sheet.layout.margin
    return min(block.indents) >= margin + 2 and max(block.indents) <= margin + 40


# --- lone lines ---------------------------------------------------------------------------------------------


def find_lone_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Verse of which every line is a paragraph."""
    tails, heads = _edges(sheet, blocks)
    found = list(blocks)
    for first, last in _stretches(heads[1:-1]):
        for index in range(first, last):
            near = (*heads[max(first, index - FAR) + 1 : index + 1], *heads[index + 2 : min(last, index + FAR + 1) + 1])
            above = blocks[index - 1].kind if index else None
            around = Around(tails[index], heads[index + 2], near, last - first, above is Kind.HEADING)
            score = weigh(lone_evidence(heads[index + 1], around), LONE_WEIGHTS)
            if score + INDENTED * is_indented(sheet, blocks[index]) > SURE:
                found[index] = as_verse(sheet, blocks[index], "short lines that rhyme, scan or break off")
    return tuple(found)


def _stretches(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The runs of short one-line paragraphs."""
    stretches = []
    first = None
    for index, line in enumerate([*lines, NOTHING]):
        short = line.short and bool(line.text)
        if short and first is None:
            first = index
        elif not short and first is not None:
            stretches.append((first, index))
            first = None
    return stretches


def find_set_off_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A short line that a paragraph breaks off for, in the middle of a sentence."""
    tails, heads = _edges(sheet, blocks)
    found = list(blocks)
    for index, line in enumerate(heads[1:-1]):
        above, below = tails[index], heads[index + 2]
        if not (line.short and line.capital and index and _length(blocks[index - 1]) > LONG) or line.ends == ":":
            continue
        if above.text and (not above.ends or (above.ends == "," and below.text and not below.capital)):
            found[index] = as_verse(sheet, blocks[index], "a short line set off inside a sentence")
    return tuple(found)


def _length(block: Block) -> int:
    return block.end - block.start


# --- beside verse -------------------------------------------------------------------------------------------


def find_verse_beside_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The title or number of a song above it, and a short line of it that stands alone."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.reason or len(block.lines) > 1:
            continue
        line = look_at(sheet.text[block.start : block.end])
        above = found[index - 1] if index else None
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        if below is not None and below.kind is Kind.LYRIC and _names_a_song(line):
            found[index] = as_verse(sheet, block, "the title of a song")
        elif above is not None and above.kind is Kind.LYRIC and is_indented(sheet, block):
            found[index] = as_verse(sheet, block, "a line beside verse")
    return tuple(found)


def _names_a_song(line: Line) -> bool:
    return line.short and is_title_case(line.text) and line.ends not in (":", ",", ";", "!", "?", "—", "…")
