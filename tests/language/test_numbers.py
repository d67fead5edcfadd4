"""Numbers of chapters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.language.numbers import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("XIV", 14), ("xiv", 14), ("IIII", 4), ("twelve", 12), ("The First", 1), ("Twenty-First", 21),
     ("twenty one", 21), ("Erstes", 1), ("Zweites", 2), ("PREMIER", 1), ("primero", 1), ("первая", 1), ("二十三", 23),
     ("十二", 12), ("kettle", None), ("", None), ("Mix", None), ("12345", None)],
)  # fmt: skip
def test_number_is_read(text: str, number: int | None) -> None:
    assert read_number(text) == number


@given(st.integers(1, 3999))
def test_roman_numerals_of_every_size(number: int) -> None:
    steps = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    rest, written = number, ""
    for value, letters in steps:
        written += letters * (rest // value)
        rest %= value
    assert read_number(written) == number


@given(st.text())
def test_anything_is_a_number_or_none(text: str) -> None:
    assert read_number(text) is None or read_number(text) >= 0  # type: ignore[operator]
