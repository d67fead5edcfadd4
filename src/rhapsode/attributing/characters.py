"""Namings → the cast: which forms of name are one character, and of which gender each is.

"Mr. Brown", "Brown", "Thomas" and "Tom Brown" are one where the story puts a given name before the family's;
"Miss Brown" is somebody else. Two forms that often stand in one sentence are two people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rhapsode import lexicon
from rhapsode.attributing.names import Company, Form, Names, Naming

_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘A-Z])|\n\s*\n")
_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_PRONOUN_REACH = 160  # characters after a naming in which a pronoun may mean it
TOGETHER = 0.06  # share of the rarer form's sentences that name the other too; above it they are two people


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


@dataclass(slots=True)
class _Group:
    forms: list[Form]
    count: int


def gather_cast(text: str, names: Names) -> Cast:
    """The cast of a story from its namings."""
    companies = {form: company for form, company in names.companies.items() if _could_be_person(form, company)}
    groups = _Merging(companies, _count_together(text, names.namings)).merge()
    votes = _count_pronouns(text, names.namings)
    members = [_make_member(forms, names.companies, votes) for forms in groups]
    order = sorted(range(len(members)), key=lambda i: (-members[i].weight, members[i].label))
    ranked = [members[i] for i in order if _is_person(members[i])]
    by_form = {form: index for index, member in enumerate(ranked) for form in member.forms}
    return Cast(tuple(ranked), by_form)


def _could_be_person(form: Form, company: Company) -> bool:
    return not (len(form.names) == 1 and len(form.names[0]) == 1)


def _is_person(member: Member) -> bool:
    company = member.company
    if any(form.titles for form in member.forms) or company.tags or company.vocative > 1:
        return company.places <= max(company.tags, 1) * 3
    return company.acts >= 2 and company.acts > company.places


def _make_member(
    forms: Sequence[Form], companies: Mapping[Form, Company], votes: Mapping[Form, Counter[str]]
) -> Member:
    total = Company()
    for form in forms:
        for name in ("narrated", "quoted", "vocative", "tags", "acts", "places"):
            setattr(total, name, getattr(total, name) + getattr(companies[form], name))
    label = max(forms, key=lambda form: (companies[form].narrated * 2 + companies[form].total, form.label)).label
    return Member(label, tuple(forms), _tell_gender(forms, companies, votes), total.total, total)


def _tell_gender(forms: Sequence[Form], companies: Mapping[Form, Company], votes: Mapping[Form, Counter[str]]) -> str:
    """By titles first, then by what pronouns follow, with kinship and given names as a vote of three."""
    counts: Counter[str] = Counter()
    for form in forms:
        if form.gender:
            counts[form.gender] += 4 * companies[form].total
        counts.update(votes.get(form, Counter()))
        word = form.names[0].lower()
        hint = lexicon.gender_of_noun(form.names[-1]) or lexicon.GIVEN_NAME_GENDERS.get(word, "")
        if hint and not form.titles:
            counts[hint] += 3
    male, female = counts["m"], counts["f"]
    if male + female < 2 or max(male, female) < 1.5 * min(male, female):
        return ""
    return "m" if male > female else "f"


def _count_pronouns(text: str, namings: Sequence[Naming]) -> Mapping[Form, Counter[str]]:
    """For each form, the genders of the pronouns that follow it before anybody else is named."""
    votes: dict[Form, Counter[str]] = defaultdict(Counter)
    for here, following in zip(namings, [*namings[1:], None], strict=True):
        if here.quoted:
            continue
        stop = min(here.end + _PRONOUN_REACH, following.start if following else len(text))
        found = _PRONOUN.search(text, here.end, stop)
        if found and "\n\n" not in text[here.end : found.start()]:
            votes[here.form]["m" if found.group(1).lower() in lexicon.MALE_PRONOUNS else "f"] += 1
    return votes


def _count_together(text: str, namings: Sequence[Naming]) -> Mapping[frozenset[Form], int]:
    """How often two forms stand in one sentence of narration."""
    together: Counter[frozenset[Form]] = Counter()
    recent: list[Naming] = []
    for naming in namings:
        if naming.quoted:
            continue
        if recent and (naming.start - recent[-1].end > 200 or _SENTENCE.search(text, recent[-1].end, naming.start)):
            recent = []
        for form in {other.form for other in recent if other.form != naming.form}:
            together[frozenset((form, naming.form))] += 1
        recent.append(naming)
    return together


class _Merging:
    """Joins forms into groups, surest reasons first."""

    def __init__(self, companies: Mapping[Form, Company], together: Mapping[frozenset[Form], int]) -> None:
        self._companies = companies
        self._together = together
        self._groups: dict[Form, list[Form]] = {form: [form] for form in companies}

    def merge(self) -> list[list[Form]]:
        self._join_same_names()
        self._join_given_names()
        self._join_titled_given()
        self._join_titled_family()
        self._join_bare_family()
        self._join_hypocorisms()
        unique = {id(group): group for group in self._groups.values()}
        return list(unique.values())

    # what the steps need

    def _count(self, form: Form) -> int:
        return self._companies[form].total

    def _weight(self, form: Form) -> int:
        return sum(map(self._count, self._groups[form]))

    def _gender(self, form: Form) -> str:
        counts: Counter[str] = Counter()
        for other in self._groups[form]:
            if other.gender:
                counts[other.gender] += self._count(other)
        return counts.most_common(1)[0][0] if counts else ""

    def _join(self, first: Form, second: Form) -> None:
        one, two = self._groups[first], self._groups[second]
        if one is two:
            return
        one.extend(two)
        for form in two:
            self._groups[form] = one

    def _apart(self, first: Form, second: Form) -> bool:
        """Whether the two stand in one sentence too often to be one."""
        for one in self._groups[first]:
            for two in self._groups[second]:
                rarer = min(self._companies[one].narrated, self._companies[two].narrated)
                if self._together.get(frozenset((one, two)), 0) > max(1, TOGETHER * rarer):
                    return True
        return False

    def _clash(self, first: Form, second: Form) -> bool:
        genders = {self._gender(first), self._gender(second)} - {""}
        return len(genders) > 1

    def _best(self, form: Form, others: Iterable[Form], apart: bool = True) -> Form | None:
        """The heaviest of `others` that may be the same as `form`, if it stands out."""
        fitting = {
            id(self._groups[other]): other
            for other in others
            if other != form and not self._clash(form, other) and not (apart and self._apart(form, other))
        }
        ranked = sorted(fitting.values(), key=lambda other: (-self._weight(other), other.label))
        if not ranked:
            return None
        if len(ranked) > 1 and self._weight(ranked[0]) < 2 * self._weight(ranked[1]):
            return None
        return ranked[0]

    def _with(self, *, titled: bool | None = None, words: int | None = None) -> list[Form]:
        found = [
            form
            for form in self._companies
            if (titled is None or bool(form.titles) == titled)
            and (words is None or (len(form.names) == words if words < 2 else len(form.names) >= 2))
        ]
        return sorted(found, key=lambda form: (-self._count(form), form.label))

    # the steps

    def _join_same_names(self) -> None:
        """ "the Hatter" and "Hatter"; "Mr. Tom Brown" and "Tom Brown"; "White Rabbit" and "Rabbit"."""
        by_names: dict[tuple[str, ...], Form] = {}
        for form in self._with(titled=False):
            first = by_names.setdefault(form.names, form)
            self._join(first, form)
        for form in self._with(titled=True, words=2):
            if form.names in by_names and not self._clash(form, by_names[form.names]):
                self._join(by_names[form.names], form)
        same_title: dict[tuple[str, tuple[str, ...]], Form] = {}
        for form in self._with(titled=True):
            key = (form.gender, form.names)
            self._join(same_title.setdefault(key, form), form) if form.gender else None
        for form in self._with(titled=False, words=2):
            if form.definite:
                tail = by_names.get(form.names[-1:])
                if tail and tail.definite and not self._apart(form, tail):
                    self._join(tail, form)

    def _join_given_names(self) -> None:
        """ "Tom" and "Tom Brown"."""
        by_given: dict[str, list[Form]] = defaultdict(list)
        for form in self._with(words=2):
            by_given[form.names[0]].append(form)
        for form in self._with(titled=False, words=1):
            best = self._best(form, by_given.get(form.names[0], ()), apart=False)
            if best:
                self._join(form, best)

    def _join_titled_given(self) -> None:
        """ "Lady Anne", "Aunt Anne" and "Anne"; "Miss Anne" where the story knows an Anne."""
        singles = {form.names: form for form in self._with(titled=False, words=1)}
        for form in self._with(titled=True, words=1):
            single = singles.get(form.names)
            if single is None or self._clash(form, single) or self._apart(form, single):
                continue
            if form.titles[-1] in lexicon.GIVEN_NAME_TITLES or len(self._groups[single]) > 1:
                self._join(single, form)

    def _join_titled_family(self) -> None:
        """ "Miss Brown" and "Anne Brown"."""
        by_family: dict[str, list[Form]] = defaultdict(list)
        for form in self._with(words=2):
            by_family[form.names[-1]].append(form)
        for form in self._with(titled=True, words=1):
            if form.titles[-1] in ("aunt", "uncle") or len(self._groups[form]) > 1:
                continue
            free = [other for other in by_family.get(form.names[0], ()) if not self._rivals(form, other)]
            best = self._best(form, free)
            if best:
                self._join(best, form)

    def _rivals(self, form: Form, other: Form) -> bool:
        """Whether `other`'s group has a form with the same title of its own: "Miss Anne Brown" beside "Miss Brown"."""
        return any(
            member.titles and member.titles[-1] == form.titles[-1] and member.names != form.names
            for member in self._groups[other]
        ) or any(member.titles[-1:] == ("mrs",) and form.titles[-1] == "miss" for member in self._groups[other])

    def _join_bare_family(self) -> None:
        """ "Brown" and "Mr. Brown", or the only Brown there is."""
        by_family: dict[str, list[Form]] = defaultdict(list)
        for form in [*self._with(titled=True), *self._with(titled=False, words=2)]:
            by_family[form.names[-1]].append(form)
        for form in self._with(titled=False, words=1):
            if len(self._groups[form]) > 1 and any(len(other.names) > 1 for other in self._groups[form]):
                continue
            bearers = by_family.get(form.names[0], [])
            men = [other for other in bearers if self._gender(other) == "m" and other.titles]
            best = self._best(form, men) or self._best(form, bearers)
            if best:
                self._join(best, form)

    def _join_hypocorisms(self) -> None:
        """ "Tom" and "Thomas"."""
        given: dict[str, list[Form]] = defaultdict(list)
        for form in self._companies:
            given[form.names[0].lower()].append(form)
        for form in self._with(titled=False, words=1):
            full_names = lexicon.HYPOCORISMS.get(form.names[0].lower(), frozenset())
            others = [other for full in sorted(full_names) for other in given.get(full, ())]
            others = [other for other in others if len(other.names) > 1 or not other.titles]
            best = self._best(form, others)
            if best and not any(len(other.names) > 1 for other in self._groups[form]):
                self._join(best, form)
