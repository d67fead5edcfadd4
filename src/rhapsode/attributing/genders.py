"""Namings → gender: by titles, by the pronouns that follow a name, and a little by what a given name usually is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rhapsode import lexicon
from rhapsode.attributing.names import Company, Form, Naming

_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_PRONOUN_REACH = 160  # characters after a naming in which a pronoun may mean it
HINT = 0.2  # of all votes: what a given name's usual gender adds

Votes = Mapping[Form, Counter[str]]


def tell_gender(forms: Sequence[Form], companies: Mapping[Form, Company], votes: Mapping[Form, Counter[str]]) -> str:
    """By titles first, then by what pronouns follow, with kinship and given names as a vote of three."""
    counts: Counter[str] = Counter()
    hints: Counter[str] = Counter()
    for form in forms:
        if form.gender:
            counts[form.gender] += 4 * companies[form].total
        counts.update(votes.get(form, Counter()))
        hint = lexicon.gender_of_noun(form.names[-1]) or lexicon.GIVEN_NAME_GENDERS.get(form.names[0].lower(), "")
        if hint and (not form.titles or len(form.names) > 1):
            hints[hint] += companies[form].total
    for gender, weight in hints.items():
        counts[gender] += min(weight, 3) + round(HINT * counts.total())
    male, female = counts["m"], counts["f"]
    if male + female < 2 or max(male, female) < 1.5 * min(male, female):
        return ""
    return "m" if male > female else "f"


def count_pronouns(text: str, namings: Sequence[Naming]) -> Mapping[Form, Counter[str]]:
    """For each form, the genders of the pronouns that follow it before anybody else is named."""
    votes: dict[Form, Counter[str]] = defaultdict(Counter)
    for here, following in zip(namings, [*namings[1:], None], strict=False):
        if here.quoted:
            continue
        stop = min(here.end + _PRONOUN_REACH, following.start if following else len(text))
        found = _PRONOUN.search(text, here.end, stop)
        if found and "\n\n" not in text[here.end : found.start()]:
            votes[here.form]["m" if found.group(1).lower() in lexicon.MALE_PRONOUNS else "f"] += _trust(found.group(1))
    return votes


def _trust(pronoun: str) -> int:
    """How far a pronoun speaks of the one named just before: "herself" surely, "her" may be anybody's."""
    return 8 if pronoun.endswith("self") else 1 if pronoun.lower() in ("her", "him") else 2
