"""Measures, fades, levels: on waves whose figures are known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rhapsode.audio import (
    CEILING_DBTP,
    blocks_of,
    find_sound,
    gated_rms_dbfs,
    join_clips,
    level,
    limit_peaks,
    make_clip,
    make_silence,
    resample,
)

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


def loudest_dbtp(samples: np.ndarray) -> float:
    """True peak by eightfold oversampling through the spectrum: another way than the limiter's own."""
    spectrum = np.fft.rfft(samples)
    finer = np.zeros(4 * len(samples) + 1, dtype=complex)
    finer[: len(spectrum)] = spectrum
    return float(20 * np.log10(np.abs(np.fft.irfft(finer, 8 * len(samples)) * 8).max() / 32768))


def noise(frames: int, seed: int) -> np.ndarray:
    """Noise without its highest octave, silent at both ends."""
    raw = np.random.default_rng(seed).normal(size=frames).astype(np.float32)
    shaped = np.convolve(raw, np.hanning(9) / 4, "same").astype(np.float32)
    shaped[:2_000] = shaped[-2_000:] = 0
    return shaped


@pytest.mark.parametrize("seed", range(6))
def test_neither_samples_nor_the_wave_between_them_go_above_the_ceiling(seed: int) -> None:
    wave_ = noise(3 * RATE, seed) * 25_000
    assert loudest_dbtp(wave_) > 0
    limit_peaks(wave_)
    assert loudest_dbtp(wave_) < CEILING_DBTP + 0.25


def test_what_is_far_from_a_peak_is_left_alone() -> None:
    wave_ = noise(3 * RATE, 1) * 2_000
    wave_[RATE] = 40_000
    before = wave_.copy()
    limit_peaks(wave_)
    assert wave_[RATE] < 32_768 * 10 ** (CEILING_DBTP / 20) + 1
    far = np.abs(np.arange(len(wave_)) - RATE) > 2_000
    assert np.array_equal(wave_[far], before[far])


def test_gains_are_applied_with_headroom() -> None:
    loud = np.full(4_000, 20_000, dtype="<i2").tobytes()
    assert np.frombuffer(level(loud, [(0, 4_000, 0.0)]), "<i2").max() == 20_000
    turned_down = level(loud, [(0, 4_000, 6.0 - 6.0)])
    assert turned_down == loud
    assert np.frombuffer(level(loud, [(0, 4_000, 6.0)]), "<i2").max() <= 32_768 * 10 ** (CEILING_DBTP / 20) + 0.5


def test_outside_of_gains_there_is_silence() -> None:
    pcm = level(wave(3_000), [(1_000, 2_000, 0.0)])
    assert find_sound(pcm, RATE)[0] >= 1_000
    assert find_sound(pcm, RATE)[1] <= 2_000


@pytest.mark.parametrize("frames", [0, 1, 21, 22, 66, 67, 140, 5_000, 22_051])
@pytest.mark.parametrize("fade", [0, 1, 24, 66, 132])
def test_fades_begin_and_end_in_silence_and_leave_the_middle(frames: int, fade: int) -> None:
    flat = np.full(frames, 10_000, dtype="<i2").tobytes()
    faded = np.frombuffer(level(flat, [(0, frames, 0.0)], fade), "<i2").astype(int)
    assert len(faded) == frames
    if frames > 2 * fade > 0:
        assert faded[0] == faded[-1] == 0
        assert np.array_equal(faded, faded[::-1])
        assert np.abs(np.diff(faded)).max() <= 10_000 / fade + 1
        assert set(faded[fade:-fade]) == {10_000}


def test_each_stretch_fades_by_itself() -> None:
    flat = np.full(3_000, 10_000, dtype="<i2").tobytes()
    faded = np.frombuffer(level(flat, [(0, 1_000, 0.0), (1_000, 2_500, -6.0)], 50), "<i2")
    assert faded[999] == faded[1_000] == faded[2_499] == 0
    assert faded[900] == 10_000
    assert faded[1_100] == 5_012


@pytest.mark.parametrize("frames", [0, 1, 147, 1_024, 99_999])
def test_silence_is_exactly_as_long_as_asked(frames: int) -> None:
    assert make_silence(frames, RATE).raw_data == bytes(2 * frames)


def test_joined_clips_lie_end_to_end() -> None:
    parts = [wave(100), silence(31), wave(7)]
    assert join_clips([make_clip(part, RATE) for part in parts]).raw_data == b"".join(parts)


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(22_050, 24_000), (24_000, 22_050), (16_000, 22_050), (44_100, 22_050)]
)
def test_resampling_keeps_place_and_shape(from_rate: int, to_rate: int) -> None:
    def burst(rate: int) -> np.ndarray:
        time = np.arange(rate) / rate - 0.5
        return np.rint(np.exp(-((time / 0.002) ** 2)) * np.cos(2 * np.pi * 1_000 * time) * 20_000).astype("<i2")

    out = np.frombuffer(resample(burst(from_rate).tobytes(), from_rate, to_rate), "<i2")
    assert len(out) == to_rate
    assert np.abs(out - burst(to_rate).astype(int)).max() < 20  # 60 dB under its peak


def test_blocks_are_the_whole_in_parts() -> None:
    pcm = wave(1_001)
    blocks = list(blocks_of(pcm, 300))
    assert b"".join(blocks) == pcm
    assert [len(block) // 2 for block in blocks] == [300, 300, 300, 101]
