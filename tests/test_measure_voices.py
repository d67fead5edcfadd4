"""The measuring of voices, on sounds whose pitch, level and envelope are known."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.measure_voices import find_largest_set, measure, order_farthest_first
from numpy.typing import NDArray

RATE = 22_050


def buzz(hertz: float, level: float = 0.1, tilt: float = 1.0) -> NDArray[np.float64]:
    """Two seconds of a steady voice: harmonics of `hertz` that fall off with `tilt`."""
    time = np.arange(2 * RATE) / RATE
    harmonics = range(1, int(8000 / hertz))
    sound = sum((np.sin(2 * np.pi * hertz * n * time) / n**tilt for n in harmonics), np.zeros_like(time))
    return level * sound


@pytest.mark.parametrize("hertz", [70, 110, 150, 220, 300, 380])
def test_pitch_is_found_within_a_fifth_of_a_semitone(hertz: float) -> None:
    found = measure(buzz(hertz), RATE)
    assert found.pitch_st == pytest.approx(12 * np.log2(hertz), abs=0.2)
    assert found.range_st < 0.3


def test_level_is_apart_from_envelope() -> None:
    quiet, loud = measure(buzz(120, 0.05), RATE), measure(buzz(120, 0.1), RATE)
    assert loud.level_db - quiet.level_db == pytest.approx(6.02, abs=0.05)
    assert loud.envelope == pytest.approx(quiet.envelope, abs=0.1)
    dark = measure(buzz(120, tilt=2.0), RATE)
    assert dark.envelope[0] - dark.envelope[-1] > quiet.envelope[0] - quiet.envelope[-1] + 6


def near_neighbours(one: str, other: str) -> float:
    """Letters of the alphabet that stand side by side are confusable."""
    return abs(ord(one) - ord(other)) - 0.5


def test_the_largest_set_holds_no_two_confusable() -> None:
    assert find_largest_set("abcdefg", near_neighbours) == list("aceg")
    assert find_largest_set("", near_neighbours) == []


def test_each_in_order_is_the_farthest_from_all_before() -> None:
    assert order_farthest_first(list("bfk"), ["a"], near_neighbours) == list("kfb")
