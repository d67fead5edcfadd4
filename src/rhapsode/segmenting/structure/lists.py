"""Lists, tables, addresses and notices: paragraphs of short lines that are not verse."""

from __future__ import annotations

import re

from rhapsode.language.loading import find_words
from rhapsode.language.patterns import any_of
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.verse.evidence import look_at, rhyme_share
from rhapsode.segmenting.verse.metre import hear
from rhapsode.text.letter_case import is_title_case

_ITEM = re.compile(r"(?:[-*•–·+]|\(?[0-9]{1,3}[.):]|\(?[a-zA-Z][.)])[ \t]+\S")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+| ?\.{4,} ?| \| )\S")
_SUBJECT = re.compile(rf"(?i)(?:{any_of(find_words('letters', 'subjects'))})\s?:\s")
_ADDRESS = re.compile(r"\d|,\Z")
FEW_WORDS = 3.5
"""Words a line, on average, of a bare list of things. Some poems have as few, so a list must have no marks at all."""
NOTICE = 6
"""Lines of the longest notice in capitals."""


def find_lists(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Paragraphs of several lines that are a list, a table, an address or a notice: read, each line for itself."""
    return tuple(
        block.as_found(finding, wrapped=False)
        if not block.found and len(block.lines) > 1 and (finding := _tell_list(sheet, block))
        else block
        for block in blocks
    )


def _tell_list(sheet: Sheet, block: Block) -> Finding | None:
    lines = [sheet.text[start:end] for start, end in block.lines]
    wide = block.wrapped and max(map(len, lines)) > 0.9 * sheet.layout.wrap
    if wide or _is_message(lines):
        return None
    for tells, finding in (
        (_is_dialogue, Finding.TURNS),
        (_is_itemised, Finding.LIST),
        (_is_measured, Finding.LIST),
        (_is_table, Finding.TABLE),
        (_is_address, Finding.ADDRESS),
    ):
        if tells(lines):
            return finding
    if _is_notice(lines):
        return Finding.NOTICE
    return Finding.LIST if _is_bare_list(lines) else None


def _is_message(lines: list[str]) -> bool:
    """A telegram, or the lines above a mail: letters are looked for later."""
    return any(line.endswith((" STOP", " STOP.")) or _SUBJECT.match(line) for line in lines)


def _is_dialogue(lines: list[str]) -> bool:
    """Every line opened by a dash, or each a quotation that is closed in it, one with a tag, and none rhyming."""
    seen = [look_at(line) for line in lines]
    if all(line.text[0] in "—–" for line in seen):
        return True
    spoken = all(line.utterance for line in seen) and any(line.tagged for line in seen)
    return spoken and not rhyme_share([*map(hear, lines)])


def _is_itemised(lines: list[str]) -> bool:
    return sum(_ITEM.match(line) is not None for line in lines) * 3 >= len(lines) * 2


def _is_measured(lines: list[str]) -> bool:
    """Most lines begin with a number, as quantities, hours and years do, and few rhyme."""
    counted = sum(line[0].isdigit() for line in lines)
    return counted * 5 >= len(lines) * 3 and rhyme_share([*map(hear, lines)]) <= 0.5


def _is_table(lines: list[str]) -> bool:
    return sum(_COLUMNS.search(line) is not None for line in lines) * 3 >= len(lines) * 2


def _is_address(lines: list[str]) -> bool:
    """Names and places, with a number among them or commas at the ends."""
    told = sum(_ADDRESS.search(line) is not None for line in lines)
    return len(lines) <= 8 and told >= 2 and all(len(line) <= 45 and is_title_case(line) for line in lines)


def _is_notice(lines: list[str]) -> bool:
    loud = all(line == line.upper() for line in lines) and any(line.isupper() for line in lines)
    return loud and len(lines) <= NOTICE and not rhyme_share([*map(hear, lines)])


def _is_bare_list(lines: list[str]) -> bool:
    """Three or more things with nothing at their ends, which neither rhyme nor make a sentence."""
    if len(lines) < 3 or any(not line[-1].isalnum() and line[-1] != ")" for line in lines):
        return False
    words = sum(len(line.split()) for line in lines) / len(lines)
    return words <= FEW_WORDS and not rhyme_share([*map(hear, lines)]) and all(line[0].isupper() for line in lines)
