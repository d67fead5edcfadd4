"""Engine `espeak`: plain text in, sound and word marks out, by libespeak-ng from the wheel `espeakng-loader`.

The library speaks into memory before `espeak_Synth` returns. It is one per process and not safe between threads, and
ends the process when its data is missing: only worker processes may make an engine of it.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import espeakng_loader

from rhapsode.engines.words import find_words, make_plain, place_words
from rhapsode.errors import EngineError
from rhapsode.model import Clip, EngineVoice, Voice, WordMark

_NORMAL_WORDS_A_MINUTE = 175
_SLOWEST, _FASTEST = 80, 450  # words a minute that the library takes

# The library's pitch parameter against cents, measured by autocorrelation on a voiced sentence, mean of en-us, en-gb,
# en-us+m3 and en-us+f3. Voices with a wide melody (Annie) move by a quarter less.
_PITCHES = (
    (0, -612),
    (10, -516),
    (20, -416),
    (30, -290),
    (40, -153),
    (50, 0),
    (60, 156),
    (70, 326),
    (80, 500),
    (90, 682),
)
_PITCH_MOST = 99

# At the library's own 100 five of its 104 variants clip; at 60 one fills the scale. Gains come later, per voice.
_VOLUME = 60

_REVISION = 2  # raised when what is above, or the cleaning of text, makes the same line sound different

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_BUFFER_MS = 2_000  # one call back per 2 s of sound instead of per 60 ms
_UTF8 = 1  # espeakCHARS_UTF8, and nothing else: no SSML, no [[phonemes]]
_RATE, _LOUDNESS, _PITCH = 1, 2, 3
_EVENT_WORD = 1

# Effects and experiments: they can be asked for by name, but are not offered.
_NOT_OFFERED = frozenset(
    {"announcer", "anikaRobot", "AnxiousAndy", "croak", "Demonic", "fast", "Tweaky", "UniRobot", "whisper", "whisperf"}
)
_NOT_OFFERED_KINDS = re.compile(r"(klatt|robosoft|RicishayMax)\d*$")
_OLD = 60  # the age from which a variant counts as old
_GENDERS = {1: "m", 2: "f"}


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in characters, from 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # in ms
        ("sample", ctypes.c_int),  # in frames
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_void_p),
    )


class _EspeakVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),  # for each: a byte of priority, then its name up to a zero; a zero ends all
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A voice or variant as the library lists it; `file` is its name below `lang/` or `voices/!v/`."""

    name: str
    languages: tuple[str, ...]
    file: str
    gender: str
    age: str


class EspeakEngine:
    """libespeak-ng. Make one per process, in a worker. Raises EngineError when the library can't be started."""

    name = "espeak"
    title = "eSpeak NG"

    def __init__(self) -> None:
        self._library = _load_library()
        self._sound: list[bytes] = []
        self._events: list[tuple[int, int]] = []
        self._callback = _CALLBACK(self._hear)  # the library keeps no reference: this object must
        self._sample_rate = _start_library(self._library, self._callback)
        self._current: tuple[str, int, int] | None = None
        self._variants = {variant.file: variant for variant in _list_voices(self._library, "variant")}
        self._files = {base.languages[0]: base.file for base in reversed(_list_voices(self._library, ""))}

    @property
    def version(self) -> str:
        return f"{self._library.espeak_Info(None).decode('ascii', 'replace')}+{_REVISION}"

    @property
    def sample_rate(self) -> int | None:
        return self._sample_rate

    def voices(self) -> tuple[EngineVoice, ...]:
        """Every language as it is and with every variant (`en-us+f3`) that is a voice rather than an effect."""
        variants = [v for v in self._variants.values() if _is_offered(v.file)]
        found: list[EngineVoice] = []
        taken: set[str] = set()
        for base in _list_voices(self._library, ""):
            id_ = base.languages[0] if base.languages[0] not in taken else base.file
            taken.add(id_)
            code = base.languages[0].lower()
            found.append(EngineVoice(self.name, id_, base.name, code, base.gender, base.age))
            for v in variants:
                found.append(EngineVoice(self.name, f"{id_}+{v.file}", f"{base.name}, {v.name}", code, v.gender, v.age))
        return tuple(sorted(found, key=lambda voice: (voice.language, voice.name, voice.id)))

    def speak(self, text: str, voice: Voice) -> Clip:
        """Speak `text` and mark each shown word. Raises EngineError for a voice that isn't there."""
        self._choose(voice)
        said, offsets = make_plain(text)
        self._sound.clear()
        self._events.clear()
        data = said.encode("utf-8")
        failed = self._library.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8, None, None)
        if failed:
            raise EngineError(f"espeak-ng fails with code {failed}", hint="try another voice")
        pcm = b"".join(self._sound)
        events = (
            self._events if offsets is None else [(offsets[min(at, len(offsets) - 1)], f) for at, f in self._events]
        )
        marks = place_words(find_words(text), text, events, len(pcm) // 2)
        return Clip(self._sample_rate, pcm, tuple(_end_at_silence(mark, pcm) for mark in marks))

    def close(self) -> None:
        """Free the library's memory."""
        self._library.espeak_Terminate()

    def _choose(self, voice: Voice) -> None:
        """Make the library speak as `voice` says; the calls are saved where nothing changes."""
        wanted = (voice.id, voice.rate_percent, voice.pitch_cents)
        if wanted == self._current:
            return
        self._current = None
        base, plus, variant = voice.id.partition("+")
        known = bool(base) and (
            not variant or variant in self._variants
        )  # an unknown variant is ignored by the library
        name = self._files.get(base, base) + plus + variant  # en-gb and fr-fr lie in files of other names
        if not known or self._library.espeak_SetVoiceByName(name.encode("utf-8", "replace")) != 0:
            raise EngineError(f"espeak has no voice {voice.id!r}", hint="`rhapsode voices --engine espeak` lists them")
        words_a_minute = round(_NORMAL_WORDS_A_MINUTE * voice.rate_percent / 100)
        self._library.espeak_SetParameter(_RATE, min(max(words_a_minute, _SLOWEST), _FASTEST), 0)
        self._library.espeak_SetParameter(_PITCH, find_pitch(voice.pitch_cents), 0)
        self._library.espeak_SetParameter(_LOUDNESS, _VOLUME, 0)
        self._current = wanted

    def _hear(self, samples: int | None, count: int, events: Any) -> int:
        """Called by the library, within `espeak_Synth`, with the sound and events of the next two seconds."""
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _EVENT_WORD:
                self._events.append((event.text_position - 1, event.sample))
            index += 1
        if samples and count:
            self._sound.append(ctypes.string_at(samples, 2 * count))
        return 0


def find_pitch(cents: int) -> int:
    """The library's pitch parameter (0 to 99, 50 the voice's own) that moves a voice by `cents`, or as near as it goes.

    Reaches from about −600 to +850 cents.
    """
    for (low, low_cents), (high, high_cents) in pairwise(_PITCHES):
        if cents <= high_cents or high == _PITCHES[-1][0]:
            exact = low + (cents - low_cents) * (high - low) / (high_cents - low_cents)
            return min(max(round(exact), 0), _PITCH_MOST)
    raise AssertionError("the table has at least two entries")


def _load_library() -> ctypes.CDLL:
    path = espeakng_loader.get_library_path()
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise EngineError(
            f"can't load libespeak-ng: {error}", path=Path(path), hint="pip install --force-reinstall espeakng-loader"
        ) from error
    c_int, c_char_p, c_void_p = ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p
    library.espeak_Initialize.argtypes = (c_int, c_int, c_char_p, c_int)
    library.espeak_Info.argtypes, library.espeak_Info.restype = (c_void_p,), c_char_p
    library.espeak_SetSynthCallback.argtypes, library.espeak_SetSynthCallback.restype = (_CALLBACK,), None
    library.espeak_SetVoiceByName.argtypes = (c_char_p,)
    library.espeak_SetParameter.argtypes = (c_int, c_int, c_int)
    library.espeak_ListVoices.argtypes = (ctypes.POINTER(_EspeakVoice),)
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_EspeakVoice))
    c_uint = ctypes.c_uint
    text, size, position, kind, end, flags = c_char_p, ctypes.c_size_t, c_uint, c_int, c_uint, c_uint
    library.espeak_Synth.argtypes = (text, size, position, kind, end, flags, ctypes.POINTER(c_uint), c_void_p)
    return library


def _start_library(library: ctypes.CDLL, callback: object) -> int:
    """Initialise; the sample rate. The data's path must be given, or the library looks in the system."""
    try:
        data_path = espeakng_loader.get_data_path()
    except RuntimeError as error:
        raise EngineError(str(error), hint="pip install --force-reinstall espeakng-loader") from error
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data_path.encode(), _DONT_EXIT)
    if sample_rate <= 0:
        raise EngineError(
            "libespeak-ng can't start", path=Path(data_path), hint="pip install --force-reinstall espeakng-loader"
        )
    library.espeak_SetSynthCallback(callback)
    return int(sample_rate)


def _list_voices(library: ctypes.CDLL, language: str) -> list[_Listed]:
    """The voices of `language`: "" for those of every language, "variant" for the variants."""
    name = ctypes.create_string_buffer(language.encode("ascii"))
    wanted = _EspeakVoice(languages=ctypes.cast(name, ctypes.c_void_p).value) if language else None
    listed = library.espeak_ListVoices(ctypes.byref(wanted) if wanted is not None else None)
    found: list[_Listed] = []
    while listed[len(found)]:
        entry = listed[len(found)].contents
        found.append(
            _Listed(
                entry.name.decode("utf-8").strip(),
                _read_languages(entry.languages),
                entry.identifier.decode("utf-8").removeprefix("!v/"),
                _GENDERS.get(entry.gender, ""),
                "old" if entry.age >= _OLD else "",
            )
        )
    return found


def _read_languages(at: int) -> tuple[str, ...]:
    found: list[str] = []
    while ctypes.string_at(at, 1) != b"\0":
        name = ctypes.string_at(at + 1)
        found.append(name.decode("utf-8"))
        at += len(name) + 2
    return tuple(found)


def _is_offered(variant: str) -> bool:
    return variant not in _NOT_OFFERED and not _NOT_OFFERED_KINDS.match(variant)


def _end_at_silence(mark: WordMark, pcm: bytes) -> WordMark:
    """`mark` ending where its sound does: the library's pauses are exact zeros."""
    loud = len(pcm[2 * mark.start_frame : 2 * mark.end_frame].rstrip(b"\0"))
    if not loud:
        return mark
    return WordMark(mark.start, mark.end, mark.start_frame, mark.start_frame + (loud + 1) // 2, mark.guessed)
