"""A process of its own that runs engines: requests come in on standard input, sound goes out on standard output.

Started as `python -c "from rhapsode.engines.booth import main; main()"`. Messages are pickles, and sound as it is,
between a program and the child that it started itself. It imports little, so that it starts quickly, and it ends when
its parent does: standard input closes then, and where that can't be noticed (an engine hangs in C) a thread watches
the parent's number, and on Linux the kernel sends the signal.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from rhapsode import plugins
from rhapsode.errors import EngineError, RhapsodeError, SpeakingError
from rhapsode.model import EngineVoice, Voice, WordMark
from rhapsode.protocols import Engine

_HEAD = struct.Struct("<IIIQ")  # sample rate (0: a pickle follows), number, bytes of marks, bytes of sound or pickle
_MARK = struct.Struct("<5i")
MARK_BYTES = _MARK.size
READY = "ready"
_WATCH_SECONDS = 0.5
_PR_SET_PDEATHSIG = 1


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
    """What an engine is."""

    name: str
    version: str
    sample_rate: int | None
    voices: tuple[EngineVoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A line could not be spoken, or (`whole`) the engine or voice can't be had at all."""

    message: str
    hint: str = ""
    whole: bool = False


Answer = Sound | Described | Failed
"""`Speak` is answered by one Sound or Failed for each line, as soon as it is there; `Describe` by one answer."""


def pack_marks(marks: Sequence[WordMark]) -> bytes:
    """`marks` as bytes: five little-endian 32-bit numbers each."""
    numbers = [n for m in marks for n in (m.start, m.end, m.start_frame, m.end_frame, m.guessed)]
    return struct.pack(f"<{len(numbers)}i", *numbers)


def unpack_marks(data: bytes) -> tuple[WordMark, ...]:
    """What `pack_marks` packed. Raises struct.error for anything else."""
    return tuple(WordMark(a, b, c, d, bool(guessed)) for a, b, c, d, guessed in _MARK.iter_unpack(data))


def send_message(pipe: IO[bytes], message: object) -> None:
    """Write one message. Raises OSError when the other side is gone."""
    if isinstance(message, Sound):  # its samples go as they are: a pickle would copy them once more on either side
        pipe.write(_HEAD.pack(message.sample_rate, message.number, len(message.marks), len(message.pcm)))
        pipe.write(message.marks)
        pipe.write(message.pcm)
    else:
        data = pickle.dumps(message, protocol=5)
        pipe.write(_HEAD.pack(0, 0, 0, len(data)))
        pipe.write(data)
    pipe.flush()


def receive_message(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError when the other side is gone."""
    sample_rate, number, marks_length, length = _HEAD.unpack(_read(pipe, _HEAD.size))
    if sample_rate:
        return Sound(sample_rate, _read(pipe, marks_length), _read(pipe, length), number)
    return pickle.loads(_read(pipe, length))


def _read(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


class _Booth:
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
        return Described(engine.name, engine.version, engine.sample_rate, engine.voices() if request.voices else ())

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
        return Failed(place + error.fault.message, error.fault.hint, whole=not isinstance(error, SpeakingError))
    except Exception as error:  # noqa: BLE001
        return Failed(f"{type(error).__name__}: {error}")


def _watch_parent(parent: int) -> None:
    """End this process, whatever it is doing, once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def _die_with(parent: int) -> None:
    """Arrange that this process ends with its parent."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Had the parent died before that, standard input is closed.
    threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for messages alone; what engines print goes nowhere."""
    inward, outward = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return os.fdopen(inward, "rb"), os.fdopen(outward, "wb")


def main() -> None:
    """Answer requests until there are no more."""
    _die_with(os.getppid())
    inward, outward = _take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    try:
        booth = _Booth(receive_message(inward))
        send_message(outward, READY)
        while True:
            for answer in booth.answers(receive_message(inward)):
                send_message(outward, answer)
    except (EOFError, OSError):
        os._exit(0)  # the parent is done with us; engines need no farewell, and some hang on it
