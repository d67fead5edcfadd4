"""Measure the default engine's English voices: nothing in, the package's table of voices and a picture out.

    python -m benchmarks.measure_voices            # about two minutes on one core

Each base voice is spoken in each variant on one text; median pitch, its range, speaking rate, level and the mean
spectral envelope are measured. American variants are spoken again at rate ±10 % with pitch ±1 semitone: by how much
a voice so moves from itself is the unit of each feature, and the distance up to which two voices are confusable.
Writes src/rhapsode/data/espeak_voices.tsv, docs/images/voice-distances.png and benchmarks/results/voices.md.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from rhapsode.casting.timbres import (
    ENVELOPE_UNIT_DB,
    PITCH_UNIT_ST,
    RANGE_UNIT_ST,
    RATE_UNIT,
    OffsetVoice,
    Timbre,
    Timbres,
    load_timbres,
)
from rhapsode.engines.espeak import EspeakEngine
from rhapsode.errors import EngineError
from rhapsode.files import replacing, write_text
from rhapsode.model import Voice

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "rhapsode" / "data" / "espeak_voices.tsv"
PICTURE = ROOT / "docs" / "images" / "voice-distances.png"
RESULTS = ROOT / "benchmarks" / "results" / "voices.md"
HOME = "en-us"  # the base whose variants are compared with themselves
TEXT = (
    "The ferry left the harbour before dawn, and nobody on the quay waved. Why should they? A thin, cold rain blew "
    "over the roofs; far below, the engines hummed their one low note. Judith pulled her collar up, chewed a piece "
    "of stale bread, and counted the lights of five fishing boats. “We shall be there by noon,” the pilot shouted."
)
CORNERS = ((90, -100), (90, 100), (110, -100), (110, 100))
PLAIN = ("f4", "m7", "Nguyen")  # for small parts: two usual voices, and one between the genders (150 Hz)
AGES = {"grandpa": "old", "zac": "child", "caleb": "child", "anika": "child"}  # by name, and by a pitch above 260 Hz
CASTABLE_RANGE_ST = (1.5, 12.0)  # less is a robot's melody, more a voice that breaks: octave jumps, creak
MAN_OR_WOMAN_ST = 87.0  # 152 Hz; a grown man's voice above it would be taken for a woman's, and the other way round
CASTABLE_ITSELF = 2.6  # a voice that changes more than this with rate and pitch was not measured well
BANDS = 16
FRAME, HOP = 1024, 220  # 46 ms, 10 ms at 22,050 Hz
PITCH_HZ = (55, 420)

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is heard of one voice on the text."""

    pitch_st: float
    range_st: float
    rate: float
    level_db: float
    envelope: tuple[float, ...]


def speak(engine: EspeakEngine, voice: str, rate_percent: int = 100, pitch_cents: int = 0) -> Measure:
    """Speak the text and measure it."""
    clip = engine.speak(TEXT, Voice("espeak", voice, "en", rate_percent, pitch_cents))
    samples = np.frombuffer(clip.pcm, "<i2").astype(np.float64) / 32768
    return measure(samples, clip.sample_rate)


def measure(samples: Samples, sample_rate: int) -> Measure:
    """Pitch, rate, level and envelope of one recording of the text."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    power = (frames**2).mean(axis=1)
    active = power > power.max() * 1e-4  # 40 dB below the loudest
    frames = frames[active]
    pitches = find_pitches(frames, sample_rate)
    low, middle, high = np.percentile(12 * np.log2(pitches), [10, 50, 90])
    sounding = np.flatnonzero(np.abs(samples) > 1e-3)
    seconds = (sounding[-1] - sounding[0]) / sample_rate
    rate = 12 * math.log2(60 * len(TEXT.split()) / seconds)
    level = 10 * math.log10(power[active].mean())
    return Measure(float(middle), float(high - low), rate, level, find_envelope(frames, sample_rate))


def find_pitches(frames: Samples, sample_rate: int) -> Samples:
    """The pitch in Hz of each voiced frame, by autocorrelation; of nearly equal peaks the shortest lag."""
    windowed = frames * np.hanning(FRAME)
    spectrum = np.abs(np.fft.rfft(windowed, 2 * FRAME)) ** 2
    lags = np.fft.irfft(spectrum)[:, :FRAME]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), 2 * FRAME)) ** 2)[:FRAME]
    lags = lags / np.maximum(lags[:, :1], 1e-12) / np.maximum(window / window[0], 1e-3)
    first, last = sample_rate // PITCH_HZ[1], sample_rate // PITCH_HZ[0]
    searched = lags[:, first:last]
    peak = searched.max(axis=1)
    voiced = peak > 0.5
    near = searched[voiced] >= 0.9 * peak[voiced, None]
    start = near.argmax(axis=1)  # the first lag near the peak; its local top is within a few samples
    reach = np.minimum(start[:, None] + np.arange(12)[None, :], searched.shape[1] - 1)
    rows = np.arange(len(start))[:, None]
    top = reach[np.arange(len(start)), searched[voiced][rows, reach].argmax(axis=1)]
    found: Samples = sample_rate / (first + top.astype(np.float64))
    return found


def find_envelope(frames: Samples, sample_rate: int) -> tuple[float, ...]:
    """The mean level of each mel band in dB, without their mean."""
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(FRAME))) ** 2
    bands = spectrum @ mel_filters(sample_rate).T
    levels = 10 * np.log10(bands + 1e-9).mean(axis=0)
    return tuple(float(value) for value in levels - levels.mean())


def mel_filters(sample_rate: int) -> Samples:
    """Triangles from 80 to 8,000 Hz, evenly on the mel scale."""
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (80, 8000))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(FRAME, 1 / sample_rate)[None, :]
    rising = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    filters: Samples = np.clip(np.minimum(rising, falling), 0, None)
    filters /= filters.sum(axis=1, keepdims=True)
    return filters


def _differ(one: Sequence[float], other: Sequence[float]) -> float:
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / len(one))


def find_distance(one: Measure, other: Measure) -> float:
    """As in `rhapsode.casting.timbres`, before there is a table."""
    return math.hypot(
        (one.pitch_st - other.pitch_st) / PITCH_UNIT_ST,
        (one.range_st - other.range_st) / RANGE_UNIT_ST,
        (one.rate - other.rate) / RATE_UNIT,
        _differ(one.envelope, other.envelope) / ENVELOPE_UNIT_DB,
    )


def list_variants() -> tuple[str, ...]:
    """Every variant that comes with the library, effects too."""
    return tuple(sorted(path.name for path in find_variants().iterdir()))


def find_variants() -> Path:
    """The folder of variants, one small text file each."""
    return Path(espeakng_loader.get_data_path()) / "voices" / "!v"


def buzzes(voice: str) -> bool:
    """Whether a variant is made by the library's Klatt synthesiser, which buzzes like a robot."""
    lines = (find_variants() / voice.partition("+")[2]).read_text("utf-8", "replace").splitlines()
    return any(line.startswith("klatt") for line in lines)


def measure_all(engine: EspeakEngine) -> dict[str, Timbre]:
    """Every English base in every variant."""
    offered = {voice.id: voice for voice in engine.voices()}
    bases = sorted(voice.id for voice in offered.values() if voice.language.startswith("en") and "+" not in voice.id)
    variants = ["", *(f"+{name}" for name in list_variants())]
    bases = [base for base in bases if base != "en-shaw"]  # another alphabet: it can't read the text
    measured: dict[str, Measure] = {}
    for base in bases:
        try:
            measured |= {f"{base}{variant}": speak(engine, f"{base}{variant}") for variant in variants}
        except EngineError as error:
            print(f"left out: {error}")
    home = {f"{HOME}{variant}": measured[f"{HOME}{variant}"] for variant in variants}
    moved = {voice: [speak(engine, voice, rate, cents) for rate, cents in CORNERS] for voice in home}
    itself = {v.removeprefix(HOME): max(find_distance(home[v], m) for m in moved[v]) for v in home}
    table = {}
    for voice, found in measured.items():
        base, plus, variant = voice.partition("+")
        known = offered.get(voice)
        gender, age = (known.gender, AGES.get(variant, known.age)) if known else ("", "")
        numbers = (found.pitch_st, found.range_st, found.rate, found.level_db, itself[plus + variant])
        table[voice] = Timbre(gender, age, *numbers, found.envelope)
    return table


def write_table(table: Mapping[str, Timbre]) -> None:
    """Write the package's table."""
    bands = "\t".join(f"band{i + 1}" for i in range(BANDS))
    rows = [
        "# The English voices of espeak-ng as measured by benchmarks/measure_voices.py; see casting/timbres.py.",
        f"voice\tgender\tage\tpitch_st\trange_st\trate\tlevel_db\titself\t{bands}",
    ]
    for voice, t in table.items():
        numbers = [f"{t.pitch_st:.2f}", f"{t.range_st:.2f}", f"{t.rate:.2f}", f"{t.level_db:.1f}", f"{t.itself:.2f}"]
        rows.append("\t".join([voice, t.gender, t.age, *numbers, *(f"{value:.1f}" for value in t.envelope)]))
    write_text(TABLE, "\n".join(rows) + "\n")


def is_castable(voice: str, timbre: Timbre, offered: Container[str]) -> bool:
    """Whether a voice may be given to a character unasked: no effect or robot, steady, neither flat nor breaking."""
    low, high = CASTABLE_RANGE_ST
    fits = timbre.age == "child" or (timbre.pitch_st < MAN_OR_WOMAN_ST) == (timbre.gender == "m")
    fits = fits and voice in offered and not buzzes(voice)
    return fits and timbre.itself < CASTABLE_ITSELF and low < timbre.range_st < high


def find_largest_set(voices: Sequence[str], ratio: Callable[[str, str], float]) -> list[str]:
    """The most voices of which no two are confusable; exact, by branch and bound."""
    near = {one: {other for other in voices if other != one and ratio(one, other) <= 1} for one in voices}
    best: list[str] = []

    def search(left: set[str], taken: list[str]) -> None:
        nonlocal best
        if len(taken) + len(left) <= len(best):
            return
        voice = max(left, key=lambda one: (len(near[one] & left), one), default=None)
        if voice is None or not near[voice] & left:
            best = taken + sorted(left)
            return
        search(left - {voice} - near[voice], [*taken, voice])
        search(left - {voice}, taken)

    search(set(voices), [])
    return best


def order_farthest_first(voices: Sequence[str], fixed: Sequence[str], ratio: Callable[[str, str], float]) -> list[str]:
    """`voices`, each the farthest from all before it and from `fixed`."""
    ordered: list[str] = []
    left = sorted(voices)
    while left:
        nearest = {one: min(ratio(one, other) for other in [*fixed, *ordered]) for one in left}
        ordered.append(max(left, key=lambda one: (nearest[one], one)))
        left.remove(ordered[-1])
    return ordered


def choose_lists(table: Mapping[str, Timbre], offered: Container[str]) -> dict[str, list[str]]:
    """For each gender the castable voices that nobody takes for another, for the narrator or for a plain voice."""
    timbres = Timbres("espeak", table)

    def ratio(one: str, other: str) -> float:
        return timbres.ratio(OffsetVoice("espeak", one), OffsetVoice("espeak", other))

    fixed = [HOME, *(f"{HOME}+{variant}" for variant in PLAIN)]
    home = {voice: timbre for voice, timbre in table.items() if voice.startswith(f"{HOME}+")}
    lists = {}
    for gender in ("f", "m"):
        fitting = [v for v, t in home.items() if t.gender == gender and is_castable(v, t, offered)]
        apart = [v for v in fitting if all(ratio(v, other) > 1 for other in fixed)]
        lists[gender] = order_farthest_first(find_largest_set(apart, ratio), fixed, ratio)
    return lists


def draw_matrix(table: Mapping[str, Timbre], voices: Sequence[str]) -> None:
    """The distances between `voices` as a picture; white is confusable."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    timbres = Timbres("espeak", table)
    sounds = [OffsetVoice("espeak", voice) for voice in voices]
    ratios = np.array([[timbres.ratio(one, other) for other in sounds] for one in sounds])
    figure, axes = pyplot.subplots(figsize=(11, 10))
    image = axes.imshow(np.maximum(ratios, 1), cmap="magma_r", vmin=1, vmax=8)
    names = [voice.removeprefix(f"{HOME}+") for voice in voices]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_title("Distance between voices, in multiples of what would be confusable")
    figure.colorbar(image, shrink=0.8)
    with replacing(PICTURE) as temporary:
        figure.savefig(temporary, dpi=90, bbox_inches="tight")


def describe(table: Mapping[str, Timbre], lists: Mapping[str, Sequence[str]], offered: Container[str]) -> str:
    """The results as Markdown."""
    home = {v: t for v, t in table.items() if v == HOME or v.startswith(f"{HOME}+")}
    itself = sorted(t.itself for t in home.values())
    rows = [
        "# The default engine's voices",
        f"`python -m benchmarks.measure_voices`, {date.today()}; {len(table)} voices measured, {len(home)} of {HOME}.",
        "",
        "What is confusable, the distance of a voice from itself at rate ±10 % and pitch ±1 semitone:",
        f"median {itself[len(itself) // 2]:.2f}, nine in ten below {itself[len(itself) * 9 // 10]:.2f}.",
        "",
        "| | variants | castable unasked | no two confusable, nor with narrator or plain voices |",
        "|---|---|---|---|",
    ]
    for gender, name in (("f", "female"), ("m", "male")):
        of_gender = {v: t for v, t in home.items() if t.gender == gender and v != HOME}
        castable = [v for v, t in of_gender.items() if is_castable(v, t, offered)]
        rows.append(f"| {name} | {len(of_gender)} | {len(castable)} | {len(lists[gender])} |")
    for gender, name in (("f", "female"), ("m", "male")):
        variants = ", ".join(voice.removeprefix(HOME) for voice in lists[gender])
        rows += ["", f"{name}, farthest first: {variants}"]
    return "\n".join(rows) + "\n"


def main() -> None:
    """Measure, or (`--table`) only draw and count again from the table that is there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--table", action="store_true", help="don't measure: use the table in the package")
    choice = parser.parse_args()
    engine = EspeakEngine()
    offered = {voice.id for voice in engine.voices()}
    if not choice.table:
        write_table(measure_all(engine))
    table = load_timbres().table
    lists = choose_lists(table, offered)
    draw_matrix(table, [HOME, *(f"{HOME}+{variant}" for variant in PLAIN), *lists["f"], *lists["m"]])
    text = describe(table, lists, offered)
    write_text(RESULTS, text)
    print(text)


if __name__ == "__main__":
    main()
