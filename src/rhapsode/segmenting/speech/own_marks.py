"""A text in, what this story puts between signs of its own to say that it is thought: -so-, =so=, ((so)), 'so'.

A legend may say it ("'blah' = thinking"), or else the use does: a sign that comes again around whole sentences, single
marks that stand by "she thought" while speech is in double ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from re import Pattern

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Range
from rhapsode.telling.tag_patterns import is_tag_after, thinks
from rhapsode.text.marks import APOSTROPHES, DASHES, ENDERS, QUOTES, SINGLES, in_class
from rhapsode.text.spans import Stretch

LEGEND_REACH = 8000
"""Characters at the start of a text in which a legend of its signs may stand."""
FEWEST = 2
"""Sentences between signs that no legend tells of, and speeches in double marks, before single ones may be thoughts."""
SIGNS: Mapping[str, str] = {
    **{sign: sign for sign in ("=", "~", "--", "-", "|", "+", "^")},
    "((": "))",
    "[": "]",
    "{": "}",
    "(": ")",
}
"""Opening sign → closing sign; telepathy and emphasis are found elsewhere."""
SINGLE = "single"
_TOLD_ONLY = frozenset("[{(")
"""Signs that hold so much else that only a legend makes them those of thoughts."""
_REASON = "between the signs that this story thinks in"
_MINDS = re.compile(rf"(?i)\b(?:{any_of(ENGLISH.labels.minds)})\b")
_LINE = re.compile(r"[^\n]{4,160}")
_ENDS = in_class(ENDERS + DASHES + ",")
_NAMED = {"tildes": "~", "dashes": "-", "hyphens": "-", "brackets": "[", "parentheses": "("}
_SINGLE_PAIR = re.compile(
    rf"(?<![\w{in_class(QUOTES)}])[{in_class(SINGLES)}](?=\w)(?:[^{in_class(QUOTES)}]|(?<=\w)[{APOSTROPHES}](?=\w)){{1,400}}"
    rf"(?<=[{_ENDS}])[{in_class(SINGLES)}](?!\w)"
)

_THOUGHT_IN_SINGLES = re.compile(
    rf"(?<=[{_ENDS}])[{in_class(SINGLES)}]\s+(?:[\w.]+\s+){{0,3}}?(?:{any_of(ENGLISH.verbs.thought)})\b"
)


def find_own_marks(text: str, rooms: Sequence[Range], doubles: Sequence[Range], language: str) -> list[list[Stretch]]:
    """By room, what stands between the signs that this story thinks in; `doubles` is what stands in double marks."""
    legend = read_legend(text[:LEGEND_REACH])
    found: list[list[Stretch]] = [[] for _ in rooms]
    for start, end in [*_find_signed(text, legend), *_find_singles(text, doubles, SINGLE in legend, language)]:
        index = bisect_right(rooms, start, key=lambda room: room[0]) - 1
        if index >= 0 and end <= rooms[index][1]:
            found[index].append(Stretch(start, end, _REASON, Kind.THOUGHT))
    return [sorted(stretches, key=lambda stretch: stretch.start) for stretches in found]


def read_legend(text: str) -> frozenset[str]:
    """The opening signs that a legend says are those of thoughts: "-text- = Ann thinking", "thoughts in [brackets]"."""
    signs: set[str] = set()
    for line in _LINE.findall(text):
        for part in line.split(",") if _MINDS.search(line) else ():
            if _MINDS.search(part) and (sample := _find_sample(part)):
                signs.add(sample)
    return frozenset(signs)


def _find_sample(part: str) -> str:
    """The sign that a part of a legend shows around a word or two, around nothing, or names."""
    bare = part.strip()
    for opening, closing in SIGNS.items():
        sample = rf"(?<![\w{re.escape(opening[0])}]){re.escape(opening)}\s?(?:\w+\s?){{0,3}}{re.escape(closing)}"
        if re.match(rf"{sample}\s*(?:=|:|-|\w+\b)", bare) or re.search(rf"\b(?:in|between) {sample}", bare):
            return opening
    if re.match(rf"[{in_class(SINGLES)}][^{in_class(QUOTES)}]{{1,20}}[{in_class(SINGLES)}]\s*(?:=|:|-|\w+\b)", bare):
        return SINGLE
    return next((sign for name, sign in _NAMED.items() if re.search(rf"\b{name}\b", part, re.IGNORECASE)), "")


def _find_signed(text: str, legend: frozenset[str]) -> Iterator[Range]:
    for opening in SIGNS:
        if opening in legend or (opening not in _TOLD_ONLY and _comes_again(text, opening)):
            spans = [match.span() for match in _between(opening, opening in legend).finditer(text)]
            if opening in legend or len(spans) >= FEWEST:
                yield from spans


def _comes_again(text: str, opening: str) -> bool:
    """A quick look: whether the closing sign stands behind a stop often enough. A search takes ten times as long."""
    return opening in text and sum(text.count(stop + SIGNS[opening]) for stop in ENDERS + ",") >= FEWEST


@cache
def _between(opening: str, told: bool) -> Pattern[str]:
    """Finds words tight between signs; where no legend tells of them, only those that end as sentences do."""
    first, closing = re.escape(opening), re.escape(SIGNS[opening])
    edge, inner = re.escape(opening[0]), re.escape(SIGNS[opening][0])
    ends = rf"(?<=\S)(?<![\s{inner}])" if told else rf"(?<=[{in_class(ENDERS + ',')}])"
    body = rf"(?:[^{inner}\n]|(?<=\w){inner}(?=\w)|\n(?!\n)){{1,500}}?"
    return re.compile(rf"(?<![\w{edge}]){first}(?=\w){body}{ends}{closing}(?![\w{inner}])")


def _find_singles(text: str, doubles: Sequence[Range], told: bool, language: str) -> Iterator[Range]:
    """What stands in single marks, where speech is in double ones and a tag, or a legend, says that it is thought."""
    if len(doubles) < FEWEST or not (told or _THOUGHT_IN_SINGLES.search(text)):
        return
    starts = [start for start, _ in doubles]
    singles = []
    for match in _SINGLE_PAIR.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if at < 0 or doubles[at][1] <= match.start():
            singles.append(match.span())
    behind = [" ".join(text[end : end + 80].split("\n\n")[0].split()) for _, end in singles]
    thought = sum(thinks("", tag, language) for tag in behind)
    spoken = sum(is_tag_after(tag, language) for tag in behind) - thought
    if told or (thought and 2 * thought >= spoken):
        yield from singles
