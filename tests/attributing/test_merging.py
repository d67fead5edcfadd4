"""Which forms of name are one character."""

from __future__ import annotations

import pytest

from tests.attributing.stories import read_text


def groups_of(text: str) -> list[set[str]]:
    return [{form.label for form in member.forms} for member in read_text(text).members if member.forms]


def together(text: str, one: str, two: str) -> bool:
    return any({one, two} <= group for group in groups_of(text))


FAMILY = """\
Ada Brown was at the window. Ada looked out. Mr. Brown was asleep, and Mr. Brown was often asleep.
Miss Brown was asked to sing. Then Ada sang, and Mr. Brown woke. Mrs. Brown said nothing; Mrs. Brown looked at Ada.
"""


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Ada", "Ada Brown", True),
        ("Miss Brown", "Ada Brown", True),
        ("Mr. Brown", "Ada Brown", False),
        ("Mrs. Brown", "Mr. Brown", False),
    ],
)
def test_a_family(one: str, two: str, same: bool) -> None:
    assert together(FAMILY, one, two) is same


def test_a_bare_family_name_is_the_man() -> None:
    assert together("Mr. Grote nodded. Grote had a cold. Mrs. Grote laughed.", "Mr. Grote", "Grote")


def test_a_pet_name_is_its_full_name() -> None:
    assert together("Margaret had come. Maggie laughed. They all liked Maggie and her hat.", "Margaret", "Maggie")


def test_two_who_stand_in_one_sentence_are_two() -> None:
    text = "Edward and Ned walked. Edward saw Ned. Ned told Edward. Edward followed Ned home. Ned left Edward there."
    assert not together(text, "Edward", "Ned")


def test_a_rank_alone_is_who_bears_it() -> None:
    assert together("Colonel Strake rose. They had sent the Colonel two chairs.", "Colonel Strake", "the Colonel")


def test_an_elder_sister_is_not_the_younger() -> None:
    text = """\
Anne Rudd and Jane Rudd were there. Miss Anne laughed, and Miss Anne fell. Jane watched. Anne rose again. Anne smiled.
"Miss Rudd," said Anne, "is not amused." Miss Rudd was not. Jane Rudd left. Anne Rudd stayed. They thanked Miss Anne.
"""
    assert not together(text, "Miss Rudd", "Anne Rudd")
