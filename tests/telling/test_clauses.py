"""Who does a verb of speech. A case is a sentence, its verb, and its subject."""

from __future__ import annotations

import pytest

from rhapsode.telling import Clauses, find_verbs, is_denied, is_object
from tests.telling.pointed import say_who
from tests.telling.test_subjects import NAMES, make_subjects


@pytest.mark.parametrize(
    ("text", "verb", "who"),
    [
        ("Ada turned to Mr. Brown and said", "said", "Ada"),
        ("when Mr. Brown knocked Ada called", "called", "Ada"),
        ("Ada, when Mr. Brown knocked, called", "called", "Ada"),
        ("Ada, reading what Mr. Brown had written, said", "said", "Ada"),
        ("Mr. Brown was asked by Ada", "asked", "Ada"),
        ("Mr. Brown heard Ada say", "say", "Ada"),
        ("Mr. Brown, hearing her exclaim", "exclaim", "f"),
        ("they were met by Ada, who said", "said", "Ada"),
        ("thus spoke Ada", "spoke", "Ada"),
        ("to Mr. Brown Ada said", "said", "Ada"),
    ],
)
def test_subject(text: str, verb: str, who: str) -> None:
    subjects = make_subjects(text)
    tokens = subjects.split(0, len(text))
    at = max(index for index, token in enumerate(tokens) if token.lower == verb)
    pointer = Clauses(subjects).find_subject(tokens, at)
    assert pointer is not None
    assert say_who(pointer, NAMES) == who


@pytest.mark.parametrize(
    ("text", "denied"),
    [("Ada did not answer", True), ("Ada said nothing", True), ("Ada made no reply", True), ("Ada said so", False)],
)
def test_denial(text: str, denied: bool) -> None:
    tokens = make_subjects(text).split(0, len(text))
    assert is_denied(tokens, 1, find_verbs(tokens)[0]) is denied


def test_whoever_is_spoken_to_is_an_object() -> None:
    for text, wanted in (("and then to Ada", True), ("and then Ada", False)):
        subjects = make_subjects(text)
        tokens = subjects.split(0, len(text))
        found = subjects.find_first(tokens, 0, 5)
        assert found is not None
        assert is_object(tokens, found[0]) is wanted
