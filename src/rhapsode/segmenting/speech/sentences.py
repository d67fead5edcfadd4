"""Prose and what is said in it → its sentences outside quotation marks, each with what stands around it.

A clause before or behind "she thought" is a sentence of its own, and so is that tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.telling.manner import Manner, read_manner
from rhapsode.text.marks import CLOSING, ENDERS, in_class
from rhapsode.text.sentences import find_starts_between
from rhapsode.text.spans import find_rests, trim

_THINKS = rf"(?:{any_of(ENGLISH.verbs.thought | ENGLISH.verbs.mental)})"
_TO_SELF = rf"(?:(?:{any_of(ENGLISH.verbs.to_self)}) (?:him|her|my|it|them|your|our)sel(?:f|ves))"
_WHO = r"(?:he|she|I|they|we|it|[Tt]he \w+|[Hh]is \w+|[Hh]er \w+|[Mm]y \w+|[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)"
_TAG = re.compile(
    rf"(?P<stop>[,{ENDERS}—]|[{in_class(CLOSING)}])\s+"
    rf"(?P<tag>(?:{_THINKS})\s+{_WHO}|{_WHO}\s+(?:\w+ly\s+|had\s+)?(?:{_THINKS}|{_TO_SELF})(?:\s+\w+ly)?)"
    rf"(?!\w)(?!\s+(?:that|of|about|to|what|how|if|whether|why|who|where|when)\b)"
)

_LONE_TAG = re.compile(
    rf"(?:(?:{_THINKS})\s+{_WHO}|{_WHO}\s+(?:\w+ly\s+|had\s+)?(?:{_THINKS}|{_TO_SELF}))(?:\s+\w+ly)?\W*"
)


@dataclass(slots=True)
class Sentence:
    """A sentence outside quotation marks.

    `paragraph` counts all paragraphs of prose, `number` the sentences of one. `tags` says that it is a tag of thinking,
    `tagged` that one stands right beside it; `behind_speech` and `before_speech` that a speech does so there in its
    paragraph. `settled` is True where other signs have told that it is thought, False where they have told that not.
    """

    start: int
    end: int
    paragraph: int
    number: int
    manner: Manner
    tags: bool = False
    tagged: bool = False
    behind_speech: bool = False
    before_speech: bool = False
    emphasised: bool = False
    settled: bool | None = None


@dataclass(slots=True)
class Spot:
    """A paragraph: its sentences, and whether speech begins it, ends it, or stands in it at all."""

    scene: int
    sentences: list[Sentence] = field(default_factory=list)
    speech: bool = False
    begins: bool = False
    ends: bool = False


def read_spot(text: str, room: Range, inside: Sequence[Range], number: int, scene: int) -> Spot:
    """The paragraph `room`, of which the stretches `inside` are said."""
    spot = Spot(scene, speech=bool(inside))
    if inside:
        spot.begins = not text[room[0] : inside[0][0]].strip()
        spot.ends = not any(map(str.isalnum, text[inside[-1][1] : room[1]]))
    for start, end in find_rests(*room, inside):
        pieces = list(_cut(text, start, end))
        for at, (piece, tags) in enumerate(pieces):
            sentence = Sentence(*piece, number, len(spot.sentences), read_manner(text[slice(*piece)]), tags)
            sentence.tagged = (at > 0 and pieces[at - 1][1]) or (at + 1 < len(pieces) and pieces[at + 1][1])
            sentence.settled = False if tags else None
            sentence.behind_speech = at == 0 and start > room[0]
            sentence.before_speech = at + 1 == len(pieces) and end < room[1]
            spot.sentences.append(sentence)
    return spot


def _cut(text: str, start: int, end: int) -> Iterator[tuple[Range, bool]]:
    """The sentences of a stretch of telling, cut at tags of thinking; and whether each is such a tag."""
    for first, last in _between(start, [*find_starts_between(text, start, end)], end):
        for room, tags in _cut_at_tag(text, first, last):
            piece = trim(text, *room)
            if piece and any(map(str.isalnum, text[slice(*piece)])):
                yield piece, tags


def _between(start: int, starts: Sequence[int], end: int) -> Iterator[Range]:
    edges = [start, *starts, end]
    return pairwise(edges)


def _cut_at_tag(text: str, start: int, end: int) -> Iterator[tuple[Range, bool]]:
    """The parts of a sentence: what stands before a tag of thinking, the tag, and what goes on behind its comma."""
    if _LONE_TAG.fullmatch(text, start, end):
        yield (start, end), True
        return
    match = _TAG.search(text, start, end)
    if match is None or not any(map(str.isalnum, text[start : match.start()])):
        yield (start, end), False
        return
    yield (start, match.end("stop")), False
    comma = match.end() if text[match.end() : match.end() + 1] == "," else end
    yield (match.start("tag"), comma), True
    if comma < end:
        yield (comma + 1, end), False
