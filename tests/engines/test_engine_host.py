"""What crosses between the program and its workers: whole, or an end that is noticed."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.engines.engine_host import (
    Describe,
    Failed,
    Sound,
    Speak,
    pack_marks,
    receive_message,
    send_message,
    unpack_marks,
)
from rhapsode.model import Voice, WordMark

numbers = st.integers(0, 2**31 - 1)
marks = st.lists(st.builds(WordMark, numbers, numbers, numbers, numbers, st.booleans()), max_size=8)
messages = st.one_of(
    st.builds(Sound, st.integers(4_000, 192_000), st.binary(), st.binary(), st.integers(1, 10**6)),
    st.builds(Failed, st.text(), st.text(), st.booleans()),
    st.builds(Describe, st.text(), st.booleans()),
    st.builds(Speak, st.just((("Hello.", Voice("tone", "tone-f1", "en")),))),
)


@given(st.lists(messages, max_size=5))
def test_messages_arrive_as_they_were_sent(sent: list[object]) -> None:
    pipe = io.BytesIO()
    for message in sent:
        send_message(pipe, message)
    pipe.seek(0)
    assert [receive_message(pipe) for _ in sent] == sent
    with pytest.raises(EOFError):
        receive_message(pipe)


@given(messages, st.data())
def test_a_message_cut_off_is_an_end(message: object, data: st.DataObject) -> None:
    pipe = io.BytesIO()
    send_message(pipe, message)
    cut = data.draw(st.integers(0, len(pipe.getvalue()) - 1))
    with pytest.raises(EOFError):
        receive_message(io.BytesIO(pipe.getvalue()[:cut]))


@given(marks)
def test_marks_are_packed_and_unpacked(sent: list[WordMark]) -> None:
    assert unpack_marks(pack_marks(sent)) == tuple(sent)
    with pytest.raises(struct.error):
        unpack_marks(pack_marks(sent) + b"x")
