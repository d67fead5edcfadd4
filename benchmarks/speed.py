"""How long a novel takes, beside the least it could take and what others need: a table and a picture.

    python -m benchmarks.speed CORPORA              # five rounds over 100,000 words, some twenty minutes
    python -m benchmarks.speed --full CORPORA       # and longer novels, up to 1,000,000 words, once each

Every round runs everything once, one after the other, so that a busy minute of the machine falls on all alike; figures
are medians over the rounds. Without CORPORA, novels are made up. Writes benchmarks/results/speed.md and speed.png; all
else goes to benchmarks/work/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import peers
from benchmarks.limit import write_lines
from benchmarks.metering import CORES, Measured, run
from benchmarks.novels import take_novel
from rhapsode.files import write_text
from rhapsode.model import Kind, Line

WORK = Path(__file__).parent / "work"
RESULTS = Path(__file__).parent / "results"
WORDS = 100_000
SHORTER = (25_000, 50_000)
LONGER = (200_000, 500_000, 1_000_000)
PEER_SHARES = (0.20, 0.02, 0.04, 0.06, 0.08)  # of the novel, one a round: a line through them tells the whole
SHELL_SHARE = 0.01
VOICES = 'frame: {opening: "{title}."}\n'  # so that the author is a tag, and not spoken
_NEW_WORD = "umbrella"
_OTHER_VOICE = "en-us+m2"
_QUICK_RUNS = 3  # of commands that take a tenth of a second, in each round

RHAPSODE = (sys.executable, "-m", "rhapsode")


@dataclass
class Figures:
    """What was measured, by name; one value a round."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: dict[str, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))  # spoken, encoded
    cold: list[Measured] = field(default_factory=list)
    peers: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    lengths: list[tuple[int, float, int]] = field(default_factory=list)  # words, seconds, bytes of memory
    facts: dict[str, float] = field(default_factory=dict)

    def of(self, name: str) -> float:
        return median(self.seconds[name])


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, and what is to be reached; `least` where more is better."""

    what: str
    measured: float
    reach: float
    aim: float
    unit: str = ""
    more_is_better: bool = False
    note: str = ""

    def __str__(self) -> str:
        sign = 1 if self.more_is_better else -1
        met = [sign * self.measured >= sign * goal for goal in (self.aim, self.reach)]
        verdict = "aim met" if met[0] else "reached" if met[1] else "**short**"
        measured = f"{self.measured:.3g}{self.unit}{f' ({self.note})' if self.note else ''}"
        return f"| {self.what} | {measured} | {self.reach:g}{self.unit} | {self.aim:g}{self.unit} | {verdict} |"


class Bench:
    """The novel and all that is run on it; each method measures one thing once."""

    def __init__(self, corpora: Path | None, words: int) -> None:
        self._corpora = corpora
        self._words = words
        self.figures = Figures()
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        self._text = take_novel(corpora, words)
        self._story = WORK / "novel.txt"
        self._story.write_text(self._text, encoding="utf-8")
        self._voices = self._story.with_suffix(".voices.yaml")
        self._voices.write_text(VOICES, encoding="utf-8")
        self._lines = write_lines(self._story, WORK / "lines.json")

    def measure_round(self, number: int, rounds: int) -> None:
        """Run everything once."""
        self._measure_cold()
        if not list((WORK / "sound").glob("*.wav")):
            run([*self._build("--format", "wav"), "-o", WORK / "sound"])
        self._measure_limit(number, rounds)
        self._measure_peers(number, rounds)
        self._measure_again("warm")
        self._measure_again("tag", "--author", f"Another Author {number}")
        self._measure_again("cover", "--cover", self._draw_cover(number))
        self._measure_change("one word", self._story, self._change_word(number))
        self._measure_change("one voice", self._voices, self._change_voice())
        self._measure_small(number)

    def _build(self, *options: str | Path, store: str = "store") -> list[str | Path]:
        return [*RHAPSODE, "build", self._story, "-o", WORK / "out", "--store", WORK / store, "--json", *options]

    def _measure_cold(self) -> None:
        shutil.rmtree(WORK / "store", ignore_errors=True)
        shutil.rmtree(WORK / "out", ignore_errors=True)
        measured = run(self._build(), watched=True)
        self.figures.cold.append(measured)
        self._note("cold", measured)
        self.figures.facts["store"] = sum(path.stat().st_size for path in (WORK / "store").iterdir())
        self.figures.facts["file"] = sum(path.stat().st_size for path in (WORK / "out").iterdir())

    def _note(self, name: str, measured: Measured) -> None:
        (book,) = json.loads(measured.output)["books"]
        self.figures.seconds[name].append(measured.seconds)
        self.figures.counts[name].add((book["lines_spoken"], book["pieces_encoded"]))
        self.figures.facts[f"{name}: bytes written"] = measured.written_bytes
        self.figures.facts["pieces"], self.figures.facts["lines"] = book["pieces"], book["lines"]
        print(f"  {name}: {measured.seconds:.2f} s, {book['lines_spoken']} lines, {book['pieces_encoded']} pieces")

    def _measure_limit(self, number: int, rounds: int) -> None:
        """As many processes at once as there are cores, each over a part of its own."""
        (sound,) = (WORK / "sound").glob("*.wav")
        parts = rounds * CORES
        commands = [
            [
                sys.executable,
                "-m",
                "benchmarks.limit",
                WORK / "lines.json",
                sound,
                str(CORES * number + core),
                str(parts),
            ]
            for core in range(CORES)
        ]
        with ThreadPoolExecutor(CORES) as pool:
            found = [json.loads(one.output) for one in pool.map(run, commands)]
        for name in ("speaking", "encoding"):
            self.figures.seconds[f"{name} alone"].append(sum(one[name] for one in found) / CORES)
        self.figures.facts["sound"] = found[0]["sound_seconds"]
        print(
            f"  limit: {self.figures.of('speaking alone'):.1f} + {self.figures.of('encoding alone'):.1f} s on one core"
        )

    def _measure_peers(self, number: int, rounds: int) -> None:
        """The script on a part of the novel that grows with the rounds, the line of shell on a small one."""
        if not shutil.which("ffmpeg"):
            return
        share = PEER_SHARES[number * len(PEER_SHARES) // rounds]
        part = self._take_part(share)
        run([sys.executable, "-m", "benchmarks.peers", part, WORK / "peer"])
        taken = json.loads((WORK / "peer" / "taken.json").read_text())
        self.figures.peers.append((len(part.read_text().split()), taken))
        print(f"  script on {share:.0%}: {taken}")
        if shutil.which("espeak-ng"):
            part = self._take_part(SHELL_SHARE)
            seconds = peers.pipe_through_shell(part, WORK / "shell.m4b")
            self.figures.seconds["shell"].append(seconds * self.count() / len(part.read_text().split()))

    def _take_part(self, share: float) -> Path:
        path = WORK / "part.txt"
        path.write_text(take_novel(self._corpora, round(self._words * share)), encoding="utf-8")
        return path

    def count(self) -> int:
        """How many words the novel has."""
        return len(self._text.split())

    def _measure_again(self, name: str, *options: str | Path) -> None:
        self._note(name, run(self._build(*options)))

    def _measure_change(self, name: str, path: Path, text: str) -> None:
        """Build with `text` in `path`, and put things back."""
        before = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        self._measure_again(name)
        path.write_text(before, encoding="utf-8")

    def _change_word(self, number: int) -> str:
        """The novel with another word in a sentence of the narrator's in its middle, each round in another."""
        start, end = self._middle_line(number).source[0]
        words = self._text[start:end].split(" ")
        at = next(i for i in range(len(words) // 2, len(words)) if words[i].isalpha())
        words[at] = _NEW_WORD
        return self._text[:start] + " ".join(words) + self._text[end:]

    def _middle_line(self, number: int) -> Line:
        """A plain sentence of the narrator's, near the middle."""
        candidates = [
            line
            for line in self._lines[len(self._lines) // 2 :]
            if line.kind is Kind.NARRATION and len(line.source) == 1 and len(line.text.split()) > 12 and _is_plain(line)
        ]
        return candidates[number * 3]

    def _change_voice(self) -> str:
        name = self.main_character()
        return f"{VOICES}characters:\n  {json.dumps(name)}: {{voice: {_OTHER_VOICE}}}\n"

    def main_character(self) -> str:
        """Who says most, the narrator aside."""
        spoken = [line.speaker for line in self._lines if line.speaker and line.kind is Kind.DIALOGUE]
        return max(sorted(set(spoken)), key=spoken.count)

    def _draw_cover(self, number: int) -> Path:
        from PIL import Image

        path = WORK / "cover.png"
        Image.new("RGB", (600, 900), (20 + 40 * number, 60, 90)).save(path)
        return path

    def _measure_small(self, number: int) -> None:
        """What one waits for at the desk."""
        middle = str(self._lines[len(self._lines) // 2].chapter + 1)
        shutil.rmtree(WORK / "empty", ignore_errors=True)
        preview = [
            *RHAPSODE,
            "preview",
            self._story,
            "--chapter",
            middle,
            "-o",
            WORK / "scene.wav",
            "--force",
            "--store",
        ]
        inspect = [*RHAPSODE, "inspect", self._story, "--json", "--store"]
        commands = {
            "inspect, first time": [*inspect, WORK / "empty" / "inspect"],
            "preview, first time": [*preview, WORK / "empty" / "preview"],
            "inspect, kept": [*inspect, WORK / "store"],
            "preview, kept": [*preview, WORK / "store"],
        }
        for name, command in commands.items():
            self.figures.seconds[name].append(run(command).seconds)
            print(f"  {name}: {self.figures.seconds[name][-1]:.2f} s")
        for option in ("--version", "--help"):
            self.figures.seconds[option] += [run([*RHAPSODE, option]).seconds for _ in range(_QUICK_RUNS)]

    def measure_length(self, words: int) -> None:
        """A cold build of a novel of another length, once."""
        text = take_novel(self._corpora, words)
        story = WORK / f"novel-{words}.txt"
        story.write_text(text, encoding="utf-8")
        shutil.rmtree(WORK / "length", ignore_errors=True)
        measured = run(
            [*RHAPSODE, "build", story, "-o", WORK / "length", "--store", WORK / "length", "--json"], watched=True
        )
        shutil.rmtree(WORK / "length")
        self.figures.lengths.append((len(text.split()), measured.seconds, measured.memory_bytes))
        print(f"{words:,} words: {measured.seconds:.1f} s, {measured.memory_bytes / 1e6:.0f} MB", flush=True)

    def note_length(self) -> None:
        """Note the novel's own length among the others."""
        cold = self.figures.cold
        memory = max(one.memory_bytes for one in cold)
        self.figures.lengths = [one for one in self.figures.lengths if one[0] != self.count()]
        self.figures.lengths.append((self.count(), median(one.seconds for one in cold), memory))


def _is_plain(line: Line) -> bool:
    return sum(word.isalpha() for word in line.text.split()) > 10 and not set(line.text) & set("“”\"'’_*")


# --- the table ----------------------------------------------------------------------------------------------


def make_rows(figures: Figures, words: int) -> Iterator[Row]:
    """The table, as far as it was measured."""
    cold = figures.of("cold")
    limit = (figures.of("speaking alone") + figures.of("encoding alone")) / CORES
    yield Row("cold build ÷ limit", cold / limit, 1.4, 1.15, note=f"{cold:.1f} s ÷ {limit:.1f} s")
    if figures.peers:
        default, fast = fit_peer(figures, "default")[0], fit_peer(figures, "fast")[0]
        yield Row("pyttsx3 + pydub, default coder ÷ cold", default * words / cold, 8, 12, " ×", True)
        yield Row("pyttsx3 + pydub, fast coder ÷ cold", fast * words / cold, 2.5, 4, " ×", True)
    yield from _make_rows_of_changes(figures, cold)
    yield Row("preview of a scene, understanding kept", figures.of("preview, kept"), 1.5, 0.8, " s")
    more = figures.of("preview, first time") - figures.of("inspect, first time")
    inspect = f"`inspect` takes {figures.of('inspect, first time'):.2f} s"
    yield Row("preview the first time, more than `inspect`", more, 1.0, 0.5, " s", note=inspect)
    yield Row("`--version`", figures.of("--version"), 0.15, 0.1, " s")
    yield Row("`--help`", figures.of("--help"), 0.2, 0.1, " s")
    yield Row("peak memory (PSS of the tree)", _megabytes(figures.lengths, words), 400, 250, " MB")
    longest, seconds, memory = max(figures.lengths)
    if longest > 2 * words:
        yield Row(f"peak memory, {longest:,} words", memory / 1e6, 400, 250, " MB")
        bent = abs(seconds / longest * words / cold - 1) * 100
        yield Row(f"time a word at {longest:,} words against {words:,}, off by", bent, 10, 5, " %")
    busy = 100 * median(one.busy for one in figures.cold)
    yield Row(f"all {CORES} cores busy, share of a cold build's time", busy, 85, 95, " %", True)


def _make_rows_of_changes(figures: Figures, cold: float) -> Iterator[Row]:
    goals = {
        "warm": ("nothing changed", 3, 1),
        "one word": ("one word changed", 6, 2),
        "tag": ("only a tag changed", 3, 1),
        "cover": ("only the cover changed", 3, 1),
    }
    for name, (what, reach, aim) in goals.items():
        share = 100 * figures.of(name) / cold
        yield Row(f"{what}, share of cold", share, reach, aim, " %", note=f"{figures.of(name):.2f} s")
        spoken, encoded = (max(count[i] for count in figures.counts[name]) for i in (0, 1))
        allowed = 1 if name == "one word" else 0
        yield Row(f"{what}: lines spoken", spoken, allowed, allowed)
        yield Row(f"{what}: pieces encoded", encoded, allowed, allowed)


def _megabytes(lengths: Sequence[tuple[int, float, int]], words: int) -> float:
    return next(memory for count, _, memory in lengths if count == words) / 1e6


def fit_peer(figures: Figures, coder: str) -> tuple[float, float, float]:
    """Seconds a word, seconds at the start, and the largest share by which a measurement lies off that line."""
    points = [(words, taken["speak"] + taken["join"] + taken[coder]) for words, taken in figures.peers]
    x, y = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    if len(set(x)) < 2:
        return float(np.mean(y / x)), 0.0, 0.0
    slope, start = np.polyfit(x, y, 1)
    return float(slope), float(start), float(np.max(np.abs(slope * x + start - y) / y))


def write_results(figures: Figures, words: int, rounds: int, corpora: Path | None) -> None:
    """Print and keep the table, what it was made from, and the picture."""
    table = ["| what | measured | at least | aim | |", "|---|---|---|---|---|", *map(str, make_rows(figures, words))]
    print("\n".join(table))
    text = "real novels, one after the other" if corpora else "a made-up novel"
    command = f"python -m benchmarks.speed {shlex.join(arg for arg in sys.argv[1:] if not Path(arg).exists())}".strip()
    about = [
        (
            f"{datetime.now():%Y-%m-%d %H:%M}, `{command}{' CORPORA' if corpora else ''}`: {words:,} words ({text}),"
            f" {figures.facts['lines']:,.0f} lines, {figures.facts['sound'] / 3600:.1f} hours of sound in"
            f" {figures.facts['pieces']:.0f} pieces; medians of {rounds} interleaved rounds."
        ),
        (
            f"Machine: {platform.machine()}, {CORES} cores ({_name_processor()}),"
            f" {platform.system()} {platform.release()}, Python {platform.python_version()}."
        ),
    ]
    body = "\n".join([*about, "", *table, "", *_describe(figures, words)])
    write_text(RESULTS / "speed.md", f"# Speed\n\n{body}\n\n![time and memory against length](speed.png)\n")
    draw(figures, RESULTS / "speed.png")


def _name_processor() -> str:
    try:
        rows = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((row.partition(":")[2].strip() for row in rows if row.startswith("model name")), platform.processor())


def _describe(figures: Figures, words: int) -> Iterator[str]:
    """What stands behind the table."""
    yield "## Behind it"
    yield ""
    yield "| | median | least | most |"
    yield "|---|---|---|---|"
    for name, values in figures.seconds.items():
        yield f"| {name}, s | {median(values):.2f} | {min(values):.2f} | {max(values):.2f} |"
    yield ""
    yield (
        "The limit is speaking alone plus encoding alone, divided by the cores: libespeak-ng over the same lines, our"
        " encoder with our options over the same sound, in as many processes at once as there are cores, in each round"
        " over another part of the book."
    )
    if figures.peers:
        for coder in ("default", "fast"):
            slope, start, off = fit_peer(figures, coder)
            yield (
                f"- pyttsx3 + pydub with ffmpeg's {coder} coder: {slope * 1000:.2f} s for 1,000 words + {start:.1f} s,"
                f" through {len(figures.peers)} parts of up to {max(count for count, _ in figures.peers):,} words, none"
                f" more than {off:.0%} off that line; {slope * words + start:.0f} s for the whole. One file a chapter,"
                " without chapters, tags or voices. Needs the program ffmpeg, which rhapsode does without."
            )
    else:
        yield "- pyttsx3 + pydub: not measured, since there is no ffmpeg here for pydub to export with."
    if figures.seconds.get("shell"):
        about = "default coder, one voice, no chapters; a hundredth of the novel, scaled"
        yield f"- `espeak-ng --stdout | ffmpeg` ({about}): {figures.of('shell'):.0f} s."
    else:
        yield "- `espeak-ng --stdout | ffmpeg`: not measured, since one of them is not installed here."
    spoken = next(iter(figures.counts["one voice"]), (0, 0))
    yield f"- one character's voice changed: {spoken[0]:,} lines spoken and {spoken[1]} pieces encoded again."
    cold = figures.cold
    yield (
        f"- a cold build takes {median(one.cpu_seconds for one in cold):.1f} s of processor time and writes"
        f" {median(one.written_bytes for one in cold) / 1e6:,.0f} MB; the store then has"
        f" {figures.facts['store'] / 1e6:,.0f} MB, the book {figures.facts['file'] / 1e6:,.0f} MB. A warm one writes"
        f" {figures.facts['warm: bytes written'] / 1e6:,.0f} MB."
    )
    yield "- busy: as many threads of the tree as there are cores run or are ready to, looked at five times a second."
    yield "- memory: highest sum of the tree's proportional set sizes, looked at five times a second."
    for count, seconds, memory in sorted(figures.lengths):
        yield f"- {count:,} words: {seconds:.1f} s ({seconds / count * 1e5:.1f} s for 100,000), {memory / 1e6:.0f} MB"


def draw(figures: Figures, target: Path) -> None:
    """Time and memory against length."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    lengths = np.array(sorted(figures.lengths), dtype=float)
    words, seconds, memory = lengths[:, 0] / 1000, lengths[:, 1], lengths[:, 2] / 1e6
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    left.plot(words, seconds, "o", color="tab:blue")
    slope = float(seconds @ words / (words @ words))
    left.plot([0, words.max()], [0, slope * words.max()], color="tab:blue", linewidth=0.8)
    left.set(xlabel="thousand words", ylabel="seconds", title="cold build, and a straight line", xlim=0, ylim=0)
    right.plot(words, memory, "o-", color="tab:green")
    right.set(xlabel="thousand words", ylabel="MB", title="peak memory of all processes", xlim=0, ylim=0)
    figure.savefig(target, dpi=110)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", nargs="?", type=Path)
    parser.add_argument("--full", action="store_true", help="longer novels too, once each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--words", type=int, default=WORDS, help="length of the novel, to try things out")
    options = parser.parse_args()
    corpora = options.corpora if options.corpora and options.corpora.is_dir() else None
    os.environ["PYTHONWARNINGS"] = "ignore"
    bench = Bench(corpora, options.words)
    for words in SHORTER:
        bench.measure_length(round(words * options.words / WORDS))
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}, {datetime.now():%H:%M:%S}", flush=True)
        bench.measure_round(number, options.rounds)
        bench.note_length()
        write_results(bench.figures, bench.count(), number + 1, corpora)  # what is there by now, should it be stopped
    for words in LONGER if options.full else ():
        bench.measure_length(round(words * options.words / WORDS))
        write_results(
            bench.figures, bench.count(), options.rounds, corpora
        )  # what is there by now, should it be stopped


if __name__ == "__main__":
    main()
