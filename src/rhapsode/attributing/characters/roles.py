"""Nouns that somebody bears in a story ("the captain", "the Queen") → where in the telling they name whom.

A title, a name with "the", or words put beside a name say who bears a noun. Where several bear it, it means whoever
of them was told of last; where the bearer is far away, it names nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rhapsode.attributing.characters.antecedents import guess_genders
from rhapsode.attributing.characters.genders import count_pronouns, decide, guess_by_rank
from rhapsode.attributing.characters.members import Roster
from rhapsode.attributing.characters.merging import is_full
from rhapsode.attributing.characters.names import NameForm, Naming, is_acting
from rhapsode.language.english import ENGLISH
from rhapsode.language.given_names import load_given_names
from rhapsode.model import Range

REACH_BEFORE = 40_000
"""Characters back to where a bearer must have been told of: three chapters; at half of it a tenth is lost."""
REACH_AFTER = 2_000  # and on, for "the doctor" of whom the next page says what he is called
_OTHERS = "other|second|third|next|new|first|late|former|same|last|whole|present|old-time"
_ANYBODY = frozenset(
    """other others one old young former latter first second third fourth last same voice voices face figure words
    subject reader speaker good remark answer sound cry mouth lips hand eyes tone""".split()
)
"""What anybody may be called in passing."""
Bearers = Mapping[str, frozenset[int]]


def name_roles_told(
    text: str, quotes: Sequence[Range], namings: Sequence[Naming], cast: Roster, roles: Mapping[str, NameForm]
) -> list[Naming]:
    """The namings with those by a noun added, and "the Queen" given to whichever Queen it means."""
    bearers = _find_bearers(cast, roles)
    told: dict[int, list[int]] = defaultdict(list)
    for naming in namings:
        member = cast.by_form[naming.form]
        if not naming.quoted and not _is_bare(naming.form, member, cast, bearers):
            told[member].append(naming.start)
    found = [_settle(naming, cast, bearers, told) for naming in namings]
    found += _find_told(text, quotes, bearers, cast, told)
    return sorted(found, key=lambda naming: naming.start)


def may_be_somebody(noun: str) -> bool:
    """Whether a noun that tags a speech tells who speaks: "the other" is anybody, and "the she" no noun at all."""
    word = noun.split(" ")[0]
    if word in ENGLISH.nouns.people:
        return word not in _ANYBODY
    common = ENGLISH.names.never | ENGLISH.verbs.speech | ENGLISH.verbs.acts | ENGLISH.titles.epithets
    return (
        word.replace("-", "").isalpha() and len(word) > 2 and word not in common | _ANYBODY and not word.endswith("ly")
    )


def fill_genders(
    text: str, quotes: Sequence[Range], namings: Sequence[Naming], cast: Roster, language: str = "en"
) -> Roster:
    """The cast with genders for those who had none, by the pronouns behind the nouns that mean them too."""
    votes, given = count_pronouns(text, namings), load_given_names(language)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for form, found in votes.items():
        counts[cast.by_form[form]].update(found)
    genders = [
        member.gender or decide(counts[index]) or guess_by_rank(member.forms, given)
        for index, member in enumerate(cast.members)
    ]
    genders = guess_genders(text, quotes, [(naming, cast.by_form[naming.form]) for naming in namings], genders)
    members = [replace(member, gender=gender) for member, gender in zip(cast.members, genders, strict=True)]
    return Roster(tuple(members), cast.by_form)


def _find_bearers(cast: Roster, roles: Mapping[str, NameForm]) -> Bearers:
    bearers: dict[str, set[int]] = defaultdict(set)
    for form, member in cast.by_form.items():
        for title in form.titles[-1:]:
            bearers[ENGLISH.titles.roles.get(title, title)].add(member)
        if form.definite and is_full(form) and form.names[-1][0].isupper():
            bearers[form.names[-1].lower()].add(member)
    for noun, form in roles.items():
        if form in cast.by_form:
            bearers[noun].add(cast.by_form[form])
    passing = ENGLISH.nouns.passing | ENGLISH.nouns.kin | ENGLISH.titles.epithets
    return {noun: frozenset(found) for noun, found in bearers.items() if noun not in passing}


def _is_bare(form: NameForm, member: int, cast: Roster, bearers: Bearers) -> bool:
    """ "the Queen", where there is a Red Queen and a White."""
    forms = cast.members[member].forms
    if {other.names for other in forms} != {form.names} or not any(other.definite for other in forms) or form.titles:
        return False
    return len(form.names) == 1 and len(bearers.get(form.names[0].lower(), frozenset()) | {member}) > 2


def _settle(naming: Naming, cast: Roster, bearers: Bearers, told: Mapping[int, Sequence[int]]) -> Naming:
    member = cast.by_form[naming.form]
    if not _is_bare(naming.form, member, cast, bearers):
        return naming
    meant = _choose(naming.start, bearers[naming.form.names[0].lower()] - {member}, told)
    return naming if meant is None else naming._replace(form=cast.members[meant].forms[0])


def _choose(at: int, bearers: frozenset[int], told: Mapping[int, Sequence[int]]) -> int | None:
    """The bearer who was told of last before `at`, or is right after it."""
    last: list[tuple[int, int]] = []
    soon: list[tuple[int, int]] = []
    for member in bearers:
        places = told.get(member, ())
        index = bisect_left(places, at)
        if index and at - places[index - 1] < REACH_BEFORE:
            last.append((-places[index - 1], member))
        elif index < len(places) and places[index] - at < REACH_AFTER:
            soon.append((places[index], member))
    return min(last or soon, default=(0, None))[1]


def _find_told(
    text: str, quotes: Sequence[Range], bearers: Bearers, cast: Roster, told: Mapping[int, Sequence[int]]
) -> list[Naming]:
    nouns = sorted(noun for noun in bearers if noun.isalpha() and noun in ENGLISH.nouns.people)
    if not nouns:
        return []
    pattern = re.compile(
        rf"\b[Tt]he\s(?:(?!(?:{_OTHERS})\b)[a-z]+\s)??({'|'.join(nouns)})\b(?!-|\s+of\b|['’]s\s[a-z]+['’]s)"
    )
    starts = [start for start, _ in quotes]
    found = []
    for match in pattern.finditer(text):
        index = bisect_left(starts, match.start()) - 1
        if index >= 0 and quotes[index][1] > match.start():
            continue
        member = _choose(match.start(), bearers[match.group(1)], told)
        if member is not None:
            form = cast.members[member].forms[0]
            found.append(Naming(match.start(1), match.end(1), form, False, subject=is_acting(text, *match.span())))
    return found
