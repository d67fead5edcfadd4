"""Record: each line spoken once, kept at once, yielded in order; what fails is named and loses nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhapsode.errors import EngineError, SpeakingError, StoreError
from rhapsode.model import Line, TakeFacts
from rhapsode.recording import find_take_keys, load_takes, record, record_anew
from rhapsode.recording.worker_pool import WorkerPool
from rhapsode.store import Entry, Shelf, Store

from .scripts import ANNA, BEN, POISON, Log, make_line, make_pieces, make_pool, make_script

LINES = [make_line(f"This is line {number}.", ANNA if number % 3 else BEN) for number in range(12)]


def record_all(lines: Sequence[Line], pool: WorkerPool, store: Store, per_piece: int = 5) -> list[TakeFacts]:
    script = make_script(lines)
    found: list[TakeFacts] = []
    for piece, facts in record(script, make_pieces(script, per_piece), pool, store, Log()):
        assert len(facts) == piece.last - piece.first
        found += facts
    return found


def test_pieces_come_in_order_with_their_lines_facts() -> None:
    script = make_script(LINES)
    pieces = make_pieces(script, 5)
    log = Log()
    with make_pool(2) as pool, Store(None) as store:
        recorded = list(record(script, pieces, pool, store, log))
        assert [piece for piece, _ in recorded] == pieces
        facts = [fact for _, of_piece in recorded for fact in of_piece]
        assert tuple(fact.key for fact in facts) == find_take_keys(LINES, pool)
        takes = load_takes(store, [fact.key for fact in facts])
        for line, fact in zip(LINES, facts, strict=True):
            assert takes[fact.key].facts == replace(fact, marks=())
            assert len(takes[fact.key].pcm) == 2 * fact.frames
            assert [line.text[mark.start : mark.end] for mark in fact.marks] == line.text.rstrip(".").split()
            assert 0 < fact.start_frame <= fact.marks[0].start_frame + 1
            assert fact.end_frame == pytest.approx(fact.marks[-1].end_frame, abs=2)
    assert log.begun == [("record", 12, "lines")]
    assert log.done == 12
    assert log.sound_ms == pytest.approx(sum(fact.frames * 1000 // fact.sample_rate for fact in facts), abs=12)


def test_a_second_time_nothing_is_spoken_and_after_a_change_only_that() -> None:
    with Store(None) as store:
        with make_pool() as pool:
            first = record_all(LINES, pool, store)
            assert pool.lines_spoken == 12
        with make_pool() as pool:
            assert record_all(LINES, pool, store) == first
            assert record_all(LINES, pool, store, per_piece=2) == first
            louder = [replace(line, voice=replace(line.voice, volume_db=-6.0), pause_ms=1) for line in LINES]
            assert record_all(louder, pool, store) == first
            assert pool.lines_spoken == 0
            other = replace(BEN, id="tone-m2")
            changed = [replace(line, voice=other) if line.voice == BEN else line for line in LINES]
            assert record_all(changed, pool, store) != first
            assert pool.lines_spoken == sum(line.voice == BEN for line in LINES) == 4


def test_equal_lines_of_one_voice_are_spoken_once() -> None:
    with make_pool() as pool, Store(None) as store:
        facts = record_all(
            [make_line("Yes."), make_line("Yes."), make_line("Yes.", BEN), make_line("Yes.")], pool, store
        )
        assert pool.lines_spoken == 2
        assert facts[0] == facts[1] == facts[3] != facts[2]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from([ANNA, BEN])), max_size=25), st.integers(1, 7))
def test_whatever_the_lines_each_has_its_take(
    shared_pool: WorkerPool, lines: list[tuple[str, object]], size: int
) -> None:
    script_lines = [make_line(text, voice) for text, voice in lines]  # type: ignore[arg-type]
    with Store(None) as store:
        facts = record_all(script_lines, shared_pool, store, size)
        assert tuple(fact.key for fact in facts) == find_take_keys(script_lines, shared_pool)


def test_lines_that_cannot_be_spoken_are_named_and_the_others_kept() -> None:
    bad = make_line("Please exit now.".replace(".", " ."), POISON, chapter=2)
    lines = [*LINES[:6], bad, *(make_line(f"fail {n}", POISON) for n in range(2)), *LINES[6:]]
    with make_pool(2) as pool, Store(None) as store:
        with pytest.raises(SpeakingError, match=r"poisoned can't speak a line.*\(and 2 more lines\)"):
            record_all(lines, pool, store, 3)
        assert store.sizes()[Shelf.TAKES].entries == 12
        spoken = pool.lines_spoken
        record_all(LINES, pool, store)
        assert pool.lines_spoken == spoken
        with pytest.raises(SpeakingError, match=r"chapter 3.*ended with code 3.*Please exit now"):
            record_all([bad], pool, store)


def test_an_engine_that_can_not_be_had_is_one_error() -> None:
    with make_pool() as pool, Store(None) as store:
        with pytest.raises(EngineError, match=r"its model is missing"):
            record_all([make_line("a", replace(ANNA, engine="unloadable"))], pool, store)
        with pytest.raises(EngineError, match=r"no such voice — choose another"):
            record_all([make_line("unvoiced", POISON), *LINES], pool, store)


def test_a_damaged_take_is_spoken_again(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with make_pool() as pool:
        with Store(path) as store:
            facts = record_all(LINES, pool, store)
        with sqlite3.connect(path) as base:
            base.execute("UPDATE bodies SET body = zeroblob(length(body)) WHERE id = 3")
        base.close()
        keys = list(dict.fromkeys(fact.key for fact in facts))
        with Store(path) as store:
            with pytest.raises(StoreError, match="1 of 12 takes can't be read back"):
                load_takes(store, keys)
            asked: list[str] = []

            def speak_again(lost: Sequence[str]) -> None:
                asked.extend(lost)
                record_anew(LINES, lost, pool, store)

            takes = load_takes(store, keys, speak_again)
            assert [takes[fact.key].facts for fact in facts] == [replace(fact, marks=()) for fact in facts]
            assert len(asked) == 1


@pytest.mark.parametrize("head", [b"", b"nonsense", bytes(16), bytes(17)])
def test_a_head_that_makes_no_sense_is_a_miss(head: bytes) -> None:
    with make_pool() as pool, Store(None) as store:
        (key,) = find_take_keys(LINES[:1], pool)
        store.put(Shelf.TAKES, [Entry(key, head, b"xx")])
        (facts,) = record_all(LINES[:1], pool, store)
        assert facts.frames > 0
        assert load_takes(store, [key])[key].facts == replace(facts, marks=())


class LateStore(Store):
    """Sees what it holds only from the second look on: as if another build had put it there in between."""

    looks = 0

    def heads(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, bytes]:
        self.looks += 1
        return super().heads(shelf, keys) if self.looks > 1 else {}


@pytest.mark.parametrize("good", [True, False])
def test_a_take_that_another_build_kept_meanwhile_is_used(good: bool) -> None:
    with make_pool() as pool, Store(None) as other, LateStore(None) as store:
        (mine,) = record_all(LINES[:1], pool, other)
        theirs = replace(mine, frames=mine.frames + 9)
        head = other.heads(Shelf.TAKES, [mine.key])[mine.key] if good else b"nonsense"
        head = head.replace(mine.frames.to_bytes(4, "little"), theirs.frames.to_bytes(4, "little"))
        store.put(Shelf.TAKES, [Entry(mine.key, head, bytes(2 * theirs.frames))])
        (facts,) = record_all(LINES[:1], pool, store)
        assert facts == (theirs if good else mine)
        assert load_takes(store, [mine.key])[mine.key].facts == replace(facts, marks=())


class BusyStore(Store):
    """As if another build at the same store were speaking `theirs`; it keeps them at the third look, or never."""

    theirs: frozenset[str] = frozenset()
    kept: tuple[Entry, ...] = ()
    looks = 0

    def claim(self, shelf: Shelf, keys: Iterable[str]) -> frozenset[str]:
        return super().claim(shelf, keys) - self.theirs

    def heads(self, shelf: Shelf, keys: Sequence[str]) -> dict[str, bytes]:
        self.looks += bool(self.theirs & set(keys))
        if self.looks == 3 and self.kept:
            self.put(Shelf.TAKES, self.kept)
            self.theirs = frozenset()
        return super().heads(shelf, keys)


def take_all(lines: Sequence[Line], pool: WorkerPool) -> tuple[Entry, ...]:
    with Store(None) as store:
        facts = record_all(lines, pool, store)
        return tuple(store.get_many(Shelf.TAKES, [fact.key for fact in facts]).values())


def test_lines_that_another_build_is_speaking_are_waited_for() -> None:
    with make_pool(2) as pool, BusyStore(None) as store:
        store.kept = take_all(LINES[2:7], pool)
        store.theirs = frozenset(entry.key for entry in store.kept)
        before = pool.lines_spoken
        assert record_all(LINES, pool, store) == record_all(LINES, pool, store)
        assert pool.lines_spoken - before == len(LINES) - 5


def test_lines_that_another_build_takes_too_long_over_are_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rhapsode.recording._PATIENCE_SECONDS", 0.2)
    with make_pool() as pool, BusyStore(None) as store:
        store.theirs = frozenset(find_take_keys(LINES[3:5], pool))
        record_all(LINES, pool, store)
        assert pool.lines_spoken == len(LINES)


def test_lines_that_another_build_gives_up_are_spoken() -> None:
    with make_pool() as pool, BusyStore(None) as store:
        store.theirs = frozenset(find_take_keys(LINES[3:5], pool))
        timer = threading.Timer(0.3, setattr, (store, "theirs", frozenset()))
        timer.start()
        record_all(LINES, pool, store)
        timer.join()
        assert pool.lines_spoken == len(LINES)


@pytest.mark.skipif(os.name != "posix", reason="signals, and locks")
@pytest.mark.parametrize("how", ["both end", "one is killed"])
def test_two_recordings_at_once_share_the_lines(tmp_path: Path, how: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "store.sqlite")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(2)]
    if how == "one is killed":
        assert both[0].stdout is not None
        both[0].stdout.readline()
        both[0].kill()
    told = [process.communicate(timeout=60)[0].splitlines() for process in both]
    spoken = [int(lines[-1].split()[1]) for lines in told if lines and lines[-1].startswith("spoken")]
    if how == "both end":
        assert 40 <= sum(spoken) <= 44
        assert len(spoken) == 2
    else:
        assert len(spoken) == 1 and spoken[0] <= 40
    with Store(tmp_path / "store.sqlite") as store:
        assert store.sizes()[Shelf.TAKES].entries == 40


def test_a_full_disk_is_found_before_anything_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 10**6, 10**6))
    with make_pool() as pool, Store(None) as store:
        with pytest.raises(StoreError, match=r"recording needs about \d+ MB here, and 200 MB to spare; 1 MB are free"):
            record_all(LINES, pool, store)
        assert pool.lines_spoken == 0


def test_whoever_stops_taking_pieces_stops_the_recording() -> None:
    lines = [make_line(f"slow line {number}", POISON) for number in range(200)]
    script = make_script(lines)
    with make_pool() as pool, Store(None) as store:
        recording = record(script, make_pieces(script, 5), pool, store, Log())
        next(recording)
        recording.close()  # type: ignore[attr-defined]
        spoken = pool.lines_spoken
        assert spoken < 150


INTERRUPTED = f"""
import sys
from pathlib import Path
from {__package__}.scripts import Log, POISON, make_pool, make_line, make_pieces, make_script
from rhapsode.recording import record
from rhapsode.store import Store
lines = [make_line("slow line number " + str(number) + " " + "x" * 200, POISON) for number in range(40)]
script = make_script(lines)
with make_pool(2) as pool, Store(Path(sys.argv[1])) as store:
    for piece, facts in record(script, make_pieces(script, 6), pool, store, Log()):
        print("piece", flush=True)
    print("spoken", pool.lines_spoken, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_recording_goes_on_where_it_was(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "store.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as first:
        assert first.stdout is not None
        first.stdout.readline()
        first.stdout.readline()
        first.send_signal(signal.SIGKILL)
    time.sleep(0.1)
    with Store(tmp_path / "store.sqlite") as store:
        kept = store.sizes()[Shelf.TAKES].entries
    second = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True, text=True)
    assert 12 <= kept < 40
    assert second.stdout.splitlines()[-1] == f"spoken {40 - kept}"


@pytest.fixture(scope="session")
def shared_pool() -> object:
    with make_pool() as pool:
        yield pool
