"""YAML at the top of a file → what is known of the book."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import Book
from rhapsode.reading.front_matter import read_front_matter

FULL = """---
# a comment
title: The Lamp
Authors: [Ada Brook, N. Teal]
lang: en-GB
date: 2021-03-04
summary: |
  Two lines,
  both kept.
genre:
  - sea story
  - mystery
series: Lights
series_index: 2
publisher: ~
rating: G
---
The text.
"""


def test_every_field_finds_its_place() -> None:
    book, text, remarks = read_front_matter(FULL)
    assert book == Book(
        title="The Lamp",
        author="Ada Brook & N. Teal",
        language="en-gb",
        date="2021-03-04",
        description="Two lines,\nboth kept.",
        genre="sea story, mystery",
        series="Lights",
        series_part="2",
    )
    assert text == "The text.\n"
    assert remarks == ("not used of the lines at the top: rating",)


@pytest.mark.parametrize(
    "text", ["---\n\nNight fell.\n\n---\n", "Text.\n---\ntitle: x\n---\n", "---\ntitle: no end\n", "--\n"]
)
def test_a_rule_at_the_top_is_no_block(text: str) -> None:
    assert read_front_matter(text) == (Book(), text, ())


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("title: a: b", "line 2: mapping values are not allowed here"),
        ("title: [a", "line 3: "),
        ("a: &x 1\nb: *y", "line"),
        ("a: " + "[" * 5000, ""),
        ("a: !!python/object:os.system x", "line 2"),
        ("date: 2021-99-99", ""),
    ],
)
def test_a_block_that_is_no_yaml_stays_text_and_is_remarked_on(block: str, reason: str) -> None:
    text = f"---\n{block}\n---\nText.\n"
    book, rest, remarks = read_front_matter(text)
    assert (book, rest) == (Book(), text)
    assert len(remarks) == 1
    assert reason in remarks[0]
    assert "\n" not in remarks[0]


def test_an_alias_bomb_stays_small() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    book, _, _ = read_front_matter("---\n" + "\n".join(lines) + "\ntitle: *i\n---\n")
    assert book.title == ""


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#\n \t0123", max_size=80))
def test_any_block_is_read_or_left(block: str) -> None:
    text = f"---\n{block}\n---\nend"
    _, rest, _ = read_front_matter(text)
    assert text.endswith(rest)


@pytest.mark.parametrize(
    ("said", "language"),
    [("English", "en"), ("en_US", "en-us"), ("[German, English]", "de"), ("und", ""), ("Elbonian", ""), ("no", "no")],
)
def test_a_language_is_known_by_name_or_code(said: str, language: str) -> None:
    assert read_front_matter(f"---\nlanguage: {said}\n---\nText.\n")[0].language == language
