"""One worker: lines in, sound out, by a process that is started when needed and replaced when it dies or hangs.

A line that fails is tried a second time, on a fresh process if it took the first one with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rhapsode.child_processes import Child
from rhapsode.engines.engine_host import (
    Describe,
    Described,
    Failed,
    Request,
    Sound,
    Speak,
    receive_message,
    send_message,
)
from rhapsode.model import Voice

Lines = Sequence[tuple[str, Voice]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker may be silent before it counts as hung: in any case, for each letter of a line, when it starts.

    The default engine needs 0.06 ms a character; slow neural voices on an old machine some 50 ms. A process that
    starts reads its programs from the disk first, on a busy machine with fifty others.
    """

    seconds: float = 30.0
    seconds_a_character: float = 0.25
    start_seconds: float = 60.0


class _LostError(Exception):
    """The process ended, or was ended, in the middle of something; says how."""


class _StartError(_LostError):
    """The process did not even begin."""


class Worker:
    """Used by one thread, which must live as long as it; `stop` may be called by any.

    Each engine has a process of its own: two engines may load one library, and would disturb each other.
    """

    def __init__(self, engines: Mapping[str, str], patience: Patience) -> None:
        self._engines = dict(engines)
        self._patience = patience
        self._children: dict[str, _Child] = {}
        self._stopped = False

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The processes there are now."""
        found = (child.process_id for child in tuple(self._children.values()))
        return tuple(process_id for process_id in found if process_id is not None)

    def describe(self, request: Describe) -> Described | Failed:
        """What the engine is, or why it can't be had. A process that is lost over that gets a second chance."""
        for last in (False, True):
            try:
                child = self._send(request.engine, request)
                answer: Described | Failed = self._receive(request.engine, child, 0)
                return answer
            except _LostError as lost:
                if last or isinstance(lost, _StartError):
                    return Failed(f"engine {request.engine} fails: {lost}", whole=True)
        raise AssertionError

    def speak(self, lines: Lines) -> tuple[list[Sound | Failed], int]:
        """What became of each line (all of one engine), and how many were spoken."""
        told: list[Sound | Failed] = []
        spoken = 0
        while len(told) < len(lines):
            for answer, count in self._try(lines[len(told) :]):
                told.append(answer)
                spoken += count
        for index, answer in enumerate(told):
            if isinstance(answer, Failed) and not answer.whole:
                told[index], count = self._try_afresh(lines[index])
                spoken += count
        return told, spoken

    def stop(self) -> None:
        """Kill the processes, and start none any more."""
        self._stopped = True
        for child in tuple(self._children.values()):
            child.kill()

    def close(self) -> None:
        """Stop, and see the processes gone; for the thread that uses this worker."""
        self.stop()
        for engine in tuple(self._children):
            self._drop(engine)

    def _try_afresh(self, line: tuple[str, Voice]) -> tuple[Sound | Failed, int]:
        """Try a line in a fresh process, which does not outlive a second failure either."""
        engine = line[1].engine
        self._drop(engine)
        answers = list(self._try([line]))
        if isinstance(answers[0][0], Failed):
            self._drop(engine)
        return answers[0]

    def _try(self, lines: Lines) -> Iterator[tuple[Sound | Failed, int]]:
        """An answer for each line, up to the one at which the process is lost; and how many it spoke for it."""
        engine = lines[0][1].engine
        try:
            child = self._send(engine, Speak(tuple(lines)))
            for text, _ in lines:
                answer: Sound | Failed = self._receive(engine, child, len(text))
                before = child.lines_spoken
                if isinstance(answer, Sound):
                    child.lines_spoken = answer.number
                yield answer, child.lines_spoken - before
        except _LostError as lost:
            yield Failed(str(lost), whole=isinstance(lost, _StartError)), 0

    def _send(self, engine: str, request: Request | Mapping[str, str]) -> _Child:
        child = self._children.get(engine) or self._start(engine)
        try:
            with child.within(self._patience.seconds):
                child.send(request)
        except OSError as error:
            raise _LostError(self._lose(engine)) from error
        return child

    def _receive(self, engine: str, child: _Child, characters: int) -> Any:
        """The next answer, which may take as long as speaking so many characters may."""
        patience = self._patience.seconds + characters * self._patience.seconds_a_character
        return self._wait(engine, child, patience)

    def _wait(self, engine: str, child: _Child, seconds: float) -> Any:
        try:
            with child.within(seconds):
                return child.receive()
        except (EOFError, OSError) as error:
            raise _LostError(self._lose(engine)) from error

    def _start(self, engine: str) -> _Child:
        """A process that is ready; one that is lost on the way there gets a second chance. Raises _StartError."""
        with suppress(_StartError):
            return self._start_once(engine)
        return self._start_once(engine)

    def _start_once(self, engine: str) -> _Child:
        if self._stopped:
            raise _StartError("it was told to stop")
        try:
            child = self._children[engine] = _Child()
        except OSError as error:
            raise _StartError(f"can't start a process: {error}") from error
        if self._stopped:  # told so just now, perhaps before this process could be ended too
            child.kill()
        try:
            self._send(engine, self._engines)
            self._wait(engine, child, self._patience.start_seconds)
        except _LostError as lost:
            raise _StartError(f"a process that speaks can't start: {lost}") from lost
        return child

    def _drop(self, engine: str) -> None:
        """End and forget the process of `engine`."""
        if engine in self._children:
            self._children[engine].kill()
            self._lose(engine)

    def _lose(self, engine: str) -> str:
        """Forget the process of `engine`, which has ended or is about to; how it ended."""
        child = self._children.pop(engine, None)
        return child.reap() if child is not None else "it was ended"


class _Child(Child):
    """A process that runs `rhapsode.engines.engine_host`."""

    def __init__(self) -> None:
        super().__init__("rhapsode.engines.engine_host:main")
        self.lines_spoken = 0

    def send(self, message: Request | Mapping[str, str]) -> None:
        send_message(self.inward, message)

    def receive(self) -> Any:
        return receive_message(self.outward)
