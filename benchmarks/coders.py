"""What ways of coding AAC cost in time and in sound: a story in, a table out.

    python -m benchmarks.coders [STORY]

The story's paragraphs are spoken by several voices in turn, coded in each way, decoded, and compared with what went
in: mean distance of 40 mel bands in dB, in windows of 23 ms, over those bands that are above −70 dBFS on either side.
Writes benchmarks/results/coders.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from rhapsode.audio import level, to_samples
from rhapsode.engines.espeak import EspeakEngine
from rhapsode.files import write_text
from rhapsode.model import Voice
from rhapsode.recording.voices import find_gain

ROOT = Path(__file__).resolve().parent.parent
STORY = ROOT / "stories" / "ninety-yards.txt"
RESULTS = Path(__file__).parent / "results" / "coders.md"
VOICES = ("en-us", "en-us+f2", "en-us+m3", "en-us+f4", "en-gb-scotland+m5")
RATE = 22_050
_BIT_RATE = 64_000
_BLOCK = 30 * RATE
_PRIMING = 1_024
_WINDOW, _BANDS = 512, 40
_FLOOR_DB = -70.0
_LAMBDA = 118  # FF_QP2LAMBDA: what a quality is multiplied by

WAYS: Mapping[str, Mapping[str, str]] = {
    "default coder (two loops), 64 kbit/s": {},
    "fast coder, 64 kbit/s": {"aac_coder": "fast"},
    **{
        f"fast coder, quality {quality}": {
            "aac_coder": "fast",
            "flags": "+qscale",
            "global_quality": str(round(_LAMBDA * quality)),
        }
        for quality in (1.0, 1.2, 1.4, 1.6)
    },
}

Samples = npt.NDArray[np.int16]
Bands = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Coded:
    """One way of coding: what it cost and what came back."""

    cpu_seconds: float
    bits_per_second: float
    sound: Samples


def speak(text: str) -> Samples:
    """The paragraphs of `text` by each voice in turn, brought to one level as in a book."""
    engine = EspeakEngine()
    parts: list[bytes] = []
    gains: list[tuple[int, int, float]] = []
    at = 0
    for number, paragraph in enumerate(part for part in text.split("\n\n") if part.strip()):
        id_ = VOICES[number % len(VOICES)]
        pcm = engine.speak(" ".join(paragraph.split()), Voice("espeak", id_, id_.partition("+")[0])).pcm
        gains.append((at, at + len(pcm) // 2, find_gain(pcm, RATE)))
        at += len(pcm) // 2
        parts.append(pcm)
    return to_samples(level(b"".join(parts), gains))


def code(samples: Samples, options: Mapping[str, str]) -> Coded:
    """Encode and decode `samples`."""
    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.format, encoder.layout = RATE, "fltp", "mono"  # type: ignore[assignment]
    encoder.bit_rate = _BIT_RATE
    encoder.options = dict(options)
    encoder.open()
    began = time.process_time()
    packets = []
    for at in range(0, len(samples), _BLOCK):
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, at : at + _BLOCK], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    seconds = time.process_time() - began
    bits = 8 * sum(packet.size for packet in packets)
    decoder = av.CodecContext.create("aac", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.extradata = encoder.extradata
    heard = [frame.to_ndarray()[0] for packet in [*packets, None] for frame in decoder.decode(packet)]
    sound = np.rint(np.clip(np.concatenate(heard), -1, 1) * 32767).astype(np.int16)[_PRIMING:][: len(samples)]
    return Coded(seconds, bits * RATE / len(samples), sound)


def measure_bands(samples: Samples) -> Bands:
    """The level of each mel band in each window, in dB under full scale."""
    wave = samples[: len(samples) // _WINDOW * _WINDOW].astype(np.float64) / 32768
    windows = wave.reshape(-1, _WINDOW) * np.hanning(_WINDOW)
    power = np.square(np.abs(np.fft.rfft(windows, axis=1))) / _WINDOW**2
    return 10 * np.log10(np.maximum(power @ _make_mel_bands(), 1e-12))


def _make_mel_bands() -> Bands:
    hertz = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, _BANDS + 2) / 2595) - 1)
    rise = (hertz[:, np.newaxis] - edges[:-2]) / np.maximum(edges[1:-1] - edges[:-2], 1e-9)
    fall = (edges[2:] - hertz[:, np.newaxis]) / np.maximum(edges[2:] - edges[1:-1], 1e-9)
    return np.maximum(0, np.minimum(rise, fall))


def find_distance(one: Bands, other: Bands) -> float:
    """Mean distance in dB of the bands in which either has something to hear."""
    heard = np.maximum(one, other) > _FLOOR_DB
    distance = np.abs(np.maximum(one, _FLOOR_DB) - np.maximum(other, _FLOOR_DB))
    return float(distance[heard].mean())


def measure(samples: Samples) -> str:
    """The table."""
    original = measure_bands(samples)
    coded = {name: code(samples, options) for name, options in WAYS.items()}
    bands = {name: measure_bands(way.sound) for name, way in coded.items()}
    first = next(iter(coded))
    seconds = len(samples) / RATE
    rows = [
        f"| {name} | {seconds / way.cpu_seconds:.0f} × | {way.bits_per_second / 1000:.1f} |"
        f" {find_distance(original, bands[name]):.2f} | {find_distance(bands[first], bands[name]):.2f} |"
        for name, way in coded.items()
    ]
    head = "| way | times real time, one core | kbit/s | dB from the original | dB from the default coder |"
    return "\n".join([head, "|---|---|---|---|---|", *rows])


def main() -> None:
    """Print the table and keep it."""
    story = Path(sys.argv[1]) if len(sys.argv) > 1 else STORY
    samples = speak(story.read_text(encoding="utf-8"))
    table = measure(samples)
    print(table)
    about = (
        f"{date.today()}, `python -m benchmarks.coders`: {len(samples) / RATE:.0f} s of speech by five voices, mono,"
    )
    write_text(
        RESULTS, f"# Ways of coding AAC\n\n{about} PyAV {av.__version__}. {__doc__.split('.')[1].strip()}\n\n{table}\n"
    )


if __name__ == "__main__":
    main()
