"""Candidates and their evidence."""

from __future__ import annotations

from rhapsode.attributing.choosing import CANDIDATES
from tests.attributing.stories import QUARREL, read_text


def test_evidence_names_nobody() -> None:
    reading = read_text(QUARREL)
    words = {
        word for choice in reading.contests for row in choice.evidence for feature in row for word in feature.split()
    }
    assert not words & {"Orme", "Philomena", "Mr."}


def test_each_candidate_has_its_evidence() -> None:
    for choice in read_text(QUARREL).contests:
        assert len(choice.members) == len(choice.evidence) <= CANDIDATES
        assert len(set(choice.members)) == len(choice.members)


def test_somebody_tagged_later_in_the_conversation_is_a_candidate_from_the_start() -> None:
    reading = read_text(
        'It was night.\n\n"Who is there?"\n\n"Only me."\n\n"Which me?" said Ada.\n\n"This one," said Tom.\n'
    )
    labels = {reading.members[i].label for i in reading.contests[0].members}
    assert labels == {"Ada", "Tom"}


def test_whoever_gives_a_name_is_a_candidate() -> None:
    reading = read_text('Ada stood up.\n\n"I am Tom," he said.\n\n"Tom who?" said Ada.\n\nTom bowed. Tom sat down.\n')
    labels = {reading.members[i].label for i in reading.contests[0].members}
    assert "Tom" in labels


def test_i_said_is_a_tag_of_the_narrator() -> None:
    told = "I had a boat. I had no oars. I looked at my hands, and I looked at Ada. " * 3
    reading = read_text(f'{told}\n\n"Row," said Ada.\n\n"I can\'t," I said.\n\n"Try."\n\n"With what?"\n')
    narrator = next(i for i, member in enumerate(reading.members) if member.label == "narrator")
    choice = reading.contests[3]
    assert "spoke 2" in choice.evidence[choice.members.index(narrator)]
