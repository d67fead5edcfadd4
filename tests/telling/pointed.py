"""What a pointer means, as the cases say it."""

from __future__ import annotations

from collections.abc import Sequence

from rhapsode.telling import Named, Noun, Pointer


def say_who(pointer: Pointer, names: Sequence[str]) -> str:
    """The name, the noun, or the letter of a pronoun: "f", "i"."""
    if isinstance(pointer, Named):
        return names[pointer.member]
    return pointer.head if isinstance(pointer, Noun) else pointer.person
