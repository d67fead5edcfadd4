"""Sound in, sound out: 16-bit mono samples found, measured, cut, faded, joined, levelled and resampled.

pydub makes and joins clips, numpy measures, levels and fades them, PyAV resamples. Gains and fades are
applied once, on floats: 16-bit arithmetic clips (+6 dB, then −6 dB, through pydub turns 20,000 into 16,422), and the
fades of pydub go in steps of a millisecond, at ten times the cost.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

with warnings.catch_warnings():  # pydub looks for ffmpeg, which is never needed here, and has invalid escapes
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

SILENCE_DBFS = -60.0
"""What is quieter than this counts as silence: the noise floor that audiobook publishers ask for."""
CEILING_DBTP = -1.5
"""Neither a sample nor the wave between samples goes above this; lossy encoding adds about 1 dB."""
FADE_MS = 3
"""Long enough that a cut in the middle of a wave doesn't click, short enough to keep a plosive."""
_FULL = 32768.0
_LOOKS_A_SECOND = 20  # for the first and last sound of a take: most begin in the first of them
_GATE_MS = 50
_GATE_DB = 10.0  # windows so far under the mean level are pauses, as in ITU-R BS.1770

_WINDOW = 64  # samples that the limiter looks at together: 3 ms at 22,050 Hz
_REACH = 8  # windows over which it turns down and up again: 23 ms each way, slow enough not to be heard
_BETWEEN = 0.7  # under this share of the ceiling (−3 dB) nothing between samples reaches it

Segment: TypeAlias = AudioSegment
Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


# --- measure ------------------------------------------------------------------------------------------------


def to_samples(pcm: bytes) -> Samples:
    """The samples of `pcm`, without copying."""
    return np.frombuffer(pcm, dtype="<i2")


def find_sound(pcm: bytes, sample_rate: int) -> tuple[int, int]:
    """First frame louder than silence, and the frame after the last; equal where there is none."""
    samples = to_samples(pcm)
    step = max(1, sample_rate // _LOOKS_A_SECOND)
    start = _first_loud(samples, step)
    if start == len(samples):
        return 0, 0
    return start, len(samples) - _first_loud(samples[::-1], step)


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


# --- cut and join -------------------------------------------------------------------------------------------


def make_clip(pcm: bytes, sample_rate: int) -> Segment:
    """Samples as a pydub clip."""
    return AudioSegment(pcm, sample_width=2, frame_rate=sample_rate, channels=1)


def make_silence(frames: int, sample_rate: int) -> Segment:
    """Exactly so many frames of silence."""
    longer = AudioSegment.silent(duration=frames * 1000 / sample_rate + 1, frame_rate=sample_rate)
    return longer.get_sample_slice(0, frames)


def join_clips(clips: Sequence[Segment]) -> Segment:
    """The clips one after the other; each append copies what is there, so join seconds, not hours, at once."""
    joined = clips[0]
    for clip in clips[1:]:
        joined = joined.append(clip, crossfade=0)
    return joined


def resample(pcm: bytes, from_rate: int, to_rate: int) -> bytes:
    """The same sound at another rate: the nearest whole number of frames, aligned to the sample."""
    if from_rate == to_rate or not pcm:
        return pcm
    import av  # only those who need it wait for its 0.1 s of loading

    frame = av.AudioFrame.from_ndarray(to_samples(pcm)[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = from_rate
    resampler = av.AudioResampler(format="s16", layout="mono", rate=to_rate)
    parts = [bytes(part.to_ndarray().data) for part in [*resampler.resample(frame), *resampler.resample(None)]]
    return fit(b"".join(parts), round(len(pcm) // 2 * to_rate / from_rate))


def fit(pcm: bytes, frames: int) -> bytes:
    """`pcm` cut, or with silence added, to so many frames."""
    return pcm[: 2 * frames].ljust(2 * frames, b"\0")


# --- level --------------------------------------------------------------------------------------------------


def level(pcm: bytes, gains: Sequence[tuple[int, int, float]], fade: int = 0) -> bytes:
    """Apply gains, each from one frame to another in dB, then limit the peaks; silent outside of them.

    Each stretch comes from nothing and goes to nothing within `fade` frames.
    """
    samples = to_samples(pcm)
    wave = np.zeros(len(samples), dtype=np.float32)
    for start, end, gain_db in gains:
        np.multiply(samples[start:end], np.float32(to_factor(gain_db)), out=wave[start:end])
        fade_edges(wave[start:end], fade)
    limit_peaks(wave)
    return np.rint(wave, out=wave).astype("<i2").tobytes()


def fade_edges(wave: Floats, frames: int) -> None:
    """Let `wave` come from nothing and go to nothing within so many frames, or half of its own, in place."""
    frames = min(frames, len(wave) // 2)
    if frames:
        ramp = np.arange(frames, dtype=np.float32) / frames
        wave[:frames] *= ramp
        wave[-frames:] *= ramp[::-1]


def limit_peaks(wave: Floats) -> None:
    """Turn `wave` (in units of 16-bit samples) down, in place, around what would go above the ceiling.

    It looks ahead as far as back, so that the gain is already down when the peak comes.
    """
    ceiling = _FULL * to_factor(CEILING_DBTP)
    if not len(wave) or max(float(wave.max()), -float(wave.min())) <= ceiling * _BETWEEN:
        return
    count = -(-len(wave) // _WINDOW)
    padded = np.zeros(count * _WINDOW, dtype=np.float32)
    padded[: len(wave)] = wave
    windows = padded.reshape(count, _WINDOW)
    gains = _gains_needed(padded, ceiling)
    if gains.min() == 1.0:
        return
    edges = _smooth(gains)
    down = np.flatnonzero((edges[:-1] < 1) | (edges[1:] < 1))
    ramp = np.linspace(0, 1, _WINDOW, endpoint=False, dtype=np.float32)
    windows[down] *= edges[down, np.newaxis] + (edges[down + 1] - edges[down])[:, np.newaxis] * ramp
    wave[:] = padded[: len(wave)]


def _gains_needed(wave: Floats, ceiling: float) -> Floats:
    """For each window, what its true peak must be multiplied by; `wave` is whole windows."""
    windows = np.maximum.reduceat(np.abs(wave), np.arange(0, len(wave), _WINDOW))  # twice as fast as max(axis=1)
    hot = np.flatnonzero(windows > ceiling * _BETWEEN)
    half = len(_BETWEEN_TAPS) // 2
    around = np.pad(wave, (half - 1, half))
    places = hot[:, np.newaxis] * _WINDOW + np.arange(_WINDOW + 2 * half - 1)
    between = np.lib.stride_tricks.sliding_window_view(around[places], 2 * half, axis=1) @ _BETWEEN_TAPS
    peaks = windows.copy()
    peaks[hot] = np.maximum(windows[hot], np.abs(between).max(axis=(1, 2)))
    needed: Floats = np.minimum(1, ceiling / np.maximum(peaks, 1)).astype(np.float32)
    return needed


def _smooth(gains: Floats) -> Floats:
    """Gains at the edges of windows, gliding, and never above those of the windows on either side.

    The least of the surroundings, then the mean of those: each value averaged already covers both neighbours.
    """
    least = np.pad(gains, 2 * _REACH - 1, constant_values=1)
    width = 1
    while width < 2 * _REACH:  # the least of twice as many each time: a tenth of the time of a sliding window
        step = min(width, 2 * _REACH - width)
        least = np.minimum(least[:-step], least[step:])
        width += step
    box = 2 * _REACH - 1
    sums = np.concatenate([[0.0], np.cumsum(least, dtype=np.float64)])
    smooth: Floats = ((sums[box:] - sums[:-box]) / box).astype(np.float32)
    return smooth


def _make_taps() -> Floats:
    """Windowed sinc that gives the wave at a quarter, a half and three quarters between two samples."""
    offsets = np.arange(-5, 7)[:, np.newaxis] - np.array([0.25, 0.5, 0.75])
    taps: Floats = (np.sinc(offsets) * np.cos(np.pi * offsets / 13)).astype(np.float32)
    return taps


_BETWEEN_TAPS = _make_taps()


def blocks_of(pcm: bytes, frames: int) -> Iterator[bytes]:
    """`pcm` in blocks of at most so many frames."""
    return (pcm[at : at + 2 * frames] for at in range(0, len(pcm), 2 * frames))
