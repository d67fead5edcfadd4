"""Lines in, rows of like lines out: headings inside a story come in rows, `one.` `two.`, `Day 1` `Day 2`, `i.` `ii.`

What a line counts is read loosely, in small letters too; that it is a heading only the row and its place tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rhapsode.language.english import ENGLISH
from rhapsode.language.numbers import read_number
from rhapsode.text.marks import DOUBLES, ENDERS, SURE_OPENERS, in_class

LONGEST = 80
"""Characters of the longest line that can be a heading in a row."""
_AROUND = " *_#~=-–—[](){}<>|+→•·" + DOUBLES
_NUMBER = r"\d{1,3}(?:[.,]\d)?|[ivxlIVXL]{1,5}(?:[.][ivxlIVXL]{1,3})?|[A-Za-z]{2,7}(?:-[a-z]{3,5})?"
_COUNTED = re.compile(
    rf"(?:the )?(?P<word>[A-Za-z]{{2,11}})[.]?\s*(?:the\s+)?[#№]?\s*(?P<number>{_NUMBER})(?!\w)(?P<rest>.*)", re.DOTALL
)
_ALONE = re.compile(rf"[#№]?\s*(?P<number>{_NUMBER})(?!\w)(?P<rest>.*)", re.DOTALL)
_SEPARATED = re.compile(rf"\s*(?:[{in_class('.:)~–—-|/')}]|\Z)")
_ONE_LETTER = frozenset("xXlLmMcCdD")


class Numbered(NamedTuple):
    """What a line counts: the word that is counted ("" for none), the number, whether a title stands behind it."""

    word: str
    number: int
    titled: bool


def read_numbered(line: str) -> Numbered | None:
    """What a line such as `interlude #2`, `3. The Lamp`, `chapter ix`, `one` counts; None where it counts nothing."""
    if len(line) > LONGEST or line[0] in SURE_OPENERS:
        return None
    bare = line.strip(_AROUND)
    counted = _COUNTED.fullmatch(bare)
    if counted and counted["word"].lower() in ENGLISH.pages.serial_words:
        number = _read(counted["number"])
        if number is not None and _SEPARATED.match(counted["rest"]):
            return Numbered(counted["word"].lower(), number, _is_title(counted["rest"]))
    alone = _ALONE.fullmatch(bare)
    if alone and alone["number"] not in _ONE_LETTER and _SEPARATED.match(alone["rest"]):
        number = _read(alone["number"])
        if number is not None:
            return Numbered("", number, _is_title(alone["rest"]))
    return None


def _read(words: str) -> int | None:
    if words.lower() == "zero" or words == "0":
        return 0
    return read_number(re.split(r"[.,]", words)[0] if words[-1:].isdigit() or "." in words else words)


def _is_title(rest: str) -> bool:
    return any(map(str.isalpha, rest))


def find_rows(numbered: Sequence[Numbered | None]) -> Mapping[int, str]:
    """For each line that counts, by its place: "in a row" of numbers that go on, "in a list" whose items stand line
    upon line, or "alone".
    """
    last: dict[str, tuple[int, int]] = {}
    told: dict[int, str] = {}
    for place, line in enumerate(numbered):
        if line is None:
            continue
        before = last.get(line.word)
        told[place] = "alone"
        if before is not None and 0 < line.number - before[1] <= 2:
            listed = place - before[0] == 1
            told[place] = "in a list" if listed else "in a row"
            if listed or told[before[0]] == "alone":
                told[before[0]] = told[place]
        last[line.word] = (place, line.number)
    return told


def find_shapes(lines: Sequence[str]) -> Mapping[int, int]:
    """For each short line set apart by its shape, how many lines of the text share that shape."""
    by_shape: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if shape := _shape(line):
            by_shape[shape].append(place)
    return {place: len(places) for places in by_shape.values() for place in places}


def _shape(line: str) -> str:
    """A line's shape, where it is one that headings have: in capitals, between signs, with a counted word."""
    if len(line) > LONGEST or not any(map(str.isalpha, line)) or line[0] in SURE_OPENERS:
        return ""
    if not line[0].isalnum() and not line[-1].isalnum() and line[0] in _AROUND:
        return f"between {line[0]}"
    if line.isupper():
        return "in capitals"
    words = line.split()
    if words[0].lower() in ENGLISH.pages.serial_words and line[-1] not in ENDERS:
        return f"begins with {words[0].lower()}"
    return ""
