"""Settings of turns."""

from __future__ import annotations

import pytest

from rhapsode.attributing.characters import Company, Member
from rhapsode.attributing.turns import mention_nouns
from rhapsode.model import Kind
from tests.attributing.stories import QUARREL, read_text, segment_text


def test_how_turns_follow() -> None:
    leads = [choice.setting.lead for choice in read_text(QUARREL).contests]
    assert leads == ["new", "next", "next", "next", "next"]


def test_who_is_addressed_and_who_is_spoken_of() -> None:
    text = 'Ada and Corwin were late. Corwin sat.\n\n"Ada, I saw Corwin," said Mr. Brown.\n\n"Sir, no," said Ada.\n'
    reading = read_text(text)
    first, second = (choice.setting for choice in reading.contests)
    assert [reading.members[i].label for i in first.addressed] == ["Ada"]
    assert [reading.members[i].label for i in first.talked_of] == ["Corwin"]
    assert second.styled == ""
    assert not first.asks


def test_a_style_tells_the_gender_of_who_is_spoken_to() -> None:
    (choice,) = read_text('"I never did, ma\'am," said Ada.\n').contests
    assert choice.setting.styled == "f"


def test_who_gives_a_name() -> None:
    reading = read_text('"I\'m Ambrose, from the mill," said the stranger.\n\nAmbrose sat down.\n')
    assert [reading.members[i].label for i in reading.contests[0].setting.introduces] == ["Ambrose"]


def test_two_speakers_in_one_paragraph_are_two_turns() -> None:
    reading = read_text('Ada and Corwin rose.\n\n"Yes," said Ada, while Corwin added: "No."\n')
    assert len(reading.contests) == 2


def test_those_known_by_a_noun_are_told_of_like_others() -> None:
    text = 'The stranger bowed. "The stranger is here," said Ada.\n\n"He is," said the tall stranger.\n'
    story = segment_text(text)
    member = Member("the stranger", (), "", 1, Company())
    quotes = [(p.start, p.end) for p in story.passages if p.kind == Kind.DIALOGUE]
    found = mention_nouns(text, quotes, [member])
    assert [text[mention.start : mention.end] for mention in found] == ["The stranger", "the tall stranger"]
    assert [mention.subject for mention in found] == [True, False]


def test_a_pronoun_that_cannot_mean_the_one_named_is_somebody_else() -> None:
    rose = "Mr. Brown and Mrs. Grey rose.\n\n"
    two = read_text(f'{rose}"Yes," said Mr. Brown. "No," she said.\n')
    one = read_text(f'{rose}"Yes," said Mr. Brown. "No," he said.\n')
    assert (len(two.contests), len(one.contests)) == (2, 1)


@pytest.mark.slow
def test_a_paragraph_may_change_speakers_thousands_of_times() -> None:
    names = ("Ada", "Corwin", "Mrs. Grey", "Mr. Brown")
    changes = 5_000
    said = " ".join(f'"The lamp is lit," said {names[number % 4]}.' for number in range(changes))
    choices = read_text(f"{said}\n").contests
    assert len(choices) == changes
    assert [len(choice.setting.turn.gaps) for choice in choices] == [2] * changes
    assert {choice.setting.tag.quote for choice in choices if choice.setting.tag} == {0}


def test_a_turn_of_several_speeches_is_cut_where_the_speaker_changes() -> None:
    said = '"One," said Ada. "Two." She rose. "Three," said Corwin. "Four." "Five," said Ada.'
    turns = [choice.setting.turn for choice in read_text(f"Ada and Corwin rose.\n\n{said}\n").contests]
    assert [len(turn.quotes) for turn in turns] == [2, 2, 1]
    assert [len(turn.gaps) for turn in turns] == [3, 3, 2]
