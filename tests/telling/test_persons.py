"""Who words are about."""

from __future__ import annotations

import pytest

from rhapsode.telling import find_first_persons, is_direct, is_told


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


MINE = "I opened the door. I looked out, and I saw the snow. She was gone. My hat was gone too."
PRESENT = "I hate the bridge. I hate the man on it, and I hate my boots. He waves to me."
OTHERS = "She opened the door. He looked up. Wilf coughed. Tom sat down, and Ada left."


@pytest.mark.parametrize(
    ("told", "first"),
    [
        (MINE, True),
        (PRESENT, True),
        (OTHERS, False),
        (f"{OTHERS} I promised, she thought. I can't. I said so myself. {OTHERS} {OTHERS}", False),
        ("I should say that she came late. " + OTHERS * 5, False),
        ("", False),
    ],
)
def test_an_i_tells_where_others_do_not_do_far_more(told: str, first: bool) -> None:
    assert find_first_persons([told]) == (first,)


def test_a_scene_with_little_telling_goes_by_the_story() -> None:
    assert find_first_persons([MINE, "I nodded.", "", MINE]) == (True, True, True, True)
    assert find_first_persons([OTHERS, "I nodded.", "", OTHERS]) == (False, False, False, False)
    assert find_first_persons([MINE, OTHERS, MINE]) == (True, False, True)
