"""Messages arrive whole or not at all; how a child ended is said in a line."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.children import Child, begin_as_child, receive, send


def echo() -> None:
    """A child: gives back what it is sent, and ends as it is told."""
    inward, outward = begin_as_child()
    print("this goes nowhere")
    while True:
        message, body = receive(inward)
        if isinstance(message, int):
            print("my last words", file=sys.stderr)
            sys.exit(message)
        send(outward, [message], body * 2)


@given(st.lists(st.tuples(st.one_of(st.none(), st.text(), st.integers()), st.binary()), max_size=5), st.data())
def test_messages_arrive_as_they_were_sent_or_are_an_end(sent: list[tuple[object, bytes]], data: st.DataObject) -> None:
    pipe = io.BytesIO()
    for message, body in sent:
        send(pipe, message, body)
    pipe.seek(0)
    assert [receive(pipe) for _ in sent] == sent
    with pytest.raises(EOFError):
        receive(pipe)
    if sent:
        short = io.BytesIO(pipe.getvalue()[: -data.draw(st.integers(1, 16))])
        with pytest.raises(EOFError):
            for _ in sent:
                receive(short)


def test_a_child_answers_and_says_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rhapsode.children._FAREWELL_SECONDS", 60.0)  # a busy machine ends it slowly
    child = Child("tests.test_children:echo")
    send(child.inward, "said", b"sound")
    assert receive(child.outward) == (["said"], b"soundsound")
    assert child.process_id is not None
    send(child.inward, 3)
    with pytest.raises(EOFError):
        receive(child.outward)
    assert child.bury() == "it ended with code 3 (my last words)"
    assert child.process_id is None


def test_a_killed_child_says_so() -> None:
    child = Child("tests.test_children:echo")
    child.kill()
    assert "killed by signal 9" in child.bury() or sys.platform == "win32"
