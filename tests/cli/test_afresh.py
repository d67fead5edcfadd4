"""An edited story, built again: unchanged scenes are as in the last book, unless they are asked for afresh."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Rhapsode

FIRST = """Sivrin came in from the rain. She shook her coat, and her brother Ostrel laughed at her.

"You are wet," said Ostrel.

"I am," said Sivrin, and she hung her hat on the nail.
"""
SECOND = """
* * *

In the morning the boat was gone. Sivrin and Ostrel stood on the pier.

"Somebody took it," she said.

"Or the tide did."

"The tide unties no ropes."

He had no answer to that.
"""
EDITED = """Sivrin came in from the rain. Ostrel laughed.

"You are wet," said Ostrel.

"I am," said Sivrin.
"""


@pytest.fixture
def edited(rhapsode: Rhapsode, tmp_path: Path) -> Path:
    """A story that was built, and in which a sister became somebody of no sex since."""
    path = tmp_path / "pier.txt"
    path.write_text(FIRST + SECOND, encoding="utf-8")
    assert rhapsode("build", path).code == 0
    path.write_text(EDITED + SECOND, encoding="utf-8")
    return path


def speakers(rhapsode: Rhapsode, *asked: object) -> list[str | None]:
    data = json.loads(rhapsode("inspect", "--json", *asked).out)
    return [p["speaker"] for p in data["segments"] if p["kind"] == "dialogue"]


def test_an_edit_moves_nobody_in_another_scene(rhapsode: Rhapsode, edited: Path) -> None:
    assert speakers(rhapsode, edited) == ["Ostrel", "Sivrin", "Sivrin", "Ostrel", "Sivrin"]
    assert "kept: so it was in the book built before" in rhapsode("inspect", edited, "--why").out


def test_afresh_understands_everything_anew(rhapsode: Rhapsode, edited: Path) -> None:
    new = speakers(rhapsode, edited, "--afresh")
    edited.with_name("other.txt").write_text(EDITED + SECOND, encoding="utf-8")
    assert new == speakers(rhapsode, edited.with_name("other.txt"))
    assert rhapsode("build", edited, "--afresh").code == 0
    assert speakers(rhapsode, edited) == new


def test_the_user_s_word_is_above_what_is_kept(rhapsode: Rhapsode, edited: Path) -> None:
    edited.with_suffix(".voices.yaml").write_text(
        "corrections:\n  - {text: Or the tide did., set: {speaker: Sivrin}}\n", encoding="utf-8"
    )
    assert speakers(rhapsode, edited) == ["Ostrel", "Sivrin", "Sivrin", "Sivrin", "Sivrin"]


def test_a_correction_that_is_taken_back_leaves_nothing(rhapsode: Rhapsode, edited: Path) -> None:
    before = speakers(rhapsode, edited)
    said = edited.with_suffix(".voices.yaml")
    said.write_text("corrections:\n  - {text: Or the tide did., set: {speaker: Sivrin}}\n", encoding="utf-8")
    assert rhapsode("build", edited).code == 0
    said.unlink()
    assert speakers(rhapsode, edited) == before


def test_what_is_kept_can_be_forgotten(rhapsode: Rhapsode, edited: Path) -> None:
    new = speakers(rhapsode, edited, "--afresh")
    assert rhapsode("store", "--forget", "paragraphs").code == 0
    assert speakers(rhapsode, edited) == new
