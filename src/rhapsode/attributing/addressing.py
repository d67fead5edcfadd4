"""Turns and whom they address → names that are one character though no sentence says so.

Where "Miss Brown" is addressed and "said Ada" answers, again and again, while the telling never lets a Miss Brown
speak, Miss Brown is Ada; where "I" answer to "Tom", Tom is the narrator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rhapsode.attributing.characters import Member
from rhapsode.attributing.conversations import Setting
from rhapsode.attributing.tags import Source

AT_LEAST = 3
"""So many answers at least; at two, one join in three was wrong over sixteen novels."""
SHARE = 0.5

FIRST_PERSON = -1
"""Stands for "I" among those who answer."""


def count_answers(settings: Sequence[Setting]) -> Mapping[int, Counter[int]]:
    """For each member addressed, who is tagged in the turn before or after the address."""
    answers: dict[int, Counter[int]] = defaultdict(Counter)
    for index, setting in enumerate(settings):
        if len(setting.addressed) != 1:
            continue
        (addressed,) = setting.addressed
        if index and setting.lead in ("next", "short"):
            _count(answers[addressed], settings[index - 1])
        if index + 1 < len(settings) and settings[index + 1].lead in ("next", "short"):
            _count(answers[addressed], settings[index + 1])
    return answers


def _count(counts: Counter[int], neighbour: Setting) -> None:
    tag = neighbour.tag
    if tag is None:
        return
    if tag.pointer.source == Source.NAME:
        counts[tag.pointer.who] += 1
    elif tag.pointer.source == Source.PRONOUN and tag.pointer.word == "i":
        counts[FIRST_PERSON] += 1


def find_same(answers: Mapping[int, Counter[int]], members: Sequence[Member]) -> Mapping[int, int]:
    """Member → the member it is another name of; `FIRST_PERSON` for the narrator."""
    same: dict[int, int] = {}
    for addressed in sorted(answers):
        counts = answers[addressed]
        if _is_narrator(members[addressed], counts):
            same[addressed] = FIRST_PERSON
            continue
        ranked = counts.most_common(2)
        if not ranked or ranked[0][1] < max(AT_LEAST, SHARE * counts.total()):
            continue
        answering = ranked[0][0]
        if answering != addressed and not counts[addressed] and _may_be_one(members, addressed, answering):
            same[addressed] = answering
    return {one: two for one, two in same.items() if two not in same}


def _is_narrator(member: Member, counts: Counter[int]) -> bool:
    """Whether "I" answer to a name that speeches use and the telling doesn't."""
    company = member.company
    own = counts[FIRST_PERSON]
    return own >= 2 and own >= 0.2 * counts.total() and company.narrated * 6 <= company.total and not company.tags


def _may_be_one(members: Sequence[Member], addressed: int, answering: int) -> bool:
    """No clash of gender, and the addressed one hardly speaks under that name."""
    if answering == FIRST_PERSON:
        return False
    one, two = members[addressed], members[answering]
    if one.gender and two.gender and one.gender != two.gender:
        return False
    return one.company.tags * 8 <= two.company.tags or one.company.tags <= 1
