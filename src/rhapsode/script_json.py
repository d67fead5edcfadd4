"""A script as JSON and back, for the store: rows without names, since a novel has 8,000 lines. Its book is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from sys import intern
from typing import Any

from rhapsode.model import Book, Join, Kind, Line, Script, ScriptChapter, Unspoken, Voice, Words

Row = list[Any]


def to_json(script: Script) -> dict[str, Any]:
    """All of `script` but its book."""
    voices: dict[Voice, int] = {}

    def number(voice: Voice | None) -> int | None:
        return None if voice is None else voices.setdefault(voice, len(voices))

    def row(line: Line) -> Row:
        spoken = [[words.text, words.start, words.end] for words in line.spoken]
        at = [line.scene, line.kind.value, line.speaker, number(line.voice)]
        return [*at, line.source, spoken, line.join.value, line.pause_ms, line.why]

    return {
        "chapters": [[c.number, c.title, c.head_ms, [row(line) for line in c.lines]] for c in script.chapters],
        "cast": {name: number(voice) for name, voice in script.cast.items()},
        "kept": {name: number(voice) for name, voice in script.kept.items()},
        "narrator": number(script.narrator),
        "unspoken": [[one.start, one.end, one.kind.value, one.reason] for one in script.unspoken],
        "scene_sound": None if script.scene_sound is None else str(script.scene_sound),
        "remarks": script.remarks,
        "voices": [astuple(voice) for voice in voices],
    }


def from_json(data: Mapping[str, Any], book: Book) -> Script:
    """The script that `to_json` was given, of `book`."""
    voices = [Voice(*fields) for fields in data["voices"]]
    return Script(
        book=book,
        chapters=tuple(
            ScriptChapter(number, title, head_ms, tuple(_read_line(number, row, voices) for row in rows))
            for number, title, head_ms, rows in data["chapters"]
        ),
        cast={name: voices[at] for name, at in data["cast"].items()},
        narrator=None if data["narrator"] is None else voices[data["narrator"]],
        unspoken=tuple(Unspoken(start, end, Kind(kind), reason) for start, end, kind, reason in data["unspoken"]),
        scene_sound=None if data["scene_sound"] is None else Path(data["scene_sound"]),
        remarks=tuple(data["remarks"]),
        kept={name: voices[at] for name, at in data["kept"].items()},
    )


def _read_line(chapter: int, row: Row, voices: Sequence[Voice]) -> Line:
    scene, kind, speaker, voice, source, spoken, join, pause_ms, why = row
    return Line(
        chapter,
        scene,
        Kind(kind),
        speaker and intern(speaker),
        voices[voice],
        tuple((start, end) for start, end in source),
        tuple(Words(text, start, end) for text, start, end in spoken),
        Join(join),
        pause_ms,
        intern(why),
    )
