"""Paragraphs in, quotations out: which stretches stand in quotation marks, and which of those are speech.

The file's own habit is found first (`survey`): which marks it puts around speech. Then each paragraph's marks are
paired (`find_quotations`), a speech over several paragraphs being opened again in each and closed in the last. A
missing mark never reaches farther than its paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rhapsode.model import Range
from rhapsode.segmenting.stretches import Stretch


class Family(Enum):
    """Marks that close each other."""

    DOUBLE = "double quotes"
    ANGLE = "angle quotes"
    SINGLE = "single quotes"
    SINGLE_ANGLE = "single angle quotes"
    CORNER = "corner brackets"
    WHITE_CORNER = "white corner brackets"


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


@dataclass(frozen=True, slots=True)
class MarkHabit:
    """What a file puts around speech: the families of its quotation marks, and which way « faces."""

    families: frozenset[Family]
    inward: bool = False


_FAMILIES = {
    **dict.fromkeys('"“”„‟＂', Family.DOUBLE),
    **dict.fromkeys("«»", Family.ANGLE),
    **dict.fromkeys("'‘’‚‛", Family.SINGLE),
    **dict.fromkeys("‹›", Family.SINGLE_ANGLE),
    **dict.fromkeys("「」", Family.CORNER),
    **dict.fromkeys("『』", Family.WHITE_CORNER),
}
_OPENERS = frozenset("“„‟‘‚‛「『")
_CLOSERS = frozenset("”’」』")
_MARK = re.compile(r'["“”„‟＂«»‹›「」『』]')
_MARK_OR_SINGLE = re.compile(r'["“”„‟＂«»‹›「」『』]|(?<!\w)[\'‘’‚‛]|[\'‘’](?!\w)')
_BEFORE_OPEN = frozenset(" \t\n\r\u00a0\u2009\u202f\u200a\u3000([{_*/-–—―¿¡…")
_AFTER_CLOSE = frozenset(" \t\n\r\u00a0\u2009\u202f\u200a\u3000)]}.,;:!?_*/-–—―…")
_BRACKETS = frozenset("「」『』")  # no blank or stop need stand beside them
_DASHES = frozenset("-–—―")
_INWARD = re.compile(r"(?<!\S)»\w")
_OUTWARD = re.compile(r"(?<!\S)«\s?\w")


def _facing(text: str, at: int, inward: bool) -> Side:
    """Which way the mark at `at` faces: by its neighbours where they say, else by its shape."""
    if text[at] in _BRACKETS:
        return _shape(text[at], inward)
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    opens = before in _BEFORE_OPEN and not after.isspace() and after not in ",.;:!?)]}"
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
    if mark in "«‹":
        return Side.CLOSE if inward else Side.OPEN
    if mark in "»›":
        return Side.OPEN if inward else Side.CLOSE
    return Side.EITHER


def find_marks(text: str, start: int, end: int, habit: MarkHabit) -> list[QuoteMark]:
    """The quotation marks between `start` and `end`; apostrophes and inch marks left out."""
    pattern = _MARK_OR_SINGLE if Family.SINGLE in habit.families else _MARK
    found = []
    for match in pattern.finditer(text, start, end):
        at = match.start()
        family = _FAMILIES[text[at]]
        side = _facing_single(text, at) if family is Family.SINGLE else _facing(text, at, habit.inward)
        if side is not None:
            found.append(QuoteMark(at, family, side))
    return found


_ELISIONS = re.compile(
    r"['’](?:tis|twas|twere|twill|twould|tisn|twasn|em|cause|bout|til|till|ere|im|er|un|uns|ow|ead|ouse|alf|ave|ope"
    r"|cos|coz|gainst|mongst|neath|tween|nother|nuff|round|way|low|spect|fraid|tain|taint|n|d|ll|re|ve|s|t|m|\d\ds?)\b",
    re.IGNORECASE,
)


def _facing_single(text: str, at: int) -> Side | None:
    """Which way a single mark faces; None for an apostrophe."""
    before = text[at - 1] if at else "\n"
    after = text[at + 1] if at + 1 < len(text) else "\n"
    doubled = after == "'" and text[at + 2 : at + 3].isalpha()  # ''Tis: a mark and an elision
    if not before.isalnum() and (after.isalnum() or after in '_“"—–-…*' or doubled):
        if text[at] == "’" or (text[at] == "'" and before not in "\n" and _ELISIONS.match(text, at)):
            return None
        return Side.OPEN
    if not before.isspace() and not after.isalnum():
        return Side.CLOSE
    return None


_SAYS = re.compile(
    r"[,.!?;—-]\s+(?:(?:I|[Hh]e|[Ss]he|they|we|it|the \w+|[A-Z]\w+)\s+(?:said|says|asked|cried|replied|answered|"
    r"thought|whispered|exclaimed|continued|added)\b|(?:said|says|asked|cried|replied|answered|thought|whispered|"
    r"exclaimed|continued|added)\s)"
)
_CLAUSE_END = re.compile(r"[.!?;:,]\s+")
_SENTENCE_PUNCTUATION = frozenset(",.!?;:…—–-―。！？、")


class _Pairing:
    """Pairs the marks of one paragraph, from left to right."""

    def __init__(self, text: str, start: int, end: int, marks: Sequence[QuoteMark]) -> None:
        self.text, self.start, self.end, self.marks = text, start, end, marks
        self.found: list[Stretch] = []
        self.opened: QuoteMark | None = None
        self.depth = 0

    def run(self, carried: Family | None) -> None:
        """Pair all marks; `opened` is then the one that nothing closes."""
        first = self.marks[0] if self.marks else None
        if carried and first and first.family is carried and first.side is Side.CLOSE:
            self.opened = QuoteMark(self.start, carried, Side.OPEN)
        for index, mark in enumerate(self.marks):
            if self.opened is None:
                self._outside(mark)
            elif mark.family is self.opened.family:
                self._inside(index, mark, self.opened)

    def _outside(self, mark: QuoteMark) -> None:
        before = self.text[mark.at - 1] if mark.at else " "
        if mark.side is not Side.CLOSE:
            self.opened = mark
        elif before.isdigit() or mark.family is Family.SINGLE:
            return  # inches, an apostrophe
        elif before in _SENTENCE_PUNCTUATION:
            start = self._lost_start(mark)
            if start is not None:
                self.found.append(Stretch(start, mark.at + 1, "closed, never opened"))

    def _lost_start(self, mark: QuoteMark) -> int | None:
        if not self.found:
            return None if _SAYS.search(self.text, self.start, mark.at) else self.start
        after_tag = _CLAUSE_END.search(self.text, self.found[-1].end, mark.at)
        return after_tag.end() if after_tag else None

    def _inside(self, index: int, mark: QuoteMark, opened: QuoteMark) -> None:
        if mark.side is Side.OPEN and not self._closes_after_all(index, mark):
            if self._nests(index):
                self.depth += 1
            else:
                self.found.append(Stretch(opened.at, self.lost_end(opened, mark.at), "not closed"))
                self.opened = mark
        elif self.depth:
            self.depth -= 1
        elif not (self._measures(index, mark) or self._is_apostrophe(index, mark)):
            self.found.append(Stretch(opened.at, mark.at + 1, opened.family.value))
            self.opened = None

    def _rest(self, index: int) -> list[QuoteMark]:
        return [m for m in self.marks[index:] if m.family is self.marks[index].family]

    def _nests(self, index: int) -> bool:
        """A mark with a face of its own nests when every opened one is closed in the paragraph."""
        if self.text[self.marks[index].at] in "\"＂'":
            return False
        rest = self._rest(index)
        opens = sum(m.side is Side.OPEN for m in rest)
        return len(rest) - opens > opens

    def _closes_after_all(self, index: int, mark: QuoteMark) -> bool:
        """A closing mark that stands against the next word: `"I do, "he said`."""
        if self.text[mark.at] not in '"＂' or mark.at < 2:
            return False
        gap, after = self.text[mark.at - 2 : mark.at], self.text[mark.at + 1 : mark.at + 2]
        return gap[1].isspace() and gap[0] in ",.!?" and (after.islower() or len(self._rest(index)) % 2 == 1)

    def _measures(self, index: int, mark: QuoteMark) -> bool:
        """An inch mark inside a speech: behind a digit, with the true closer still to come."""
        if not self.text[mark.at - 1].isdigit():
            return False
        rest = self._rest(index)
        return len(rest) > 1 and rest[1].side is Side.CLOSE

    def _is_apostrophe(self, index: int, mark: QuoteMark) -> bool:
        """In `'The dogs' tails, an' all,' he said`: between a letter and a small one, the closer still to come."""
        if mark.family is not Family.SINGLE or not self.text[mark.at - 1].isalpha():
            return False
        after = self.text[mark.at + 1 : mark.at + 3]
        rest = self._rest(index)
        return after[:1].isspace() and after[1:].islower() and len(rest) > 1 and rest[1].side is Side.CLOSE

    def lost_end(self, opened: QuoteMark, limit: int) -> int:
        """Where a speech that nothing closes ends: before "he said", else at `limit`."""
        tag = _SAYS.search(self.text, opened.at, limit)
        if tag:
            return tag.start() + 1
        return opened.at + len(self.text[opened.at : limit].rstrip())


def find_quotations(text: str, paragraphs: Sequence[Range], habit: MarkHabit) -> list[list[Stretch]]:
    """The quotations of each paragraph, in order; whether they are speech is not asked yet."""
    marks = [find_marks(text, start, end, habit) for start, end in paragraphs]
    carried: Family | None = None
    result = []
    for index, (start, end) in enumerate(paragraphs):
        pairing = _Pairing(text, start, end, marks[index])
        pairing.run(carried)
        carried = None
        if pairing.opened is not None:
            opened = pairing.opened
            following = marks[index + 1] if index + 1 < len(marks) else []
            if _goes_on(text, following, opened, paragraphs[index + 1][0] if following else 0):
                carried = opened.family
                pairing.found.append(Stretch(opened.at, end, "opened again, closed later", chained=True))
            elif opened.family in habit.families:
                pairing.found.append(Stretch(opened.at, pairing.lost_end(opened, end), "not closed"))
        result.append(pairing.found)
    return result


def _goes_on(text: str, following: Sequence[QuoteMark], opened: QuoteMark, start: int) -> bool:
    """The next paragraph opens the same marks again at its start, or closes them first."""
    if not following or following[0].family is not opened.family:
        return False
    first = following[0]
    return first.side is Side.CLOSE or not any(map(str.isalnum, text[start : first.at]))


def survey(text: str, paragraphs: Sequence[Range]) -> MarkHabit:
    """Which marks the file puts around speech, by what begins paragraphs and what follows sentences."""
    inward = len(_INWARD.findall(text)) > len(_OUTWARD.findall(text))
    everything = MarkHabit(frozenset(Family), inward)
    votes: Counter[Family] = Counter()
    for start, end in paragraphs:
        for mark in find_marks(text, start, end, everything):
            if mark.side is Side.OPEN and mark.at == start:
                votes[mark.family] += 2
            elif mark.side is Side.CLOSE and text[mark.at - 1] in _SENTENCE_PUNCTUATION:
                votes[mark.family] += 1
    others = sum(count for family, count in votes.items() if family is not Family.SINGLE)
    families = set(Family) - {Family.SINGLE}
    if votes[Family.SINGLE] > others:
        families.add(Family.SINGLE)
    return MarkHabit(frozenset(families), inward)
