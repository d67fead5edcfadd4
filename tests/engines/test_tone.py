"""The tone engine: exact marks, the same bytes every time, a pitch for each voice."""

from __future__ import annotations

from array import array
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.engines.tone import ToneEngine
from rhapsode.engines.words import find_words
from rhapsode.model import Voice
from rhapsode.protocols import Engine

TEXT = "Well — it rained, of course."


def voice(id_: str = "tone-f1", rate: int = 100, pitch: int = 0) -> Voice:
    return Voice("tone", id_, "en", rate, pitch)


def test_it_is_an_engine_with_several_voices_of_each_gender() -> None:
    engine: Engine = ToneEngine()
    genders = [v.gender for v in engine.voices()]
    assert genders.count("f") >= 4
    assert genders.count("m") >= 4
    assert "" in genders
    engine.close()


def test_it_gives_the_same_bytes_today_as_ever() -> None:
    clip = ToneEngine().speak(TEXT, voice())
    assert clip == ToneEngine().speak(TEXT, voice())
    assert sha256(clip.pcm).hexdigest()[:16] == "b2d8a93155864406"


@given(st.text(max_size=60), st.integers(50, 300), st.integers(-1200, 1200))
def test_marks_are_where_the_beeps_are(text: str, rate: int, pitch: int) -> None:
    clip = ToneEngine().speak(text, voice(rate=rate, pitch=pitch))
    samples = array("h", clip.pcm)
    assert [(mark.start, mark.end) for mark in clip.marks] == list(find_words(text))
    at = 0
    for mark in clip.marks:
        assert not any(samples[at : mark.start_frame])
        assert any(samples[mark.start_frame : mark.start_frame + 3])
        assert any(samples[mark.end_frame - 3 : mark.end_frame])
        at = mark.end_frame
    assert not any(samples[at:])


def measure_hertz(samples: array[int]) -> float:
    rises = sum(a < 0 <= b for a, b in pairwise(samples))
    return rises * 22_050 / len(samples)


@pytest.mark.parametrize(("id_", "pitch", "hertz"), [("tone-f1", 0, 440), ("tone-m1", 0, 110), ("tone-m1", 1200, 220)])
def test_a_voice_has_its_pitch(id_: str, pitch: int, hertz: int) -> None:
    clip = ToneEngine().speak("abcdefghijklmnopqrstuvwxyz", voice(id_, pitch=pitch))
    (mark,) = clip.marks
    assert measure_hertz(array("h", clip.pcm)[mark.start_frame : mark.end_frame]) == pytest.approx(hertz, rel=0.03)


def test_rate_and_word_length_set_a_beeps_length() -> None:
    long, short = ToneEngine().speak("abcdefgh ab", voice()).marks
    (slow,) = ToneEngine().speak("ab", voice(rate=50)).marks
    assert long.end_frame - long.start_frame > 2 * (short.end_frame - short.start_frame)
    assert slow.end_frame - slow.start_frame == pytest.approx(2 * (short.end_frame - short.start_frame), rel=0.05)


def test_voices_it_does_not_know_sound_different_too() -> None:
    assert ToneEngine().speak("a", voice("en-us+f3")) != ToneEngine().speak("a", voice("en-us+m3"))
