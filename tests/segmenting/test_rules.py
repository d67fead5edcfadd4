"""Every rule is needed: without it some golden case is understood otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rhapsode import segmenting
from rhapsode.segmenting import RULES, Rule, RuleRow
from rhapsode.segmenting.verse import find_verse
from tests.segmenting.test_cases import CASES, read_case, rows_of, understand

verse = sys.modules[find_verse.__module__]


def some_case_fails(folder: Path) -> bool:
    for path in sorted([*CASES.glob("block-*.case"), *CASES.glob("review-*.case")]):
        header, text, expected = read_case(path)
        story = understand(header, text, folder)
        chapters = any(row.startswith("chapter |") for row in expected)
        scenes = any(row.startswith("scene |") for row in expected)
        if rows_of(story, chapters, scenes) != expected:
            return True
    return False


@pytest.mark.parametrize("rule", RULES, ids=lambda row: row.name)
def test_a_golden_case_needs_the_rule(rule: RuleRow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(segmenting, "RULES", tuple(other for other in RULES if other is not rule))
    assert some_case_fails(tmp_path)


@pytest.mark.parametrize("rule", verse.VERSE_RULES, ids=lambda rule: rule.__name__)
def test_a_golden_case_needs_the_rule_of_verse(rule: Rule, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(verse, "VERSE_RULES", tuple(other for other in verse.VERSE_RULES if other is not rule))
    assert some_case_fails(tmp_path)
