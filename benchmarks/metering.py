"""A command in, what it took out: time, processor time, memory, bytes written, how long all cores were busy.

All of it is that of the command's whole tree of processes.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_LOOK_SECONDS = 0.2
_BLOCK_BYTES = 512  # the unit of ru_oublock


@dataclass(frozen=True)
class Measured:
    """What a command took.

    `busy` is the share of its time in which it kept all cores busy: as many of its threads ran, or were ready to and
    waited for other programs to leave a core. `memory_bytes` is the highest sum of its processes' proportional set
    sizes (PSS). Both are 0 unless it was watched.
    """

    seconds: float
    cpu_seconds: float
    written_bytes: int
    output: str
    memory_bytes: int = 0
    busy: float = 0.0


def run(command: Sequence[str | Path], watched: bool = False, environment: Mapping[str, str] | None = None) -> Measured:
    """Run `command` to its end. Raises RuntimeError when it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    watch = _Watch(process.pid) if watched else None
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)  # with what its children took that it waited for
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    memory, busy = watch.finish() if watch else (0, 0.0)
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{output[-2000:]}")
    written = usage.ru_oublock * _BLOCK_BYTES
    return Measured(seconds, usage.ru_utime + usage.ru_stime, written, output, memory, busy)


class _Watch:
    """Looks at a tree of processes five times a second from a thread."""

    def __init__(self, process_id: int) -> None:
        self._root = psutil.Process(process_id)
        self._over = threading.Event()
        self._memory = 0
        self._looks = 0
        self._busy_looks = 0
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def finish(self) -> tuple[int, float]:
        """The highest memory, and the share of the time in which all cores were busy."""
        self._over.set()
        self._thread.join()
        return self._memory, self._busy_looks / max(1, self._looks)

    def _look_on(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        memory, running = 0, 0
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for process in tree:
            try:
                running += _count_running(process.pid)
                memory += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):  # it has just ended
                continue
        self._looks += 1
        self._busy_looks += running >= CORES
        self._memory = max(self._memory, memory)


def _count_running(process_id: int) -> int:
    """How many threads of a process run or are ready to."""
    states = (
        path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{process_id}/task").glob("*/stat")
    )
    return sum(state == "R" for state in states)
