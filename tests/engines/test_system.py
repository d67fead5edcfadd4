"""The pyttsx3 engine, for real over espeak, in a worker; and what it makes of a system that misbehaves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rhapsode.engines import system
from rhapsode.engines.engine_host import Failed
from rhapsode.engines.system import SystemEngine
from rhapsode.engines.words import find_words
from rhapsode.errors import EngineError, SpeakingError
from rhapsode.model import Clip, Voice
from rhapsode.recording.worker_pool import WorkerPool

from .conftest import Speak
from .test_sound_files import make_wave

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the voices are the system's own")
SECOND = make_wave(bytes(2 * 22_050))


def voice(id_: str = "gmw/en-us", rate: int = 100) -> Voice:
    return Voice("pyttsx3", id_, "en-us", rate)


@linux
def test_it_speaks_lines_one_by_one_each_its_own(speak: Speak) -> None:
    lines = ["A lantern.", "Nobody had counted the boats in the harbour.", "A lantern.", "word " * 300]
    clips = [speak(line, voice()) for line in lines]
    lengths = [clip.frames for clip in clips if isinstance(clip, Clip)]
    assert len(lengths) == 4, [clip for clip in clips if isinstance(clip, Failed)]
    assert lengths[0] == pytest.approx(lengths[2], abs=2_000)
    assert 2 * lengths[0] < lengths[1] < lengths[3] / 10
    for line, clip in zip(lines, clips, strict=True):
        assert isinstance(clip, Clip)
        assert clip.sample_rate == 22_050
        assert [(mark.start, mark.end) for mark in clip.marks] == list(find_words(line))
        assert all(mark.guessed for mark in clip.marks)


@linux
@pytest.mark.parametrize("text", ["", "...", " \n"])
def test_nothing_to_say_is_no_sound(speak: Speak, text: str) -> None:
    clip = speak(text, voice())
    assert isinstance(clip, Clip)
    assert clip.frames == 0


@linux
def test_rate_and_voice_reach_the_system(speak: Speak, pool: WorkerPool) -> None:
    text = "Nobody had counted the boats."
    clips = [speak(text, voice(rate=rate)) for rate in (100, 180, 100, 60, 180)]
    normal, fast, again, slow, fast_again = (clip.frames for clip in clips if isinstance(clip, Clip))
    assert slow > 1.2 * normal > 1.2 * 1.2 * fast
    assert again == pytest.approx(normal, abs=500)
    assert fast_again == pytest.approx(fast, abs=500)
    ids = {v.id: v for v in pool.describe("pyttsx3", voices=True).voices}
    assert ids["gmw/en-us"].language == "en-us"


@linux
def test_a_voice_that_is_not_there_is_refused_not_replaced(speak: Speak) -> None:
    answer = speak("Hello.", voice("gmw/nope"))
    assert isinstance(answer, Failed)
    assert "gmw/nope" in answer.message


@linux
def test_it_shares_a_crew_with_espeak(speak: Speak) -> None:
    for _ in range(2):
        assert isinstance(speak("Hello.", Voice("espeak", "en-us", "en-us")), Clip)
        assert isinstance(speak("Hello.", voice()), Clip)


class FakeSpeaker:
    """Stands for pyttsx3's engine: writes what `files` holds, one entry for each call."""

    def __init__(self, files: list[bytes | None], error: str = "") -> None:
        self.files = files
        self.error = error
        self.paths: list[str] = []
        self.listeners: list[Any] = []
        self.properties: dict[str, object] = {}

    def connect(self, topic: str, listener: Any) -> None:
        assert topic == "error"
        self.listeners.append(listener)

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802
        self.properties[name] = value
        if name == "voice" and self.error:
            self.listeners[0](name=None, exception=ValueError(self.error))

    def save_to_file(self, text: str, path: str) -> None:
        self.paths.append(path)
        data = self.files.pop(0)
        if data is not None:
            Path(path).write_bytes(data)

    def runAndWait(self) -> None: ...  # noqa: N802

    def getProperty(self, name: str) -> object:  # noqa: N802
        return self.properties.get(name, self.voices)

    @property
    def voices(self) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(id="a", name="A", languages=[b"\x05en_US"], gender="VoiceGenderFemale", age=None),
            SimpleNamespace(id="b", name=None, languages=[], gender=None, age=None),
        ]


@pytest.fixture
def make_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: list[SystemEngine] = []

    def make(*files: bytes | None, error: str = "") -> tuple[SystemEngine, FakeSpeaker]:
        speaker = FakeSpeaker(list(files), error)
        monkeypatch.setattr(system, "_import_pyttsx3", lambda: SimpleNamespace(init=lambda: speaker))
        monkeypatch.setattr(system, "_WAIT_SECONDS", 0.02)
        made.append(SystemEngine())
        return made[-1], speaker

    yield make
    for engine in made:
        engine.close()


@pytest.mark.parametrize("bad", [None, b"", SECOND[:-9], make_wave(b""), make_wave(bytes(60 * 44_100))])
def test_a_missing_cut_off_or_foreign_file_is_asked_for_again(make_engine: Any, bad: bytes | None) -> None:
    engine, speaker = make_engine(bad, SECOND)
    assert engine.speak("A lantern.", voice()).frames == 22_050
    assert len(set(speaker.paths)) == 2
    assert not any(Path(path).exists() for path in speaker.paths)


def test_a_line_that_gives_no_sound_twice_is_named(make_engine: Any) -> None:
    engine, _ = make_engine(None, SECOND[:100])
    with pytest.raises(SpeakingError, match=r"cut off.*A lantern"):
        engine.speak("A lantern.", voice())


def test_the_rate_of_the_file_counts(make_engine: Any) -> None:
    engine, _ = make_engine(make_wave(bytes(2 * 16_000), rate=16_000))
    assert engine.speak("A lantern.", voice()).sample_rate == 16_000


def test_an_error_of_the_driver_is_not_passed_over(make_engine: Any) -> None:
    engine, _ = make_engine(SECOND, error="unknown voice")
    with pytest.raises(EngineError, match="unknown voice"):
        engine.speak("A lantern.", voice())


def test_what_systems_say_of_voices_is_read(make_engine: Any) -> None:
    engine, _ = make_engine()
    b, a = engine.voices()
    assert (a.language, a.gender, b.language, b.name) == ("en-us", "f", "", "b")


def test_a_system_without_voices_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no driver")

    monkeypatch.setattr(system, "_import_pyttsx3", lambda: SimpleNamespace(init=fail))
    with pytest.raises(EngineError, match=r"no driver.*use engine: espeak"):
        SystemEngine()
