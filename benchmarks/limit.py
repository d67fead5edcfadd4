"""The least that a book takes: libespeak-ng alone over its lines, our AAC encoder alone over its sound.

    python -m benchmarks.limit LINES WAVE PART PARTS      # prints seconds for the whole, from one part of it

Nothing is kept, laid out, joined or written: sound goes nowhere, packets are dropped. LINES are those of a story's
script, with their voices, and spoken sorted so that voices change least; WAVE is the book as `rhapsode build --format
wav` made it. As many processes do it at once as there are cores, each on a share of its own: what else the machine is
doing falls on them as it falls on a build.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
import wave
from dataclasses import asdict, dataclass
from pathlib import Path

import espeakng_loader

from rhapsode.binding import m4b
from rhapsode.binding.packets import frames_of, open_encoder
from rhapsode.building.builds import write_script
from rhapsode.building.session import BookOptions, Session
from rhapsode.building.understanding import understand
from rhapsode.cli.progress import Silent
from rhapsode.model import Line
from rhapsode.recording import WorkerPool
from rhapsode.store import Store

_SYNCHRONOUS, _UTF8 = 2, 1
_RATE, _PITCH = 1, 3
_BUFFER_MS = 2_000
_BLOCK_SECONDS = 30
_HEAR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

Said = tuple[str, int, str]
"""Voice, speaking rate in per cent, text."""


@dataclass(frozen=True)
class Limit:
    """Seconds that one process would need for the whole book, and how long the book sounds."""

    speaking: float
    encoding: float
    sound_seconds: float


def write_lines(story: Path, target: Path) -> tuple[Line, ...]:
    """The lines of the story's script, which are also written to `target`."""
    with Store(None) as store, WorkerPool(1) as pool:
        session = Session(store, pool, Silent())
        script = write_script(understand(story, BookOptions(), store), BookOptions(), session)
    lines = tuple(line for chapter in script.chapters for line in chapter.lines)
    target.write_text(json.dumps([[line.voice.id, line.voice.rate_percent, line.text] for line in lines]))
    return lines


def time_speaking(lines: list[Said]) -> float:
    """How long libespeak-ng needs for `lines`."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
    library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, espeakng_loader.get_data_path().encode(), 0)
    nobody = _HEAR(lambda samples, count, events: 0)
    library.espeak_SetSynthCallback(nobody)
    library.espeak_Synth.argtypes = (
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint),
        *(ctypes.c_void_p, ctypes.c_void_p),
    )
    current: tuple[str, int] | None = None
    began = time.perf_counter()
    for voice, rate, words in sorted(lines):
        if (voice, rate) != current:
            library.espeak_SetVoiceByName(voice.encode())
            library.espeak_SetParameter(_RATE, round(175 * rate / 100), 0)
            library.espeak_SetParameter(_PITCH, 50, 0)
            current = voice, rate
        text = words.encode("utf-8", "replace")
        library.espeak_Synth(text, len(text) + 1, 0, 1, 0, _UTF8, None, None)
    return time.perf_counter() - began


def time_encoding(path: Path, part: int, parts: int) -> tuple[float, float]:
    """How long our encoder needs for one of `parts` of a wave file, and how long the whole of it sounds."""
    with wave.open(str(path), "rb") as file:
        rate, frames = file.getframerate(), file.getnframes()
        file.setpos(frames * part // parts)
        left = frames * (part + 1) // parts - file.tell()
        encoder = open_encoder(m4b._coding(rate))
        seconds = 0.0
        while left > 0:
            block = file.readframes(min(left, _BLOCK_SECONDS * rate))
            left -= len(block) // 2
            (frame,) = frames_of([block], rate)
            began = time.perf_counter()
            encoder.encode(frame)
            seconds += time.perf_counter() - began
    return seconds, frames / rate


def measure_limit(lines: list[Said], sound: Path, part: int, parts: int) -> Limit:
    """The limit, from one part of the sound and of the lines."""
    size = len(lines) // parts + 1
    some = lines[part * size : (part + 1) * size]
    share = sum(len(text) for _, _, text in some) / sum(len(text) for _, _, text in lines)
    encoding, sound_seconds = time_encoding(sound, part, parts)
    return Limit(time_speaking(some) / share, encoding * parts, sound_seconds)


def main() -> None:
    """Print the limit as JSON."""
    lines, sound, part, parts = sys.argv[1:]
    said = [(voice, rate, text) for voice, rate, text in json.loads(Path(lines).read_text())]
    print(json.dumps(asdict(measure_limit(said, Path(sound), int(part), int(parts)))))


if __name__ == "__main__":
    main()
