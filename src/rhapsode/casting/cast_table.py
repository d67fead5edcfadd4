"""The cast as a list for people: a story and its script in, a row for each character out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rhapsode.casting.people import Part, People, gather_people, number_scenes
from rhapsode.model import VOICED_KINDS, Line, Script, Story, Voice
from rhapsode.text.marks import ENDERS
from rhapsode.voices_file import Settings

_EXAMPLE = (25, 90)  # characters: long enough to tell who this is, short enough for one row


@dataclass(frozen=True, slots=True)
class CastRow:
    """One character of the cast. `share` is the part of all spoken words; `talks_to` who answers most often."""

    name: str
    aliases: tuple[str, ...]
    gender: str
    lines: int
    words: int
    share: float
    scenes: int
    talks_to: str | None
    voice: Voice
    why: str
    example: str


def cast_table(story: Story, script: Script, settings: Settings) -> tuple[CastRow, ...]:
    """The cast of `script`, most words first. `settings` should be those that the script was cast with."""
    people = gather_people(story, settings.characters)
    partners = _count_partners(story, people)
    lines: dict[str, list[Line]] = {}
    total = 0
    for line in (line for chapter in script.chapters for line in chapter.lines):
        total += _count_words(line)
        if line.speaker is not None and line.kind in VOICED_KINDS:
            lines.setdefault(line.speaker, []).append(line)
    rows = [
        _make_row(person, lines.get(name, []), total, script.cast[name], partners.get(name, Counter()))
        for name, person in people.persons.items()
        if name in script.cast
    ]
    return tuple(sorted(rows, key=lambda row: (-row.words, -row.lines, row.name)))


def _make_row(person: Part, lines: list[Line], total: int, voice: Voice, partners: Counter[str]) -> CastRow:
    words = sum(map(_count_words, lines))
    most = max(partners.items(), key=lambda item: (item[1], item[0]), default=None)
    return CastRow(
        name=person.name,
        aliases=person.aliases,
        gender=person.gender,
        lines=person.lines,
        words=words,
        share=words / total if total else 0.0,
        scenes=len(person.scenes),
        talks_to=most[0] if most else None,
        voice=voice,
        why=next((line.why for line in lines if line.voice.id == voice.id), ""),
        example=_pick_example(lines),
    )


def _count_words(line: Line) -> int:
    return len(line.text.split())


def _count_partners(story: Story, people: People) -> dict[str, Counter[str]]:
    """Who speaks next to whom in one scene, and how often."""
    partners: dict[str, Counter[str]] = {}
    last: tuple[int, str] | None = None
    for scene, passage in number_scenes(story):
        person = people.find(passage.speaker) if passage.kind in VOICED_KINDS else None
        if person is None:
            continue
        if last is not None and last[0] == scene and last[1] != person.name:
            partners.setdefault(person.name, Counter())[last[1]] += 1
            partners.setdefault(last[1], Counter())[person.name] += 1
        last = scene, person.name
    return partners


def _pick_example(lines: list[Line]) -> str:
    """The first whole sentence of a telling length, else the longest line."""
    texts = [line.text.strip() for line in lines]
    shortest, longest = _EXAMPLE
    whole = (t for t in texts if shortest <= len(t) <= longest and not t[0].islower() and t[-1] in ENDERS)
    return next(whole, max(texts, key=len, default="")[:longest])
