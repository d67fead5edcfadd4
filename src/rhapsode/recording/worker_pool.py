"""The worker pool: batches of lines in, their sound out, by several workers at once.

The pools of the standard library outlive a killed parent; these workers don't (see `rhapsode.child_processes`).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from rhapsode.engines.engine_host import Describe, Described, Failed, Sound
from rhapsode.errors import EngineError, StoreError
from rhapsode.model import Voice
from rhapsode.recording.worker import Patience, Worker

T = TypeVar("T")


class WorkerPool:
    """Up to `jobs` workers, started when there is work for them. Use it as a context manager, or call `close`.

    `engines` adds engines by name, as "module:attribute", to those installed. The methods may be called from any
    thread. `lines_spoken` is what the workers counted, calibrations aside.
    """

    def __init__(self, jobs: int, engines: Mapping[str, str] | None = None, patience: Patience | None = None) -> None:
        if jobs < 1:
            raise ValueError("a worker pool needs at least one worker")
        self.jobs = jobs
        self._engines = dict(engines or {})
        self._patience = patience or Patience()
        self._tasks: queue.SimpleQueue[Callable[[Worker], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: list[Worker] = []
        self._threads: list[threading.Thread] = []
        self._unfinished = 0
        self._lines_spoken = 0
        self._described: dict[str, Described] = {}
        self._expected: dict[str, Future[Described | Failed]] = {}
        self._listed: dict[str, Future[Described | Failed]] = {}
        self._closed = threading.Event()

    @property
    def lines_spoken(self) -> int:
        return self._lines_spoken

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The worker processes there are now."""
        return tuple(process_id for worker in tuple(self._workers) for process_id in worker.process_ids)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers at once; what they have not begun is cancelled."""
        with self._lock:
            self._closed.set()
        for worker in self._workers:
            worker.stop()
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def expect(self, engines: Iterable[str], needs_voices: Callable[[str, str], bool] | None = None) -> None:
        """Start those `engines` already, which takes 0.15 s, while there is something else to do.

        Those of whose name and version `needs_voices` is true then list their voices too, which takes as long.
        """

        def go_on(engine: str, answer: Future[Described | Failed]) -> None:
            told = None if answer.cancelled() or answer.exception() else answer.result()
            if isinstance(told, Described) and needs_voices is not None:
                with suppress(RuntimeError, StoreError):  # closed meanwhile, or whoever needs the list will meet it
                    if needs_voices(engine, told.version):
                        self._listed[engine] = self._ask(engine, voices=True)

        for engine in engines:
            if engine not in self._expected:
                self._expected[engine] = self._ask(engine, voices=False)
                self._expected[engine].add_done_callback(partial(go_on, engine))

    def _ask(self, engine: str, voices: bool) -> Future[Described | Failed]:
        return self._submit(lambda worker: worker.describe(Describe(engine, voices)))

    def describe(self, engine: str, voices: bool = False) -> Described:
        """What `engine` is, and if asked which voices it has. Raises EngineError when it can't be had."""
        if not voices and engine in self._described:
            return self._described[engine]
        expected = (self._listed if voices else self._expected).get(engine)
        answer = (expected or self._ask(engine, voices)).result()
        if isinstance(answer, Failed):
            raise EngineError(answer.message, hint=answer.hint, details=answer.details)
        self._described[engine] = replace(answer, voices=())
        return answer

    def speak(
        self, lines: Iterable[tuple[str, Voice]], then: Callable[[list[Sound | Failed]], T], counted: bool = True
    ) -> Future[T]:
        """Have one worker speak `lines`, all of one engine, which are looked at when it begins.

        What became of each is given to `then`, in a thread of this pool. The future holds what `then` returns, so that
        the sound need not outlive it. Without `counted` the lines stay out of `lines_spoken`.
        """

        def work(worker: Worker) -> T:
            told, spoken = worker.speak(tuple(lines))
            if counted:
                with self._lock:
                    self._lines_spoken += spoken
            return then(told)

        return self._submit(work)

    def _submit(self, work: Callable[[Worker], T]) -> Future[T]:
        future: Future[T] = Future()

        def run(worker: Worker) -> None:
            if not self._closed.is_set() and future.set_running_or_notify_cancel():
                try:
                    future.set_result(work(worker))
                except BaseException as error:  # noqa: BLE001  (whoever asks for the result meets it)
                    future.set_exception(error)
            else:
                future.cancel()
            with self._lock:
                self._unfinished -= 1

        with self._lock:
            if self._closed.is_set():
                raise RuntimeError("this pool is closed")
            self._unfinished += 1
            if len(self._workers) < min(self.jobs, self._unfinished):
                self._start_worker()
        self._tasks.put(run)
        return future

    def _start_worker(self) -> None:
        worker = Worker(self._engines, self._patience)
        self._workers.append(worker)
        self._start_thread(lambda: self._serve(worker))

    def _start_thread(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name="rhapsode-workers", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, worker: Worker) -> None:
        """Hand tasks to one worker. Its process starts in this thread, and on Linux ends with it."""
        while (task := self._tasks.get()) is not None:
            task(worker)
        worker.close()
