"""Candidates and their evidence."""

from __future__ import annotations

from rhapsode.attributing.evidence import CANDIDATES
from tests.attributing.stories import QUARREL, read_text


def test_evidence_names_nobody() -> None:
    reading = read_text(QUARREL)
    words = {
        word for choice in reading.choices for row in choice.evidence for feature in row for word in feature.split()
    }
    assert not words & {"Orme", "Philomena", "Mr."}


def test_each_candidate_has_its_evidence() -> None:
    for choice in read_text(QUARREL).choices:
        assert len(choice.members) == len(choice.evidence) <= CANDIDATES
        assert len(set(choice.members)) == len(choice.members)


def test_somebody_tagged_later_in_the_conversation_is_a_candidate_from_the_start() -> None:
    reading = read_text(
        'It was night.\n\n"Who is there?"\n\n"Only me."\n\n"Which me?" said Ada.\n\n"This one," said Tom.\n'
    )
    labels = {reading.members[i].label for i in reading.choices[0].members}
    assert labels == {"Ada", "Tom"}
