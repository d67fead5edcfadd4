"""Settings of turns."""

from __future__ import annotations

from tests.attributing.stories import QUARREL, read_text


def test_how_turns_follow() -> None:
    leads = [choice.setting.lead for choice in read_text(QUARREL).choices]
    assert leads == ["new", "next", "next", "next", "next"]


def test_who_is_addressed_and_who_is_spoken_of() -> None:
    text = 'Ada and Corwin were late. Corwin sat.\n\n"Ada, I saw Corwin," said Mr. Brown.\n\n"Sir, no," said Ada.\n'
    reading = read_text(text)
    first, second = (choice.setting for choice in reading.choices)
    assert [reading.members[i].label for i in first.addressed] == ["Ada"]
    assert [reading.members[i].label for i in first.talked_of] == ["Corwin"]
    assert second.styled == ""
    assert not first.asks


def test_a_style_tells_the_gender_of_who_is_spoken_to() -> None:
    (choice,) = read_text('"I never did, ma\'am," said Ada.\n').choices
    assert choice.setting.styled == "f"


def test_who_gives_a_name() -> None:
    reading = read_text('"I\'m Ambrose, from the mill," said the stranger.\n\nAmbrose sat down.\n')
    assert [reading.members[i].label for i in reading.choices[0].setting.introduces] == ["Ambrose"]


def test_two_speakers_in_one_paragraph_are_two_turns() -> None:
    reading = read_text('Ada and Corwin rose.\n\n"Yes," said Ada, while Corwin added: "No."\n')
    assert len(reading.choices) == 2
