"""Takes packed for the store and back; what makes no sense is no take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.engines.engine_host import Sound, pack_marks
from rhapsode.errors import StoreError
from rhapsode.model import WordMark
from rhapsode.recording.takes import is_head, load_takes, pack_take, unpack_facts
from rhapsode.store import Shelf, Store

MARKS = (WordMark(0, 3, 2, 4), WordMark(4, 5, 4, 6, guessed=True))


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 20), st.integers(8_000, 48_000))
def test_facts_come_back_with_the_bounds_of_the_sound(before: int, loud: int, after: int, sample_rate: int) -> None:
    pcm = bytes(2 * before) + b"\x00\x10" * loud + bytes(2 * after)
    entry = pack_take("k", Sound(sample_rate, pack_marks(MARKS), pcm, 1))
    assert is_head(entry.head)
    facts = unpack_facts("k", entry.head)
    assert (facts.sample_rate, facts.frames) == (sample_rate, before + loud + after)
    assert (facts.start_frame, facts.end_frame) == (before, before + loud)
    assert facts.marks == MARKS
    assert entry.body == pcm


@given(st.binary(max_size=60))
def test_any_bytes_are_a_head_or_not_but_never_an_error(data: bytes) -> None:
    if is_head(data):
        facts = unpack_facts("k", data)
        assert 0 <= facts.start_frame <= facts.end_frame <= facts.frames


def test_a_take_whose_sound_is_not_as_long_as_its_head_says_is_a_miss() -> None:
    entry = pack_take("k", Sound(22_050, b"", b"\x00\x10" * 9, 1))
    with Store(None) as store:
        store.put(Shelf.TAKES, [type(entry)("k", entry.head, entry.body[:-2])])
        with pytest.raises(StoreError, match="1 of 1 takes"):
            load_takes(store, ["k"])
        assert load_takes(store, ["k"], lambda lost: store.put(Shelf.TAKES, [entry]))["k"].pcm == entry.body
        assert load_takes(store, []) == {}
