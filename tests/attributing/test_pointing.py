"""Pronouns outside conversations."""

from __future__ import annotations

from rhapsode.attributing.unquoted import find_viewpoints, resolve
from rhapsode.telling import Person, Pronoun
from tests.attributing.stories import read_text, segment_text

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
    (view,) = find_viewpoints(segment_text(TEXT), reading.stage, ((0, len(TEXT)),))
    assert view is not None
    assert reading.members[view].label == "Mrs. Grey"


MINDS = """\
Mr. Brown rose. Mr. Brown took the chair, and Mr. Brown laughed, and Mr. Brown rang for tea.

Mrs. Grey knew that laugh. She had hated it for years, and she wondered whether he had ever noticed.

"Sugar?" asked Mr. Brown.

He's never once asked me that.

"Two," said Mrs. Grey.
"""


def test_whose_mind_is_told_has_the_point_of_view_though_another_does_more() -> None:
    reading = read_text(MINDS)
    (view,) = find_viewpoints(segment_text(MINDS), reading.stage, ((0, len(MINDS)),))
    assert view is not None
    assert reading.members[view].label == "Mrs. Grey"
