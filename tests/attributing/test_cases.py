"""Golden cases: `tests/cases/attribute/<name>.case` holds a story, a line `%%%`, and who says what, in order.

A row is `speaker | words`; the words are how the passage begins. A speaker fits by a character's name or alias.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.attributing import attribute
from rhapsode.model import VOICED_KINDS, Character, Manuscript, Story
from rhapsode.segmenting import segment

CASES = sorted((Path(__file__).parent.parent / "cases" / "attribute").glob("*.case"))


def understand(text: str) -> Story:
    """The story after segmenting and attributing."""
    return attribute(segment(Manuscript(Path("story.txt"), text)))


def find_speakers(story: Story, words: str, at: int) -> tuple[set[str], int]:
    """All names of whoever speaks the next passage that begins with `words`, and where to look on."""
    for passage in story.passages:
        shown = story.text[passage.start : passage.end]
        if passage.start >= at and passage.kind in VOICED_KINDS and shown.startswith(words):
            who = passage.speaker or ""
            character = next((c for c in story.characters if c.name == who), Character(who))
            return {character.name, *character.aliases}, passage.end
    raise AssertionError(f"nobody says {words!r} after offset {at}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    text, rows = path.read_text(encoding="utf-8").split("\n%%%\n")
    story = understand(text)
    at = 0
    wrong = []
    for row in rows.strip().splitlines():
        speaker, words = row.split(" | ", 1)
        names, at = find_speakers(story, words, at)
        if speaker not in names:
            wrong.append(f"{words} is {speaker}, not {sorted(names)}")
    assert not wrong


def test_there_are_cases() -> None:
    assert len(CASES) >= 12
