"""Which emphasis is thought, and which clause without marks."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind, Mark, Role
from rhapsode.segmenting.speech import find_emphasis, find_thoughts
from rhapsode.text import Stretch


def thoughts(text: str, first_person: bool = False) -> list[str]:
    room = (0, len(text))
    found = find_thoughts(text, room, find_emphasis(text, *room, ()), (), first_person)
    return [text[s.start : s.end] for s in found if s.kind is Kind.THOUGHT]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_Not again,_ she thought.", ["_Not again,_"]),
        ("*Not again*, thought Ines.", ["*Not again*,"]),
        ("/What is he doing/, she wondered.", ["/What is he doing/,"]),
        ("He looked up. _There is no roof._ He looked again.", ["_There is no roof._"]),
        ("_I can't,_ she thought. _I won't._ She did.", ["_I can't,_", "_I won't._"]),
        ("She told herself, _Nobody saw you._", ["_Nobody saw you._"]),
        ("Is it too late? she wondered.", ["Is it too late?"]),
        ("The hall was dark. I could run, he thought, and didn't.", ["I could run,"]),
        ("You are lost, she told herself. You are lost and it is your own fault.", 2),
    ],
)
def test_thought(text: str, expected: list[str] | int) -> None:
    found = thoughts(text)
    assert len(found) == expected if isinstance(expected, int) else found == expected


@pytest.mark.parametrize(
    "text",
    [
        "It was _so_ cold.",
        "She had read _The Drowned Orchard_ twice.",
        "The _Merry Otter_ sailed at noon.",
        "He ordered the _soupe du jour_ and a knife.",
        "_Crash!_ The shelf came down.",
        "She thought of the sea and the sand.",
        "He was, she thought, the tallest man in Fife.",
        "The file lay in /var/log/boats/ and nowhere else.",
        "2 * 3 * 4 is twenty-four, and snake_case_names are one word.",
        "_The river rose that night and took the mill, and the miller went with it._",
    ],
)
def test_not_thought(text: str) -> None:
    assert thoughts(text) == []


def test_a_narrator_who_is_an_i_thinks_in_the_second_person_or_the_present() -> None:
    assert thoughts("You fool, I thought.", first_person=True) == ["You fool,"]
    assert thoughts("It was late, I thought.", first_person=True) == []


def test_markup_decides_where_there_is_any() -> None:
    text = "He has gone, she thought. The 2*3*4 sum was wrong."
    mark = Mark(0, 11, Role.EMPHASIS)
    assert find_emphasis(text, 0, len(text), (mark,)) == [(0, 11)]


def test_emphasis_inside_speech_is_no_thought() -> None:
    text = '"I mean it, _go home now!_" he said.'
    taken = (Stretch(0, 28, "double quotes"),)
    assert find_thoughts(text, (0, len(text)), find_emphasis(text, 0, len(text), ()), taken, False) == []


def test_a_letter_in_italics_is_a_letter() -> None:
    text = "There was a note on the door: _Gone to the sea. Feed the cat. Back by spring._"
    (found,) = find_thoughts(text, (0, len(text)), find_emphasis(text, 0, len(text), ()), (), False)
    assert found.kind is Kind.LETTER


def test_each_clause_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of a thousand tags without a full stop costs what it is long, not its square."""
    seen: list[int] = []

    def count(clause: str, first_person: bool, tag: str) -> bool:
        seen.append(len(clause))
        return False

    monkeypatch.setattr("rhapsode.segmenting.speech.thoughts._is_thought_out", count)
    text = "so it went, he thought " * 1000
    assert thoughts(text) == []
    assert 0 < sum(seen) < 10 * len(text)
