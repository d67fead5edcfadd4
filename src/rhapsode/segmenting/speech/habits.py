"""Paragraphs in, how each scene is told out: by whom, to whom, and in which tense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rhapsode.segmenting.speech.sentences import Sentence, Spot


class Teller(Enum):
    """Of whom a scene tells; the values are names of evidence."""

    ME = "an I tells"
    YOU = "you are told of"
    OTHERS = "others are told of"


class Era(Enum):
    """The tense that a scene is told in; the values are names of evidence."""

    PAST = "told in the past"
    PRESENT = "told in the present"
    BOTH = "told in both tenses"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a scene is told; `enough` says that the story is long enough to have a habit."""

    teller: Teller
    era: Era
    enough: bool = True

    def is_broken(self, sentence: Sentence) -> bool:
        """Whether a sentence is not as this scene tells: in another person or tense, or as one speaks."""
        manner = sentence.manner
        if sentence.tags:
            return False
        if manner.first and self.teller is not Teller.ME:
            return True
        if manner.second and self.teller is Teller.OTHERS:
            return True
        if manner.tense > 0 and self.era is Era.PAST:
            return True
        if "asks" in manner.names and manner.tense >= 0:
            return True
        return "commands" in manner.names or "cries out" in manner.names


_WHOLE = 60.0
"""Words that the whole story counts for in each scene."""
_ADDRESSED = 0.4
"""The share of a scene's words in sentences with a "you", from which on it is told to one."""
_MIXED = (0.4, 0.6)
"""Shares of words in the present between which a scene has no tense of its own."""

_ENOUGH = 120
"""Words of telling from which on a story has a habit."""


class _Count:
    """Words told in each tense, and in sentences with a "you"."""

    def __init__(self) -> None:
        self.words = self.past = self.present = self.second = 0.0

    def add(self, sentence: Sentence) -> None:
        manner = sentence.manner
        self.words += manner.words
        self.past += manner.words * (manner.tense < 0)
        self.present += manner.words * (manner.tense > 0)
        self.second += manner.words * manner.second


def measure_habits(spots: Sequence[Spot], first_persons: Sequence[bool]) -> list[Habit]:
    """The habit of each scene; the whole story decides where a scene tells little."""
    whole = _Count()
    scenes = [_Count() for _ in first_persons]
    for spot in spots:
        for sentence in spot.sentences:
            if not sentence.settled:
                whole.add(sentence)
                scenes[spot.scene].add(sentence)
    return [_tell(scene, whole, first) for scene, first in zip(scenes, first_persons, strict=True)]


def _tell(scene: _Count, whole: _Count, first: bool) -> Habit:
    addressed = (scene.second + _WHOLE * whole.second / max(1.0, whole.words)) / (scene.words + _WHOLE)
    told = scene.past + scene.present
    present = (scene.present + _WHOLE * whole.present / max(1.0, whole.past + whole.present)) / (told + _WHOLE)
    teller = Teller.ME if first else Teller.YOU if addressed > _ADDRESSED else Teller.OTHERS
    return Habit(
        teller,
        Era.PAST if present < _MIXED[0] else Era.PRESENT if present > _MIXED[1] else Era.BOTH,
        whole.words >= _ENOUGH,
    )
