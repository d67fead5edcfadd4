"""The language of a text of two sentences."""

from __future__ import annotations

import pytest

from rhapsode.text import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Hund lief über die Wiese und bellte. Niemand war da, nur der Wind ging durch das Gras.", "de"),
        ("Elle ferma la porte. Il pleuvait sur la ville et les lampes ne brûlaient pas.", "fr"),
        ("El perro no ladró. La casa estaba sola y el viento pasaba.", "es"),
        ("Max Van Der Berg ran. Van Der Berg and Van Der Meer.", "en"),
        ("La la la, de da de da, en un la", "en"),
        ("Ja, ja.", "en"),
    ],
)
def test_a_few_common_words_tell_if_no_other_language_has_half_as_many(text: str, language: str) -> None:
    assert guess_language(text) == language
