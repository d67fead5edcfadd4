"""A process of its own that runs engines: requests come in on standard input, sound goes out on standard output.

It imports little, so that it starts quickly; `rhapsode.child_processes` says how it starts and ends.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from rhapsode import plugins
from rhapsode.child_processes import begin_as_child, receive, send
from rhapsode.errors import EngineError, RhapsodeError, SpeakingError
from rhapsode.model import EngineVoice, Voice, WordMark
from rhapsode.protocols import Engine

_MARK = struct.Struct("<5i")
MARK_BYTES = _MARK.size
READY = "ready"


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak each text with its voice, in order."""

    lines: tuple[tuple[str, Voice], ...]


@dataclass(frozen=True, slots=True)
class Describe:
    """Tell what `engine` is, and with `voices` which voices it offers."""

    engine: str
    voices: bool = False


Request = Speak | Describe


@dataclass(frozen=True, slots=True)
class Sound:
    """One line's sound on its way: `marks` are packed, since pickling a thousand of them costs as much as speaking."""

    sample_rate: int
    marks: bytes
    pcm: bytes
    number: int  # how many lines this process has spoken by now


@dataclass(frozen=True, slots=True)
class Described:
    """What an engine is; `title` is what people call it."""

    name: str
    title: str
    version: str
    sample_rate: int | None
    voices: tuple[EngineVoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A line could not be spoken, or (`whole`) the engine or voice can't be had at all; `details` is the traceback."""

    message: str
    hint: str = ""
    whole: bool = False
    details: str = ""


Answer = Sound | Described | Failed
"""`Speak` is answered by one Sound or Failed for each line, as soon as it is there; `Describe` by one answer."""


def pack_marks(marks: Sequence[WordMark]) -> bytes:
    """`marks` as bytes: five little-endian 32-bit numbers each."""
    numbers = [n for m in marks for n in (m.start, m.end, m.start_frame, m.end_frame, m.guessed)]
    return struct.pack(f"<{len(numbers)}i", *numbers)


def unpack_marks(data: bytes) -> tuple[WordMark, ...]:
    """What `pack_marks` packed. Raises struct.error for anything else."""
    return tuple(WordMark(a, b, c, d, bool(guessed)) for a, b, c, d, guessed in _MARK.iter_unpack(data))


def send_message(pipe: IO[bytes], message: Request | Answer | Mapping[str, str] | str) -> None:
    """Write one message. Raises OSError when the other side is gone."""
    if isinstance(message, Sound):  # a tuple: a dataclass takes ten times as long to revive
        send(pipe, (message.sample_rate, message.marks, message.number), message.pcm)
    else:
        send(pipe, message)


def receive_message(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError when the other side is gone."""
    message, body = receive(pipe)
    if isinstance(message, tuple):
        sample_rate, marks, number = message
        return Sound(sample_rate, marks, body, number)
    return message


class _EngineHost:
    """The engines made so far, and how to make more; `extra` names engines beyond the installed ones."""

    def __init__(self, extra: Mapping[str, str]) -> None:
        self._extra = extra
        self._engines: dict[str, Engine] = {}
        self._spoken = 0

    def answers(self, request: Request) -> Iterator[Answer]:
        if isinstance(request, Describe):
            yield _fail_softly(lambda: self._describe(request))
            return
        for text, voice in request.lines:
            yield _fail_softly(lambda text=text, voice=voice: self._speak(text, voice))  # type: ignore[misc]

    def _speak(self, text: str, voice: Voice) -> Sound:
        clip = self._find(voice.engine).speak(text, voice)
        self._spoken += 1
        return Sound(clip.sample_rate, pack_marks(clip.marks), clip.pcm, self._spoken)

    def _describe(self, request: Describe) -> Described:
        engine = self._find(request.engine)
        title = getattr(engine, "title", engine.name)
        voices = engine.voices() if request.voices else ()
        return Described(engine.name, title, engine.version, engine.sample_rate, voices)

    def _find(self, name: str) -> Engine:
        if name not in self._engines:
            self._engines[name] = self._make(name)
        return self._engines[name]

    def _make(self, name: str) -> Engine:
        spec = self._extra.get(name)
        try:
            if spec is None:
                return plugins.load("engines", name)()  # type: ignore[no-any-return]
            module, _, attribute = spec.partition(":")
            return getattr(import_module(module), attribute)()  # type: ignore[no-any-return]
        except ImportError as error:
            raise EngineError(
                f"engine {name} can't be loaded: {error}", hint=f"pip install 'rhapsode[{name}]'"
            ) from error


def _fail_softly(work: Callable[[], Answer]) -> Answer:
    """What `work` gives, or what went wrong as a value that can cross to the parent.

    Whatever an engine raises is that engine's failure, not this process's: the parent tries again and names the line.
    """
    try:
        return work()
    except RhapsodeError as error:
        place = "" if error.fault.path is None else f"{error.fault.path}: "
        whole = not isinstance(error, SpeakingError)
        return Failed(place + error.fault.message, error.fault.hint, whole, _describe_traceback())
    except Exception as error:  # noqa: BLE001
        return Failed(f"{type(error).__name__}: {error}", details=_describe_traceback())


def _describe_traceback() -> str:
    """Where in this process it went wrong: what crosses to the parent has no traceback of its own."""
    import traceback  # only who fails waits for it

    return traceback.format_exc()


def main() -> None:
    """Answer requests until there are no more."""
    inward, outward = begin_as_child()
    try:
        host = _EngineHost(receive_message(inward))
        send_message(outward, READY)
        while True:
            for answer in host.answers(receive_message(inward)):
                send_message(outward, answer)
    except (EOFError, OSError):
        os._exit(0)  # the parent is done with us; engines need not be closed, and some hang on it
