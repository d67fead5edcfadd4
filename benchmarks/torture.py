"""Builds that are killed, stopped and robbed of their store at random moments, and what came of each.

    python -m benchmarks.torture                    60 trials, their counts on standard output
    python -m benchmarks.torture --trials 600 --write   more of them, written to benchmarks/results/torture.md

Each trial builds a story with a store of its own, does something to it at a moment drawn by the seed, which is printed,
and builds again. What must hold: the file at the book's place is the old one, the new one or not there; no process is
left after three seconds; one line tells of the end, and the exit code is right; the next run speaks no line that was
kept, and leaves nothing half-written behind.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import mutagen
import psutil

from rhapsode.files import write_text
from rhapsode.store import Shelf, Store
from rhapsode.version import VERSION

ROOT = Path(__file__).parent.parent
STORY = ROOT / "stories" / "airing-cupboard.txt"
RESULTS = ROOT / "benchmarks" / "results" / "torture.md"
SEED = 20_261
_LENGTH = 2_400  # characters of the story: long enough for several batches of lines and two pieces
_PAGE = 65_536
_END_SECONDS = 3.0
_LONGEST_SECONDS = 180.0
_LAST_LINES = {130: "rhapsode: interrupted; what was spoken is kept for the next time"}
_LAST_LINES[143] = "rhapsode: ended; what was spoken is kept for the next time"

_MEANING = (
    f"Each builds the beginning of `{STORY.relative_to(ROOT)}`, is done something to at a random moment, and builds"
    " again. Right means: no broken or lost file, no process left after three seconds, exit code and one line as"
    " promised, no kept line spoken again, nothing half-written after the next run."
)

Act = Callable[["Build", random.Random], None]


@dataclass(frozen=True)
class Reference:
    """A build that nothing is done to: how long it takes, how many takes it keeps, how long the book is."""

    seconds: float
    takes: int
    length: float


class Build:
    """A build under way in `folder`, in a process group of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "story.txt").write_text(STORY.read_text("utf-8")[:_LENGTH], "utf-8")
        self.folder = folder
        self.store = folder / "kept" / "store.sqlite"
        self.began = time.monotonic()
        command = [sys.executable, "-m", "rhapsode", "build", "story.txt", "--store", "kept", "--jobs", "2", "--json"]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *filter(None, sys.path)])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whoever runs this may ignore it
        )
        self.children: set[psutil.Process] = set()

    def note_children(self) -> list[psutil.Process]:
        """The children there are now; all that were seen are remembered."""
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(self.process.pid).children(recursive=True)
            self.children.update(found)
            return found
        return []

    def end(self) -> tuple[int, str, str]:
        """How it ended, and what it wrote."""
        out, err = self.process.communicate(timeout=_LONGEST_SECONDS)
        return self.process.returncode, out, err

    def orphans(self) -> list[psutil.Process]:
        """The children that are still there three seconds later."""
        _, alive = psutil.wait_procs(list(self.children), timeout=_END_SECONDS)
        return [one for one in alive if _is_alive(one)]


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


# --- what is done to a build --------------------------------------------------------------------------------


def kill_group(build: Build, _: random.Random) -> None:
    build.note_children()
    os.killpg(build.process.pid, signal.SIGKILL)


def kill_parent(build: Build, _: random.Random) -> None:
    build.note_children()
    build.process.kill()


def interrupt_group(build: Build, _: random.Random) -> None:
    build.note_children()
    os.killpg(build.process.pid, signal.SIGINT)


def terminate_parent(build: Build, _: random.Random) -> None:
    build.note_children()
    build.process.terminate()


def stop_child_and_interrupt(build: Build, chance: random.Random) -> None:
    children = build.note_children()
    if children:
        with suppress(psutil.NoSuchProcess):
            chance.choice(children).suspend()
    time.sleep(0.1)
    build.process.send_signal(signal.SIGINT)


def kill_child(build: Build, chance: random.Random) -> None:
    children = build.note_children()
    if children:
        with suppress(psutil.NoSuchProcess):
            chance.choice(children).kill()


def damage_store(build: Build, chance: random.Random) -> None:
    """Zero a page, swap two, wipe the head or cut the file, under the build that uses it."""
    with suppress(FileNotFoundError), build.store.open("r+b") as file:
        pages = max(1, file.seek(0, 2) // _PAGE)
        kind = chance.choice(["zero", "swap", "head", "cut"])
        first, second = (chance.randrange(pages) * _PAGE for _ in range(2))
        if kind == "cut":
            file.truncate(chance.randrange(pages * _PAGE))
        elif kind == "swap":
            parts = []
            for at in (first, second):
                file.seek(at)
                parts.append(file.read(_PAGE))
            for at, part in zip((second, first), parts, strict=True):
                file.seek(at)
                file.write(part)
        else:
            file.seek(0 if kind == "head" else first)
            file.write(bytes(100 if kind == "head" else _PAGE))


@dataclass(frozen=True)
class Kind:
    """One way to do harm: `code` is the exit code that follows (None: whatever the system says)."""

    name: str
    act: Act
    code: int | None
    share: int  # of sixty trials


KINDS = (
    Kind("SIGKILL of the group", kill_group, None, 14),
    Kind("SIGKILL of the parent", kill_parent, None, 8),
    Kind("SIGINT (Ctrl-C) of the group", interrupt_group, 130, 10),
    Kind("SIGTERM of the parent", terminate_parent, 143, 10),
    Kind("SIGSTOP of a child, then SIGINT", stop_child_and_interrupt, 130, 6),
    Kind("SIGKILL of a child", kill_child, 0, 4),
    Kind("the store damaged", damage_store, 0, 8),
)


# --- a trial ------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What came of one trial; `wrong` is empty where all held."""

    kind: Kind
    moment: float
    late: bool = False  # the build was over before
    wrong: list[str] = field(default_factory=list)


def run_trial(kind: Kind, seed: int, reference: Reference, folder: Path) -> Outcome:
    """Build, do it, look, build again, look."""
    chance = random.Random(seed)
    moment = chance.uniform(0.0, reference.seconds * 1.05)
    outcome = Outcome(kind, moment)
    build = Build(folder)
    if kind.code == 130 or kind.code == 143:
        _wait_for_python(build)
    time.sleep(max(0.0, moment - (time.monotonic() - build.began)))
    outcome.late = build.process.poll() is not None
    acted = time.monotonic()
    if not outcome.late:
        kind.act(build, chance)
    code, _, err = build.end()
    _check_end(outcome, code, err, time.monotonic() - acted)
    if orphans := build.orphans():
        outcome.wrong.append(f"{len(orphans)} processes are left")
        for one in orphans:
            one.kill()
    _check_book(outcome, folder, reference, needed=code == 0)
    _check_next(outcome, folder, reference)
    return outcome


def _wait_for_python(build: Build) -> None:
    """Until the program itself is loaded: what the system does to an interpreter that starts is not its doing."""
    while build.process.poll() is None:
        with suppress(OSError):
            status = Path(f"/proc/{build.process.pid}/status").read_text("utf-8")
            caught = int(status.partition("SigCgt:")[2].split()[0], 16)
            if caught >> (signal.SIGTERM - 1) & 1:
                return
        time.sleep(0.002)


def _check_end(outcome: Outcome, code: int, err: str, seconds: float) -> None:
    wanted = 0 if outcome.late else outcome.kind.code
    lines = err.splitlines()
    ended_first = code == 0 and outcome.kind.code != 0  # it was just about to end by itself
    if wanted is not None and code != wanted and not ended_first:
        outcome.wrong.append(f"exit code {code}: {err[-300:]!r}")
    elif code in _LAST_LINES and (lines != [_LAST_LINES[code]] or seconds > _END_SECONDS):
        outcome.wrong.append(f"{seconds:.1f} s, {err[-300:]!r}")
    elif (code == 0 and len(lines) > 1) or "Traceback" in err:
        outcome.wrong.append(f"told {err[-300:]!r}")


def _check_book(outcome: Outcome, folder: Path, reference: Reference, needed: bool) -> None:
    books = list((folder / "output").glob("[!.]*")) if (folder / "output").exists() else []
    if len(books) > 1 or (needed and not books):
        outcome.wrong.append(f"{len(books)} books")
    for book in books:
        found = mutagen.File(book)
        if found is None or abs(found.info.length / reference.length - 1) > 0.01:
            outcome.wrong.append(f"a book of {found and found.info.length} s, not {reference.length}")


def _check_next(outcome: Outcome, folder: Path, reference: Reference) -> None:
    """The next run ends well, speaks only what was not kept, and sweeps."""
    damaged = outcome.kind.act is damage_store
    kept = 0 if damaged else count_takes(folder / "kept" / "store.sqlite")
    code, out, err = Build(folder).end()
    remarks = 1 if damaged else 0  # it may be met only now
    if code != 0 or len(err.splitlines()) > remarks:
        outcome.wrong.append(f"the next run ends with {code}: {err[-300:]!r}")
        return
    spoken = json.loads(out)["books"][0]["lines_spoken"]
    if spoken != reference.takes - kept and not damaged:
        outcome.wrong.append(f"the next run speaks {spoken} of {reference.takes} lines, {kept} were kept")
    _check_book(outcome, folder, reference, needed=True)
    left = [path.name for path in folder.rglob("*") if ".part" in path.name]
    if left:
        outcome.wrong.append(f"left behind: {left}")


def count_takes(path: Path) -> int:
    """How many takes the store at `path` holds."""
    if not path.exists():
        return 0
    with Store(path) as store:
        size = store.sizes().get(Shelf.TAKES)
    return size.entries if size else 0


# --- all of them --------------------------------------------------------------------------------------------


def find_reference() -> Reference:
    """Two builds that are left alone: the second tells how long one takes, with all files read from memory."""
    for _ in range(2):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build = Build(folder)
            code, _, err = build.end()
            seconds = time.monotonic() - build.began
            if code != 0:
                raise RuntimeError(err)
            (book,) = (folder / "output").glob("*.m4b")
            found = Reference(seconds, count_takes(build.store), mutagen.File(book).info.length)
    return found


def torture(trials: int, seed: int, at_once: int = 2) -> list[Outcome]:
    """So many trials, each with a moment and a kind of its own that `seed` decides."""
    reference = find_reference()
    chance = random.Random(seed)
    kinds = [kind for kind in KINDS for _ in range(kind.share)]
    chance.shuffle(kinds)
    chosen = [kinds[number % len(kinds)] for number in range(trials)]
    seeds = [chance.randrange(1 << 30) for _ in chosen]

    def one(number: int) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="torture-") as name:
            return run_trial(chosen[number], seeds[number], reference, Path(name))

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, range(trials)))


def build_two_at_once() -> tuple[int, int, int]:
    """How many lines two builds with one store speak, each, and how many the story has."""
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folders = [Path(name, word) for word in ("one", "two")]
        for folder in folders:
            folder.mkdir()
            (folder / "kept").symlink_to(Path(name, "kept"))
        Path(name, "kept").mkdir()
        builds = [Build(folder) for folder in folders]
        ends = [build.end() for build in builds]
        if any(code for code, _, _ in ends):
            raise RuntimeError("".join(err for _, _, err in ends))
        spoken = [json.loads(out)["books"][0]["lines_spoken"] for _, out, _ in ends]
        return spoken[0], spoken[1], count_takes(builds[0].store)


def report(outcomes: Sequence[Outcome], seed: int, seconds: float, pairs: Sequence[tuple[int, int, int]]) -> str:
    """The counts as Markdown."""
    rows = []
    for kind in KINDS:
        mine = [one for one in outcomes if one.kind is kind]
        counts = Counter("wrong" if one.wrong else "right" for one in mine)
        late = sum(one.late for one in mine)
        rows.append(f"| {kind.name} | {len(mine)} | {counts['right']} | {counts['wrong']} | {late} |")
    wrong = [f"- {one.kind.name}, at {one.moment:.2f} s: {'; '.join(one.wrong)}" for one in outcomes if one.wrong]
    shared = ", ".join(f"{a} + {b} of {lines}" for a, b, lines in pairs)
    shown = wrong and ["", "Wrong:", "", *wrong]
    facts = f"{len(outcomes)} trials in {seconds:.0f} s, version {VERSION}"
    where = f"{platform.system()}, Python {platform.python_version()}"
    lines = [
        "# Builds that are killed",
        "",
        f"`python -m benchmarks.torture`, seed {seed}: {facts}, {where}. {_MEANING}",
        "",
        "| what is done | trials | right | wrong | of these after the end |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"Two builds at once with one store speak {shared} lines.",
        *shown,
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Run, print, and write where asked; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trials", type=int, default=sum(kind.share for kind in KINDS))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}\n")
    began = time.monotonic()
    outcomes = torture(asked.trials, asked.seed)
    seconds = time.monotonic() - began
    text = report(outcomes, asked.seed, seconds, [build_two_at_once() for _ in range(5)])
    sys.stdout.write(text)
    if asked.write:
        write_text(RESULTS, text)
    return 1 if any(one.wrong for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
