"""Messages arrive whole or not at all; how a child ended is said in a line."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.child_processes import Child, begin_as_child, receive, send


def echo() -> None:
    """A child: gives back what it is sent, and ends as it is told."""
    inward, outward = begin_as_child()
    print("this goes nowhere")
    while True:
        message, body = receive(inward)
        if isinstance(message, int):
            print("my last line", file=sys.stderr)
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
    monkeypatch.setattr("rhapsode.child_processes._EXIT_SECONDS", 60.0)  # a busy machine ends it slowly
    child = Child("tests.test_child_processes:echo")
    send(child.inward, "said", b"sound")
    assert receive(child.outward) == (["said"], b"soundsound")
    assert child.process_id is not None
    send(child.inward, 3)
    with pytest.raises(EOFError):
        receive(child.outward)
    assert child.reap() == "it ended with code 3 (my last line)"
    assert child.process_id is None


def test_a_killed_child_says_so() -> None:
    child = Child("tests.test_child_processes:echo")
    child.kill()
    assert "killed by signal 9" in child.reap() or sys.platform == "win32"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_child_that_is_stopped_is_waited_for_as_long_as_was_said() -> None:
    child = Child("tests.test_child_processes:echo")
    with child.within(60):
        send(child.inward, "said")
        assert receive(child.outward)[0] == ["said"]
    assert child.process_id is not None
    os.kill(child.process_id, signal.SIGSTOP)
    time.sleep(0.6)
    assert child.process_id is not None, "nobody waits for it"
    send(child.inward, "more")
    with pytest.raises(EOFError), child.within(0.3):
        receive(child.outward)
    assert child.reap() == "it took too long and was stopped"


ENDING = """
import os, signal
from rhapsode.child_processes import Child, end_all
children = [Child("tests.test_child_processes:echo") for _ in range(3)]
os.kill(children[0].process_id, signal.SIGSTOP)
end_all()
print(*(child.reap() for child in children), sep=";")
try:
    Child("tests.test_child_processes:echo")
except OSError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_all_children_are_ended_at_once_and_none_starts_after_that() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", ENDING], env=environment, capture_output=True, text=True, check=True)
    ended, refused = done.stdout.splitlines()
    assert ended == ";".join(["it was killed by signal 9"] * 3)
    assert "about to end" in refused
