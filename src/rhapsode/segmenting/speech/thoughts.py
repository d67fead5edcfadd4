"""Paragraphs and their emphasis in, thoughts out: "_I could leave,_ she thought", "Why now? he wondered".

Emphasis is thought where it holds a clause with its own stop and the words of somebody speaking to himself, or
where a verb of thinking says so. A stressed word, a title, a ship's name or a foreign phrase is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Mark, Range
from rhapsode.segmenting.letters.quoted import announces_letter
from rhapsode.telling.persons import addresses, is_direct, is_present, is_told, speaks_of_itself
from rhapsode.text.marks import CLOSERS, CRIES, DASHES, DOUBLES, ENDERS
from rhapsode.text.sentences import find_starts_between
from rhapsode.text.spans import Stretch

_TYPED = re.compile(
    r"(?<![\w_])_(?=[^\s_])[^_]{1,1500}?(?<!\s)_(?![\w_])"
    r"|(?<![\w*])\*(?=[^\s*])[^*]{1,1500}?(?<!\s)\*(?![\w*])"
    r"|(?<![\w/:])/(?=[^\s/])[^/\n]{3,600}?(?<!\s)/(?![\w/])"
)
_THINKS = rf"(?:{any_of(ENGLISH.verbs.thought | ENGLISH.verbs.mental)})"
_TO_SELF = rf"(?:(?:{any_of(ENGLISH.verbs.to_self)}) (?:him|her|my|it|them|your|our)sel(?:f|ves))"
_WHO = r"(?:[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e|[Ii]t|(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y) \w+|[A-Z][\w'’]+(?: [A-Z][\w'’]+)?)"
_TAG = re.compile(
    rf"[\s,—–-]*(?:{_WHO}\s+(?:\w+ly\s+|had\s+|then\s+)?(?:{_THINKS}|{_TO_SELF})\b|(?:{_THINKS}|{_TO_SELF})\s+{_WHO}\b"
    rf"|was (?:his|her|my|their) (?:first|last|only|next) thought\b|went (?:his|her|my) (?:mind|head)\b)"
)
_TAG_BEFORE = re.compile(
    rf"(?:\b(?:{_THINKS}|{_TO_SELF})\b[^{ENDERS}\n]{{0,60}}|\bthoughts?\b[^{ENDERS}\n]{{0,60}})[,:—-]\s*$"
)
_BARE_TAG = re.compile(
    rf"(?P<stop>[,{ENDERS}—])\s+(?P<tag>(?:{_THINKS})\s+{_WHO}|{_WHO}\s+(?:\w+ly\s+)?(?:{_THINKS}"
    rf"|{_TO_SELF}))\b(?!\s+(?:that|of|about|to)\b)"
)
_BEFORE_SENTENCE = frozenset(ENDERS + CLOSERS + ":—)")
_AROUND = DOUBLES + "_*/ \n"
_DOUBLES = frozenset(DOUBLES)
_STOPS = frozenset(ENDERS + "," + DASHES)
_BARE = "clause before a verb of thinking"
_LONGEST = 120  # words; longer emphasis is a dream, a flashback or a letter
_LONGEST_CLAUSE = 20 * _LONGEST  # characters; no need to count the words of a longer clause


def find_emphasis(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Range]:
    """The emphasised ranges of a paragraph: from `marks`, the emphasis that the markup says there, else from signs."""
    ranges = [(max(m.start, start), min(m.end, end)) for m in marks]
    if not ranges and all(text.find(sign, start, end) < 0 for sign in "_*/"):
        return []
    return ranges or [match.span() for match in _TYPED.finditer(text, start, end)]


def find_thoughts(
    text: str, room: Range, emphasis: Iterable[Range], taken: Sequence[Stretch], first_person: bool
) -> list[Stretch]:
    """The thoughts of a paragraph outside the stretches already `taken`; `first_person` is the narrator's."""
    found: list[Stretch] = []
    position = 0
    for span in emphasis:
        while position < len(taken) and taken[position].end <= span[0]:
            position += 1
        if position < len(taken) and taken[position].start < span[1]:
            continue
        kind = _weigh_emphasis(text, room, span, found)
        if kind is not None:
            found.append(Stretch(span[0], _with_stop(text, span[1], room[1]), *_REASONS[kind]))
    if not taken and not found:
        found.extend(_bare_thoughts(text, room, first_person))
    return found


_REASONS = {
    Kind.THOUGHT: ("emphasised clause", Kind.THOUGHT),
    Kind.LETTER: ("letter in italics", Kind.LETTER),
}


def _with_stop(text: str, at: int, end: int) -> int:
    """The comma or stop right behind the emphasis belongs to it."""
    while at < end and text[at] in ENDERS + ",":
        at += 1
    return at


def _weigh_emphasis(text: str, room: Range, span: Range, found: Sequence[Stretch]) -> Kind | None:
    inner = text[span[0] : span[1]].strip(_AROUND)
    before, after = text[max(room[0], span[0] - 200) : span[0]], text[span[1] : min(room[1], span[1] + 80)]
    count = inner.count(" ") + inner.count("\n") + 1
    if not inner or count > _LONGEST:
        return None
    if announces_letter(before) and count > 3:
        return Kind.LETTER
    stopped = inner[-1] in _STOPS or after[:1] in _STOPS
    tagged = bool(_TAG.match(after)) or bool(_TAG_BEFORE.search(before))
    follows = bool(found) and count > 1 and _near(text, found[-1].end, span[0])
    if tagged and stopped:
        return Kind.THOUGHT
    return Kind.THOUGHT if _is_sentence(inner, before) and (follows or _is_own_voice(inner, count)) else None


def _near(text: str, start: int, end: int) -> bool:
    """Nothing but a tag lies between."""
    return end - start < 60 and bool(_TAG.match(text[start:end]))


def _is_sentence(inner: str, before: str) -> bool:
    return inner[-1] in _STOPS and not inner[0].islower() and _is_sentence_over(before)


def _is_sentence_over(before: str) -> bool:
    bare = before.rstrip()
    return not bare or bare[-1] in _BEFORE_SENTENCE


def _is_own_voice(inner: str, count: int) -> bool:
    """A sentence as one says it to oneself."""
    if count < 2:
        return False
    return (is_direct(inner) and not (inner[-1] == "!" and count < 3)) or (
        is_present(inner) and not is_told(inner, False)
    )


def _bare_thoughts(text: str, room: Range, first_person: bool) -> Iterator[Stretch]:
    """Thoughts with neither marks nor emphasis: a clause before "she thought" that speaks for itself."""
    start = done = looked = room[0]
    for match in _BARE_TAG.finditer(text, *room):
        stop = match.end("stop")
        *_, start = start, *find_starts_between(text, looked, match.start("stop"))
        looked = match.start("stop")  # what lies before it is not looked at again: linear in any line
        if (
            start >= done
            and stop - start <= _LONGEST_CLAUSE
            and _is_thought_out(text[start:stop], first_person, match["tag"])
        ):
            yield Stretch(start, stop, _BARE, Kind.THOUGHT)
            done = stop
            for more in _thinks_on(text, match.end(), room[1], first_person):
                yield more
                done = more.end


def _thinks_on(text: str, at: int, end: int, first_person: bool) -> Iterator[Stretch]:
    """The sentences behind the tag's own that still speak to oneself."""
    start = last = next(find_starts_between(text, at, end), end)
    while last < end:
        following = next(find_starts_between(text, last, end), end)
        sentence = text[last:following]
        if not (addresses(sentence) or (speaks_of_itself(sentence) and not first_person)):
            break
        last = following
    if last > start:
        yield Stretch(start, last, _BARE, Kind.THOUGHT)


def _is_thought_out(clause: str, first_person: bool, tag: str) -> bool:
    if len(clause.split()) > _LONGEST or clause[:1].islower() or not _DOUBLES.isdisjoint(clause):
        return False
    if clause[-1] == ".":
        return False
    mine = first_person or tag.startswith("I ") or tag.endswith(" I")
    if mine:
        return (addresses(clause) or clause[-1] in CRIES or is_present(clause)) and not is_told(clause, True)
    return (
        speaks_of_itself(clause)
        or addresses(clause)
        or clause[-1] in CRIES
        or (is_present(clause) and not is_told(clause, False))
    )
