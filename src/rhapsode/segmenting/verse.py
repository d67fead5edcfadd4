"""Verse: blocks in; those that are song or poem found, by evidence that is weighed.

`benchmarks/fit_verse.py` finds the weights by logistic regression and scores them on authors left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Role
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.markup import tells_of
from rhapsode.segmenting.metre import hear
from rhapsode.segmenting.verse_evidence import (
    FAR,
    NOTHING,
    Around,
    Line,
    is_title_case,
    lone_evidence,
    look_at,
    measure_room,
    stanza_evidence,
)

STANZA_WEIGHTS: Mapping[str, float] = {
    "bias": -10.22,
    "unwrapped": -0.73,
    "capitals": 10.36,
    "would have fitted": 1.66,
    "would plainly have fitted": -0.95,
    "none would plainly have fitted": -3.01,
    "room to spare": 1.24,
    "over the margin": 3.75,
    "lines": 1.01,
    "open ends": 0.98,
    "marks inside": 1.63,
    "rhymes": 5.04,
    "even": 1.46,
    "utterances": -7.63,
    "digits": -1.26,
    "tiny": -0.94,
    "wide": -3.25,
    "led in": 0.38,
    "sentence goes on": -0.96,
    "names": -11.22,
}
LONE_WEIGHTS: Mapping[str, float] = {
    "bias": -2.98,
    "wide": -1.82,
    "tiny": -0.69,
    "open end": 0.86,
    "no mark at the end": -1.84,
    "colon": -1.69,
    "announces": -2.98,
    "small first letter": -0.58,
    "an utterance": -1.67,
    "opens with a quote": -0.68,
    "digits": -4.68,
    "in brackets": -1.76,
    "a name or title": -1.88,
    "neighbours": 1.4,
    "open neighbours": 2.75,
    "utterances near": -2.67,
    "rhymes": 2.41,
    "even": 2.39,
    "led in": 2.46,
    "announced": 0.7,
    "sentence goes on": 1.39,
    "under a heading": 1.15,
    "heading above, source below": 0.04,
}
INDENTED = 3.0
"""What an indented block is given: enough to turn what is doubtful, not what is plainly prose."""
LONE_INDENTED = 5.0
"""What an indented line is given that is a paragraph of its own."""
BESIDE_VERSE = 1.5
"""What a block beside verse is given; songs have several stanzas."""
SURE = 1.0
"""What a lone line must weigh: of lines that weigh 0 to 1, half are verse; of those above, 98.7 %."""
SHAPED_LINES, SHAPED_WIDTH = 8, 24
"""Lines and mean width of a poem set as a picture: narrower than any page or screen wraps prose."""
LONG = 100
"""A paragraph that breaks off before a quotation in verse is longer than this."""


def weigh(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The log odds that the evidence gives."""
    return sum(weight * evidence[name] for name, weight in weights.items())


def find_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The verse where no markup tells of it; a stanza is found before a lone line, both before what is beside them."""
    if tells_of(sheet, Role.VERSE):
        return blocks
    for rule in (
        find_music,
        find_shaped_verse,
        find_stanzas,
        find_lone_verse,
        find_set_off_verse,
        find_announced_verse,
        find_mottos,
        find_verse_beside_verse,
    ):
        blocks = rule(sheet, blocks)
    return blocks


def find_music(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Paragraphs between notes of music."""
    return tuple(
        as_verse(sheet, block, "notes of music around it")
        if not block.reason and {sheet.text[block.start], sheet.text[block.end - 1]} <= set("♪♫♬♩")
        else block
        for block in blocks
    )


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
    room = measure_room(sheet, block)
    if not room.fits and not room.over and not indented:
        starts = sum(sheet.text[start].islower() for start, _ in block.lines[1:])
        if starts * 4 > len(block.lines) - 1:
            return -99.0
    evidence = stanza_evidence(sheet, block, above, below)
    return weigh(evidence, STANZA_WEIGHTS) + INDENTED * indented


def is_indented(sheet: Sheet, block: Block) -> bool:
    """Whether a block is set in from the margin that prose keeps."""
    margin = sheet.layout.margin
    return min(block.indents) >= margin + 2 and max(block.indents) <= margin + 40


def find_shaped_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Many very short lines, most of which go on in small letters: a poem set as a picture, or in free verse."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        count = len(block.lines)
        if block.reason or count < SHAPED_LINES:
            continue
        width = sum(end - start for start, end in block.lines) / count
        small = sum(sheet.text[start].islower() for start, _ in block.lines)
        if width <= SHAPED_WIDTH and small * 2 >= count:
            found[index] = as_verse(sheet, block, "many very short lines")
    return tuple(found)


# --- lone lines ---------------------------------------------------------------------------------------------


def find_lone_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Verse of which every line is a paragraph; a line beside one needs less evidence."""
    tails, heads = _edges(sheet, blocks)
    scores = [-99.0] * len(blocks)
    for first, last in _stretches(heads[1:-1]):
        lines = heads[first + 1 : last + 1]
        heard = [hear(line.text) for line in lines]
        for at, line in enumerate(lines):
            index = first + at
            low, high = max(0, at - FAR), at + FAR + 1
            around = Around(
                above=tails[index],
                below=heads[index + 2],
                near=lines[low:at] + lines[at + 1 : high],
                heard=heard[low:at] + heard[at + 1 : high],
                stretch=last - first,
                heading_above=index > 0 and blocks[index - 1].kind is Kind.HEADING,
            )
            scores[index] = weigh(lone_evidence(line, heard[at], around), LONE_WEIGHTS)
            scores[index] += LONE_INDENTED * is_indented(sheet, blocks[index])
    found = list(blocks)
    for index, score in enumerate(scores):
        beside = any(scores[i] > SURE for i in (index - 1, index + 1) if 0 <= i < len(scores))
        if score + BESIDE_VERSE * beside > SURE:
            found[index] = as_verse(sheet, blocks[index], "short lines that rhyme, scan or break off")
    return _join_stanzas(found)


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
        if above.text and not is_title_case(line.text) and _breaks_off(above, line, below):
            found[index] = as_verse(sheet, blocks[index], "a short line set off inside a sentence")
    return tuple(found)


def find_announced_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A line that somebody sings, by what is said just above it; or one that goes on after `and again—`."""
    tails, heads = _edges(sheet, blocks)
    found = list(blocks)
    for index, line in enumerate(heads[1:-1]):
        above = tails[index]
        if not line.short or line.ends == ":" or (line.utterance and line.text[-1] not in _CLOSING):
            continue
        announced = above.text.endswith((":", "—", "–", ",")) and _SINGING.search(above.text[-60:]) is not None
        between = index > 1 and found[index - 2].kind is Kind.LYRIC and not above.capital and above.ends in (":", "—")
        if (announced and len(line.text) >= SUNG) or (between and len(above.text) <= MIDDLING):
            found[index] = as_verse(sheet, blocks[index], "a line that is announced as sung or said in verse")
    return tuple(found)


def find_mottos(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A line between a heading and the name of who wrote it."""
    found = list(blocks)
    for index in range(1, len(blocks) - 2):
        block, source = blocks[index], blocks[index + 1]
        if blocks[index - 1].kind is not Kind.HEADING or block.reason or source.reason or len(block.lines) > 1:
            continue
        line, name = look_at(sheet.text[block.start : block.end]), look_at(sheet.text[source.start : source.end])
        told = len(line.text) > MIDDLING and line.short and not is_title_case(line.text)
        if told and name.short and not name.ends and is_title_case(name.text) and not is_title_case(line.text):
            found[index] = as_verse(sheet, block, "a motto above its source")
    return tuple(found)


def _breaks_off(above: Line, line: Line, below: Line) -> bool:
    """Whether a paragraph stops without a stop, and not for somebody's speech."""
    if above.text[-1] in _CLOSING or (line.utterance and line.text[-1] not in _CLOSING):
        return False
    quoted = line.text[0] in _OPENING
    if not above.ends:
        return not (quoted and below.utterance)
    if above.ends not in (",", "—", "–"):
        return False
    if below.text and not below.capital:
        return True
    return not quoted and len(line.text) >= MIDDLING and not _SPEAKING.search(above.text[-24:])


SUNG = 12
"""A line shorter than this, announced as sung, is rather a cry or a title."""
_SINGING = re.compile(
    r"(?i)\b(?:s[aiu]ng(?:s|ing)?|songs?|chorus|refrain|verses?|lines|rhymes?|ballad|poem|poet|stanza|hum(?:s|med|ming)|"
    r"chant(?:s|ed|ing)?|tune|air|lullaby|hymn|carol)\b"
)
MIDDLING = 24
"""A line shorter than this, set off behind a comma, is rather a name or a word than a line of verse."""
_OPENING = "\"“‘'«„"
_CLOSING = "\"”’'»"
_SPEAKING = re.compile(
    r"\b(?:sa(?:id|ys?)|cried|exclaim\w*|repl(?:ied|ying)|answer\w*|ask\w*|whisper\w*|shout\w*|call\w*|add\w*|continu\w*|"
    r"began|went on|mutter\w*|murmur\w*|return\w*|voice|tone|words?)\b"
)


def _length(block: Block) -> int:
    return block.end - block.start


# --- beside verse -------------------------------------------------------------------------------------------


def find_verse_beside_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The title or number of a song above it, and a line of a song sung again below it."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.reason or len(block.lines) > 1:
            continue
        line = look_at(sheet.text[block.start : block.end])
        above = found[index - 1] if index else None
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        after_verse = above is not None and above.kind is Kind.LYRIC
        if after_verse and above is not None and _said(sheet, *block.lines[0]) in _lines_said(sheet, above):
            found[index] = as_verse(sheet, block, "a line of the song again")
        elif below is None or below.kind is not Kind.LYRIC or not _names_a_song(line):
            continue
        elif not after_verse or _follows_story(found, index):
            found[index] = as_verse(sheet, block, "the title of a song")
    return tuple(found)


def _said(sheet: Sheet, start: int, end: int) -> str:
    return "".join(c for c in sheet.text[start:end].casefold() if c.isalnum())


def _lines_said(sheet: Sheet, block: Block) -> set[str]:
    return {_said(sheet, start, end) for start, end in block.lines}


def _follows_story(blocks: Sequence[Block], index: int) -> bool:
    """Whether the verse above stands in the story, not under a heading, where a line below it names its source."""
    while index and blocks[index - 1].kind is Kind.LYRIC:
        index -= 1
    return index > 0 and blocks[index - 1].kind is not Kind.HEADING


def _names_a_song(line: Line) -> bool:
    titled = line.short and is_title_case(line.text) and line.ends not in (":", ",", ";", "!", "?", "—", "…")
    return titled and not (line.utterance and " " not in line.text)
