"""Page numbers and running heads: lines in; the lines of the story, and those that belong to the printed page, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rhapsode.model import Kind
from rhapsode.segmenting.furniture.inline_marks import Insert
from rhapsode.text.lines import SourceLine
from rhapsode.text.marks import CLOSING

LEAST = 3
"""Numbers in a row before they count as pages."""
REPEATS = 4
"""How often a line stands beside a page number before it is a running head."""
INTERRUPTING = 0.3
"""The share of page numbers that stand in the middle of a sentence; chapters' numbers never do."""

_NUMBER = re.compile(r"(?i)[-–—~\[({\s]*(?:page|pg\.?|p\.|seite)?\s*(\d{1,4})[-–—~\])}\s]*")
_DIGIT = re.compile(r"\d")
_NUMBER_FIRST = re.compile(r"(\d{1,4})[ \t]{2,}(\D{3,60})")
_NUMBER_LAST = re.compile(r"(\D{3,60}?)[ \t]{2,}(\d{1,4})")


def take_out_pages(text: str, lines: Sequence[SourceLine]) -> tuple[list[SourceLine], tuple[Insert, ...]]:
    """The lines without page numbers and running heads, and those; a paragraph that a page parted is whole again."""
    numbers = [(index, value) for index, line in enumerate(lines) if (value := _page_number(text, line)) is not None]
    pages = _longest_row(numbers)
    if len(pages) < LEAST or not _interrupt(text, lines, pages):
        return list(lines), ()
    dropped = {*pages, *_running_heads(text, lines, pages)}
    kept: list[SourceLine] = []
    parted = False
    for index, line in enumerate(lines):
        if index in dropped:
            parted = True
            continue
        if parted and kept and _goes_on(text, kept[-1], line):
            line = line._replace(gap=0)
        elif parted:
            line = line._replace(gap=max(line.gap, 1))
        kept.append(line)
        parted = False
    inserts = (
        Insert(lines[i].start, lines[i].end, Kind.BOILERPLATE, "a page number" if i in pages else "a running head")
        for i in sorted(dropped)
    )
    return kept, tuple(inserts)


def _page_number(text: str, line: SourceLine) -> int | None:
    """The number of the page that a line could tell of."""
    if line.end - line.start > 80:
        return None
    words = text[line.start : line.end]
    if not _DIGIT.search(words):
        return None
    match = _NUMBER.fullmatch(words) or _NUMBER_FIRST.fullmatch(words)
    if match:
        return int(match[1])
    match = _NUMBER_LAST.fullmatch(words)
    return int(match[2]) if match and set(match[1]) != {"."} else None


def _longest_row(numbers: Sequence[tuple[int, int]]) -> set[int]:
    """The indices of the longest row of numbers that each go on by one or two."""
    best: dict[int, tuple[int, int | None]] = {}  # value: length of the row that ends in it, place in `numbers`
    before: list[int | None] = []
    lengths: list[int] = []
    for place, (_, value) in enumerate(numbers):
        length, previous = max((best.get(value - step, (0, None)) for step in (1, 2)), key=lambda row: row[0])
        before.append(previous)
        lengths.append(length + 1)
        if length + 1 >= best.get(value, (0, None))[0]:
            best[value] = (length + 1, place)
    row: set[int] = set()
    at = max(range(len(lengths)), key=lengths.__getitem__) if lengths else None
    while at is not None:
        row.add(numbers[at][0])
        at = before[at]
    return row


def _interrupt(text: str, lines: Sequence[SourceLine], pages: set[int]) -> bool:
    inside = sum(
        0 < index < len(lines) - 1 and _goes_on(text, lines[index - 1], lines[index + 1], strict=True)
        for index in pages
    )
    return inside >= INTERRUPTING * len(pages)


def _goes_on(text: str, above: SourceLine, below: SourceLine, strict: bool = False) -> bool:
    """Whether a sentence goes on from one line to another."""
    if text[below.start].islower():
        return True
    ended = text[above.start : above.end].rstrip(CLOSING + " ")[-1:]
    return (ended.isalnum() and not strict) or (ended in (",", ";", "-") and not strict)


def _running_heads(text: str, lines: Sequence[SourceLine], pages: set[int]) -> set[int]:
    """Lines that stand beside page numbers again and again."""
    beside = {i for page in pages for i in (page - 1, page + 1) if 0 <= i < len(lines) and i not in pages}
    short = [i for i in beside if lines[i].end - lines[i].start <= 60]
    counts = Counter(text[lines[i].start : lines[i].end] for i in short)
    return {i for i in short if counts[text[lines[i].start : lines[i].end]] >= REPEATS}
