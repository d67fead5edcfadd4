"""How voices sound and how far apart they lie: the measured table of the default engine in, distances out.

A distance counts in what the ear just tells: one semitone of pitch, two semitones of melody, a tenth of the speaking
rate, one decibel of spectral envelope make 1 each. Two voices are *confusable* when they lie no farther apart than
either lies from itself spoken 10 % faster or slower and a semitone higher or lower. The table is made by
benchmarks/measure_voices.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as package_files
from typing import NamedTuple

TABLE = "espeak_voices.tsv"
PITCH_UNIT_ST = 1.0
RANGE_UNIT_ST = 2.0  # melody is heard less exactly than pitch
RATE_UNIT = 12 * math.log2(1.1)
ENVELOPE_UNIT_DB = 1.0  # the mean spectral distortion that speech coders hold for inaudible
UNKNOWN_RATIO = 2.0
"""Taken for two different voices of which nothing is measured: told apart, but not far apart."""


@dataclass(frozen=True, slots=True)
class Timbre:
    """What is measured of one voice. `itself` is its distance from itself at rate ±10 % and pitch ±1 semitone."""

    gender: str
    age: str
    pitch_st: float  # median pitch in semitones above 1 Hz
    range_st: float  # between the 10th and the 90th percentile of pitch
    rate: float  # words a minute, as 12·log2 so that a difference is a ratio
    level_db: float
    itself: float
    envelope: tuple[float, ...]  # mean level of each mel band in dB, their mean taken off


class OffsetVoice(NamedTuple):
    """A voice as casting gives it: with an offset in pitch and rate where voices run short."""

    engine: str
    voice: str
    pitch_cents: int = 0
    rate_percent: int = 100


class Timbres:
    """The table, and distances by it, each worked out once."""

    def __init__(self, engine: str, table: Mapping[str, Timbre]) -> None:
        self.table = table
        self._engine = engine
        self._ratios: dict[tuple[OffsetVoice, OffsetVoice], float] = {}
        self._variants = {voice.partition("+")[2]: timbre for voice, timbre in table.items()}

    def knows_variant(self, engine: str, variant: str) -> bool:
        """Whether the engine is known to have this variant."""
        return engine == self._engine and variant in self._variants

    def find(self, engine: str, voice: str) -> Timbre | None:
        """What is measured of a voice; a variant sounds much the same on every language."""
        if engine != self._engine:
            return None
        return self.table.get(voice) or self._variants.get(voice.partition("+")[2])

    def distance(self, one: OffsetVoice, other: OffsetVoice) -> float | None:
        """How far apart two voices lie; None where one isn't measured."""
        a, b = self.find(one.engine, one.voice), self.find(other.engine, other.voice)
        if a is None or b is None:
            return None
        pitch = a.pitch_st + one.pitch_cents / 100 - b.pitch_st - other.pitch_cents / 100
        rate = a.rate - b.rate + 12 * math.log2(one.rate_percent / other.rate_percent)
        squares = sum((x - y) ** 2 for x, y in zip(a.envelope, b.envelope, strict=True))
        envelope = math.sqrt(squares / len(a.envelope))
        return math.hypot(
            pitch / PITCH_UNIT_ST,
            (a.range_st - b.range_st) / RANGE_UNIT_ST,
            rate / RATE_UNIT,
            envelope / ENVELOPE_UNIT_DB,
        )

    def ratio(self, one: OffsetVoice, other: OffsetVoice) -> float:
        """Their distance over what would still be confusable: two voices can be told apart above 1."""
        known = self._ratios.get((one, other))
        if known is None:
            known = self._ratios[one, other] = self._ratios[other, one] = self._find_ratio(one, other)
        return known

    def _find_ratio(self, one: OffsetVoice, other: OffsetVoice) -> float:
        if one == other:
            return 0.0
        distance = self.distance(one, other)
        if distance is None:
            return (
                UNKNOWN_RATIO if (one.engine, one.voice) != (other.engine, other.voice) else _offset_ratio(one, other)
            )
        a, b = self.find(one.engine, one.voice), self.find(other.engine, other.voice)
        return distance / max(t.itself for t in (a, b) if t is not None)


def _offset_ratio(one: OffsetVoice, other: OffsetVoice) -> float:
    """The ratio of an unmeasured voice to itself with an offset: a semitone and a tenth of the rate make 1."""
    pitch = (one.pitch_cents - other.pitch_cents) / 100
    rate = (one.rate_percent - other.rate_percent) / 10
    return math.hypot(pitch, rate) / math.sqrt(2)


@lru_cache(maxsize=1)
def load_timbres() -> Timbres:
    """The table of the default engine's voices that comes with the package."""
    lines = (package_files("rhapsode") / "data" / TABLE).read_text("utf-8").splitlines()
    table: dict[str, Timbre] = {}
    for line in lines:
        if line and not line.startswith(("#", "voice\t")):
            voice, gender, age, *numbers = line.split("\t")
            values = [float(number) for number in numbers]
            table[voice] = Timbre(gender, age, values[0], values[1], values[2], values[3], values[4], tuple(values[5:]))
    return Timbres("espeak", table)
