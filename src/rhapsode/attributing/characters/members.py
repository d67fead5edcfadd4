"""Namings → the cast: which forms of name are one character, and of which gender each is.

"Mr. Brown", "Brown", "Thomas" and "Tom Brown" are one where the story puts a given name before the family's;
"Miss Brown" is somebody else. Two forms that often stand in one sentence are two people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rhapsode.attributing.characters.genders import Votes, count_pronouns, tell_gender
from rhapsode.attributing.characters.merging import Merging
from rhapsode.attributing.characters.names import Company, FoundNames, NameForm, Naming
from rhapsode.language.english import ENGLISH
from rhapsode.language.given_names import load_given_names
from rhapsode.text.marks import DOUBLES
from rhapsode.text.sentences import find_next_end

_PARTED = re.compile(rf"\n\s*\n|[{DOUBLES}]")
SHORT_STORY = 60_000  # characters; in so short a text one act makes a character, in a novel two
UNTAGGED = 5  # of whoever never speaks under a name, one naming in so many may follow a preposition of place
ADJECTIVE = 5  # times that a noun follows a word at least, and
ADJECTIVE_SHARE = 12  # one time in so many, before it is taken for no name: names stay below one in fifty
OFTEN = 3  # times told in full, before a full name is taken for what somebody is called
CONVERSATION = 600  # characters between two tags of one conversation


@dataclass(frozen=True, slots=True)
class Member:
    """One character of the cast: `label` is its commonest full form; `weight` counts its namings."""

    label: str
    forms: tuple[NameForm, ...]
    gender: str
    weight: int
    company: Company
    age: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The characters, and which of them each form of name means."""

    members: tuple[Member, ...] = ()
    by_form: Mapping[NameForm, int] = field(default_factory=dict)

    def tell_roles(self, forms: Iterable[NameForm]) -> Mapping[str, int]:
        """Common nouns that mean one member alone, as far as these forms tell: "the doctor" where there is one Dr."""
        bearers: dict[str, set[int]] = defaultdict(set)
        for form, index in ((form, self.by_form[form]) for form in forms):
            for title in form.titles[-1:]:
                bearers[ENGLISH.titles.roles.get(title, title)].add(index)
            if form.definite or not form.titles:
                bearers[form.names[-1].lower()].add(index)
        for role in ENGLISH.names.never & bearers.keys():
            del bearers[role]
        return {role: min(found) for role, found in bearers.items() if len(found) == 1 and role in ENGLISH.nouns.people}


def gather_cast(text: str, names: FoundNames, known: Collection[str] = (), language: str = "en") -> Roster:
    """The cast of a story from its namings; names in `known` are somebody's for sure; `language` is the story's tag."""
    given = load_given_names(language)
    families: Counter[str] = Counter()
    for form, company in names.companies.items():
        if form.titles or len(form.names) > 1:
            families[form.names[-1]] += company.total
    adjectives = _find_adjectives(names.companies)
    companies = {
        form: company
        for form, company in names.companies.items()
        if _could_be_person(form, families) and form.names not in adjectives
    }
    votes = count_pronouns(text, [naming for naming in names.namings if naming.form in companies])
    groups = Merging(companies, _count_together(text, names.namings), votes, given).merge()
    telling = _find_telling(groups, names.companies)
    members = [_make_member(forms, names.companies, votes, telling, given) for forms in groups]
    order = sorted(range(len(members)), key=lambda i: (-members[i].weight, members[i].label))
    least = 1 if len(text) < SHORT_STORY else 2
    ranked = [members[i] for i in order if _is_person(members[i], least, given) or _is_known(members[i], known)]
    by_form = {form: index for index, member in enumerate(ranked) for form in member.forms}
    return Roster(tuple(ranked), by_form)


def keep_told(cast: Roster, told: Collection[str]) -> Roster:
    """The cast without whoever neither speaks by name nor bears a title: where every noun has a capital, or few do."""
    kept = [
        index
        for index, member in enumerate(cast.members)
        if any(form.titles or form.names[0] in told or form.names[-1] in told for form in member.forms)
    ]
    places = {old: new for new, old in enumerate(kept)}
    by_form = {form: places[index] for form, index in cast.by_form.items() if index in places}
    return replace(cast, members=tuple(_count_tag(cast.members[index]) for index in kept), by_form=by_form)


def _count_tag(member: Member) -> Member:
    """Somebody who is told to speak, as English would have told it."""
    return replace(member, company=replace(member.company, tags=max(1, member.company.tags)))


def _could_be_person(form: NameForm, families: Mapping[str, int]) -> bool:
    """Not a saint's, a street's, a family's as a whole ("the Browns"), nor a single letter."""
    last = form.names[-1]
    if form.titles[-1:] and form.titles[-1] in ("st", "saint", "mesdames"):
        return False
    if len(form.names) > 1 and last.lower() in ENGLISH.nouns.places:
        return False
    singular = last[:-1] if last[:-1] in families else last[:-2]
    if last.endswith("s") and families.get(singular, 0) > families.get(last, 0):
        return False
    return len(last) > 1


def _find_adjectives(companies: Mapping[NameForm, Company]) -> frozenset[tuple[str, ...]]:
    """Words that tell of what kind something is: "a Lowland farm", "her Lowland shoes"."""
    totals: dict[tuple[str, ...], Company] = defaultdict(Company)
    for form, company in companies.items():
        if len(form.names) == 1 and not form.titles:
            totals[form.names].add(company)
    return frozenset(
        names
        for names, own in totals.items()
        if own.adjective >= ADJECTIVE and own.adjective * ADJECTIVE_SHARE > own.total
    )


def _is_person(member: Member, least: int, given: Mapping[str, float]) -> bool:
    """Whether the company tells of somebody; `least` acts or addresses are asked of a name without a title."""
    company = member.company
    if not company.tags and all(not f.titles and f.names[-1].lower() in ENGLISH.nouns.kin for f in member.forms):
        return False  # "Mamma" as a child says it: an address, whoever's mother it is
    titled = any(form.titles for form in member.forms)
    if least == 1 and not company.places and not company.adjective and _is_called(member, given):
        return True
    if not titled and not company.tags:
        if company.places * UNTAGGED > company.total:
            return False  # a village where much is done
        if not company.inside:  # "Hurrah!" at the start of speeches
            return company.acts > company.places
    if titled or company.tags or company.vocative >= max(least, 1 if company.narrated else 2):
        return company.places * 3 <= max(company.total, company.tags * 9)
    if least == 1 and company.narrated >= 2 and not company.places:
        return True
    return company.acts >= least and company.acts > company.places


def _is_called(member: Member, given: Mapping[str, float]) -> bool:
    """Whether somebody of a short story goes by a name that people have, or is called by it, though hardly told of."""
    company = member.company
    if any(form.definite for form in member.forms):
        return False
    if any(form.names[0].lower() in given for form in member.forms):
        return company.narrated > 0 or company.vocative > 0
    return company.inside > 0 and (company.vocative > 0 or (company.total > 1 and company.narrated > 0))


def _is_known(member: Member, known: Collection[str]) -> bool:
    return any(form.names[0] in known or " ".join(form.names) in known for form in member.forms)


def _find_telling(groups: Sequence[Sequence[NameForm]], companies: Mapping[NameForm, Company]) -> frozenset[NameForm]:
    """Forms that tell one from another: "Tom Brown" where there is a Tom Grey, "Mr. Brown" beside a Mrs. Brown."""
    full = {form for forms in groups for form in forms if _is_full(form) and companies[form].narrated >= OFTEN}
    given = Counter(name for forms in groups for name in {form.names[0] for form in full.intersection(forms)})
    family = Counter(name for forms in groups for name in _find_family(forms))
    titled = {form for forms in groups for form in forms for name in _find_family(forms) if family[name] > 1}
    named = {form for form in full if given[form.names[0]] > 1}
    return frozenset(named | {form for form in titled if form.titles and form.gender})


def _is_full(form: NameForm) -> bool:
    return len(form.names) > 1 and not form.titles and "of" not in form.names


def _find_family(forms: Sequence[NameForm]) -> set[str]:
    """The name of somebody whom the story calls by one name and a title only."""
    names = {form.names for form in forms}
    return {forms[0].names[0]} if len(names) == 1 and any(form.titles for form in forms) else set()


def _make_member(
    forms: Sequence[NameForm],
    companies: Mapping[NameForm, Company],
    votes: Votes,
    telling: Collection[NameForm],
    given: Mapping[str, float],
) -> Member:
    total = Company()
    for form in forms:
        total.add(companies[form])
    titled = {form.names[-1]: companies[form].total for form in forms if form.titles}
    candidates = [form for form in forms if form in telling] or forms
    label = max(candidates, key=lambda form: (_usualness(form, companies[form], titled), form.label)).label
    return Member(label, tuple(forms), tell_gender(forms, companies, votes, given), total.total, total, total.age)


def add_members(cast: Roster, forms: Iterable[NameForm], language: str = "en") -> Roster:
    """The cast with somebody more for each form, of whom nothing but the name is known."""
    members, by_form = list(cast.members), dict(cast.by_form)
    for form in forms:
        by_form[form] = len(members)
        gender = tell_gender((form,), {form: Company(narrated=1)}, {}, load_given_names(language))
        members.append(Member(form.label, (form,), gender, 0, Company()))
    return Roster(tuple(members), by_form)


def join_members(cast: Roster, same: Mapping[int, int]) -> Roster:
    """The cast with members joined into others: index → the index it is another name of."""
    merged: dict[int, list[int]] = defaultdict(list)
    for index in range(len(cast.members)):
        merged[same.get(index, index)].append(index)
    members: list[Member] = []
    by_form: dict[NameForm, int] = {}
    for home in sorted(merged):
        group = [cast.members[i] for i in merged[home]]
        by_form.update((form, len(members)) for member in group for form in member.forms)
        members.append(_unite(cast.members[home], group))
    return Roster(tuple(members), by_form)


def _unite(home: Member, group: Sequence[Member]) -> Member:
    if len(group) == 1:
        return home
    forms = tuple(form for member in group for form in member.forms)
    gender = home.gender or next((member.gender for member in group if member.gender), "")
    total = Company()
    for member in group:
        total.add(member.company)
    return Member(home.label, forms, gender, total.total, total, total.age)


def join_aliases(cast: Roster, aliases: Mapping[str, tuple[str, ...]]) -> Roster:
    """The cast with members joined and named as the user says."""
    for name, others in aliases.items():
        wanted = {_fold(name), *map(_fold, others)}
        found = [i for i, m in enumerate(cast.members) if wanted & {_fold(m.label), *(_fold(f.label) for f in m.forms)}]
        if not found:
            continue
        named = [i for i in found if _fold(name) in map(_fold, [cast.members[i].label])] or found
        cast = join_members(cast, {i: named[0] for i in found if i != named[0]})
        home = next(i for i, m in enumerate(cast.members) if wanted & {_fold(f.label) for f in m.forms})
        members = list(cast.members)
        members[home] = replace(members[home], label=name)
        cast = Roster(tuple(members), cast.by_form)
    return cast


def _fold(name: str) -> str:
    return name.casefold().replace("’", "'").removeprefix("the ").replace(".", "")


def _usualness(form: NameForm, company: Company, titled: Mapping[str, int]) -> float:
    """How fit a form is to stand for its character: common in the telling, and rather in full than in part.

    "Brown" gives way to "Mr. Brown" where that is nearly as common: it tells him from the other Browns.
    """
    fitness = 1.0 if form.titles else 1.6
    if not form.titles and len(form.names) > 1:
        fitness = 3.5
    elif not form.titles and titled.get(form.names[0], 0) * 2 > company.total:
        fitness = 0.7
    elif form.names[0].lower() in ENGLISH.titles.every:
        fitness = 0.5
    return (company.narrated * 2 + company.total) * fitness


_MOST_TOGETHER = 40
"""Namings that one sentence holds; a text without full stops would pair each with all before it."""


def _count_together(text: str, namings: Sequence[Naming]) -> Mapping[frozenset[NameForm], int]:
    """How often two forms stand in one sentence of narration, or tag neighbouring speeches of one conversation."""
    together: Counter[frozenset[NameForm]] = Counter()
    recent: list[Naming] = []  # of the same sentence
    spoke: Naming | None = None
    for naming in namings:
        if naming.quoted:
            continue
        if recent and (naming.start - recent[-1].end > 200 or _is_parted(text, recent[-1].end, naming.start)):
            recent = []
        for form in {other.form for other in recent if other.form != naming.form}:
            together[frozenset((form, naming.form))] += 1
        recent = [*recent[1 - _MOST_TOGETHER :], naming]
        if naming.tagged:
            if spoke and spoke.form != naming.form and naming.start - spoke.end < CONVERSATION:
                together[frozenset((spoke.form, naming.form))] += 1
            spoke = naming
    return together


def _is_parted(text: str, start: int, end: int) -> bool:
    """Whether a sentence, a paragraph or a speech ends in between."""
    return _PARTED.search(text, start, end) is not None or find_next_end(text, start, end) < end
