"""Numbers of chapters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.language import load, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("XIV", 14), ("xiv", 14), ("IIII", 4), ("twelve", 12), ("The First", 1), ("Twenty-First", 21),
     ("twenty one", 21), ("二十三", 23),
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


@pytest.mark.parametrize(
    ("text", "tag", "number"),
    [("Erstes", "de", 1), ("Zweites", "de", 2), ("dreissig", "de", 30), ("PREMIER", "fr", 1), ("première", "fr", 1),
     ("dix", "fr", 10), ("vingt et un", "fr", 21), ("DEUXIEME", "fr", 2), ("primer", "es", 1),
     ("décima tercera", "es", 13),
     ("treinta y dos", "es", 32), ("ventitreesimo", "it", 23), ("первая", "ru", 1), ("двадцать первая", "ru", 21),
     ("третья", "ru", 3), ("tweeëntwintigste", "nl", 22), ("vigésima segunda", "pt", 22), ("Erstes", "en", None),
     ("twelve", "de", None)],
)  # fmt: skip
def test_number_words_are_those_of_the_language(text: str, tag: str, number: int | None) -> None:
    assert read_number(text, (tag,)) == number


@pytest.mark.parametrize("tag", ["en", "de", "fr", "es", "it", "nl", "pt", "ru"])
def test_number_words_are_read_back_from_1_to_99(tag: str) -> None:
    numbers = load(tag).numbers
    for words in (numbers.cardinals, numbers.ordinals):
        assert [read_number(word, (tag,)) for word in words] == list(range(1, 100))
        assert [read_number(word.upper().replace("-", " "), (tag,)) for word in words] == list(range(1, 100))
