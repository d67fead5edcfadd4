"""Memory is given back, and nothing else changes by it."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from rhapsode.memory import expect_much, give_back


def test_giving_back_collects_nothing_and_freezes_nothing() -> None:
    frozen = gc.get_freeze_count()
    thresholds = gc.get_threshold()
    give_back()
    assert gc.get_freeze_count() == frozen
    assert gc.get_threshold() == thresholds
    assert gc.isenabled()


def test_much_is_expected() -> None:
    thresholds = gc.get_threshold()
    try:
        expect_much()
        assert gc.get_threshold()[0] >= 100_000
    finally:
        gc.set_threshold(*thresholds)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_what_a_step_no_longer_needs_goes_back_to_the_system() -> None:
    """As after an understanding: many small things are gone, a few among them stay, and freed tuples are kept."""
    kept = []
    rubbish = []
    for number in range(400_000):
        rubbish.append((number, str(number)))
        if number % 40_000 == 0:
            kept.append((str(number), number))
    high = _resident_bytes()
    del rubbish
    give_back()
    assert high - _resident_bytes() > 25_000_000
    assert len(kept) == 10


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096
