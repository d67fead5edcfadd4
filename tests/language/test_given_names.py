"""Given names and their shares of women."""

from __future__ import annotations

import pytest

from rhapsode.language import load_given_names


@pytest.mark.parametrize(
    ("language", "name", "least", "most"),
    [
        ("en", "katelyn", 0.95, 1),
        ("en", "deandre", 0, 0.05),
        ("en", "riley", 0.2, 0.8),
        ("en", "oona", 0.9, 1),  # only in the language's own list
        ("en", "andrea", 0.8, 1),
        ("de", "heike", 0.9, 1),
        ("de-AT", "jürgen", 0, 0.1),
        ("de", "katelyn", 0.95, 1),  # English, where German has none
        ("es", "begoña", 0.9, 1),
        ("fr", "thibault", 0, 0.1),
    ],
)
def test_share(language: str, name: str, least: float, most: float) -> None:
    assert least <= load_given_names(language)[name] <= most


@pytest.mark.parametrize("word", ["the", "table", "vorrel", ""])
def test_no_name(word: str) -> None:
    assert word not in load_given_names("en")
