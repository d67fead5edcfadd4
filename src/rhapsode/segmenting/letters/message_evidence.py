"""Lines of a story in, what speaks for and against each one's being a message that somebody in it reads or writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from rhapsode.language.english import ENGLISH
from rhapsode.telling.manner import FACTS, Manner
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.marks import BRACKETS_CLOSE, CLOSERS, COLONS, COMMAS, ENDERS, LONG_DASHES, in_class

LONGEST = 45
"""Words of a line that may be a message by itself."""
_REACH = 300
_LAST = 90
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_SIGNED = re.compile(
    rf"(?:\s|[{ENDERS}])(?:[-~]|--|[{LONG_DASHES}])\s?[A-Z][\w.]{{0,11}}\W*$|[{ENDERS}]\s[A-Z]{{1,3}}\b\W*$"
)
_NAME_LAST = re.compile(rf"[{ENDERS}]\s[A-Z][a-z]{{1,11}}\b[{in_class(ENDERS + BRACKETS_CLOSE)}]*$")
_TIME = re.compile(r"[\[(]?\d{1,2}[:.]\d{2}\b\W*(?![ap]\.?m\b|\W*$)\w")
_DATE = re.compile(r"\d")
_HANDLE = re.compile(r"(?:[a-z][\w.]{1,23}|[A-Za-z][\w.]*[\d_][\w.]*): \S")
_LABEL = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?: \S")
_DEVICES, _PAPERS = ENGLISH.nouns.devices, ENGLISH.nouns.papers
_SIGNALS, _WRITING = ENGLISH.verbs.signals, ENGLISH.verbs.writing
_TENSES = {1: "present", 0: "no tense", -1: "past"}
_LENGTHS = (1, 3, 6, 10, 16, 25)
_HOW = ("announced", "hinted at", "told of below")
_NEAR = ("a device", "a paper", "a signal", "writing")
_GROUPS = (_DEVICES, _PAPERS, _SIGNALS, _WRITING)
BIAS = "bias"
SAME, NEXT, APART = "the next line", "the next paragraph", "over what is known"
LINKS = (SAME, NEXT, APART)
STEPS = ("a message begins", "a message ends", "messages go on")


def name_message_step(step: str, link: str) -> str:
    """How a line follows the one before it, as evidence."""
    return f"{step}, {link}"


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A line or paragraph of block `block`, which it fills from `start` to `end`.

    It is `open` where nothing is known of it and it holds no quotation; `parted` says that a heading or a break stands
    above it, `link` how it follows the line before ("" for the first).
    """

    block: int
    start: int
    end: int
    words: str
    manner: Manner | None
    open: bool
    link: str

    @property
    def parted(self) -> bool:
        """Whether it is the first below a heading or a break, or of all."""
        return self.link in ("", APART)


def declare_messages() -> tuple[str, ...]:
    """The names of all evidence for messages, and of how one line follows another."""
    persons = [
        f"{person}, {told}" for person, told in product(("first person", "second person"), ("an I tells", "others"))
    ]
    tenses = [f"{tense}, told in the {era}" for tense, era in product(_TENSES.values(), ("past", "present"))]
    near = [f"{what} {where}" for what, where in product(_NEAR, ("right above", "above"))]
    near += [name for how in _HOW for name in (how, f"{how}, as nobody tells", f"{how}, right there")]
    lengths = [*(f"at most {most} words" for most in _LENGTHS), "more words"]
    links = [name_message_step(step, link) for link, step in product(LINKS, STEPS)]
    return (BIAS, *persons, *tenses, "third person", *FACTS, *near, *lengths, *_OWN, *_AROUND, *links)


_OWN = (
    "signed",
    "signed, as others are",
    "a name at its end",
    "a capital at its end",
    "begins with a time",
    "holds figures",
    "in the case of titles",
    "small letters and no stop",
    "a comma at its end",
    "a colon at its end",
    "in round brackets",
    "in square brackets",
    "a handle before a colon",
    "a name before a colon",
)
_AROUND = (
    "one of several lines",
    "a colon above",
    "speech above",
    "speech below",
    "below a heading or break",
    "above a heading or break",
    "an open line above",
    "an open line below",
    "before anything is told",
    "behind all that is told",
)


def gather_message_evidence(lines: Sequence[MessageLine]) -> Iterator[list[str]]:
    """The evidence of each line; none for those that are not open."""
    first, present = _measure(lines)
    signed = Counter(bool(_SIGNED.search(line.words[-24:])) for line in lines if line.open)[True]
    told = [at for at, line in enumerate(lines) if not line.open or (line.manner and line.manner.tense < 0)]
    bounds = (told[0], told[-1]) if told else (0, len(lines))
    above = ""
    for at, line in enumerate(lines):
        if line.open and line.manner is not None:
            teller, era = "an I tells" if first else "others", "present" if present else "past"
            names = [*_name_manner(line.manner, teller, era), *_name_own(line.words, signed > 1)]
            direct = _is_direct(line, first, present)
            yield [*names, *_name_near(lines, at, above, direct), *_name_around(lines, at, bounds)]
        else:
            yield []
        if not (line.open and line.manner is not None and line.manner.words < _SHORT):
            above = line.words


_SHORT = 8
"""Words of an open line that may stand between an announcement and what it announces."""


def _is_direct(line: MessageLine, first: bool, present: bool) -> bool:
    """Whether a line is in another person, tense or mood than the story, or lacks what a printed sentence has."""
    manner = line.manner
    if manner is None:
        return False
    names = manner.names
    told = (manner.first and not first) or manner.second or (manner.tense > 0 and not present)
    return told or any(
        name in names for name in ("no stop", "small first letter", "commands", "no verb", "in capitals")
    )


def _measure(lines: Sequence[MessageLine]) -> tuple[bool, bool]:
    """Whether an I tells the story, and whether it is told in the present: by its longer lines."""
    longer = [line.manner for line in lines if line.manner is not None and line.manner.words > 10]
    past = sum(manner.words for manner in longer if manner.tense < 0)
    present = sum(manner.words for manner in longer if manner.tense > 0)
    first = sum(manner.words for manner in longer if manner.first)
    return first * 2 > sum(manner.words for manner in longer), present > past


def _name_manner(manner: Manner, teller: str, era: str) -> Iterator[str]:
    yield BIAS
    if manner.first:
        yield f"first person, {teller}"
    if manner.second:
        yield f"second person, {teller}"
    if manner.others:
        yield "third person"
    yield f"{_TENSES[manner.tense]}, told in the {era}"
    yield from manner.names
    yield next((f"at most {most} words" for most in _LENGTHS if manner.words <= most), "more words")


def _name_own(words: str, others_signed: bool) -> Iterator[str]:
    last = words.rstrip(CLOSERS)[-1:]
    if _SIGNED.search(words[-24:]):
        yield "signed"
        if others_signed:
            yield "signed, as others are"
    elif _NAME_LAST.search(words[-24:]):
        yield "a name at its end"
    elif words[-2:-1] in (" ", ".") and last.isupper():
        yield "a capital at its end"
    seen = (
        ("begins with a time", _TIME.match(words) is not None),
        ("holds figures", _DATE.search(words) is not None),
        ("in the case of titles", words.count(" ") < 9 and is_title_case(words)),
        ("small letters and no stop", words[:1].islower() and last.isalnum()),
        ("a comma at its end", last in tuple(COMMAS)),
        ("a colon at its end", last in tuple(COLONS)),
        ("in round brackets", words[:1] == "("),
        ("in square brackets", words[:1] == "[" and words.find("]") >= len(words) - 2),
        ("a handle before a colon", _HANDLE.match(words) is not None),
        ("a name before a colon", _LABEL.match(words) is not None),
    )
    yield from (name for name, there in seen if there)


def _name_near(lines: Sequence[MessageLine], at: int, above: str, direct: bool) -> Iterator[str]:
    """What the telling around a line says of messages and of what brings them, and whether the line answers to it."""
    tail = above[-_REACH:].lower()
    right = frozenset(_WORD.findall(_last_sentence(lines[at - 1].words.lower()))) if at else frozenset[str]()
    first = not (at and _is_short(lines[at - 1]) and all(map(right.isdisjoint, _GROUPS)))
    if not first:
        right = frozenset(_WORD.findall(_last_sentence(tail)))
    near = tuple(not right.isdisjoint(group) for group in _GROUPS)
    for what, group, there in zip(_NEAR, _GROUPS, near, strict=True):
        if there:
            yield f"{what} right above"
        elif not group.isdisjoint(_WORD.findall(tail)):
            yield f"{what} above"
    device, paper, signal, writing = near
    colon = above.rstrip()[-1:] in tuple(COLONS)
    announced = (signal and (device or len(right) < _CURT)) or (colon and any(near)) or (writing and (device or paper))
    if colon and first:
        yield "a colon above"
    below = next((line.words for line in lines[at + 1 : at + 5] if not _is_short(line)), "")
    words = frozenset(_WORD.findall(below[:_FIRST].lower()))
    after = not words.isdisjoint(_DEVICES | _SIGNALS | _WRITING)
    for name, there in (("announced", announced), ("hinted at", any(near)), ("told of below", after)):
        if there:
            yield name
            if direct:
                yield f"{name}, as nobody tells"
            if first:
                yield f"{name}, right there"


def _last_sentence(tail: str) -> str:
    """The end of what stands above, its last sentence or two."""
    cut = max(tail.rfind(stop + " ", 0, max(0, len(tail) - 12)) for stop in ENDERS)
    return tail[cut + 1 :][-_LAST:]


_CURT = 5
"""Words of a sentence that tells nothing but that something rings: "It buzzed again."."""
_FIRST = 60


def _is_short(line: MessageLine) -> bool:
    return line.open and line.manner is not None and line.manner.words < _SHORT


def _name_around(lines: Sequence[MessageLine], at: int, bounds: tuple[int, int]) -> Iterator[str]:
    if SAME in (lines[at].link, lines[at + 1].link if at + 1 < len(lines) else ""):
        yield "one of several lines"
    if at < bounds[0]:
        yield "before anything is told"
    if at > bounds[1]:
        yield "behind all that is told"
    if lines[at].parted:
        yield "below a heading or break"
    elif at:
        yield "an open line above" if lines[at - 1].open else "speech above"
    if at + 1 < len(lines):
        below = lines[at + 1]
        yield "above a heading or break" if below.parted else "an open line below" if below.open else "speech below"
