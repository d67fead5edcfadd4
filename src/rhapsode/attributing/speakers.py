"""Probabilities → the story with its speakers named: passages, characters, narrators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rhapsode.attributing.scoring import Floats
from rhapsode.attributing.understanding import Reading
from rhapsode.model import Candidate, Character, Passage, Story

SHOWN = 3  # candidates kept with a passage


def name_speakers(story: Story, reading: Reading, probabilities: Sequence[Floats]) -> Story:
    """The story with each turn given to its likeliest candidate."""
    passages = list(story.passages)
    lines: Counter[str] = Counter()
    for choice, shares in zip(reading.choices, probabilities, strict=True):
        ranked = sorted(zip(shares, choice.members, strict=True), key=lambda pair: (-pair[0], pair[1]))[:SHOWN]
        candidates = tuple(Candidate(reading.members[m].label, float(p)) for p, m in ranked)
        for index in choice.setting.turn.passages:
            passages[index] = _name_speaker(passages[index], candidates)
            lines[passages[index].speaker or ""] += 1
    characters = tuple(
        Character(m.label, tuple(sorted({f.label for f in m.forms} - {m.label})), m.gender, lines[m.label])
        for m in reading.members
        if lines[m.label]
    )
    return replace(story, passages=tuple(passages), characters=characters)


def _name_speaker(passage: Passage, candidates: tuple[Candidate, ...]) -> Passage:
    if passage.speaker is not None or not candidates:
        return passage
    best = candidates[0]
    return replace(passage, speaker=best.name, confidence=best.confidence, candidates=candidates)
