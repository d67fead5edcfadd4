"""Engine `tone`: text in, one beep per word out, with exact marks and byte for byte the same every time.

For tests and dry runs. Any voice id sounds: one of its own at its own pitch, another at a pitch drawn from its name.
"""

from __future__ import annotations

import math
from array import array
from zlib import crc32

from rhapsode.engines.words import find_words
from rhapsode.model import Clip, EngineVoice, Voice, WordMark
from rhapsode.text.marks import LONG_DASHES, STOPS

_SAMPLE_RATE = 22_050
_PEAK = 9_000  # −11 dBFS: loud enough to find, quiet enough to add gain to
_HEAD_MS = 10  # silence around the beeps, as real engines leave it: whoever trims has something to trim
_TAIL_MS = 120
_WORD_MS = 60
_LETTER_MS = 25
_GAP_MS = 40  # between words; every mark in `_HALTS` lengthens it
_HALT_MS = 120
_HALTS = frozenset(STOPS + LONG_DASHES)
_FADES = (0.25, 0.5, 0.75)  # loudness of a beep's first and last cycles: no clicks

# Pitches more than four semitones apart, so that a listener (and a test) can tell any two voices apart.
_VOICES: tuple[tuple[str, str, int], ...] = (
    ("tone-f1", "f", 440),
    ("tone-f2", "f", 554),
    ("tone-f3", "f", 698),
    ("tone-f4", "f", 880),
    ("tone-f5", "f", 1_108),
    ("tone-m1", "m", 110),
    ("tone-m2", "m", 138),
    ("tone-m3", "m", 174),
    ("tone-m4", "m", 220),
    ("tone-m5", "m", 277),
    ("tone-o1", "", 349),
)


class ToneEngine:
    """Beeps; needs nothing installed."""

    name = "tone"
    version = "1"

    def __init__(self) -> None:
        self._pitches = {id_: hertz for id_, _, hertz in _VOICES}
        self._cycles: dict[tuple[int, float], bytes] = {}

    @property
    def sample_rate(self) -> int | None:
        return _SAMPLE_RATE

    def voices(self) -> tuple[EngineVoice, ...]:
        """Its own voices; they speak every language, hence `mul`."""
        return tuple(EngineVoice(self.name, id_, id_, "mul", gender) for id_, gender, _ in _VOICES)

    def speak(self, text: str, voice: Voice) -> Clip:
        """One beep per shown word: its length goes by the word's length and the speaking rate."""
        period = self._find_period(voice)
        parts = [_silence(_HEAD_MS)]
        at = len(parts[0]) // 2
        marks: list[WordMark] = []
        last = 0
        for start, end in find_words(text):
            if marks:
                halts = sum(c in _HALTS for c in text[last:start])
                parts.append(_silence((_GAP_MS + halts * _HALT_MS) * 100 // voice.rate_percent))
                at += len(parts[-1]) // 2
            parts.append(self._beep(period, (_WORD_MS + _LETTER_MS * (end - start)) * 100 // voice.rate_percent))
            frames = len(parts[-1]) // 2
            marks.append(WordMark(start, end, at, at + frames))
            at += frames
            last = end
        parts.append(_silence(_TAIL_MS))
        return Clip(_SAMPLE_RATE, b"".join(parts), tuple(marks))

    def close(self) -> None:
        """There is nothing to give back."""

    def _find_period(self, voice: Voice) -> int:
        """Frames of one cycle: a whole number, so that a beep is one cycle's bytes repeated."""
        hertz = self._pitches.get(voice.id) or 100 + crc32(voice.id.encode("utf-8")) % 900
        return max(4, round(_SAMPLE_RATE / (hertz * 2 ** (voice.pitch_cents / 1200))))

    def _beep(self, period: int, length_ms: int) -> bytes:
        count = max(2 * len(_FADES) + 1, length_ms * _SAMPLE_RATE // 1000 // period)
        rise = b"".join(self._cycle(period, loudness) for loudness in _FADES)
        fall = b"".join(self._cycle(period, loudness) for loudness in reversed(_FADES))
        return rise + self._cycle(period, 1.0) * (count - 2 * len(_FADES)) + fall

    def _cycle(self, period: int, loudness: float) -> bytes:
        found = self._cycles.get((period, loudness))
        if found is None:
            peak = _PEAK * loudness
            samples = array("h", (round(peak * math.sin(2 * math.pi * n / period)) for n in range(period)))
            found = self._cycles[period, loudness] = samples.tobytes()
        return found


def _silence(length_ms: int) -> bytes:
    return bytes(2 * (length_ms * _SAMPLE_RATE // 1000))
