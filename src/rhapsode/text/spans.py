"""What the finders of speech hand on: parts of a paragraph that are not plain narration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rhapsode.model import Inner, Kind, Range


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


def cut_out(stretches: Iterable[Stretch], holes: Sequence[Range]) -> Iterator[Stretch]:
    """`stretches` without what lies in `holes`; both are in order and don't overlap among themselves."""
    first = 0
    for stretch in stretches:
        at = stretch.start
        while first < len(holes) and holes[first][1] <= at:
            first += 1
        index = first
        while index < len(holes) and holes[index][0] < stretch.end:
            start, end = holes[index]
            if start > at:
                yield stretch.moved(at, start)
            at = end
            index += 1
        if at < stretch.end:
            yield stretch.moved(at, stretch.end)


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
