"""Names are equal whatever their case, accents, apostrophes and white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.language import fold_name, suggest_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë O’Dea", "zoe o'dea"),
        ("  Mr.\tFinch ", "mr. finch"),
        ("STRASSE", "straße"),
        ("Ida\u00a0Moss", "ida moss"),
        ("Jose\u0301", "JOSÉ"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_other_names_are_not() -> None:
    assert fold_name("Ida") != fold_name("Ada")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


def test_a_near_name_is_suggested_as_it_is_written() -> None:
    assert suggest_name("brunno", ["Ada", "Bruno"]) == "Bruno"
    assert suggest_name("Xylophone", ["Ada", "Bruno"]) is None
