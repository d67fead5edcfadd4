"""How names are compared: a name as somebody wrote it in, the form that equal names share out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´′"), "'")


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """`name` without case, accents and kinds of apostrophe or white space; equal for equal names."""
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def fold_person(name: str) -> str:
    """As `fold_name`, and “narrator” for “the narrator”, as the cast list calls whoever tells the story."""
    folded = fold_name(name)
    return folded.removeprefix("the ") if folded == "the narrator" else folded


def suggest_name(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `name` may have meant, if any comes near."""
    folded = {fold_name(one): one for one in known}
    close = get_close_matches(fold_name(name), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None
