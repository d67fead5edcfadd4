"""Genders of names."""

from __future__ import annotations

import pytest

from tests.attributing.stories import read_text


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mrs. Quarm laughed. Mrs. Quarm left.", "f"),
        ("Tolliver rose, and he shut the door. Tolliver wiped his boots. Then Tolliver hurt himself.", "m"),
        ("Ysolde rose, and she shut the door. Ysolde laughed at herself. Ysolde sat where she was.", "f"),
        ("Quillon sat. Quillon rose.", ""),
        ("Uncle Wend nodded. Uncle Wend slept.", "m"),
    ],
)
def test_gender(text: str, gender: str) -> None:
    assert read_text(text).members[0].gender == gender


def test_pronouns_overrule_what_a_given_name_usually_is() -> None:
    text = "George rose, and she laughed at herself. George sat, for she was tired. George asked herself why she came. "
    assert read_text(text * 4).members[0].gender == "f"
