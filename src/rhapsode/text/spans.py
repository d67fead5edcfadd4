"""Parts of a text: what the finders of speech hand on, and how such parts are cut, trimmed and laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rhapsode.model import Inner, Kind, Range


class Spanning(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanning)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a paragraph, its marks included, what it is and what was seen.

    `chained` says that its speech goes on in the next paragraph, opened again there; `confidence` is that of the kind.
    """

    start: int
    end: int
    reason: str
    kind: Kind = Kind.DIALOGUE
    speaker: str | None = None
    chained: bool = False
    confidence: float = 1.0
    inner: Inner | None = None

    def moved(self, start: int, end: int) -> Stretch:
        """The same from `start` to `end`; `dataclasses.replace` takes ten times as long."""
        if (start, end) == (self.start, self.end):
            return self
        return Stretch(start, end, self.reason, self.kind, self.speaker, self.chained, self.confidence, self.inner)


def find_rests(start: int, end: int, holes: Sequence[Range], first: int = 0) -> Iterator[Range]:
    """What is left of `start` to `end` outside the `holes`, which are in order, from the `first` on; none is empty."""
    for index in range(first, len(holes)):
        left, right = holes[index]
        if left >= end:
            break
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def trim(text: str, start: int, end: int) -> Range | None:
    """`start` to `end` without the blanks at both ends; None where nothing else is there."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def keep_first(found: Iterable[S]) -> list[S]:
    """All in order; of two that overlap the earlier one stays, of two that begin together the longer."""
    kept: list[S] = []
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def cut_out(stretches: Iterable[Stretch], holes: Sequence[Range]) -> Iterator[Stretch]:
    """`stretches` without what lies in `holes`; both are in order and don't overlap among themselves."""
    first = 0
    for stretch in stretches:
        while first < len(holes) and holes[first][1] <= stretch.start:
            first += 1
        for start, end in find_rests(stretch.start, stretch.end, holes, first):
            yield stretch.moved(start, end)


def merge(first: Sequence[Stretch], second: Sequence[Stretch]) -> list[Stretch]:
    """Both in order; what `second` has in common with `first` is left to `first`."""
    taken = [(s.start, s.end) for s in first]
    return sorted([*first, *cut_out(second, taken)], key=lambda s: s.start)


def without_overlap(first: Sequence[Stretch], second: Sequence[Stretch]) -> list[Stretch]:
    """Both in order; those of `second` that touch one of `first` are dropped."""
    kept = list(first)
    position = 0
    for stretch in second:
        while position < len(first) and first[position].end <= stretch.start:
            position += 1
        if position == len(first) or first[position].start >= stretch.end:
            kept.append(stretch)
    return sorted(kept, key=lambda s: s.start)
