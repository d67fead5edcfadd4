"""Roles and introductions."""

from __future__ import annotations

from tests.attributing.stories import attribute_text, list_said


def test_a_noun_beside_a_name_means_its_bearer() -> None:
    text = (
        "Augusta Finch, the mayor, had a bell. Augusta rang it.\n\n"
        '"Order," said the mayor.\n\n"Tea," said Tom Rudd, who had the tray.\n'
    )
    assert list_said(attribute_text(text))[0] == ("Augusta Finch", '"Order,"')


def test_a_stranger_who_gives_a_name_had_it_all_along() -> None:
    text = (
        'Maud was alone in the shop.\n\n"Are you open?" asked the stranger.\n\n"The door is," said Maud.\n\n'
        '"I\'m Ambrose, from the mill," said the stranger.\n\n"It knows you," said Ambrose.\n'
    )
    speakers = [speaker for speaker, _ in list_said(attribute_text(text))]
    assert speakers == ["Ambrose", "Maud", "Ambrose", "Ambrose"]
