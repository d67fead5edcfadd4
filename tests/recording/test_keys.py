"""A take's key changes with all that changes its sound, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from rhapsode.model import Voice
from rhapsode.recording.keys import find_key, find_voice_key

words = st.text(max_size=12)
voices = st.builds(
    Voice, words, words, words, st.integers(10, 400), st.integers(-2_400, 2_400), st.floats(-20, 20, allow_nan=False)
)


@given(words, words, voices, st.floats(-20, 20))
def test_volume_is_no_part_of_a_key(text: str, version: str, voice: Voice, volume: float) -> None:
    louder = replace(voice, volume_db=volume)
    assert find_key(text, version, voice) == find_key(text, version, louder)
    assert find_voice_key(version, voice) == find_voice_key(version, louder)


@given(words, words, voices, words, words, voices)
def test_keys_differ_exactly_where_anything_else_does(
    text: str, version: str, voice: Voice, text2: str, version2: str, voice2: Voice
) -> None:
    same = (text, version, replace(voice, volume_db=0)) == (text2, version2, replace(voice2, volume_db=0))
    assert (find_key(text, version, voice) == find_key(text2, version2, voice2)) is same


@given(words, words, voices, st.data())
def test_each_field_alone_changes_the_key(text: str, version: str, voice: Voice, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(["engine", "id", "language", "rate_percent", "pitch_cents"]))
    value = getattr(data.draw(voices), field)
    assume(value != getattr(voice, field))
    other = replace(voice, **{field: value})
    assert find_key(text, version, voice) != find_key(text, version, other)
    assert find_voice_key(version, voice) != find_voice_key(version, other)


def test_neighbouring_fields_do_not_run_together() -> None:
    assert find_key("ab", "c", Voice("e", "v", "en")) != find_key("a", "bc", Voice("e", "v", "en"))
    assert find_key("a", "1", Voice("e", "v", "en", 11, 1)) != find_key("a", "1", Voice("e", "v", "en", 1, 11))


def test_a_key_stays_what_it_is() -> None:
    """A store outlives the program that filled it: another key means that every book is spoken anew."""
    assert find_key("Hello.", "1.52.0", Voice("espeak", "en-us", "en-us")) == "c137f6411270b65bd0ec28eb6bed92f6"
