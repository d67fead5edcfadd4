"""Namings → the cast: which forms of name are one character, and of which gender each is.

"Mr. Brown", "Brown", "Thomas" and "Tom Brown" are one where the story puts a given name before the family's;
"Miss Brown" is somebody else. Two forms that often stand in one sentence are two people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rhapsode import lexicon
from rhapsode.attributing.genders import Votes, count_pronouns, tell_gender
from rhapsode.attributing.merging import Merging
from rhapsode.attributing.names import Company, Form, Names, Naming

_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘A-Z])|\n\s*\n|[\"”]")
_ROLES = {
    "dr": "doctor",
    "capt": "captain",
    "col": "colonel",
    "prof": "professor",
    "rev": "clergyman",
    "reverend": "clergyman",
    "gen": "general",
}
CONVERSATION = 600  # characters between two tags of one conversation


@dataclass(frozen=True, slots=True)
class Member:
    """One character of the cast: `label` is its commonest full form; `weight` counts its namings."""

    label: str
    forms: tuple[Form, ...]
    gender: str
    weight: int
    company: Company


@dataclass(frozen=True, slots=True)
class Cast:
    """The characters, and which of them each form of name means."""

    members: tuple[Member, ...] = ()
    by_form: Mapping[Form, int] = field(default_factory=dict)

    @property
    def by_role(self) -> Mapping[str, int]:
        """Common nouns that mean one member alone: "the doctor" where there is one Dr."""
        bearers: dict[str, set[int]] = defaultdict(set)
        for form, index in self.by_form.items():
            for title in form.titles[-1:]:
                bearers[_ROLES.get(title, title)].add(index)
            if form.definite or not form.titles:
                bearers[form.names[-1].lower()].add(index)
        return {role: min(found) for role, found in bearers.items() if len(found) == 1 and role in lexicon.PERSON_NOUNS}


def gather_cast(text: str, names: Names) -> Cast:
    """The cast of a story from its namings."""
    families: Counter[str] = Counter()
    for form, company in names.companies.items():
        if form.titles or len(form.names) > 1:
            families[form.names[-1]] += company.total
    companies = {form: company for form, company in names.companies.items() if _could_be_person(form, families)}
    votes = count_pronouns(text, names.namings)
    groups = Merging(companies, _count_together(text, names.namings), votes).merge()
    members = [_make_member(forms, names.companies, votes) for forms in groups]
    order = sorted(range(len(members)), key=lambda i: (-members[i].weight, members[i].label))
    ranked = [members[i] for i in order if _is_person(members[i])]
    by_form = {form: index for index, member in enumerate(ranked) for form in member.forms}
    return Cast(tuple(ranked), by_form)


def _could_be_person(form: Form, families: Mapping[str, int]) -> bool:
    """Not a saint's, a street's, a family's as a whole ("the Browns"), nor a single letter."""
    last = form.names[-1]
    if form.titles[-1:] and form.titles[-1] in ("st", "saint", "misses", "messrs"):
        return False
    if len(form.names) > 1 and last.lower() in lexicon.PLACE_NOUNS:
        return False
    singular = last[:-1] if last[:-1] in families else last[:-2]
    if last.endswith("s") and families.get(singular, 0) > families.get(last, 0):
        return False
    return len(last) > 1


def _is_person(member: Member) -> bool:
    company = member.company
    if not company.tags and all(not f.titles and f.names[-1].lower() in lexicon.KIN_NOUNS for f in member.forms):
        return False  # "Mamma" as a child says it: an address, whoever's mother it is
    if any(form.titles for form in member.forms) or company.tags or company.vocative > 1:
        return company.places <= max(company.tags, 1) * 3
    return company.acts >= 2 and company.acts > company.places


def _make_member(forms: Sequence[Form], companies: Mapping[Form, Company], votes: Votes) -> Member:
    total = Company()
    for form in forms:
        total.add(companies[form])
    label = max(forms, key=lambda form: (_usualness(form, companies[form]), form.label)).label
    return Member(label, tuple(forms), tell_gender(forms, companies, votes), total.total, total)


def join_members(cast: Cast, same: Mapping[int, int]) -> tuple[Cast, int | None]:
    """The cast with members joined into others; a target of -1 is the narrator, whose new index comes second."""
    narrator = max((i for i, j in same.items() if j < 0), key=lambda i: cast.members[i].weight, default=None)
    targets = {i: (j if j >= 0 else narrator) for i, j in same.items() if j >= 0 or i == narrator}
    merged: dict[int, list[int]] = {}
    for index in range(len(cast.members)):
        target = targets.get(index)
        merged.setdefault(index if target is None else target, []).append(index)
    return _regroup(cast, {home: sorted(group) for home, group in merged.items()}, narrator)


def _regroup(cast: Cast, merged: Mapping[int, Sequence[int]], narrator: int | None) -> tuple[Cast, int | None]:
    members: list[Member] = []
    by_form: dict[Form, int] = {}
    found: int | None = None
    for home in sorted(merged):
        group = [cast.members[i] for i in merged[home]]
        if narrator is not None and narrator in merged[home]:
            found = len(members)
        by_form.update((form, len(members)) for member in group for form in member.forms)
        members.append(_unite(cast.members[home], group))
    return Cast(tuple(members), by_form), found


def _unite(home: Member, group: Sequence[Member]) -> Member:
    if len(group) == 1:
        return home
    forms = tuple(form for member in group for form in member.forms)
    gender = home.gender or next((member.gender for member in group if member.gender), "")
    total = Company()
    for member in group:
        total.add(member.company)
    return Member(home.label, forms, gender, total.total, total)


def join_aliases(cast: Cast, aliases: Mapping[str, tuple[str, ...]]) -> Cast:
    """The cast with members joined and named as the user says."""
    for name, others in aliases.items():
        wanted = {_fold(name), *map(_fold, others)}
        found = [i for i, m in enumerate(cast.members) if wanted & {_fold(m.label), *(_fold(f.label) for f in m.forms)}]
        if not found:
            continue
        named = [i for i in found if _fold(name) in map(_fold, [cast.members[i].label])] or found
        cast, _ = join_members(cast, {i: named[0] for i in found if i != named[0]})
        home = next(i for i, m in enumerate(cast.members) if wanted & {_fold(f.label) for f in m.forms})
        members = list(cast.members)
        members[home] = replace(members[home], label=name)
        cast = Cast(tuple(members), cast.by_form)
    return cast


def _fold(name: str) -> str:
    return name.casefold().replace("’", "'").removeprefix("the ").replace(".", "")


def _usualness(form: Form, company: Company) -> float:
    """How fit a form is to stand for its character: common in the telling, and rather a name than a title."""
    fitness = 1.0 if form.titles else 1.6
    if not form.titles and len(form.names) > 1:
        fitness = 2.5
    elif form.names[0].lower() in lexicon.TITLES:
        fitness = 0.5
    return (company.narrated * 2 + company.total) * fitness


def _count_together(text: str, namings: Sequence[Naming]) -> Mapping[frozenset[Form], int]:
    """How often two forms stand in one sentence of narration, or tag neighbouring speeches of one conversation."""
    together: Counter[frozenset[Form]] = Counter()
    recent: list[Naming] = []
    spoke: Naming | None = None
    for naming in namings:
        if naming.quoted:
            continue
        if recent and (naming.start - recent[-1].end > 200 or _SENTENCE.search(text, recent[-1].end, naming.start + 1)):
            recent = []
        for form in {other.form for other in recent if other.form != naming.form}:
            together[frozenset((form, naming.form))] += 1
        recent.append(naming)
        if naming.tagged:
            if spoke and spoke.form != naming.form and naming.start - spoke.end < CONVERSATION:
                together[frozenset((spoke.form, naming.form))] += 1
            spoke = naming
    return together
