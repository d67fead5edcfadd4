"""However odd a text, each reader, rule and finder takes time in proportion to its length, and little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from .shapes import READERS, SHAPES, Seconds, measure

ROOT = Path(__file__).parent.parent
MOST = 3.0
"""What a doubling may cost: twice, and what a busy machine adds; four times would be quadratic."""
FLOOR = 0.06
"""Processor seconds: what takes less says nothing of how it grows."""
COUNT = 12_000
MEGABYTE = 1_000_000
SECONDS = 15.0
MEGABYTES = 500
QUIET = 0.075
"""Processor seconds of `spin` on the machine, in a quiet hour, for which SECONDS are meant."""


MAIN = frozenset(
    """blank lines|spaces|one letter|no full stop|names without a full stop|straight quotes|opening quotes|nested quotes
    |apostrophes|square brackets|round brackets|hyphens|dashes|capitals|names|angle brackets|one word a line
    |one word a paragraph|asterisks|digits|conversations|prose""".replace("\n    ", "").split("|")
)
"""Of these the slow suite reads a megabyte; of all others `make test-long` does, which takes half an hour."""
EVERY = [pytest.param(shape, marks=pytest.mark.slow if shape in MAIN else pytest.mark.long) for shape in SHAPES]


def best_of_three(shape: str, count: int) -> Seconds:
    runs = [measure(shape, count) for _ in range(3)]
    return {name: min(run.get(name, 0.0) for run in runs) for name in runs[0]}


def steep(shorter: Seconds, longer: Seconds) -> dict[str, float]:
    """The functions whose time grows by more than MOST from one length to the double."""
    growth = {name: taken / max(shorter.get(name, 0.0), FLOOR / 4) for name, taken in longer.items() if taken > FLOOR}
    return {name: round(by, 1) for name, by in growth.items() if by > MOST}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_of_double_length_costs_no_more_than_three_times(shape: str) -> None:
    """What is steep is so each time; what another test on the machine slows down for a moment is not."""
    suspects = find_suspects(shape)
    for _ in range(2):
        suspects = suspects and {name: by for name, by in find_suspects(shape).items() if name in suspects}
    assert suspects == {}


def find_suspects(shape: str) -> dict[str, float]:
    """The functions that are steep over `shape`, and by how much."""
    measured = [best_of_three(shape, COUNT << doubled) for doubled in range(3)]
    suspects = {**steep(measured[0], measured[1]), **steep(measured[1], measured[2])}
    if suspects:  # a step, as where the third name is what makes a cast, is no slope: it is gone at the next doubling
        again = steep(measured[2], best_of_three(shape, COUNT << 3))
        suspects = {name: by for name, by in again.items() if name in suspects}
    return suspects


def test_the_main_shapes_are_shapes() -> None:
    assert set(SHAPES) >= MAIN


def test_every_reader_rule_and_stage_is_measured() -> None:
    names = measure("prose", 2_000).keys()
    assert {reader.__name__ for reader in READERS} <= names
    for stage in (
        "find_verse",
        "find_names",
        "gather_cast",
        "find_turns",
        "describe_settings",
        "gather_evidence",
        "score_turns",
    ):
        assert any(name.endswith(f".{stage}") for name in names)
    assert len(names) > 40


def spin() -> float:
    """Processor seconds that a fixed sum takes: how slow the machine is just now."""
    begun = time.process_time()
    sum(number * number for number in range(MEGABYTE))
    return time.process_time() - begun


def slowest(seconds: Seconds, names: Iterable[str]) -> dict[str, float]:
    return {name: round(seconds[name], 1) for name in names}


@pytest.mark.parametrize("shape", EVERY)
def test_a_megabyte_of_anything_is_read_soon_and_in_little_memory(shape: str) -> None:
    command = [sys.executable, "-m", "tests.shapes", shape, str(MEGABYTE)]
    before = spin()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1_200, check=False)
    assert done.returncode == 0, done.stderr[-800:]
    told = json.loads(done.stdout)
    allowed = SECONDS * max(1.0, (before + spin()) / 2 / QUIET)
    seconds = told["seconds"]
    assert slowest(seconds, [name for name in seconds if seconds[name] > allowed]) == {}
    assert told["kilobytes"] // 1024 <= MEGABYTES
