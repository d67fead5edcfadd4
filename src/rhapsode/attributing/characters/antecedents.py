"""Namings and the pronouns of the telling → genders of those whom nothing else tells.

Each "he" and "she" may mean whoever was named shortly before, the nearer the likelier, and only one of its gender. So
two people pull each other apart: beside a woman, "he" is the other one. Genders and meanings are settled in turns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import exp

from rhapsode.attributing.characters.genders import settle, weigh_votes
from rhapsode.attributing.characters.names import Naming
from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range

_WORDS = [*ENGLISH.grammar.genders, *map(str.capitalize, ENGLISH.grammar.genders)]
_PRONOUN = re.compile(rf"\b({any_of(_WORDS)})\b")
REACH = 600  # characters back to whom a pronoun may mean
RIVALS = 3  # so many of those named last are weighed
FADING = 0.4  # how much likelier each is than the one named before
PART = 0.5  # power of how often somebody is named: of whom much is told, pronouns tell too
FIRM = 3.0  # log odds of a gender that is known
ROUNDS = 4
_Place = tuple[str, tuple[int, ...]]
"""A pronoun's gender, and the members named before it, nearest first."""


def guess_genders(
    text: str, quotes: Sequence[Range], named: Sequence[tuple[Naming, int]], genders: Sequence[str]
) -> list[str]:
    """The genders of all members, those that were "" guessed where the telling allows.

    `named` are the namings in order with the members that they mean; `quotes` are the story's speeches.
    """
    if all(genders):
        return list(genders)
    told = [pair for pair in named if not pair[0].quoted]
    open_members = {member for _, member in told if not genders[member]}
    places = _find_places(text, quotes, told, open_members) if open_members else []
    parts = Counter(member for _, member in told)
    unknown = {m for _, members in places for m in members if not genders[m]}
    odds: Mapping[int, float] = dict.fromkeys(unknown, 0.0)
    known = [FIRM * (gender == "f") - FIRM * (gender == "m") for gender in genders]
    for _ in range(ROUNDS if unknown else 0):
        odds = _reckon(places, [odds.get(member, own) for member, own in enumerate(known)], unknown, parts)
    return [gender or settle(odds.get(member, 0.0)) for member, gender in enumerate(genders)]


def _find_places(
    text: str, quotes: Sequence[Range], told: Sequence[tuple[Naming, int]], wanted: set[int]
) -> list[_Place]:
    """The pronouns that may mean one of those `wanted`, with all whom each may mean."""
    places: list[_Place] = []
    last: dict[int, int] = {}
    at = quote = 0
    for match in _find_pronouns(text, [naming.end for naming, member in told if member in wanted]):
        here = match.start()
        while quote < len(quotes) and quotes[quote][1] <= here:
            quote += 1
        if quote < len(quotes) and quotes[quote][0] <= here:
            continue
        while at < len(told) and told[at][0].start < here:
            last.pop(told[at][1], None)
            last[told[at][1]] = told[at][0].end
            at += 1
        near = [member for member in list(last)[: -1 - RIVALS : -1] if here - last[member] < REACH]
        if near:
            places.append((ENGLISH.grammar.genders[match.group(1).lower()], tuple(near)))
    return places


def _find_pronouns(text: str, ends: Sequence[int]) -> Iterator[re.Match[str]]:
    """The pronouns within reach of one of these places, in order; nothing is looked at twice."""
    since = 0
    for end in ends:
        yield from _PRONOUN.finditer(text, max(since, end), end + REACH)
        since = max(since, end + REACH)


def _reckon(
    places: Sequence[_Place], odds: Sequence[float], unknown: set[int], parts: Mapping[int, int]
) -> Mapping[int, float]:
    """Log odds of the unknown from the pronouns, each shared among those whom it may mean.

    `parts` are how often each is named.
    """
    votes = {member: [0.0, 0.0] for member in unknown}
    for gender, members in places:
        sign = 1 if gender == "f" else -1
        shares = [
            FADING**rank * parts[member] ** PART / (1 + exp(-sign * odds[member]))
            for rank, member in enumerate(members)
        ]
        total = sum(shares)
        for member, share in zip(members, shares, strict=True):
            if member in votes:
                votes[member][gender == "f"] += share / total
    return {member: weigh_votes(women, men) for member, (men, women) in votes.items()}
