"""Sixty builds that are killed, stopped or robbed of their store at random moments lose nothing and leave nothing."""

from __future__ import annotations

import os

import pytest
from benchmarks.torture import SEED, build_two_at_once, torture

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="signals")]


def test_sixty_kills() -> None:
    print(f"seed {SEED}")
    outcomes = torture(60, SEED)
    assert [(one.kind.name, round(one.moment, 2), one.wrong) for one in outcomes if one.wrong] == []
    assert sum(not one.late for one in outcomes) > 40


def test_two_builds_at_once_share_the_lines() -> None:
    first, second, lines = build_two_at_once()
    assert lines <= first + second <= lines + 5
