"""Engine `pyttsx3`: text in, sound out, by the operating system's own voices through pyttsx3's public interface.

SAPI 5 on Windows, NSSpeechSynthesizer on macOS, espeak on Linux, there with the library and data of the wheel
`espeakng-loader`, so that no system package is needed. It gives no times: word marks are guessed.

pyttsx3 can return before its file is there or a rate is set, reports what goes wrong to listeners alone, and prints
(the worker's standard output goes nowhere). So every line goes to a file of its own, is waited for until it is whole,
must be plausibly long, and is asked for a second time if not.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rhapsode.engines.sound_files import read_sound_file
from rhapsode.engines.words import find_words, make_plain, spread_words
from rhapsode.errors import EngineError, SpeakingError
from rhapsode.model import Clip, EngineVoice, Voice

_NORMAL_WORDS_A_MINUTE = 175
_SLOWEST, _FASTEST = 80, 450  # words a minute that every driver takes
_SILENT_RATE = 22_050  # of a line without anything to say, which is not given to the system
_TRIES = 2
_WAIT_SECONDS = 3.0  # for a file after pyttsx3 says that it is done
_STEP_SECONDS = 0.002

# How long a line may plausibly sound for each character said, at the normal rate: espeak needs 55 to 90 ms in English
# prose, 700 for a digit of a long number. Outside of this the sound is cut off, or another line's.
_LEAST_MS, _MOST_MS, _MOST_AT_ALL_MS = 15, 800, 2_000

_GENDERS = {"male": "m", "female": "f", "voicegendermale": "m", "voicegenderfemale": "f"}

# The pitch of pyttsx3's espeak driver: 0 to 99, 50 the voice's own, 16 cents a step near it. The others have none.
_PITCH_NORMAL, _PITCH_MOST, _CENTS_A_STEP = 50, 99, 16


class SystemEngine:
    """The voices of this computer. Make one per process, in a worker. Raises EngineError when there are none."""

    name = "pyttsx3"
    title = "the system's voices"
    sample_rate: int | None = None  # each voice has its own

    def __init__(self) -> None:
        self._pyttsx3 = _import_pyttsx3()
        self._errors: list[str] = []
        try:
            self._speaker = self._pyttsx3.init()
        except Exception as error:
            raise EngineError(
                f"this system's voices can't be used: {error}", hint="use engine: espeak, which is always there"
            ) from error
        if sys.platform == "linux":
            self._speaker.runAndWait()  # before its first run it only queues what it is told, and `_set` would wait
        self._speaker.connect("error", lambda name, exception: self._errors.append(str(exception)))
        self._folder = tempfile.TemporaryDirectory(prefix="rhapsode-")
        self._count = 0

    @property
    def version(self) -> str:
        """pyttsx3's and the driver's name: what the system itself has installed is not known."""
        from importlib.metadata import version

        return f"{version('pyttsx3')}-{self._speaker}"

    def voices(self) -> tuple[EngineVoice, ...]:
        """What pyttsx3 lists, as far as it is known."""
        listed = self._speaker.getProperty("voices") or []
        found = [
            EngineVoice(self.name, v.id, v.name or v.id, _find_language(v), _GENDERS.get(str(v.gender).lower(), ""))
            for v in listed
        ]
        return tuple(sorted(found, key=lambda voice: (voice.language, voice.name, voice.id)))

    def speak(self, text: str, voice: Voice) -> Clip:
        """Speak `text`. Raises EngineError for a voice that isn't there, SpeakingError when no sound comes of it."""
        words = find_words(text)
        if not words:
            return Clip(_SILENT_RATE, b"")
        said = sum(end - start for start, end in words)
        reason = ""
        for _ in range(_TRIES):
            try:
                sample_rate, pcm = self._save(make_plain(text)[0].replace("<", " "), voice)
                _check_length(len(pcm) // 2 * 1000 // sample_rate, said, voice.rate_percent)
            except ValueError as error:
                reason = str(error)
            else:
                return Clip(sample_rate, pcm, tuple(spread_words(words, 0, len(pcm) // 2)))
        raise SpeakingError(f"pyttsx3 gives no sound: {reason}", text=text)

    def close(self) -> None:
        """Remove the folder that the lines went through."""
        self._folder.cleanup()

    def _save(self, text: str, voice: Voice) -> tuple[int, bytes]:
        """Have one line spoken into a file of its own and read it. Raises ValueError when it is not a whole sound."""
        self._count += 1
        path = Path(self._folder.name) / f"{self._count}{'.aiff' if sys.platform == 'darwin' else '.wav'}"
        self._errors.clear()
        self._speaker.setProperty("voice", voice.id)
        self._set("rate", min(max(round(_NORMAL_WORDS_A_MINUTE * voice.rate_percent / 100), _SLOWEST), _FASTEST))
        if sys.platform == "linux":
            steps = round(voice.pitch_cents / _CENTS_A_STEP)
            self._set("pitch", min(max(_PITCH_NORMAL + steps, 0), _PITCH_MOST))
        self._speaker.save_to_file(text, str(path))
        self._speaker.runAndWait()
        if self._errors:  # a voice that isn't there would otherwise be spoken by the one before
            raise EngineError(
                f"pyttsx3 can't use voice {voice.id!r}: {self._errors[0]}",
                hint="`rhapsode voices --engine pyttsx3` lists them",
            )
        try:
            return _wait_for(path)
        finally:
            path.unlink(missing_ok=True)

    def _set(self, name: str, value: int) -> None:
        """Set a property, and on Linux see that it is set: the driver's thread drops what the next line overtakes."""
        until = time.monotonic() + _WAIT_SECONDS
        self._speaker.setProperty(name, value)
        while sys.platform == "linux" and self._speaker.getProperty(name) != value:
            if time.monotonic() > until:
                raise ValueError(f"its {name} can't be set")
            time.sleep(_STEP_SECONDS)
            self._speaker.setProperty(name, value)


def _wait_for(path: Path) -> tuple[int, bytes]:
    """Read `path` once it is whole. Raises ValueError when it does not become so in time."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return read_sound_file(path.read_bytes())
        except FileNotFoundError:
            reason = ValueError("it wrote no file")
        except ValueError as error:
            reason = error
        if time.monotonic() > until:
            raise reason
        time.sleep(_STEP_SECONDS)


def _check_length(sound_ms: int, characters: int, rate_percent: int) -> None:
    """Raise ValueError when a sound can't be that of a line of so many characters."""
    least = _LEAST_MS * characters * 100 // rate_percent
    most = (_MOST_AT_ALL_MS + _MOST_MS * characters) * 100 // min(rate_percent, 100)
    if not least <= sound_ms <= most:
        raise ValueError(f"{sound_ms} ms of sound for {characters} characters")


def _find_language(voice: Any) -> str:
    """The language of a voice of pyttsx3's, which gives texts, bytes with a length before them, or nothing."""
    for language in voice.languages or ():
        text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
        text = "".join(char for char in text if char.isprintable()).strip().replace("_", "-").lower()
        if text:
            return text
    return ""


def _import_pyttsx3() -> Any:
    """Import it; on Linux with the wheel's library loaded before, which it then finds by its name."""
    if sys.platform == "linux":
        import espeakng_loader

        try:
            ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
            os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise EngineError(
                f"can't load libespeak-ng: {error}", hint="pip install --force-reinstall espeakng-loader"
            ) from error
    import pyttsx3

    return pyttsx3
