"""Who is meant by words of narration."""

from __future__ import annotations

import re

import pytest

from rhapsode.telling import Named, Noun, Pronoun, Subjects
from tests.telling.pointed import say_who

NAMES = ("Ada", "Mr. Brown")


def make_subjects(text: str) -> Subjects:
    return Subjects(
        text, {m.start(): (at, m.end()) for at, name in enumerate(NAMES) for m in re.finditer(re.escape(name), text)}
    )


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("Ada laughed", Named, "Ada"),
        ("poor old Mr. Brown laughed", Named, "Mr. Brown"),
        ("the unlucky Ada laughed", Named, "Ada"),
        ("his cousin Ada laughed", Named, "Ada"),
        ("Ada's cousin Mr. Brown laughed", Named, "Mr. Brown"),
        ("the voice of old Mr. Brown rang out", Named, "Mr. Brown"),
        ("Ada's eyes shone", Named, "Ada"),
        ("Ada's mother laughed", Noun, "mother"),
        ("she laughed", Pronoun, "f"),
        ("her voice shook", Pronoun, "f"),
        ("the old ferryman laughed", Noun, "ferryman"),
        ("the old lamplighter laughed", Noun, "lamplighter"),
        ("one of the older women laughed", Noun, "woman"),
        ("the man with the red hat, laughing", Noun, "man with the red hat"),
    ],
)
def test_somebody_is_meant(text: str, kind: type, word: str) -> None:
    subjects = make_subjects(text)
    found = subjects.find_at(subjects.split(0, len(text)), 0)
    assert found is not None
    assert (type(found[0]), say_who(found[0], NAMES)) == (kind, word)


@pytest.mark.parametrize("text", ["the house was dark", "quite dark", "of the Ada", "the clock told Ada"])
def test_nobody_is_meant(text: str) -> None:
    subjects = make_subjects(text)
    assert subjects.find_at(subjects.split(0, len(text)), 0) is None


def test_any_noun_behind_a_verb_of_speech_is_somebody() -> None:
    subjects = make_subjects("the tide-waiter drily")
    found = subjects.find_any_noun(subjects.split(0, 21), 0)
    assert found is not None
    assert say_who(found[0], NAMES) == "tide-waiter"


def test_a_name_beside_a_noun_is_who_is_meant() -> None:
    for text, apposed in (("her uncle, Mr. Brown.", True), ("her uncle, Mr. Brown laughing", False)):
        subjects = make_subjects(text)
        tokens = subjects.split(0, len(text))
        found = subjects.find_at(tokens, 0)
        assert found is not None
        assert isinstance(subjects.find_apposed(tokens, found)[0], Named) is apposed


def test_whose_saying_it_is() -> None:
    for text, word in (("he knew Ada's clear voice", ""), ("it was her last reply", ""), ("a reply", None)):
        subjects = make_subjects(text)
        pointer = subjects.find_owner(subjects.split(0, len(text)))
        assert (pointer is None) is (word is None)
