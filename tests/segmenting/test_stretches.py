"""Laying stretches over each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.text.spans import Stretch, cut_out, merge, without_overlap


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
