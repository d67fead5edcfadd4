"""Paragraphs in, quotations out: which stretches stand in quotation marks; whether they are speech is not asked yet.

Each paragraph's marks are paired from left to right, a speech over several paragraphs being opened again in each and
closed in the last. A missing mark never reaches farther than its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.text.marks import STOPS, STRAIGHT, Family
from rhapsode.text.quotation_marks import SPEECH_ENDS, QuoteMark, Side, begins_elision, find_marks
from rhapsode.text.spans import Stretch

_VERBS = any_of(ENGLISH.verbs.strong | ENGLISH.verbs.thought)
_SAYS = re.compile(rf"[{STOPS}—-]\s+((?:I|[Hh]e|[Ss]he|they|we|it|the \w+|[A-Z]\w+)\s+)?(?:{_VERBS})(?(1)\b|\s)")
_CLAUSE_END = re.compile(rf"[{STOPS}]\s+")


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What comes behind a mark in its paragraph, of the same family: how many open, how many don't, which is next."""

    opens: int = 0
    others: int = 0
    next: Side | None = None


def _look_ahead(marks: Sequence[QuoteMark]) -> list[_Ahead]:
    """For each mark what comes behind it, in one pass from the end."""
    seen: dict[Family, _Ahead] = {}
    result = []
    for mark in reversed(marks):
        behind = seen.get(mark.family, _Ahead())
        result.append(behind)
        opens = mark.side is Side.OPEN
        seen[mark.family] = _Ahead(behind.opens + opens, behind.others + (not opens), mark.side)
    return result[::-1]


class _Pairing:
    """Pairs the marks of one paragraph, from left to right."""

    def __init__(self, text: str, start: int, end: int, marks: Sequence[QuoteMark]) -> None:
        self.text, self.start, self.end, self.marks = text, start, end, marks
        self.found: list[Stretch] = []
        self.opened: QuoteMark | None = None
        self.depth = 0
        self.ahead: list[_Ahead] | None = None

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
        elif before in SPEECH_ENDS:
            start = self._lost_start(mark)
            if start is not None:
                self.found.append(Stretch(start, mark.at + 1, "closed, never opened"))

    def _lost_start(self, mark: QuoteMark) -> int | None:
        if not self.found:
            return None if _SAYS.search(self.text, self.start, mark.at) else self.start
        after_tag = _CLAUSE_END.search(self.text, self.found[-1].end, mark.at)
        return after_tag.end() if after_tag else None

    def _inside(self, index: int, mark: QuoteMark, opened: QuoteMark) -> None:
        if mark.side is Side.OPEN and not self._closes_after_all(index, mark, opened):
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

    def _ahead(self, index: int) -> _Ahead:
        """What comes behind mark `index`, of its family."""
        if self.ahead is None:
            self.ahead = _look_ahead(self.marks)
        return self.ahead[index]

    def _nests(self, index: int) -> bool:
        """A mark with a face of its own nests when every opened one is closed in the paragraph."""
        if self.text[self.marks[index].at] in STRAIGHT:
            return False
        ahead = self._ahead(index)
        return ahead.others > ahead.opens + 1

    def _closes_after_all(self, index: int, mark: QuoteMark, opened: QuoteMark) -> bool:
        """A closing mark that stands against the next word: `"I do, "he said`."""
        if mark.family is not Family.DOUBLE or self.text[mark.at] not in STRAIGHT or mark.at < 2:
            return False
        gap, after = self.text[mark.at - 2 : mark.at], self.text[mark.at + 1 : mark.at + 2]
        if not (gap[1].isspace() and gap[0] in STOPS):
            return False
        ahead = self._ahead(index)
        even = (ahead.opens + ahead.others) % 2 == 0
        return after.islower() or (even and not _SAYS.search(self.text, opened.at, mark.at))

    def _measures(self, index: int, mark: QuoteMark) -> bool:
        """An inch mark inside a speech: behind a digit, with the true closer still to come."""
        if not self.text[mark.at - 1].isdigit():
            return False
        return self._ahead(index).next is Side.CLOSE

    def _is_apostrophe(self, index: int, mark: QuoteMark) -> bool:
        """In `'The dogs' tails, an' all,' he said`: between a letter and a small one, the closer still to come."""
        if mark.family is not Family.SINGLE or not self.text[mark.at - 1].isalpha():
            return False
        after = self.text[mark.at + 1 : mark.at + 3]
        return after[:1].isspace() and after[1:].islower() and self._ahead(index).next is Side.CLOSE

    def lost_end(self, opened: QuoteMark, limit: int) -> int:
        """Where a speech that nothing closes ends: before "he said", else at `limit`."""
        tag = _SAYS.search(self.text, opened.at, limit)
        if tag:
            return tag.start() + 1
        return opened.at + len(self.text[opened.at : limit].rstrip())


def find_quotations(text: str, paragraphs: Sequence[Range]) -> list[list[Stretch]]:
    """The quotations of each paragraph, in order; whether they are speech is not asked yet."""
    marks = find_marks(text, paragraphs)
    carried: Family | None = None
    result = []
    for index, (start, end) in enumerate(paragraphs):
        pairing = _Pairing(text, start, end, marks[index])
        pairing.run(carried)
        carried = None
        opened = pairing.opened
        if opened is not None and not (opened.family is Family.SINGLE and begins_elision(text, opened.at)):
            following = marks[index + 1] if index + 1 < len(marks) else []
            if _goes_on(text, following, opened, paragraphs[index + 1][0] if following else 0):
                carried = opened.family
                pairing.found.append(Stretch(opened.at, end, "opened again, closed later", chained=True))
            else:
                pairing.found.append(Stretch(opened.at, pairing.lost_end(opened, end), "not closed"))
        result.append(pairing.found)
    return result


def _goes_on(text: str, following: Sequence[QuoteMark], opened: QuoteMark, start: int) -> bool:
    """The next paragraph opens the same marks again at its start, or closes them first."""
    if not following or following[0].family is not opened.family:
        return False
    first = following[0]
    return first.side is Side.CLOSE or not any(map(str.isalnum, text[start : first.at]))
