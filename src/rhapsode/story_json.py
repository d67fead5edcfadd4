"""A story's understanding as JSON of schema `rhapsode-story/1`, and back.

Readers of the JSON ignore keys that they don't know. Chapters and scenes count from 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from sys import intern
from typing import Any

from rhapsode.errors import StoryError
from rhapsode.model import (
    UNSPOKEN_KINDS,
    Book,
    Candidate,
    Chapter,
    Character,
    Delivery,
    Inner,
    Kind,
    Paragraph,
    Passage,
    Scene,
    Story,
)

SCHEMA = "rhapsode-story/1"
_BOOK_FIELDS = ("title", "author", "language", "date", "description", "publisher", "genre", "series", "series_part")


def to_json(story: Story, unspoken: Collection[Kind] = UNSPOKEN_KINDS) -> dict[str, Any]:
    """All that is understood of `story`; passages of a kind in `unspoken` are marked as not read aloud.

    Those that may be the story after all are read.
    """
    places = _Places(story)
    return {
        "schema": SCHEMA,
        "source": str(story.source),
        **{name: getattr(story.book, name) for name in _BOOK_FIELDS},
        "text": story.text,
        "remarks": list(story.remarks),
        "characters": [_character(c) for c in story.characters],
        "chapters": [_chapter(c) for c in story.chapters],
        "paragraphs": [{"start": p.start, "end": p.end} for p in story.paragraphs],
        "segments": [_segment(p, not p.is_silent(unspoken), *places.of(p.start)) for p in story.passages],
    }


def from_json(data: Mapping[str, Any]) -> Story:
    """The story that `to_json` was given (without its cover). Raises StoryError for another schema."""
    if data.get("schema") != SCHEMA:
        raise StoryError(f"not an understanding of schema {SCHEMA}")
    return Story(
        source=Path(data["source"]),
        text=data["text"],
        book=Book(**{name: data[name] for name in _BOOK_FIELDS}),
        chapters=tuple(
            Chapter(
                row["title"],
                row["start"],
                row["end"],
                tuple(_scene(scene) for scene in row["scenes"]),
            )
            for row in data["chapters"]
        ),
        passages=tuple(_passage(row) for row in data["segments"]),
        characters=tuple(
            Character(row["name"], tuple(row["aliases"]), row["gender"], row["lines"], row.get("age", ""))
            for row in data["characters"]
        ),
        remarks=tuple(data.get("remarks", ())),
        paragraphs=tuple(Paragraph(row["start"], row["end"]) for row in data["paragraphs"]),
    )


class _Places:
    """Finds chapter and scene of offsets that only grow."""

    def __init__(self, story: Story) -> None:
        self._scenes = [
            (scene.start, number, index)
            for number, chapter in enumerate(story.chapters)
            for index, scene in enumerate(chapter.scenes)
        ]
        self._at = 0

    def of(self, offset: int) -> tuple[int, int]:
        while self._at + 1 < len(self._scenes) and self._scenes[self._at + 1][0] <= offset:
            self._at += 1
        return self._scenes[self._at][1:] if self._scenes else (0, 0)


def _scene(row: Mapping[str, Any]) -> Scene:
    return Scene(row["start"], row["end"], row.get("narrator"), row.get("first_person", False))


def _character(character: Character) -> dict[str, Any]:
    row = {"name": character.name, "aliases": list(character.aliases), "gender": character.gender}
    return {**row, "lines": character.lines, "age": character.age}


def _chapter(chapter: Chapter) -> dict[str, Any]:
    scenes = [
        {"start": s.start, "end": s.end, "narrator": s.narrator, "first_person": s.first_person} for s in chapter.scenes
    ]
    return {"title": chapter.title, "start": chapter.start, "end": chapter.end, "scenes": scenes}


def _segment(passage: Passage, spoken: bool, chapter: int, scene: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind.value,
        "speaker": passage.speaker,
        "confidence": round(passage.confidence, 4),
        "within": passage.within.value if passage.within else None,
        "spoken": spoken,
        "reason": passage.reason,
        "chapter": chapter,
        "scene": scene,
    }
    if passage.writer is not None:
        row["writer"] = passage.writer
    if passage.inner is not None:
        row["inner"] = passage.inner.value
    if passage.delivery is not None:
        row |= {"delivery": passage.delivery.value, "manner": passage.manner}
    if passage.candidates:
        row["candidates"] = [
            {"name": c.name, "confidence": round(c.confidence, 4), "reason": c.reason} for c in passage.candidates
        ]
    return row


def _passage(row: Mapping[str, Any]) -> Passage:
    """Names and reasons come again and again: each is kept once."""
    return Passage(
        kind=Kind(row["kind"]),
        start=row["start"],
        end=row["end"],
        speaker=intern(row["speaker"]) if row["speaker"] else None,
        confidence=row["confidence"],
        within=Kind(row["within"]) if row["within"] else None,
        reason=intern(row["reason"]),
        writer=row.get("writer"),
        inner=Inner(row["inner"]) if row.get("inner") else None,
        delivery=Delivery(row["delivery"]) if row.get("delivery") else None,
        manner=intern(row.get("manner", "")),
        candidates=tuple(
            Candidate(intern(c["name"]), c["confidence"], intern(c["reason"])) for c in row.get("candidates", ())
        ),
    )
