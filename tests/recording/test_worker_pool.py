"""Workers that die, hang, fail or lose their parent: the lines of the others are spoken, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from rhapsode.engines.engine_host import Failed, Sound
from rhapsode.errors import EngineError
from rhapsode.model import Voice
from rhapsode.recording.worker_pool import WorkerPool

from .scripts import ANNA, BEN, POISON, make_pool

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def speak(pool: WorkerPool, *texts: str, voice: Voice = POISON) -> list[Sound | Failed]:
    return pool.speak([(text, voice) for text in texts], list[Sound | Failed]).result()


def test_lines_come_back_in_order_and_are_counted_by_the_workers() -> None:
    with make_pool(2) as pool:
        lengths = [len(told.pcm) for told in speak(pool, "a", "a b", "a b c") if isinstance(told, Sound)]
        assert lengths == sorted(lengths)
        assert len(lengths) == 3
        assert pool.lines_spoken == 3
        pool.speak([("a", ANNA)], len, counted=False).result()
        assert pool.lines_spoken == 3


def test_an_engine_s_own_bug_keeps_its_traceback() -> None:
    with make_pool() as pool:
        (failed,) = speak(pool, "please fail now")
        assert isinstance(failed, Failed)
        assert "poisoned.py" in failed.details and failed.details.rstrip().endswith("RuntimeError: out of breath")
        with pytest.raises(EngineError) as raised:
            pool.describe("unloadable")
        assert 'raise EngineError("its model is missing"' in raised.value.details


@pytest.mark.parametrize(
    ("word", "reason"), [("exit", "it ended with code 3"), ("fail", "out of breath"), ("hang", "took too long")]
)
def test_a_poisoned_line_fails_alone(word: str, reason: str) -> None:
    with make_pool(seconds=0.5 if word == "hang" else 20) as pool:
        good, bad, after = speak(pool, "good", f"please {word} now", "after")
        assert isinstance(good, Sound)
        assert isinstance(bad, Failed)
        assert reason in bad.message
        assert not bad.whole
        assert isinstance(after, Sound)


def test_a_line_that_fails_once_is_spoken_by_a_fresh_worker(tmp_path: Path) -> None:
    with make_pool() as pool:
        told = speak(pool, "good", f"once {tmp_path}", "after")
        assert all(isinstance(answer, Sound) for answer in told)
        assert pool.lines_spoken == 3


@posix
def test_a_worker_killed_in_mid_work_costs_no_line() -> None:
    with make_pool() as pool:
        future = pool.speak([("slow work", POISON)] * 20, list[Sound | Failed])
        while not pool.process_ids:
            time.sleep(0.01)
        time.sleep(0.3)
        (first,) = pool.process_ids
        os.kill(first, signal.SIGKILL)
        assert all(isinstance(answer, Sound) for answer in future.result())
        assert first not in pool.process_ids


@posix
def test_a_process_that_is_killed_while_it_starts_is_started_again() -> None:
    with make_pool() as pool:
        future = pool.speak([("good", POISON)], list[Sound | Failed])
        while not pool.process_ids:
            time.sleep(0.001)
        os.kill(pool.process_ids[0], signal.SIGKILL)  # long before Python has loaded anything
        assert all(isinstance(answer, Sound) for answer in future.result())


def test_what_is_wrong_with_an_engine_is_said_once_and_for_all() -> None:
    with make_pool() as pool:
        (failed,) = speak(pool, "unvoiced")
        assert isinstance(failed, Failed)
        assert failed.whole
        with pytest.raises(EngineError, match=r"its model is missing.*get it"):
            pool.describe("unloadable")
        with pytest.raises(EngineError, match=r"no engine called 'tune'.*did you mean tone"):
            pool.describe("tune")


def test_an_engine_whose_process_dies_over_what_it_is_gets_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RHAPSODE_TEST_FOLDER", str(tmp_path))
    with make_pool() as pool:
        assert pool.describe("fainting").version == "1"
    monkeypatch.setenv("RHAPSODE_TEST_FOLDER", str(tmp_path / "no such folder"))
    with make_pool() as pool, pytest.raises(EngineError, match="FileNotFoundError"):
        pool.describe("fainting")


def test_each_engine_has_a_process_of_its_own() -> None:
    with make_pool() as pool:
        speak(pool, "a", voice=ANNA)
        speak(pool, "a", voice=POISON)
        speak(pool, "a", voice=BEN)
        assert len(pool.process_ids) == 2


def test_no_process_starts_before_there_is_work_and_none_stays_after() -> None:
    with make_pool(2) as pool:
        assert pool.process_ids == ()
        speak(pool, "a")
        processes = [psutil.Process(process_id) for process_id in pool.process_ids]
        assert len(processes) == 1
        threads = threading.active_count()
    assert not any(process.is_running() for process in processes)
    assert threading.active_count() < threads
    with pytest.raises(RuntimeError, match="closed"):
        pool.describe("tone")


def test_closing_ends_work_at_once() -> None:
    pool = make_pool()
    future = pool.speak([("hang", POISON)], list[Sound | Failed])
    later = pool.speak([("never begun", POISON)], list[Sound | Failed])
    while not pool.process_ids:
        time.sleep(0.01)
    pool.close()
    assert future.done()
    assert later.cancelled()


def test_a_crew_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        WorkerPool(0)


PARENT = f"""
import sys, time
from {__package__}.scripts import POISON, make_pool
pool = make_pool(2)
for text in ("hang", "slow work"):
    pool.speak([(text, POISON)] * 500, len)
while len(pool.process_ids) < 2:
    time.sleep(0.01)
time.sleep(0.2)
print(*pool.process_ids, flush=True)
time.sleep(60)
"""


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent(how: signal.Signals) -> None:
    """Also one that hangs in its engine, and one in the middle of writing."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        workers = [psutil.Process(int(number)) for number in parent.stdout.readline().split()]
        assert len(workers) == 2
        parent.send_signal(how)
    _, alive = psutil.wait_procs(workers, timeout=3)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
