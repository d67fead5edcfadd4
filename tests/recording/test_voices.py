"""Voices brought to one level, and what engines offer, asked once."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import pytest

from rhapsode.audio import gated_rms_dbfs
from rhapsode.errors import EngineError
from rhapsode.language import load
from rhapsode.model import Voice
from rhapsode.recording.voices import (
    LEVEL_DBFS,
    expect_engines,
    find_gain,
    find_gains,
    identify_voices,
    list_voices,
)
from rhapsode.store import Entry, Shelf, Store

from .scripts import ANNA, BEN, make_pool


def test_a_gain_brings_each_voice_to_the_level_and_is_found_once() -> None:
    voices = [ANNA, BEN, replace(ANNA, rate_percent=80), replace(ANNA, language="de"), replace(ANNA, volume_db=-3.0)]
    with Store(None) as store, make_pool(2) as pool:
        gains = find_gains(voices, pool, store)
        assert set(gains) == set(voices)
        assert gains[replace(ANNA, volume_db=-3.0)] == gains[ANNA]
        assert all(-20 < gain < 20 for gain in gains.values())
        assert pool.lines_spoken == 0
        with make_pool() as other:
            assert find_gains(voices, other, store) == gains
            assert find_gains([], other, store) == {}


def test_espeaks_voices_differ_and_end_at_one_level() -> None:
    voices = [Voice("espeak", id_, "en-us") for id_ in ("en-us", "en-us+f3", "en-us+Hugo", "en-us+iven")]
    with Store(None) as store, make_pool() as pool:
        gains = find_gains(voices, pool, store)
        assert max(gains.values()) - min(gains.values()) > 3
        text = "Below the mill the river runs slow, and boys lie there all summer with their lines in the water."
        for voice in voices:
            (sound,) = pool.speak([(text, voice)], lambda told: told).result()
            level = gated_rms_dbfs(sound.pcm, sound.sample_rate) + gains[voice]  # type: ignore[union-attr]
            assert level == pytest.approx(LEVEL_DBFS, abs=1.5)


def test_silence_and_noise_far_below_are_not_raised_without_end() -> None:
    assert find_gain(bytes(44_100), 22_050) == 0
    assert find_gain(b"", 22_050) == 0
    faint = array("h", (round(120 * math.sin(n / 10)) for n in range(22_050))).tobytes()
    assert find_gain(faint, 22_050) == 30


def test_a_voice_that_is_not_there_is_an_error() -> None:
    with Store(None) as store, make_pool() as pool, pytest.raises(EngineError, match="voice nope of espeak can't be"):
        find_gains([Voice("espeak", "nope", "en")], pool, store)


def test_voices_are_listed_once() -> None:
    with Store(None) as store, make_pool() as pool:
        voices = list_voices("tone", pool, store)
        assert [v.engine for v in voices] == ["tone"] * 11
        assert list_voices("tone", pool, store) == voices
        with pytest.raises(EngineError, match="its model is missing"):
            list_voices("unloadable", pool, store)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja", "zh", "nb", "hu", "xx"])
def test_samples_are_long_enough_to_measure(language: str) -> None:
    assert len(load(language).sample) >= 35


def test_what_an_engine_offers_is_named_by_its_list_of_voices() -> None:
    with Store(None) as store, make_pool() as pool:
        name = identify_voices("tone", pool, store)
        assert name == identify_voices("tone", pool, store)
        (key,) = [f"voices|tone|{pool.describe('tone').version}"]
        store.put(Shelf.CALIBRATIONS, [Entry(key, b"", b"[]")])
        assert identify_voices("tone", pool, store) != name


def test_engines_that_are_expected_list_their_voices_meanwhile_unless_the_lists_are_kept() -> None:
    with Store(None) as store:
        with make_pool() as pool:
            expect_engines(["tone", "nowhere"], pool, store)
            pool.describe("tone")
            pool.speak([("a", ANNA)], len).result()  # after the voices, in the order of asking
            asked = dict(pool._listed)
            assert set(asked) <= {"tone"}
            assert len(list_voices("tone", pool, store)) == 11
            with pytest.raises(EngineError, match="nowhere"):
                list_voices("nowhere", pool, store)
        with make_pool() as other:
            expect_engines(["tone"], other, store)
            other.speak([("a", ANNA)], len).result()
            assert not other._listed
            assert len(list_voices("tone", other, store)) == 11
