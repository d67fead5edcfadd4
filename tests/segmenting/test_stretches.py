"""Laying stretches over each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text import Stretch, cut_out, find_rests, keep_first, merge, trim, without_overlap


@st.composite
def rows(draw: st.DrawFn) -> list[Stretch]:
    """Stretches in order that don't overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=12)))
    return [Stretch(a, b, "seen") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


def places(stretches: list[Stretch]) -> list[int]:
    return [at for s in stretches for at in range(s.start, s.end)]


@given(rows(), rows())
def test_cut_out_leaves_exactly_the_rest(stretches: list[Stretch], holes: list[Stretch]) -> None:
    left = list(cut_out(stretches, [(h.start, h.end) for h in holes]))
    assert places(left) == sorted(set(places(stretches)) - set(places(holes)))


@given(rows(), rows())
def test_merge_keeps_every_place_once(first: list[Stretch], second: list[Stretch]) -> None:
    assert sorted(places(merge(first, second))) == sorted(set(places(first)) | set(places(second)))


@given(rows(), rows())
def test_without_overlap_drops_what_touches(first: list[Stretch], second: list[Stretch]) -> None:
    taken = set(places(first))
    kept = [s for s in second if not taken & set(range(s.start, s.end))]
    assert without_overlap(first, second) == sorted([*first, *kept], key=lambda s: s.start)


@given(st.integers(0, 60), st.integers(0, 60), rows())
def test_rests_are_what_no_hole_takes(start: int, end: int, holes: list[Stretch]) -> None:
    taken = {at for hole in holes for at in range(hole.start, hole.end)}
    left = list(find_rests(start, end, [(hole.start, hole.end) for hole in holes]))
    assert [at for a, b in left for at in range(a, b)] == [at for at in range(start, end) if at not in taken]
    assert all(a < b for a, b in left)


@given(st.text(" \n\tab", max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_trimming_leaves_the_words(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    part = trim(text, start, end)
    assert (text[slice(*part)] if part else "") == text[start:end].strip()
    assert part is None or start <= part[0] < part[1] <= end


def test_of_two_that_overlap_the_earlier_stays() -> None:
    long, inside, later = Stretch(3, 9, "long"), Stretch(3, 5, "inside"), Stretch(8, 12, "later")
    assert keep_first([later, inside, long]) == [long]
    assert keep_first([Stretch(9, 12, "behind"), long]) == [long, Stretch(9, 12, "behind")]
