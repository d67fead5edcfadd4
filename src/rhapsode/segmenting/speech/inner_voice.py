"""Paragraphs in, a quarrel with an inner voice out, without a single quotation mark:

    You won't, nagged the voice at the back of her head.
    I will. Watch me.

It begins where a voice, a conscience or a part of somebody nags, whispers or insists, and goes on through short
paragraphs in the first and second person or the imperative while the rest is told in the third person and the past.
The two take turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Inner, Kind, Range
from rhapsode.telling.persons import addresses, is_direct, is_present, is_told
from rhapsode.text.marks import CRIES, ENDERS
from rhapsode.text.sentences import find_next_end, find_starts_between
from rhapsode.text.spans import Stretch

_REASONS = {Inner.VOICE: "inner voice", Inner.ANSWER: "answer to the inner voice"}

_NAGS = rf"(?:{any_of(ENGLISH.verbs.inner)})"
_MIND = (
    r"(?:(?:a|the|that|this|her|his|my|their|its|some|another)\s+"
    r"(?:(?!(?:a|the|her|his|my|their)\b)\w+,?\s+){0,3}?"
    r"(?:voice|conscience|common sense|better half|subconscious|inner critic|doubt|brain|heart"
    r"|part of (?:her|him|me|them|it))\b)"
)
_OWNER = re.compile(r"voice|conscience|common sense|better half|subconscious|inner critic|doubt|brain|heart|part of ")
_TAG = re.compile(rf"(?<=[\s,{ENDERS}—-])(?P<tag>{_NAGS}\s+{_MIND}|{_MIND}\s+(?:\w+ly\s+)?{_NAGS}\b)", re.IGNORECASE)
_STIRS = re.compile(
    rf"\b{_MIND}[^{ENDERS}]{{0,80}}\b(?:{_NAGS}|would not|wouldn['’]t|stirred|woke|spoke up|piped up"
    rf"|had (?:other|its own))\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    rf"[,{ENDERS}]\s+"
    r"(?P<tag>(?:[Hh]e|[Ss]he|I|[Tt]hey|(?!You|It|That|This)[A-Z][\w'’]+)\s+(?:\w+ly\s+)?"
    rf"(?:{any_of(ENGLISH.verbs.inner | ENGLISH.verbs.thought)})\b(?:\s+(?:it|back|the voice|at it))?)"
)
_LONGEST = 45  # words of a turn; longer ones are told
_FEWEST = 2  # turns besides the one that names the voice, where that one holds no words of its own


@dataclass(frozen=True, slots=True)
class _Turn:
    """A paragraph read as part of a quarrel: the parts that are thought, and whose it names itself to be."""

    paragraph: int
    parts: tuple[Range, ...]
    owner: Inner | None = None  # None where only the order tells
    named: bool = False  # a tag says whose


def find_inner_voices(
    text: str, paragraphs: Sequence[Range], plain: Sequence[bool], first_person: Sequence[bool]
) -> dict[int, list[Stretch]]:
    """By paragraph, the stretches of quarrels with an inner voice.

    `plain` says which paragraphs hold nothing but narration so far, `first_person` whose narrator is an I there.
    """
    found: dict[int, list[Stretch]] = {}
    at = 0
    while at < len(paragraphs):
        run = _read_quarrel(text, paragraphs, plain, first_person, at) if plain[at] else []
        for turn in run:
            found[turn.paragraph] = list(_stretches(turn))
        at = run[-1].paragraph + 1 if run else at + 1
    return found


def _stretches(turn: _Turn) -> Iterator[Stretch]:
    owner = turn.owner or Inner.VOICE
    for start, end in turn.parts:
        yield Stretch(start, end, _REASONS[owner], Kind.THOUGHT, inner=owner)


def _read_quarrel(
    text: str, paragraphs: Sequence[Range], plain: Sequence[bool], first_person: Sequence[bool], at: int
) -> list[_Turn]:
    """The turns of the quarrel that begins in paragraph `at`; none where there is no voice."""
    start, end = paragraphs[at]
    opening = _named_turn(text, at, start, end)
    if opening is None and not _stirs(text, start, end):
        return []
    turns = [opening] if opening else []
    previous = Inner.VOICE if opening else Inner.ANSWER
    silent = 0
    for index in range(at + 1, len(paragraphs)):
        turn = _read_turn(text, paragraphs, index, first_person[index]) if plain[index] else None
        if turn is None:
            silent += 1
            if silent > 1 or not plain[index]:
                break
            continue
        if silent and not turn.named and not addresses(text[slice(*paragraphs[index])]):
            break
        silent = 0
        owner = turn.owner or (Inner.ANSWER if previous is Inner.VOICE else Inner.VOICE)
        turns.append(_Turn(index, turn.parts, owner))
        previous = owner
    return turns if opening or len(turns) >= _FEWEST else []


def _stirs(text: str, start: int, end: int) -> bool:
    """The paragraph ends by telling that a voice speaks up."""
    last = text[max(start, end - 160) : end]
    return bool(_STIRS.search(last)) and last.rstrip()[-1:] in ".:—-"


def _read_turn(text: str, paragraphs: Sequence[Range], index: int, first_person: bool) -> _Turn | None:
    start, end = paragraphs[index]
    named = _named_turn(text, index, start, end)
    if named:
        return named
    words = text[start:end]
    if len(words.split()) > _LONGEST:
        return None
    answer = _ANSWERS.search(text, start, end)
    if answer and _is_voice(text[start : answer.start() + 1]):
        rest = find_next_end(text, answer.end(), end)
        return _Turn(index, _parts(text, (start, answer.start("tag")), (rest, end)), Inner.ANSWER, True)
    told = is_told(words, first_person) and words[-1] not in CRIES
    return None if told else _Turn(index, ((start, end),))


def _named_turn(text: str, index: int, start: int, end: int) -> _Turn | None:
    """A turn whose words say that the voice speaks them."""
    match = _TAG.search(text, start, end) if _OWNER.search(text, start, end) else None
    if match and text[match.end() : match.end() + 1] == ":" and _is_voice(text[match.end() + 1 : end]):
        return _Turn(index, _parts(text, (match.end() + 1, end)), Inner.VOICE, True)
    if match is None:
        return None
    for begin in find_starts_between(text, start, match.start("tag")):
        if not is_told(text[start:begin], True):
            break
        start = begin
    if not _is_voice(text[start : match.start("tag")]):
        return None
    rest = find_next_end(text, match.end(), end)
    comma = text.find(",", match.end(), rest)
    if 0 <= comma < match.end() + 30 and _is_resumed(text[comma + 1 : rest]):
        rest = comma + 1
    return _Turn(index, _parts(text, (start, match.start("tag")), (rest, end)), Inner.VOICE, True)


def _parts(text: str, *ranges: Range) -> tuple[Range, ...]:
    return tuple((s, e) for s, e in ranges if text[s:e].strip())


def _is_resumed(words: str) -> bool:
    """The voice speaks on behind its tag and a comma."""
    return addresses(words) or is_present(words)


def _is_voice(words: str) -> bool:
    """Said, not told."""
    words = words.strip()
    if not words or len(words.split()) > _LONGEST or words[-1].isalnum():
        return False
    return is_direct(words) or is_present(words) or not is_told(words, False)
