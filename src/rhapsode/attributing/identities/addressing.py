"""Turns and whom they address → names that are one character though no sentence says so.

Where "Miss Brown" is addressed and "said Ada" answers, again and again, while the telling never lets a Miss Brown
speak, Miss Brown is Ada; where "I" answer to "Tom", Tom is the narrator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rhapsode.attributing.characters.members import Member
from rhapsode.attributing.turns.conversations import ANSWERING, Setting
from rhapsode.telling.pointers import Named, Person, Pronoun

AT_LEAST = 3
"""So many answers at least; at two, one join in three was wrong over sixteen novels."""
SHARE = 0.5
SELF_SHARE = 0.34
"""Who says a name is not its bearer: above this part of the answers, the two are in conversation."""
TAGGED = 3
"""Who speaks under a name more often than this is not another, however seldom that is."""
FIRST_PERSON = -1
"""Stands for "I" among those who answer."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Who is tagged beside an address (`answered`), and in the very turn of it (`said`)."""

    answered: Counter[int] = field(default_factory=Counter)
    said: Counter[int] = field(default_factory=Counter)


def count_answers(settings: Sequence[Setting]) -> Mapping[int, Answers]:
    """For each member addressed, who says the name and who speaks before and after."""
    answers: dict[int, Answers] = defaultdict(Answers)
    for index, setting in enumerate(settings):
        if len(setting.addressed) != 1:
            continue
        (addressed,) = setting.addressed
        _count(answers[addressed].said, setting)
        if index and setting.lead in ANSWERING:
            _count(answers[addressed].answered, settings[index - 1])
        if index + 1 < len(settings) and settings[index + 1].lead in ANSWERING:
            _count(answers[addressed].answered, settings[index + 1])
    return answers


def _count(counts: Counter[int], setting: Setting) -> None:
    tag = setting.tag
    match tag and tag.pointer:
        case Named(member=member):
            counts[member] += 1
        case Pronoun(person=Person.I):
            counts[FIRST_PERSON] += 1


def find_same(answers: Mapping[int, Answers], members: Sequence[Member]) -> Mapping[int, int]:
    """Member → the member it is another name of."""
    same: dict[int, int] = {}
    for addressed in sorted(answers):
        found = answers[addressed]
        ranked = found.answered.most_common(1)
        if not ranked or ranked[0][1] < max(AT_LEAST, SHARE * found.answered.total()):
            continue
        answering, count = ranked[0]
        if found.answered[addressed] or answering < 0 or found.said[answering] > SELF_SHARE * count:
            continue
        if _may_be_one(members[addressed], members[answering]):
            same[addressed] = answering
    return {one: two for one, two in same.items() if two not in same}


def find_narrator(answers: Mapping[int, Answers], members: Sequence[Member], least: int) -> int | None:
    """The member that "I" answer to, whom speeches name and the telling doesn't; None where two are as likely.

    `least` answers or addresses are asked for.
    """
    scores: dict[int, int] = {}
    for addressed, found in answers.items():
        company, own = members[addressed].company, found.answered[FIRST_PERSON]
        unspoken = company.narrated * 6 <= company.total and not company.tags
        often = own >= least and own >= 0.2 * found.answered.total()
        if addressed < len(members) and unspoken and (often or (not company.narrated and company.vocative >= least)):
            scores[addressed] = 4 * own + company.vocative
    ranked = sorted(scores, key=lambda member: (-scores[member], member))
    if not ranked or (len(ranked) > 1 and scores[ranked[0]] < 2 * scores[ranked[1]]):
        return None
    return ranked[0]


def _may_be_one(addressed: Member, answering: Member) -> bool:
    """No clash of gender, and the addressed one hardly speaks under that name."""
    if addressed.gender and answering.gender and addressed.gender != answering.gender:
        return False
    tags = addressed.company.tags
    return tags <= 1 or (tags <= TAGGED and tags * 8 <= answering.company.tags)
