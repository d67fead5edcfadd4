"""The fuzzer itself: it knows every reader, makes the same input again, sees what is wrong; and a short run of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from rhapsode import plugins
from rhapsode.errors import StoryError
from rhapsode.model import Manuscript

from .__main__ import fuzz, make_input, show, try_input
from .targets import ROOT, TARGETS, Target, check_manuscript
from .voices import write_voices


def test_every_reader_that_is_built_in_has_a_row() -> None:
    endings = {target.suffix for target in TARGETS}
    for name in plugins.READERS:
        assert endings & set(plugins.load("readers", name)().suffixes), f"no target for the reader {name}"


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_a_seed_number_makes_the_same_input_again(target: Target) -> None:
    assert make_input(target, 7, 3) == make_input(target, 7, 3)
    assert len({make_input(target, 7, number) for number in range(6)}) > 1


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_is_not_spoilt_is_read(target: Target) -> None:
    assert try_input(target, target.seeds[0]) == ""


def test_enough_of_the_voices_files_are_right() -> None:
    target = next(target for target in TARGETS if target.name == "voices file")
    random = Random(1)
    outcomes = [try_input(target, write_voices(random).encode()) for _ in range(30)]
    assert set(outcomes) <= {"", "refused"}
    assert outcomes.count("") >= 10


class TwoLinesError(StoryError):
    """A refusal that is none of one line."""

    def __str__(self) -> str:
        return "one\ntwo"


def test_finds_are_told_from_refusals_counted_and_kept(tmp_path: Path) -> None:
    def run(data: bytes, folder: Path) -> None:
        if b"z" in data:
            raise KeyError("z")
        if b"y" in data:
            raise TwoLinesError("one")
        if b"x" in data:
            raise StoryError("one")

    target = Target("tiny", ".bin", (b"",), lambda random, data: bytes(random.choices(b"xyzab", k=2)), run)
    assert try_input(target, b"a") == ""
    assert try_input(target, b"x") == "refused"
    assert try_input(target, b"y") == "several lines: TwoLinesError"
    assert try_input(target, b"z").startswith("KeyError in test_fuzz.py")
    tally = fuzz(target, 1, 0.2, tmp_path)
    assert tally.inputs == tally.read + tally.refused + sum(tally.finds.values())
    kept = [path for path in tmp_path.iterdir() if "KeyError" in path.name]
    assert [b"z" in path.read_bytes() for path in kept] == [True]
    assert "KeyError" in show({"tiny": tally}, 1)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_reader_that_lets_through_what_no_text_can_hold_is_found(text: str) -> None:
    with pytest.raises((AssertionError, UnicodeEncodeError)):
        check_manuscript(Manuscript(Path("x"), text))


@pytest.mark.slow
def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "60", "--keep", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2_000:]
