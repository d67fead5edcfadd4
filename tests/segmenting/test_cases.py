"""Golden cases of segmenting: every file of tests/cases/segment/ says what its passages, chapters and scenes are.

    % language: de            optional header lines; also `format: md` (read by the Markdown reader)
    The story.
    %%%
    kind | text               one row a passage, in order; ⏎ stands for a line end inside it
    kind/within | text
    chapter | title           before the first passage of a chapter
    scene |                   before the first passage of a scene that does not begin a chapter

Rows that tell nothing new may be left out: a case with no `chapter` row does not look at chapters, one with no
`scene` row not at scenes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.model import Book, Manuscript, Story
from rhapsode.plugins import load
from rhapsode.segmenting import segment

CASES = Path(__file__).parent.parent / "cases" / "segment"


def read_case(path: Path) -> tuple[dict[str, str], str, list[str]]:
    """Header, story and expected rows of a case."""
    story, found, expected = path.read_text(encoding="utf-8").partition("\n%%%\n")
    assert found, f"{path.name} has no line %%%"
    header = {}
    while story.startswith("% "):
        row, _, story = story.partition("\n")
        key, _, value = row[2:].partition(":")
        header[key.strip()] = value.strip()
    return header, story + "\n", [row.strip() for row in expected.splitlines() if row.strip()]


def understand(header: dict[str, str], text: str, folder: Path) -> Story:
    """The story of a case, segmented."""
    if header.get("format", "txt") == "md":
        path = folder / "case.md"
        path.write_text(text, encoding="utf-8")
        from rhapsode.model import Limits

        return segment(load("readers", "markdown")().read(path, Limits()))
    return segment(Manuscript(Path("case.txt"), text, Book(language=header.get("language", ""))))


def rows_of(story: Story, chapters: bool, scenes: bool) -> list[str]:
    """What was understood, one row for each passage, chapter and scene."""
    starts = {}
    for chapter in story.chapters:
        for index, scene in enumerate(chapter.scenes):
            if index and scenes:
                starts[scene.start] = "scene |"
        if chapters:
            starts[chapter.start] = f"chapter | {chapter.title}".strip()
    rows = []
    waiting = sorted(starts)
    for passage in story.passages:
        while waiting and waiting[0] <= passage.start:
            rows.append(starts[waiting.pop(0)])
        kind = f"{passage.kind}/{passage.within}" if passage.within else str(passage.kind)
        rows.append(f"{kind} | {story.text[passage.start : passage.end]}".replace("\n", "⏎"))
    return rows


@pytest.mark.parametrize("path", sorted(CASES.glob("*.case")), ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path) -> None:
    header, text, expected = read_case(path)
    story = understand(header, text, tmp_path)
    chapters = any(row.startswith("chapter |") for row in expected)
    scenes = any(row.startswith("scene |") for row in expected)
    assert rows_of(story, chapters, scenes) == expected


def test_there_are_cases() -> None:
    assert list(CASES.glob("*.case"))
