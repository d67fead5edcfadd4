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
        ("a: " + "[" * 5000, "nested too deeply"),
        ("title: a\x07b", "special characters"),
        ("just: this\nwords", "line 4: could not find"),
    ],
)
def test_a_block_that_is_no_yaml_stays_text_and_is_remarked_on(block: str, reason: str) -> None:
    text = f"---\n{block}\n---\nText.\n"
    book, rest, remarks = read_front_matter(text)
    assert (book, rest) == (Book(), text)
    assert len(remarks) == 1
    assert reason in remarks[0]
    assert "\n" not in remarks[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("!!int ''", ""),
        ("!!float ''", ""),
        ("!!bool x", "x"),
        ("!!int 0x1F", "0x1F"),
        ("!!python/object/apply:os.system [echo]", "echo"),
        ("!!python/name:os.system", ""),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp never", "never"),
        ("!mine {a: b}", ""),
        ("!!null text", "text"),
        ("2021-99-99", "2021-99-99"),
        ("007", "007"),
        ("True", "True"),
        ("~", ""),
        ("null", ""),
        ("'null'", "null"),
        ("&a [*a, b]", "b"),
        ("[[a], b]", "b"),
    ],
)
def test_a_value_of_any_tag_is_the_text_that_stands_there(written: str, read: str) -> None:
    book, text, remarks = read_front_matter(f"---\ntitle: {written}\n---\nText.\n")
    assert (book.title, text, remarks) == (read, "Text.\n", ())


def test_what_no_text_can_hold_is_replaced_and_remarked_on() -> None:
    book, _, remarks = read_front_matter('---\ntitle: "a\\0b\\uD800c\\uD83D\\uDE00"\n---\n')
    assert book.title == "a\ufffdb\ufffdc😀"
    assert remarks == ("2 characters that no text can hold are read as U+FFFD",)


def test_unused_keys_stay_one_line_however_many_and_long() -> None:
    keys = "".join(f"key{n}: x\n" for n in range(500))
    _, _, remarks = read_front_matter(f'---\nmood: x\n"a\\nb": 1\n? [c]\n: 2\n{keys}---\n')
    assert len(remarks) == 1
    assert remarks[0].startswith("not used of the lines at the top: mood, a b, a sequence, key0, ")
    assert remarks[0].endswith("key16 and 483 more")


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
