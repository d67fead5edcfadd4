"""Pronouns outside conversations."""

from __future__ import annotations

from rhapsode.attributing.unquoted import find_points_of_view, resolve
from rhapsode.telling import Person, Pronoun
from tests.attributing.stories import read_text

TEXT = "Mr. Brown rose. Mrs. Grey laughed. Mrs. Grey sat beside Mr. Brown, and Mrs. Grey yawned, and she slept.\n"


def test_a_pronoun_means_whoever_acted_last_of_its_gender() -> None:
    reading = read_text(TEXT)
    at = TEXT.index("she slept")
    she = resolve(Pronoun(Person.SHE, at, at + 3), reading.stage, 0)
    he = resolve(Pronoun(Person.HE, at, at + 3), reading.stage, 0)
    assert she is not None and he is not None
    assert [reading.members[she].label, reading.members[he].label] == ["Mrs. Grey", "Mr. Brown"]


def test_whoever_does_most_has_the_point_of_view() -> None:
    reading = read_text(TEXT)
    (view,) = find_points_of_view(reading.stage, ((0, len(TEXT)),))
    assert view is not None
    assert reading.members[view].label == "Mrs. Grey"
