"""A word that means somebody → the member of the cast it means, where no conversation helps: in thoughts and songs."""

from __future__ import annotations

from rhapsode.attributing.turns.conversations import Stage
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
