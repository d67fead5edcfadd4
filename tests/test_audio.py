"""Measures, fades, levels: on waves whose figures are known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rhapsode.audio import find_sound, gated_rms_dbfs

RATE = 22_050


def wave(frames: int, level_dbfs: float = -20.0, hertz: float = 440.0) -> bytes:
    """A sine of this RMS level."""
    time = np.arange(frames) / RATE
    peak = 32768 * 10 ** (level_dbfs / 20) * math.sqrt(2)
    return np.rint(np.sin(2 * np.pi * hertz * time) * peak).astype("<i2").tobytes()


def silence(frames: int) -> bytes:
    return bytes(2 * frames)


@pytest.mark.parametrize(("before", "after"), [(0, 0), (1, 0), (RATE, 3 * RATE), (7_777, 22_049)])
def test_sound_is_found_between_silences_of_any_length(before: int, after: int) -> None:
    sound = np.full(5_000, 900, dtype="<i2").tobytes()
    assert find_sound(silence(before) + sound + silence(after), RATE) == (before, before + 5_000)


@pytest.mark.parametrize("pcm", [b"", silence(1), silence(50_000), np.full(500, 32, dtype="<i2").tobytes()])
def test_silence_holds_no_sound(pcm: bytes) -> None:
    assert find_sound(pcm, RATE) == (0, 0)
    assert gated_rms_dbfs(pcm, RATE) == -math.inf


def test_the_loudest_negative_sample_is_loud() -> None:
    assert find_sound(np.array([0, -32768, 0], dtype="<i2").tobytes(), RATE) == (1, 2)


@pytest.mark.parametrize("level", [-6.0, -20.0, -40.0])
def test_level_is_that_of_the_wave_whatever_silence_is_around_it(level: float) -> None:
    alone = wave(2 * RATE, level)
    assert gated_rms_dbfs(alone, RATE) == pytest.approx(level, abs=0.05)
    assert gated_rms_dbfs(silence(2 * RATE) + alone + silence(5 * RATE), RATE) == pytest.approx(level, abs=0.1)


def test_a_clip_shorter_than_a_window_has_a_level() -> None:
    assert -35 < gated_rms_dbfs(wave(300), RATE) < -20
