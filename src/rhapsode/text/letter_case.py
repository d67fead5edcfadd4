"""How words are cased: whether a line is set as a title is."""

from __future__ import annotations

from rhapsode.text.marks import CLOSING, DASHES, OPENING, STOPS

_AROUND = OPENING + CLOSING + DASHES + STOPS
_SMALL_WORDS = frozenset("from with into upon over than that till unto".split())


def is_title_case(text: str) -> bool:
    """Whether all longer words begin with a capital: a title, a name, an address."""
    words = [word.strip(_AROUND) for word in text.replace("—", " ").replace("--", " ").split()]
    longer = [word for word in words if len(word) > 3 and word not in _SMALL_WORDS]
    first = words[0][:1] if words else ""
    return (first.isupper() or first.isdigit()) and all(not word[0].islower() for word in longer)
