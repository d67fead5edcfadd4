"""Verse: blocks in; those that are song or poem found, by evidence that is weighed.

`benchmarks/training` learns the weights by logistic regression and scores them on authors left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Role
from rhapsode.segmenting.blocks import Block, Rule, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.markup import tells_of
from rhapsode.segmenting.verse.evidence import (
    FAR,
    MANY,
    NOTHING,
    SHORT,
    Around,
    VerseLine,
    lone_evidence,
    look_at,
    look_at_edges,
    measure_room,
    rhyme_share,
    stanza_evidence,
)
from rhapsode.segmenting.verse.metre import hear
from rhapsode.segmenting.verse.places import (
    as_verse,
    find_announced_verse,
    find_mottos,
    find_rhymed_verse,
    find_set_off_verse,
    find_shaped_verse,
    find_verse_again,
    find_verse_beside_verse,
)
from rhapsode.segmenting.verse.surroundings import survey
from rhapsode.text.lines import SourceLine
from rhapsode.text.paragraphs import runs_on
from rhapsode.weighing import load_decision, to_confidence, weigh

SEVERAL, WIDE = 3, 50
"""Lines and columns: fewer and narrower ones that go on in small letters may be verse although each is full."""
UNWEIGHED = -99.0
SURE = 1.0
"""What a lone line must weigh: 65 % of lines that weigh 0 to 1 are verse, 98 % of those above (authors left out)."""


RHYMING = 0.5
"""The share of lines that rhyme above which whole sentences, one a paragraph, are verse and no tale."""
TINY = 16
"""A line shorter than this may be a number, a name or a date."""
LED_IN = ("led in", "announced", "sentence goes on")
"""What is said above a lone line that lets it be verse even if it is a whole sentence."""


def find_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The verse where no markup tells of it; a stanza is found before a lone line, both before what is beside them."""
    if tells_of(sheet, Role.VERSE):
        return blocks
    for rule in VERSE_RULES:
        blocks = rule(sheet, blocks)
    return blocks


# --- stanzas ------------------------------------------------------------------------------------------------


def find_stanzas(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Paragraphs of several lines, each of which ends before it must; those beside verse need less evidence."""
    weights = load_decision("stanzas" if sheet.layout.wrap else "open_stanzas").weights
    scores = {
        index: weigh(evidence, weights) + weights["indented"] * is_indented(sheet, blocks[index])
        for index, evidence in gather_stanza_evidence(sheet, blocks)
    }
    found = list(blocks)
    for index, score in scores.items():
        beside = scores.get(index - 1, UNWEIGHED) > 0 or scores.get(index + 1, UNWEIGHED) > 0
        score += weights["beside verse"] * beside
        if score > 0:
            found[index] = as_verse(sheet, blocks[index], Finding.STANZA, to_confidence(score))
    return tuple(found)


def gather_stanza_evidence(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[tuple[int, Mapping[str, float]]]:
    """The evidence for each block that could be a stanza, by its index; what is plainly wrapped prose is left out."""
    tails, heads = look_at_edges(sheet, blocks)
    story = survey(sheet, blocks, SHORT)
    for index, block in enumerate(blocks):
        if not block.found and len(block.lines) > 1 and _could_be_stanza(sheet, block):
            yield index, stanza_evidence(story, index, tails[index], heads[index + 2])


def _could_be_stanza(sheet: Sheet, block: Block) -> bool:
    if not sheet.layout.wrap:
        lines = [SourceLine(*line, indent, 0) for line, indent in zip(block.lines, block.indents, strict=True)]
        few = len(lines) < SEVERAL and max(line.width for line in lines) < WIDE and block.within is not Kind.LETTER
        return few or not runs_on(sheet.text, lines, narrow=block.within is Kind.LETTER)
    room = measure_room(sheet, block)
    if room.fits or room.over or is_indented(sheet, block):
        return True
    small = sum(sheet.text[start].islower() for start, _ in block.lines[1:])
    return small * 4 <= len(block.lines) - 1


def is_indented(sheet: Sheet, block: Block) -> bool:
    """Whether a block is set in from the margin that prose keeps."""
    margin = sheet.layout.margin
    return min(block.indents) >= margin + 2 and max(block.indents) <= margin + 40


# --- lone lines ---------------------------------------------------------------------------------------------


def find_lone_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Verse of which every line is a paragraph; a line beside one needs less evidence."""
    weights = load_decision("lone_verse").weights
    scores: dict[int, float] = {}
    announced: set[int] = set()  # the evidence itself, kept for each line of a long book, would fill the memory
    for index, evidence in gather_lone_evidence(sheet, blocks):
        scores[index] = weigh(evidence, weights) + weights["indented"] * is_indented(sheet, blocks[index])
        if any(evidence[sign] for sign in LED_IN):
            announced.add(index)
    likely = {}
    for index, score in scores.items():
        beside = scores.get(index - 1, UNWEIGHED) > SURE or scores.get(index + 1, UNWEIGHED) > SURE
        summed = score + weights["beside verse"] * beside
        if summed > SURE:
            likely[index] = to_confidence(summed)
    found = list(blocks)
    for run in _neighbours([*likely]):
        led_in = run[0] in announced or _goes_on_above(sheet, blocks, run[0])
        if led_in or not _is_told_shortly(sheet, [blocks[index] for index in run]):
            for index in run:
                found[index] = as_verse(sheet, blocks[index], Finding.LONE_VERSE, likely[index])
    return _join_stanzas(found)


def _goes_on_above(sheet: Sheet, blocks: Sequence[Block], index: int) -> bool:
    """Whether the short paragraph above a line is no title, date or name, and its sentence goes on."""
    above = blocks[index - 1] if index else None
    if above is None or above.found or len(above.lines) > 1:
        return False
    line = look_at(sheet.text[above.start : above.end])
    return line.open and line.short and len(line.text) >= TINY and not any(c.isdigit() for c in line.text)


def _is_told_shortly(sheet: Sheet, run: Sequence[Block]) -> bool:
    """Whether paragraphs are whole short sentences, not set in, of which few rhyme."""
    lines = [look_at(sheet.text[block.start : block.end]) for block in run]
    if any(line.open for line in lines) or any(is_indented(sheet, block) for block in run):
        return False
    return rhyme_share([hear(line.text) for line in lines[:MANY]]) <= RHYMING


def _neighbours(indices: Sequence[int]) -> Iterator[list[int]]:
    """The runs of numbers that follow one another."""
    run: list[int] = []
    for index in indices:
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def gather_lone_evidence(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[tuple[int, Mapping[str, float]]]:
    """The evidence for each short one-line paragraph, by its index; what is plainly somebody's speech is left out."""
    tails, heads = look_at_edges(sheet, blocks)
    story = survey(sheet, blocks, SHORT)
    for first, last in _stretches(heads[1:-1]):
        lines = heads[first + 1 : last + 1]
        heard = [hear(line.text) for line in lines]
        for at, line in enumerate(lines):
            if line.tagged or line.text.startswith(("—", "–", "--")):
                continue
            index, low, high = first + at, max(0, at - FAR), at + FAR + 1
            around = Around(
                above=tails[index],
                below=heads[index + 2],
                near=lines[low:at] + lines[at + 1 : high],
                heard=heard[low:at] + heard[at + 1 : high],
                stretch=last - first,
                heading_above=index > 0 and blocks[index - 1].kind is Kind.HEADING,
            )
            yield index, lone_evidence(line, heard[at], around, story, index)


def _join_stanzas(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Lines of verse with no blank line between them are one stanza."""
    runs: list[list[Block]] = []
    for block in blocks:
        if runs and not block.gap and runs[-1][-1].kind is block.kind is Kind.LYRIC:
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(run[0] if len(run) == 1 else _join(run) for run in runs)


def _join(run: Sequence[Block]) -> Block:
    return replace(
        run[0],
        end=run[-1].end,
        lines=tuple(line for block in run for line in block.lines),
        indents=tuple(indent for block in run for indent in block.indents),
    )


def _stretches(lines: Sequence[VerseLine]) -> list[tuple[int, int]]:
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


VERSE_RULES: tuple[Rule, ...] = (
    find_shaped_verse,  # many very short lines
    find_rhymed_verse,  # short lines in a file that is not wrapped, rhymes
    find_stanzas,  # room at the ends of lines, capitals, rhyme, metre, punctuation, neighbours
    find_lone_verse,  # the same of lines that are paragraphs
    find_set_off_verse,  # a sentence that breaks off above and goes on below
    find_announced_verse,  # "she sang:"
    find_mottos,  # a heading above and a name below
    find_verse_beside_verse,  # titles and refrains
    find_verse_again,  # signs around it that are around other verse, words that other verse has
)
