"""What stands inside a passage and is not part of it: found in blocks, and cut out of passages.

Footnote marks, page numbers, hyphens at wrapped lines' ends, asides of the author, each with its own kind and reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rhapsode.model import Kind, Mark, Passage, Role
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.text.marks import CLOSERS, STOPS
from rhapsode.text.spans import keep_first, trim
from rhapsode.text.words import LETTERS

HABIT = 3
"""Words that must be seen whole elsewhere before a hyphen that nothing else tells of counts as the typesetter's."""

_RAISED = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_FOOTNOTE_MARK = re.compile(
    rf"\[(?:\d{{1,3}}|[*†‡§])\]|(?<=\w)[{_RAISED}]{{1,3}}|(?<=[{STOPS}{CLOSERS}])[{_RAISED}]{{1,3}}"
    r"|\{\d{1,4}\}|\[(?:Pg|Page) ?\d{1,4}\]"
)
_ASIDE = re.compile(r"(?i)[(\[](?:a/?n|author['’]?s? note)\b ?[:;—–-][^()\[\]\n]{0,600}[)\]]")
_WORD = re.compile(rf"{LETTERS}(?:-{LETTERS})*")


@dataclass(frozen=True, slots=True)
class Insert:
    """A stretch that belongs to no passage around it."""

    start: int
    end: int
    kind: Kind
    reason: str


def find_inserts(sheet: Sheet, blocks: Sequence[Block]) -> tuple[Insert, ...]:
    """All inserts of the blocks that are read, in order, none inside another."""
    read = [block for block in blocks if block.kind not in (Kind.BOILERPLATE, Kind.NOTE, Kind.SUMMARY)]
    raised = any(figure in sheet.text for figure in _RAISED)
    found = [
        *_marked(sheet.marks),
        *(insert for block in read for insert in _find_written(sheet.text, block, raised)),
        *_find_hyphens(sheet.text, read),
    ]
    return tuple(keep_first(found))


def _marked(marks: Sequence[Mark]) -> Iterator[Insert]:
    for mark in marks:
        if mark.role is Role.FOOTNOTE_MARK and mark.end > mark.start:
            yield Insert(mark.start, mark.end, Kind.BOILERPLATE, "a footnote's mark")
        elif mark.role is Role.PAGE_NUMBER and mark.end > mark.start:
            yield Insert(mark.start, mark.end, Kind.BOILERPLATE, "a page number")


def _find_written(text: str, block: Block, raised: bool) -> Iterator[Insert]:
    """Footnote marks, page numbers in brackets and asides, written in the text."""
    body = text[block.start : block.end]
    if "[" in body or "{" in body or raised:
        for match in _FOOTNOTE_MARK.finditer(text, block.start, block.end):
            if match.end() < block.end or match.start() > block.start:
                yield Insert(*match.span(), Kind.BOILERPLATE, "a footnote's mark or page number")
    if "(" in body or "[" in body:
        for match in _ASIDE.finditer(text, block.start, block.end):
            yield Insert(*match.span(), Kind.NOTE, "an aside of the author")


# --- hyphens ------------------------------------------------------------------------------------------------


def _find_hyphens(text: str, blocks: Sequence[Block]) -> Iterator[Insert]:
    """The hyphens of words that were broken at the end of a wrapped line.

    A word that stands whole elsewhere was broken; one that stands with its hyphen elsewhere was not. What is seen
    nowhere else goes by the file's habit.
    """
    places = [end - 1 for block in blocks if block.wrapped for end in _broken_ends(text, block)]
    if not places:
        return
    known = set(_WORD.findall(text.lower()))
    verdicts = [_was_broken(text, place, known) for place in places]
    broken, whole = verdicts.count(True), verdicts.count(False)
    habit = broken >= HABIT and broken > 2 * whole
    for place, verdict in zip(places, verdicts, strict=True):
        if verdict or (verdict is None and habit):
            yield Insert(place, place + 1, Kind.BOILERPLATE, "a hyphen at a line's end")


def _broken_ends(text: str, block: Block) -> Iterator[int]:
    for (start, end), (below, _) in pairwise(block.lines):
        if end - start > 2 and text[end - 1] in "-\u00ad" and text[end - 2].islower() and text[below].islower():
            yield end


def _was_broken(text: str, place: int, known: set[str]) -> bool | None:
    """Whether the word around a hyphen at a line's end is one word; None if nothing tells."""
    if text[place] == "\u00ad":
        return True
    start = place
    while start and text[start - 1].isalpha():
        start -= 1
    begin = place + 1
    while text[begin].isspace():
        begin += 1
    end = begin
    while end < len(text) and text[end].isalpha():
        end += 1
    head, tail = text[start:place].lower(), text[begin:end].lower()
    if head + tail in known:
        return True
    return False if f"{head}-{tail}" in known else None


# --- cutting ------------------------------------------------------------------------------------------------


def cut_out(text: str, passages: Sequence[Passage], inserts: Sequence[Insert]) -> tuple[Passage, ...]:
    """The passages without the inserts, which become passages of their own; both are in order."""
    if not inserts:
        return tuple(passages)
    made: list[Passage] = []
    at = 0
    for passage in passages:
        while at < len(inserts) and inserts[at].end <= passage.start:
            made.append(_as_passage(inserts[at]))
            at += 1
        begin = passage.start
        while at < len(inserts) and inserts[at].start < passage.end:
            insert = inserts[at]
            made.extend(_trimmed(text, passage, begin, insert.start))
            if insert.end <= passage.end:
                made.append(_as_passage(insert))
                at += 1
                begin = insert.end
            else:  # it reaches over the passage's end: each of the two keeps its own share
                made.append(_as_passage(replace(insert, end=passage.end)))
                inserts = [*inserts[:at], replace(insert, start=passage.end), *inserts[at + 1 :]]
                begin = passage.end
        made.extend(_trimmed(text, passage, begin, passage.end))
    made.extend(_as_passage(insert) for insert in inserts[at:])
    kept = (p for p in made if p.start < p.end and not text[p.start : p.end].isspace())
    return tuple(sorted(kept, key=lambda p: p.start))


def _as_passage(insert: Insert) -> Passage:
    return Passage(insert.kind, insert.start, insert.end, reason=insert.reason)


def _trimmed(text: str, passage: Passage, start: int, end: int) -> Iterator[Passage]:
    """The part of a passage between two inserts, if there is anything in it."""
    whole = start == passage.start and end == passage.end and start < end
    if whole and not text[start].isspace() and not text[end - 1].isspace():  # nearly all: nothing is cut
        yield passage
        return
    if part := trim(text, start, end):
        yield replace(passage, start=part[0], end=part[1])
