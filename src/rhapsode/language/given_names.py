"""The tag of a language in, its given names out, each with its share of women: 0.0 "george", 0.99 "anna", 0.3 "kit"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rhapsode.language.loading import base_language, load

_UNCOUNTED = {"m": 0.03, "f": 0.97}
"""Shares of names that only a language's own file lists."""


@cache
def load_given_names(tag: str) -> Mapping[str, float]:
    """Names in lower case → shares of women: as the language has them, else as English does."""
    code = base_language(tag)
    listed = {name: _UNCOUNTED[who] for name, who in load("en").names.genders.items()}
    counted = _read_shares("en")
    shares = {**counted, **{name: (share + counted.get(name, share)) / 2 for name, share in listed.items()}}
    return shares if code == "en" else {**shares, **_read_shares(code)}


def _read_shares(code: str) -> dict[str, float]:
    head, shares = code + " ", dict[str, float]()
    for row in files("rhapsode").joinpath("data/given_names.txt").read_text("utf-8").splitlines():
        if row.startswith(head):
            _, share, *names = row.split()
            shares.update(dict.fromkeys(names, int(share) / 100))
    return shares
