"""Sound in, sound out: 16-bit mono samples found, measured, cut, faded, joined, levelled and resampled."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

SILENCE_DBFS = -60.0
"""What is quieter than this counts as silence: the noise floor that audiobook publishers ask for."""
_FULL = 32768.0
_GATE_MS = 50
_GATE_DB = 10.0  # windows so far under the mean level are pauses, as in ITU-R BS.1770

Samples = npt.NDArray[np.int16]


# --- measure ------------------------------------------------------------------------------------------------


def to_samples(pcm: bytes) -> Samples:
    """The samples of `pcm`, without copying."""
    return np.frombuffer(pcm, dtype="<i2")


def find_sound(pcm: bytes, sample_rate: int) -> tuple[int, int]:
    """First frame louder than silence, and the frame after the last; equal where there is none."""
    samples = to_samples(pcm)
    start = _first_loud(samples, sample_rate)
    if start == len(samples):
        return 0, 0
    return start, len(samples) - _first_loud(samples[::-1], sample_rate)


def _first_loud(samples: Samples, step: int) -> int:
    """Where the first sample louder than silence is, looking `step` samples at a time; their number if nowhere."""
    limit = int(_FULL * to_factor(SILENCE_DBFS))
    for at in range(0, len(samples), step):
        part = samples[at : at + step]
        loud = (part > limit) | (part < -limit)
        if loud.any():
            return at + int(loud.argmax())
    return len(samples)


def gated_rms_dbfs(pcm: bytes, sample_rate: int) -> float:
    """Level of the speech in `pcm` without its pauses, in dB under full scale; minus infinity for silence.

    Windows of 50 ms count when they are above −60 dBFS and no more than 10 dB under the mean of those.
    """
    window = max(1, sample_rate * _GATE_MS // 1000)
    samples = to_samples(pcm).astype(np.float64) / _FULL
    whole = len(samples) // window * window
    if not whole:
        samples, whole = np.pad(samples, (0, window - len(samples))), window
    power = np.square(samples[:whole].reshape(-1, window)).mean(axis=1)
    power = power[power > 10 ** (SILENCE_DBFS / 10)]
    if not len(power):
        return -math.inf
    power = power[power >= power.mean() * 10 ** (-_GATE_DB / 10)]
    return float(10 * np.log10(power.mean()))


def to_factor(gain_db: float) -> float:
    """What samples are multiplied by for a gain in dB."""
    return float(10 ** (gain_db / 20))
