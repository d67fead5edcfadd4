"""Who words are about."""

from __future__ import annotations

import pytest

from rhapsode.telling.persons import is_direct, is_told, tells_in_first_person


@pytest.mark.parametrize("words", ["I will.", "You said so.", "Why now?", "Run!", "That's my hat."])
def test_direct(words: str) -> None:
    assert is_direct(words)


@pytest.mark.parametrize(
    ("words", "first_person", "expected"),
    [
        ("She took the key.", False, True),
        ("Wilf considered it.", False, True),
        ("A door banged below.", False, True),
        ("You took the key.", False, False),
        ("It was a good hat.", False, False),
        ("So knock.", False, False),
        ("I took the key.", False, False),
        ("I took the key.", True, True),
        ("I will not.", True, False),
    ],
)
def test_told(words: str, first_person: bool, expected: bool) -> None:
    assert is_told(words, first_person) is expected


def test_an_i_who_does_things_tells() -> None:
    assert tells_in_first_person("I opened the door. I looked out, and I saw the snow. She was gone.")
    assert not tells_in_first_person("She opened the door. He looked up. Wilf coughed. I promised, she thought.")
