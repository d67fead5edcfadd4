"""What may point at somebody: a name ("Ada"), a pronoun ("she"), or a noun ("the old man", "his lawyer")."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import NamedTuple


class Person(StrEnum):
    """Whom a pronoun may mean, by the name that a language's file gives it; a single gender is "m", "f" or ""."""

    I = "i"  # noqa: E741
    HE = "m"
    SHE = "f"
    EITHER = ""
    THEY = "p"

    @property
    def is_other(self) -> bool:
        """Whether one is meant who isn't the speaker."""
        return self not in (Person.I, Person.THEY)


class Owner(Enum):
    """What stands before a noun: whether somebody known is meant, one of several, or somebody's somebody."""

    NOBODY = "the miller"
    SOMEBODY = "his lawyer"
    NAMED = "Ada's mother"
    ANY = "a man"


class Named(NamedTuple):
    """A name; `owns` where it is Ada's something by which she is meant: "Ada's voice"."""

    member: int
    start: int
    end: int
    owns: bool = False


class Pronoun(NamedTuple):
    """A pronoun, or what a possessive makes as good as one: "her voice"."""

    person: Person
    start: int
    end: int


class Noun(NamedTuple):
    """A noun's head, in lower case; `of` is the member who is named as its owner."""

    head: str
    start: int
    end: int
    owner: Owner = Owner.NOBODY
    of: int | None = None


Pointer = Named | Pronoun | Noun
Found = tuple[Pointer, int]
"""Somebody meant, and the index of the token behind."""
