"""A word that means somebody → the member of the cast it means, where no conversation helps: in thoughts and songs."""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.attributing.turns.conversations import Stage
from rhapsode.model import Range
from rhapsode.telling.pointers import Named, Noun, Person, Pointer, Pronoun

_REACH = 1500  # characters back to whoever a pronoun may mean


def resolve(pointer: Pointer, stage: Stage, scene: int) -> int | None:
    """The member that `pointer` means, or None."""
    match pointer:
        case Named():
            return pointer.member
        case Noun():
            return stage.nouns.get(pointer.head)
        case Pronoun(person=Person.I):
            return stage.narrators[scene]
        case Pronoun(person=Person.THEY):
            return None
    mentions = [m for m in stage.between(pointer.start - _REACH, pointer.start) if not m.quoted]
    fitting = [m for m in mentions if stage.members[m.member].gender in ("", pointer.person)]
    subjects = [m for m in fitting if m.subject]
    return (subjects or fitting)[-1].member if fitting else None


def find_points_of_view(stage: Stage, scenes: Sequence[Range]) -> tuple[int | None, ...]:
    """For each scene its narrator, or whoever does most in its telling; else as in the scene before."""
    views: list[int | None] = []
    for number, (start, end) in enumerate(scenes):
        counts: dict[int, int] = {}
        for mention in stage.between(start, end):
            if not mention.quoted:
                counts[mention.member] = counts.get(mention.member, 0) + (3 if mention.subject else 1)
        own = stage.narrators[number]
        most = max(counts, key=lambda member: (counts[member], -member), default=None)
        views.append(own if own is not None else most if most is not None else views[-1] if views else None)
    return tuple(views)
