"""Fuzz every target for a while: `python -m tests.fuzz --seconds 60`; what breaks is kept in a folder, by name.

The seed is printed; with it, a target's name and an input's number, `--only` makes that one input again.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, randrange
from tempfile import TemporaryDirectory
from types import FrameType

from rhapsode.errors import RhapsodeError
from tests.fuzz.targets import BY_NAME, ROOT, TARGETS, Target, is_one_line_a_fault

PROCESSOR_SECONDS = 10
"""What one input may take; it is of a few thousand characters."""
HUNG_SECONDS = 120
MEMORY_BYTES = 2 << 30
RESULTS = ROOT / "benchmarks" / "results" / "fuzz.md"
KEPT = ROOT / ".fuzz"
_WHAT = f"""Each input is a sound file spoilt at random. It is read, understood, cast and
written as JSON, and what every step promises is checked: refusals of one line, passages, scenes and chapters that tile
the text, each letter spoken or listed, at most {PROCESSOR_SECONDS} s of processor time and {MEMORY_BYTES >> 30} GB."""


class TooSlowError(BaseException):
    """An input took longer than it may; no `except Exception` of the program's stops it."""


@dataclass
class Tally:
    """What came of a target's inputs, the processor's seconds, and the kinds of find: its name → how often."""

    inputs: int = 0
    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    finds: Counter[str] = field(default_factory=Counter)


def make_input(target: Target, seed: int, number: int) -> bytes:
    """The input of that number: the same for the same seed."""
    random = Random(f"{seed}:{target.name}:{number}")
    return target.mutate(random, random.choice(target.seeds))


def try_input(target: Target, data: bytes) -> str:
    """Run one input; "" when it is read, "refused", or else the kind of find."""
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)
    faulthandler.dump_traceback_later(HUNG_SECONDS, exit=True)
    try:
        with TemporaryDirectory() as folder:
            target.run(data, Path(folder))
    except RhapsodeError as error:
        return "refused" if is_one_line_a_fault(error) else f"several lines: {type(error).__name__}"
    except (Exception, TooSlowError) as error:  # noqa: BLE001 (whatever it is, it is what we look for)
        return _kind_of(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()
    return ""


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def _kind_of(error: BaseException) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "tests/fuzz/__main__" not in frame.filename
    ]
    ours = [frame for frame in frames if "rhapsode" in frame.filename or "tests" in frame.filename] or frames
    place = f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}, {ours[-1].name}" if ours else "nowhere"
    return f"{type(error).__name__} in {place}"


def fuzz(target: Target, seed: int, seconds: float, folder: Path) -> Tally:
    """Try inputs one after the other until the time is over; the one at hand lies in `folder`, lest a crash lose it."""
    tally = Tally()
    begun, used, current = time.monotonic(), time.process_time(), folder / f"current{target.suffix or '.bin'}"
    while time.monotonic() - begun < seconds:
        data = make_input(target, seed, tally.inputs)
        current.write_bytes(data)
        kind = try_input(target, data)
        if kind == "":
            tally.read += 1
        elif kind == "refused":
            tally.refused += 1
        else:
            tally.finds[kind] += 1
            keep(folder, target, kind, data)
            if tally.finds[kind] == 1:
                print(
                    f"  {target.name}: {kind} (--seed {seed} --target '{target.name}' --only {tally.inputs})",
                    flush=True,
                )
        tally.inputs += 1
    current.unlink(missing_ok=True)
    tally.seconds = time.process_time() - used
    return tally


def keep(folder: Path, target: Target, kind: str, data: bytes) -> None:
    """Keep the shortest input of each kind of find."""
    name = "".join(c if c.isalnum() else "-" for c in f"{target.name} {kind}")
    path = folder / f"{name}{target.suffix or '.bin'}"
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)


def fuzz_apart(target: Target, seed: int, seconds: float, folder: Path) -> Tally:
    """The same in a process of its own with little memory, which may die of it."""
    command = [sys.executable, "-m", "tests.fuzz", "--child", "--seed", str(seed), "--seconds", str(seconds)]
    command += ["--target", target.name, "--keep", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    *shown, last = done.stdout.splitlines() or [""]
    if done.returncode == 0:
        print(*shown, sep="\n", end="\n" if shown else "")
        told = json.loads(last)
        return Tally(**{**told, "finds": Counter(told["finds"])})
    kind = f"the process died ({done.returncode})"
    current = folder / f"current{target.suffix or '.bin'}"
    if current.exists():
        keep(folder, target, kind, current.read_bytes())
    print(f"  {target.name}: {kind}", flush=True)
    return Tally(inputs=1, finds=Counter({kind: 1}))


def show(tallies: dict[str, Tally], seed: int) -> str:
    """A table of what came of it."""
    rows = ["| target | inputs | read | refused in one line | finds | processor seconds |", "|---|---|---|---|---|---|"]
    for name, tally in tallies.items():
        finds = ", ".join(f"{kind}: {count}" for kind, count in tally.finds.items()) or "none"
        rows.append(
            f"| {name} | {tally.inputs:,} | {tally.read:,} | {tally.refused:,} | {finds} | {tally.seconds:.0f} |"
        )
    total = sum(tally.inputs for tally in tallies.values())
    return "\n".join([*rows, "", f"{total:,} inputs, seed {seed}."])


def write_results(table: str, seconds: float) -> None:
    """Keep the table where the other results lie."""
    day = time.strftime("%Y-%m-%d")
    RESULTS.write_text(
        f"# Fuzzing\n\nWhat came of `make fuzz SECONDS={seconds:.0f}`, on {day}. {_WHAT}\n\n{table}\n",
        encoding="utf-8",
    )


def main(arguments: list[str]) -> int:
    """Fuzz as the arguments say; 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=None, help="for the same inputs again")
    parser.add_argument("--target", choices=sorted(BY_NAME), help="this one only")
    parser.add_argument("--only", type=int, help="the input of this number alone, with its traceback")
    parser.add_argument("--keep", type=Path, default=KEPT, help="folder for what breaks")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args(arguments)
    seed = randrange(1 << 32) if told.seed is None else told.seed
    targets = [BY_NAME[told.target]] if told.target else list(TARGETS)
    told.keep.mkdir(parents=True, exist_ok=True)
    if told.only is not None:
        with TemporaryDirectory() as folder:
            targets[0].run(make_input(targets[0], seed, told.only), Path(folder))
        return 0
    if told.child:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        print(json.dumps(vars(fuzz(targets[0], seed, told.seconds, told.keep))))
        return 0
    print(f"seed {seed}; what breaks is kept in {os.path.relpath(told.keep)}", flush=True)
    share = told.seconds / len(targets)
    tallies = {target.name: fuzz_apart(target, seed, share, told.keep) for target in targets}
    table = show(tallies, seed)
    print(table)
    if told.write:
        write_results(table, told.seconds)
    return 1 if any(tally.finds for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
