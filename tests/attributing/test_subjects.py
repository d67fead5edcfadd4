"""Who is meant by words of narration."""

from __future__ import annotations

import re

import pytest

from rhapsode.telling.subjects import Source, Subjects

NAMES = ("Ada", "Mr. Brown")


def make_subjects(text: str) -> Subjects:
    return Subjects(
        text, {m.start(): (at, m.end()) for at, name in enumerate(NAMES) for m in re.finditer(re.escape(name), text)}
    )


@pytest.mark.parametrize(
    ("text", "source", "word"),
    [
        ("Ada laughed", Source.NAME, "Ada"),
        ("poor old Mr. Brown laughed", Source.NAME, "Mr. Brown"),
        ("the unlucky Ada laughed", Source.NAME, "Ada"),
        ("his cousin Ada laughed", Source.NAME, "Ada"),
        ("Ada's cousin Mr. Brown laughed", Source.NAME, "Mr. Brown"),
        ("the voice of old Mr. Brown rang out", Source.NAME, "Mr. Brown"),
        ("Ada's eyes shone", Source.NAME, "Ada"),
        ("Ada's mother laughed", Source.NOUN, "mother"),
        ("she laughed", Source.PRONOUN, "f"),
        ("her voice shook", Source.PRONOUN, "f"),
        ("the old ferryman laughed", Source.NOUN, "ferryman"),
        ("the old lamplighter laughed", Source.NOUN, "lamplighter"),
        ("one of the older women laughed", Source.NOUN, "woman"),
        ("the man with the red hat, laughing", Source.NOUN, "man with the red hat"),
    ],
)
def test_somebody_is_meant(text: str, source: Source, word: str) -> None:
    subjects = make_subjects(text)
    found = subjects.find_at(subjects.split(0, len(text)), 0)
    assert found is not None
    assert (found[0].source, NAMES[found[0].who] if source == Source.NAME else found[0].word) == (source, word)


@pytest.mark.parametrize("text", ["the house was dark", "quite dark", "of the Ada", "the clock told Ada"])
def test_nobody_is_meant(text: str) -> None:
    subjects = make_subjects(text)
    assert subjects.find_at(subjects.split(0, len(text)), 0) is None


def test_any_noun_behind_a_verb_of_speech_is_somebody() -> None:
    subjects = make_subjects("the tide-waiter drily")
    found = subjects.find_any_noun(subjects.split(0, 21), 0)
    assert found is not None
    assert found[0].word == "tide-waiter"


def test_a_name_beside_a_noun_is_who_is_meant() -> None:
    for text, apposed in (("her uncle, Mr. Brown.", True), ("her uncle, Mr. Brown laughing", False)):
        subjects = make_subjects(text)
        tokens = subjects.split(0, len(text))
        found = subjects.find_at(tokens, 0)
        assert found is not None
        assert (subjects.find_apposed(tokens, found)[0].source == Source.NAME) is apposed


def test_whose_saying_it_is() -> None:
    for text, word in (("he knew Ada's clear voice", ""), ("it was her last reply", ""), ("a reply", None)):
        subjects = make_subjects(text)
        pointer = subjects.find_owner(subjects.split(0, len(text)))
        assert (pointer is None) is (word is None)
