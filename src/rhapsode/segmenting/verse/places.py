"""Verse known by its shape or place: blocks in; quotations set off, mottos and titles found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding, how_sure
from rhapsode.segmenting.verse.evidence import (
    MANY,
    SHORT,
    VerseLine,
    is_script,
    look_at,
    look_at_edges,
    rhyme_share,
)
from rhapsode.segmenting.verse.metre import hear
from rhapsode.segmenting.verse.surroundings import find_frame, split_words
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import (
    CLOSERS,
    COLONS,
    COMMAS,
    CRIES,
    DOUBLE_CLOSERS,
    DOUBLE_OPENERS,
    ELLIPSIS,
    EMPHASIS,
    OPENERS,
)

SHAPED_LINES, SHAPED_WIDTH = 8, 24
"""Lines and mean width of a poem set as a picture: narrower than any page or screen wraps prose."""
LONG = 100
"""A paragraph that breaks off before a quotation in verse is longer than this."""
SUNG = 12
"""A line shorter than this, announced as sung, is rather a cry or a title."""
_SINGING = re.compile(rf"(?i)\b(?:{any_of(ENGLISH.verbs.song | ENGLISH.nouns.songs)})\b")
RHYMED_LINES, RHYMED_WIDTH, RHYMED = 3, 60, 0.5
"""Lines, columns and share of rhymes of verse that needs no capitals: songs of today, and of other languages."""
MIDDLING = 24
"""A line shorter than this, set off behind a comma, is rather a name or a word than a line of verse."""
AGAIN, AGAIN_SHARE = 3, 0.7
"""Words in a row that are known again, and which share of a line's such rows must be in verse elsewhere."""
_NO_TITLE_END = frozenset(COLONS + COMMAS + CRIES + ELLIPSIS + "—")
_SPEAKING = re.compile(rf"\b(?:{any_of(ENGLISH.verbs.surely | ENGLISH.verbs.phrases)}|voice|tone|words?)\b")


def as_verse(sheet: Sheet, block: Block, finding: Finding, confidence: float | None = None) -> Block:
    """The block as verse; inside a dialogue if quotation marks enclose it."""
    quoted = sheet.text[block.start] in DOUBLE_OPENERS and sheet.text[block.end - 1] in DOUBLE_CLOSERS
    within = block.within or (Kind.DIALOGUE if quoted else None)
    sure = how_sure(finding) if confidence is None else confidence
    return block.as_found(finding, kind=Kind.LYRIC, within=within, wrapped=False, confidence=sure)


def find_shaped_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Many very short lines, most of which go on in small letters: a poem set as a picture, or in free verse."""
    found = list(blocks)
    narrow = [not block.found and len(block.lines) > 1 and _is_narrow(sheet, block) for block in blocks]
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and narrow[last]:
            last += 1
        if sum(len(block.lines) for block in blocks[first:last]) >= SHAPED_LINES:
            for index in range(first, last):
                found[index] = as_verse(sheet, blocks[index], Finding.SHAPED)
        first = max(last, first + 1)
    return tuple(found)


def _is_narrow(sheet: Sheet, block: Block) -> bool:
    width = sum(end - start for start, end in block.lines) / len(block.lines)
    small = sum(sheet.text[start].islower() for start, _ in block.lines)
    return width <= SHAPED_WIDTH and small * 2 >= len(block.lines)


def find_rhymed_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Short lines that rhyme, with or without capitals, in a file whose paragraphs are one line each."""
    if sheet.layout.wrap:
        return blocks
    return tuple(
        as_verse(sheet, block, Finding.RHYMED)
        if not block.found and len(block.lines) >= RHYMED_LINES and _is_rhymed(sheet, block)
        else block
        for block in blocks
    )


def _is_rhymed(sheet: Sheet, block: Block) -> bool:
    lines = [look_at(sheet.text[start:end]) for start, end in block.lines]
    if any(len(line.text) > RHYMED_WIDTH or line.utterance for line in lines):
        return False
    return rhyme_share([hear(line.text) for line in lines[:MANY]]) >= RHYMED


# --- set off ------------------------------------------------------------------------------------------------


def find_set_off_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A short line that a paragraph breaks off for, in the middle of a sentence."""
    tails, heads = look_at_edges(sheet, blocks)
    found = list(blocks)
    for index, line in enumerate(heads[1:-1]):
        above, below = tails[index], heads[index + 2]
        if not (line.short and line.capital and index and _length(blocks[index - 1]) > LONG) or line.ends == ":":
            continue
        if above.text and not is_title_case(line.text) and _breaks_off(above, line, below):
            found[index] = as_verse(sheet, blocks[index], Finding.SET_OFF)
    return tuple(found)


def find_announced_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A line that somebody sings, by what is said just above it; or one that goes on after `and again—`."""
    tails, heads = look_at_edges(sheet, blocks)
    found = list(blocks)
    for index, line in enumerate(heads[1:-1]):
        above = tails[index]
        if not line.short or line.ends == ":" or (line.utterance and line.text[-1] not in CLOSERS):
            continue
        announced = above.text.endswith((":", "—", "–", ",")) and _SINGING.search(above.text[-60:]) is not None
        between = index > 1 and found[index - 2].kind is Kind.LYRIC and not above.capital and above.ends in (":", "—")
        if (announced and len(line.text) >= SUNG) or (between and len(above.text) <= MIDDLING):
            found[index] = as_verse(sheet, blocks[index], Finding.ANNOUNCED_VERSE)
    return tuple(found)


def find_mottos(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A line between a heading and the name of who wrote it."""
    found = list(blocks)
    for index in range(1, len(blocks) - 2):
        block, source = blocks[index], blocks[index + 1]
        if blocks[index - 1].kind is not Kind.HEADING or block.found or source.found or len(block.lines) > 1:
            continue
        line, name = look_at(sheet.text[block.start : block.end]), look_at(sheet.text[source.start : source.end])
        told = len(line.text) > MIDDLING and line.short and not is_title_case(line.text)
        if told and name.short and not name.ends and is_title_case(name.text) and not is_title_case(line.text):
            found[index] = as_verse(sheet, block, Finding.MOTTO)
    return tuple(found)


def _breaks_off(above: VerseLine, line: VerseLine, below: VerseLine) -> bool:
    """Whether a paragraph stops without a stop, and not for somebody's speech."""
    if above.text[-1] in CLOSERS or (line.utterance and line.text[-1] not in CLOSERS):
        return False
    quoted = line.text[0] in OPENERS
    if not above.ends:
        return not (quoted and below.utterance) and not is_script(above.text)
    if above.ends not in (",", "—", "–"):
        return False
    if below.text and not below.capital:
        return True
    return not quoted and len(line.text) >= MIDDLING and not _SPEAKING.search(above.text[-24:])


def _length(block: Block) -> int:
    return block.end - block.start


# --- beside verse -------------------------------------------------------------------------------------------


def find_verse_beside_verse(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The title or number of a song above it, and a line of a song sung again below it."""
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.found or len(block.lines) > 1:
            continue
        line = look_at(sheet.text[block.start : block.end])
        above = found[index - 1] if index else None
        below = blocks[index + 1] if index + 1 < len(blocks) else None
        after_verse = above is not None and above.kind is Kind.LYRIC
        if after_verse and above is not None and _said(sheet, *block.lines[0]) in _lines_said(sheet, above):
            found[index] = as_verse(sheet, block, Finding.REFRAIN)
        elif below is None or below.kind is not Kind.LYRIC or not _names_a_song(line):
            continue
        elif not after_verse or _follows_story(found, index):
            found[index] = as_verse(sheet, block, Finding.SONG_TITLE)
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


def _names_a_song(line: VerseLine) -> bool:
    titled = line.short and is_title_case(line.text) and line.ends not in _NO_TITLE_END
    return titled and not (line.utterance and (" " not in line.text or line.ends))


# --- verse again --------------------------------------------------------------------------------------------


def find_verse_again(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Lines between the same signs as the story's verse, and those that are part of verse elsewhere in the story."""
    verse = [block for block in blocks if block.kind is Kind.LYRIC and block.within is None]
    frames = {find_frame(sheet.text[block.start : block.end]) for block in verse} - {"", *EMPHASIS}
    sung = _sung_phrases(sheet, verse)
    found = list(blocks)
    for index, block in enumerate(blocks):
        if block.found or len(block.lines) > 1 or block.end - block.start > SHORT:
            continue
        line = sheet.text[block.start : block.end]
        if find_frame(line) in frames:
            found[index] = as_verse(sheet, block, Finding.FRAMED)
        elif sung and line[0] not in OPENERS and _is_sung(line, sung):
            found[index] = as_verse(sheet, block, Finding.REFRAIN)
    return tuple(found)


def _sung_phrases(sheet: Sheet, verse: Sequence[Block]) -> set[str]:
    """The rows of words of verse by which a line is known again: three by three where they stand in one line."""
    phrases: set[str] = set()
    for block in verse:
        words = split_words(sheet.text[block.start : block.end])
        phrases.update(" ".join(words[at : at + AGAIN]) for at in range(len(words) - AGAIN + 1))
    return phrases


def _is_sung(line: str, sung: set[str]) -> bool:
    """Whether a line is made of the words of verse, in their order."""
    words = split_words(line)
    rows = [" ".join(words[at : at + AGAIN]) for at in range(len(words) - AGAIN + 1)]
    return bool(rows) and sum(row in sung for row in rows) >= AGAIN_SHARE * len(rows)
