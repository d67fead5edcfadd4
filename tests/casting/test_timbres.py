"""The table of voices and the distances by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.casting.timbres import UNKNOWN_RATIO, OffsetVoice, load_timbres

TIMBRES = load_timbres()
SOUNDS = st.builds(
    OffsetVoice,
    st.just("espeak"),
    st.sampled_from(sorted(TIMBRES.table)),
    st.sampled_from([-300, 0, 300]),
    st.sampled_from([88, 100, 112]),
)


@given(SOUNDS, SOUNDS, SOUNDS)
def test_it_is_a_distance(a: OffsetVoice, b: OffsetVoice, c: OffsetVoice) -> None:
    ab, bc, ac = TIMBRES.distance(a, b), TIMBRES.distance(b, c), TIMBRES.distance(a, c)
    assert ab is not None and bc is not None and ac is not None
    assert TIMBRES.distance(b, a) == pytest.approx(ab)
    assert TIMBRES.distance(a, a) == 0
    assert ac <= ab + bc + 1e-9


def test_a_voice_is_confusable_with_itself_a_little_faster_and_higher() -> None:
    for voice, timbre in TIMBRES.table.items():
        if voice.startswith("en-us") and timbre.itself < 2.6:
            assert TIMBRES.ratio(OffsetVoice("espeak", voice), OffsetVoice("espeak", voice, 100, 105)) <= 1, voice


def test_three_semitones_tell_most_voices_from_themselves() -> None:
    apart = [v for v in TIMBRES.table if TIMBRES.ratio(OffsetVoice("espeak", v), OffsetVoice("espeak", v, 300)) > 1]
    assert len(apart) > 0.9 * len(TIMBRES.table)


def test_women_lie_far_from_men() -> None:
    assert TIMBRES.ratio(OffsetVoice("espeak", "en-us+f3"), OffsetVoice("espeak", "en-us+m3")) > 3


def test_what_is_not_measured_is_told_apart_by_name() -> None:
    assert TIMBRES.ratio(OffsetVoice("tone", "a"), OffsetVoice("tone", "b")) == UNKNOWN_RATIO
    assert TIMBRES.ratio(OffsetVoice("tone", "a"), OffsetVoice("tone", "a")) == 0
    assert TIMBRES.ratio(OffsetVoice("tone", "a"), OffsetVoice("tone", "a", 300)) > 1
    assert TIMBRES.distance(OffsetVoice("tone", "a"), OffsetVoice("espeak", "en-us")) is None


def test_a_variant_sounds_much_the_same_on_a_base_that_was_not_measured() -> None:
    assert TIMBRES.find("espeak", "de+f3") is not None
    assert TIMBRES.knows_variant("espeak", "whisper") and not TIMBRES.knows_variant("espeak", "f99")
