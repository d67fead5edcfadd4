"""A text in, its quotation marks out: which family each is of, and which way it faces.

A mark faces the way its neighbours say; where they don't, its shape does. Single marks count only where they, not
double ones, stand around speech in this file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rhapsode.model import Range
from rhapsode.text.marks import (
    APOSTROPHES,
    BRACKETS_CLOSE,
    BRACKETS_OPEN,
    CLOSE_BY_SHAPE,
    CORNERS,
    DASHES,
    ELLIPSIS,
    FAMILIES,
    LEFT_ANGLES,
    OPEN_BY_SHAPE,
    QUOTES,
    RIGHT_ANGLES,
    STOPS,
    Family,
)


class Side(Enum):
    """Which way a mark faces, as far as its place and shape say."""

    OPEN = "open"
    CLOSE = "close"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """One quotation mark of the text."""

    at: int
    family: Family
    side: Side


SPEECH_ENDS = frozenset(STOPS + DASHES)
"""What speech may end in before its closing mark."""
_OPENERS, _CLOSERS = frozenset(OPEN_BY_SHAPE), frozenset(CLOSE_BY_SHAPE)
_SINGLES = "".join(mark for mark in QUOTES if FAMILIES[mark] is Family.SINGLE)
_OTHERS = "".join(mark for mark in QUOTES if FAMILIES[mark] is not Family.SINGLE)
_MARK = re.compile(rf"[{_OTHERS}]|(?<!\w)[{_SINGLES}]|[{APOSTROPHES}‘](?!\w)")
_BEFORE_OPEN = frozenset(" \t\n\r\u00a0\u2009\u202f\u200a\u3000_*/¿¡" + BRACKETS_OPEN + DASHES + ELLIPSIS)
_AFTER_CLOSE = frozenset(" \t\n\r\u00a0\u2009\u202f\u200a\u3000_*/" + BRACKETS_CLOSE + STOPS + DASHES)
_CORNERS = frozenset(CORNERS)  # no blank or stop need stand beside them
_NEVER_FIRST = frozenset(STOPS + BRACKETS_CLOSE) - {ELLIPSIS}  # “…and then” may begin so
_DASHES = frozenset(DASHES)
_SWARM = 200  # marks; so many with less than _ROOM characters each are no prose
_ROOM = 5  # the densest 200 marks of 16 labelled novels and 100 excerpts have 34 characters each
_INWARD = re.compile(r"(?<!\S)»\w")
_OUTWARD = re.compile(r"(?<!\S)«\s?\w")


def _facing(text: str, at: int, inward: bool) -> Side:
    """Which way the mark at `at` faces: by its neighbours where they say, else by its shape."""
    if text[at] in _CORNERS:
        return _shape(text[at], inward)
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    opens = before in _BEFORE_OPEN and not after.isspace() and after not in _NEVER_FIRST
    closes = not before.isspace() and after in _AFTER_CLOSE
    if opens and not closes:
        if before not in _DASHES or after.isalnum():
            return Side.OPEN
    elif closes and not opens:
        return Side.CLOSE
    return _shape(text[at], inward)


def _shape(mark: str, inward: bool) -> Side:
    if mark in _OPENERS:
        return Side.OPEN
    if mark in _CLOSERS:
        return Side.CLOSE
    if mark in LEFT_ANGLES:
        return Side.CLOSE if inward else Side.OPEN
    if mark in RIGHT_ANGLES:
        return Side.OPEN if inward else Side.CLOSE
    return Side.EITHER


def find_marks(text: str, paragraphs: Sequence[Range]) -> list[list[QuoteMark]]:
    """The quotation marks of each paragraph that the file uses as such; apostrophes and inch marks left out."""
    inward = len(_INWARD.findall(text)) > len(_OUTWARD.findall(text))
    marks = [_marks_between(text, start, end, inward) for start, end in paragraphs]
    if _speaks_in_single(text, paragraphs, marks):
        return marks
    return [[mark for mark in found if mark.family is not Family.SINGLE] for found in marks]


def _marks_between(text: str, start: int, end: int, inward: bool) -> list[QuoteMark]:
    found = []
    for at in _without_swarms([match.start() for match in _MARK.finditer(text, start, end)]):
        family = FAMILIES[text[at]]
        side = _facing_single(text, at) if family is Family.SINGLE else _facing(text, at, inward)
        if side is not None:
            found.append(QuoteMark(at, family, side))
    return found


def _without_swarms(places: list[int]) -> list[int]:
    """`places` of marks without those that stand closer together than speech can: rows of ornaments, not prose."""
    if len(places) < _SWARM:
        return places
    kept: list[int] = []
    for first in range(0, len(places), _SWARM):
        group = places[first : first + _SWARM]
        if len(group) < _SWARM or group[-1] - group[0] >= _SWARM * _ROOM:
            kept += group
    return kept


_ELISIONS = re.compile(
    r"['’‘](?:tis|twas|twere|twill|twould|tisn|twasn|em|cause|bout|til|till|ere|im|er|un|uns|ow|ead|ouse|alf|ave|ope"
    r"|cos|coz|gainst|mongst|neath|tween|nother|nuff|round|way|low|spect|fraid|tain|taint|n|d|ll|re|ve|s|t|m|\d\ds?)\b",
    re.IGNORECASE,
)


def _facing_single(text: str, at: int) -> Side | None:
    """Which way a single mark faces; None for an apostrophe."""
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    doubled = after in APOSTROPHES and text[at + 2 : at + 3].isalpha()  # ''Tis: a mark and an elision
    if not before.isalnum() and (after.isalnum() or after in '_“"—–-…*' or doubled):
        if text[at] == "’" or (text[at] == "'" and before not in "\n" and _ELISIONS.match(text, at)):
            return None
        return Side.OPEN
    if not before.isspace() and not after.isalnum():
        return Side.CLOSE
    return None


def begins_elision(text: str, at: int) -> bool:
    """Whether the mark at `at` may stand for lost letters: 'Tis, ’em, '90s."""
    return _ELISIONS.match(text, at) is not None


def _speaks_in_single(text: str, paragraphs: Sequence[Range], marks: Sequence[Sequence[QuoteMark]]) -> bool:
    """Whether the file puts single marks around speech: by what begins paragraphs and what follows stops."""
    single = others = 0
    for (start, _), found in zip(paragraphs, marks, strict=True):
        for mark in found:
            vote = 2 * (mark.at == start) if mark.side is Side.OPEN else int(text[mark.at - 1] in SPEECH_ENDS)
            if mark.family is Family.SINGLE:
                single += vote
            else:
                others += vote
    return single > others
