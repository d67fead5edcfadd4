"""Ctrl-C and SIGTERM end everything within three seconds, at any moment, with one line and the usual exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.books import write_story
from tests.cli.conftest import plain_environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")

PROGRAM = (sys.executable, "-m", "rhapsode")
INTERRUPTED = "rhapsode: interrupted; what was spoken is kept for the next time"
ENDED = "rhapsode: ended; what was spoken is kept for the next time"
both = pytest.mark.parametrize(
    ("sign", "code", "line"), [(signal.SIGINT, 130, INTERRUPTED), (signal.SIGTERM, 143, ENDED)]
)


def start(command: tuple[str, ...], folder: Path, **environment: str) -> subprocess.Popen[str]:
    """A program in a group of its own, as a shell starts it; whoever runs the tests may ignore Ctrl-C."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=plain_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@both
def test_while_it_is_loaded(tmp_path: Path, sign: signal.Signals, code: int, line: str) -> None:
    """The script of the installed program imports and calls the same `main`."""
    (tmp_path / "click.py").write_text(f"import os\nos.kill(os.getpid(), {int(sign)})\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    program = start((sys.executable, "-c", "from rhapsode.__main__ import main; main()"), tmp_path, PYTHONPATH=path)
    assert program.communicate(timeout=60) == ("", f"{line}\n")
    assert program.returncode == code


def test_what_a_shell_runs_in_the_background_ignores_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import os, sys\nos.kill(os.getpid(), 2)\nsys.exit(7)\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    program = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from rhapsode.__main__ import main; main()"
    started = start((sys.executable, "-c", program), tmp_path, PYTHONPATH=path)
    started.communicate(timeout=60)
    assert started.returncode == 7


def begin_build(folder: Path, *options: str) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A long build in the middle of its work, and its children."""
    turns = [f"Sentence number {n} is about the weather, the water and the lock." for n in range(1_500)]
    write_story(folder, "\n\n".join(turns), "defaults: {engine: espeak}\n")
    program = start((*PROGRAM, "build", "lock.txt", "--store", "kept", "--jobs", "1", *options), folder)
    assert program.stdout is not None
    while "to come" not in program.stdout.readline():
        pass
    while not (children := psutil.Process(program.pid).children()):
        time.sleep(0.01)
    time.sleep(0.5)
    return program, children


def end(program: subprocess.Popen[str], send: Callable[[], object]) -> tuple[str, float]:
    """What a program writes as errors when it is sent a signal, and how long that takes."""
    began = time.monotonic()
    send()
    _, err = program.communicate(timeout=60)
    return err, time.monotonic() - began


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all have ended; where nobody fetches how an orphan ended, it stays as a zombie."""
    _, alive = psutil.wait_procs(processes, timeout=1)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


@both
def test_a_build(tmp_path: Path, sign: signal.Signals, code: int, line: str) -> None:
    """Ctrl-C reaches the whole group, the workers as well as the parent."""
    program, children = begin_build(tmp_path)
    err, seconds = end(program, lambda: os.killpg(program.pid, sign))
    assert (program.returncode, err.strip()) == (code, line)
    assert seconds < 3
    assert gone(children)
    assert not list((tmp_path / "output").glob("*")) if (tmp_path / "output").exists() else True


@pytest.mark.parametrize(
    ("sign", "code", "line", "encoding"),
    [(signal.SIGINT, 130, INTERRUPTED, True), (signal.SIGTERM, 143, ENDED, False)],
)
def test_a_build_with_a_child_that_is_stopped(
    tmp_path: Path, sign: signal.Signals, code: int, line: str, encoding: bool
) -> None:
    program, children = begin_build(tmp_path)
    if encoding:  # from the third piece on
        while not any("encoders" in " ".join(child.cmdline()) for child in children):
            time.sleep(0.05)
            children = psutil.Process(program.pid).children()
    for child in children:
        child.suspend()
    time.sleep(0.3)
    err, seconds = end(program, lambda: program.send_signal(sign))
    assert (program.returncode, err.strip()) == (code, line)
    assert seconds < 3
    assert gone(children)


HANGING = """
import os, sys, threading, time
from rhapsode.cli.ending import EndedError, endable
from rhapsode.child_processes import Child
with endable():
    child = Child("tests.test_child_processes:echo")
    words = [str(child.process_id)]
    while True:
        try:
            while words:
                print(words.pop(), flush=True)
            time.sleep(60)
        except EndedError:
            pass
"""


@both
def test_what_hangs_is_ended_all_the_same(tmp_path: Path, sign: signal.Signals, code: int, line: str) -> None:
    program = start((sys.executable, "-c", HANGING), tmp_path, PYTHONPATH=os.pathsep.join(sys.path))
    assert program.stdout is not None
    child = psutil.Process(int(program.stdout.readline()))
    err, seconds = end(program, lambda: program.send_signal(sign))
    assert (program.returncode, err.strip()) == (code, line)
    assert 1.5 < seconds < 3
    assert gone([child])


SLOW = """
import time
from rhapsode.cli import ending
try:
    with ending.endable():
        try:
            print("ready", flush=True)
            time.sleep(60)
        finally:
            print("tidying", flush=True)
            time.sleep(0.5)
            print("tidied", flush=True)
except ending.EndedError as asked:
    print(asked.exit_code, asked.line)
"""


def test_a_second_ctrl_c_does_not_break_off_what_the_first_began(tmp_path: Path) -> None:
    program = start((sys.executable, "-c", SLOW), tmp_path, PYTHONPATH=os.pathsep.join(sys.path))
    assert program.stdout is not None
    program.stdout.readline()
    program.send_signal(signal.SIGINT)
    assert program.stdout.readline() == "tidying\n"
    program.send_signal(signal.SIGINT)
    program.send_signal(signal.SIGTERM)
    assert program.communicate(timeout=60) == (f"tidied\n130 {INTERRUPTED}\n", "")
