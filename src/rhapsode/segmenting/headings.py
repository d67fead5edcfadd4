"""Headings."""

from __future__ import annotations

import re
from dataclasses import replace

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet

_NAMED = re.compile(r"(?i)(?:chapter|part|book|volume|prologue|epilogue|interlude)\b")
_NUMERAL = re.compile(r"(?:[IVXLC]+|\d{1,3})\.?")


def find_headings(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Short blocks that say chapter, or are a number."""
    found = []
    for block in blocks:
        words = sheet.text[block.start : block.end]
        if not block.reason and len(words) < 60 and (_NAMED.match(words) or _NUMERAL.fullmatch(words)):
            block = replace(block, kind=Kind.HEADING, reason="a chapter's number or name", level=1)
        found.append(block)
    return tuple(found)
