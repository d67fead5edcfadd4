"""The espeak engine, for real, in a worker: sound, marks, voices, pitch and whatever text there is."""

from __future__ import annotations

import numpy as np
import pytest

from rhapsode.audio import find_sound
from rhapsode.engines.engine_host import Failed
from rhapsode.engines.espeak import find_pitch
from rhapsode.engines.words import find_words
from rhapsode.model import Clip, Voice
from rhapsode.recording.worker_pool import WorkerPool

from .conftest import Speak


def voice(id_: str = "en-us", rate: int = 100, pitch: int = 0) -> Voice:
    return Voice("espeak", id_, "en-us", rate, pitch)


def say(speak: Speak, text: str, of: Voice | None = None) -> Clip:
    clip = speak(text, of or voice())
    assert isinstance(clip, Clip)
    return clip


def test_it_says_what_it_is(pool: WorkerPool) -> None:
    described = pool.describe("espeak")
    assert described.sample_rate == 22_050
    assert described.version.startswith("1.")


def test_voices_have_languages_and_genders_and_variants(pool: WorkerPool) -> None:
    voices = {v.id: v for v in pool.describe("espeak", voices=True).voices}
    assert voices["en-us"].language == "en-us"
    assert voices["en-us+f3"].gender == "f"
    assert voices["de+m2"].language == "de"
    assert len({v.language for v in voices.values()}) > 100
    assert "en-us+whisper" not in voices
    assert len({v.id for v in voices.values()}) == len(pool.describe("espeak", voices=True).voices)


def test_every_language_offered_can_be_spoken(pool: WorkerPool, speak: Speak) -> None:
    """Also `en-gb` and `fr-fr`, whose files have other names."""
    plain = [v.id for v in pool.describe("espeak", voices=True).voices if "+" not in v.id]
    assert {"en-gb", "en-us", "fr-fr", "de"} <= set(plain)
    assert [id_ for id_ in [*plain, "en-gb+f3"] if not isinstance(speak("a", voice(id_)), Clip)] == []


@pytest.mark.parametrize(
    "text",
    [
        "It cost $12.50, and she said “hello” to 1,234 of them at 3:45 p.m.",
        "He went—slowly—home; the 😀 man's mother-in-law didn’t!",
        "и «привет» мир",
        "שלום עולם and مرحبا",
        "x\x00y\x1b \ud800 so\u00adft \u202eabc\u202c [[h@l]] <b>&amp;</b>",
        "日本語です。",
        "...",
        "",
        " \n ",
        "a" * 3_000,
    ],
)
def test_any_text_gives_one_mark_for_each_shown_word(speak: Speak, text: str) -> None:
    clip = say(speak, text)
    assert [(mark.start, mark.end) for mark in clip.marks] == list(find_words(text))
    edges = [edge for mark in clip.marks for edge in (mark.start_frame, mark.end_frame)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= clip.frames for edge in edges)


def test_marks_of_plain_words_are_known_and_fit_the_sound(speak: Speak) -> None:
    clip = say(speak, "Nobody, of course, had counted the boats.")
    start, end = find_sound(clip.pcm, clip.sample_rate)
    assert not any(mark.guessed for mark in clip.marks)
    assert clip.marks[0].start_frame == pytest.approx(start, abs=clip.sample_rate // 50)
    assert clip.marks[-1].end_frame == pytest.approx(end, abs=clip.sample_rate // 50)
    nobody, of = clip.marks[:2]
    assert of.start_frame - nobody.end_frame > clip.sample_rate // 20  # the comma's pause is in no word


def test_brackets_are_not_phonemes_and_markup_is_read_out(speak: Speak) -> None:
    assert say(speak, "[[h@l'oU]]").frames > 1.5 * say(speak, "hello").frames
    assert say(speak, "<break time='9s'/>").frames < 9 * 22_050


def test_rate_changes_the_length(speak: Speak) -> None:
    text = "Slow water runs deep under the old stone bridge."
    normal, slow, fast = (say(speak, text, voice(rate=rate)).frames for rate in (100, 60, 180))
    assert slow > 1.3 * normal > 1.3 * 1.3 * fast


def measure_pitch(clip: Clip) -> float:
    """The median of the fundamental over voiced windows, by autocorrelation."""
    samples = np.frombuffer(clip.pcm, "<i2").astype(float)
    found = []
    for at in range(0, len(samples) - 1_024, 512):
        window = samples[at : at + 1_024] - samples[at : at + 1_024].mean()
        if np.sqrt((window**2).mean()) > 500:
            curve = np.fft.irfft(np.abs(np.fft.rfft(window, 4_096)) ** 2)
            lag = 44 + int(np.argmax(curve[44:440]))
            if curve[lag] > 0.5 * curve[0]:
                found.append(clip.sample_rate / lag)
    return float(np.median(found))


@pytest.mark.parametrize("cents", [-300, 200, 500])
@pytest.mark.parametrize("id_", ["en-us", "en-us+f3"])
def test_pitch_moves_by_about_the_cents_asked_for(speak: Speak, id_: str, cents: int) -> None:
    text = "Lena and Mona roam all morning along a low lane, in an old lonely moor."
    normal, moved = (measure_pitch(say(speak, text, voice(id_, pitch=pitch))) for pitch in (0, cents))
    assert 1200 * np.log2(moved / normal) == pytest.approx(cents, abs=60)


def test_the_pitch_parameter_rises_and_stays_in_its_range() -> None:
    values = [find_pitch(cents) for cents in range(-2_000, 2_001, 50)]
    assert values == sorted(values)
    assert (values[0], find_pitch(0), values[-1]) == (0, 50, 99)


@pytest.mark.parametrize("id_", ["nope", "en-us+nope", "", "../../etc", "en-us+", "+f3"])
def test_a_voice_that_is_not_there_is_refused(speak: Speak, id_: str) -> None:
    answer = speak("Hello.", voice(id_))
    if id_ == "en-us+":  # a voice without a variant is that voice
        assert isinstance(answer, Clip)
    else:
        assert isinstance(answer, Failed)
        assert answer.whole
        assert "espeak has no voice" in answer.message


def test_no_variant_offered_clips(speak: Speak) -> None:
    text = "The old clerk, who had seen nothing like it, laughed."
    for variant in ("f1", "f3", "m1", "m3", "Annie", "iven", "Gene", "grandma"):
        samples = np.frombuffer(say(speak, text, voice(f"en-us+{variant}")).pcm, "<i2")
        # One sample at full scale is the library's own limiter at work (iven); clipping would be a run of them.
        assert np.count_nonzero(np.abs(samples.astype(int)) >= 32_767) <= 2
