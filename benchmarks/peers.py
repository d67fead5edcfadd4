"""What others would do with the same text: a script around pyttsx3 and pydub, and a line of shell.

    python -m benchmarks.peers TEXT FOLDER      # prints seconds: speaking, joining, the default coder, the fast one

Both need programs that rhapsode does without: pydub exports through `ffmpeg`, the line of shell is
`espeak-ng … | ffmpeg …`. pyttsx3 gets the library of the wheel `espeakng-loader`, the very one that rhapsode uses.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

BIT_RATE = "64k"
_CODERS = {"default": [], "fast": ["-aac_coder", "fast"]}
_PARAGRAPH_MS = 600
_PARAGRAPHS_A_CHAPTER = 60  # some 3,000 words
_PATIENCE_SECONDS = 10.0
_STEP_SECONDS = 0.001


def speak_and_join(text: Path, folder: Path) -> dict[str, float]:
    """What a user would write, timed: one call a paragraph, one AudioSegment a chapter, each exported by pydub."""
    from pydub import AudioSegment

    engine = _start_pyttsx3()
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.read_text(encoding="utf-8"))]
    taken = dict.fromkeys(("speak", "join", *_CODERS), 0.0)
    for number, chapter in enumerate(_chapters_of([part for part in paragraphs if part])):
        joined = AudioSegment.empty()
        for paragraph in chapter:
            path = folder / "paragraph.wav"
            with _timing(taken, "speak"):
                path.unlink(missing_ok=True)
                engine.save_to_file(paragraph, str(path))
                engine.runAndWait()
                said = _await_sound(path)
            with _timing(taken, "join"):
                if said:
                    joined += AudioSegment.from_wav(str(path)) + AudioSegment.silent(_PARAGRAPH_MS, 22_050)
        for coder, options in _CODERS.items():
            with _timing(taken, coder):
                joined.export(folder / f"{coder}-{number}.m4b", "ipod", "aac", BIT_RATE, parameters=options).close()
    return taken


def _start_pyttsx3():  # type: ignore[no-untyped-def]
    import espeakng_loader

    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3

    return pyttsx3.init()


def _chapters_of(paragraphs: list[str]) -> Iterator[list[str]]:
    return (paragraphs[at : at + _PARAGRAPHS_A_CHAPTER] for at in range(0, len(paragraphs), _PARAGRAPHS_A_CHAPTER))


def _await_sound(path: Path) -> bool:
    """Wait for the file, which may come after the call has returned; False when it does not come at all."""
    until = time.perf_counter() + _PATIENCE_SECONDS
    while time.perf_counter() < until:
        if path.exists() and path.stat().st_size > 44 and _is_whole(path):
            return True
        time.sleep(_STEP_SECONDS)
    return False


def _is_whole(path: Path) -> bool:
    head = path.read_bytes()[:44]
    return int.from_bytes(head[40:44], "little") + 44 <= path.stat().st_size


class _timing:  # noqa: N801  (reads as a verb)
    """Adds the time of its body to `taken[name]`."""

    def __init__(self, taken: dict[str, float], name: str) -> None:
        self._taken, self._name = taken, name

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._taken[self._name] += time.perf_counter() - self._began


def pipe_through_shell(text: Path, target: Path) -> float:
    """`espeak-ng -f book.txt --stdout | ffmpeg … book.m4b`: how long it takes."""
    began = time.perf_counter()
    speaker = subprocess.Popen(["espeak-ng", "-f", text, "--stdout"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    command = ["ffmpeg", "-y", "-loglevel", "error", "-i", "-", "-c:a", "aac", "-b:a", BIT_RATE, "-f", "ipod", target]
    subprocess.run(command, stdin=speaker.stdout, check=True, stderr=subprocess.DEVNULL)
    assert speaker.stdout is not None
    speaker.stdout.close()
    if speaker.wait():
        raise RuntimeError(f"espeak-ng ended with {speaker.returncode}")
    return time.perf_counter() - began


def main() -> None:
    """The script as a process of its own: what pyttsx3 prints goes to standard output, the answer to a file."""
    text, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "taken.json").write_text(json.dumps(speak_and_join(text, folder)))
    sys.stdout.flush()
    os._exit(0)  # pyttsx3's library may still run a thread


if __name__ == "__main__":
    main()
