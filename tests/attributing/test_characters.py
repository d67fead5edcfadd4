"""The cast."""

from __future__ import annotations

from rhapsode.attributing.characters import find_names, gather_cast, join_aliases, join_members

TEXT = """\
Dr. Farrow opened the door. Elsbeth laughed, and then Elsbeth sat down. Farrow frowned. Nobody went to Umbria that year.
They had been in Umbria in May. Little Perkin laughed at Dr. Farrow. Perkin had been ill. Elsbeth watched him.
"""


def cast_of(text: str):  # type: ignore[no-untyped-def]
    return gather_cast(text, find_names(text, ()))


def test_people_are_told_from_places() -> None:
    labels = {member.label for member in cast_of(TEXT).members}
    assert {"Elsbeth", "Perkin"} < labels
    assert "Umbria" not in labels


def test_the_heaviest_comes_first() -> None:
    weights = [member.weight for member in cast_of(TEXT).members]
    assert weights == sorted(weights, reverse=True)


def test_a_title_tells_a_role() -> None:
    cast = cast_of(TEXT)
    assert cast.members[cast.tell_roles(cast.by_form)["doctor"]].label in ("Farrow", "Dr. Farrow")


def test_aliases_of_the_user_join_and_name() -> None:
    cast = join_aliases(cast_of(TEXT), {"Elsbeth Farrow": ("Elsbeth", "Perkin")})
    (member,) = [member for member in cast.members if member.label == "Elsbeth Farrow"]
    assert {form.label for form in member.forms} == {"Elsbeth", "Perkin"}
    assert all(cast.by_form[form] == cast.members.index(member) for form in member.forms)


def test_joining_keeps_every_form() -> None:
    cast = cast_of(TEXT)
    joined = join_members(cast, {1: 0})
    assert len(joined.members) == len(cast.members) - 1
    assert set(joined.by_form) == set(cast.by_form)
    assert joined.members[0].weight == cast.members[0].weight + cast.members[1].weight
