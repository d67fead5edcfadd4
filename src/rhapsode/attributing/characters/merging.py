"""Forms of name → groups that are one character each, joined for the surest reasons first.

"Mr. Brown", "Brown", "Thomas" and "Tom Brown" are one where the story puts a given name before the family's;
"Miss Brown" is somebody else. Two forms that often stand in one sentence are two people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from rhapsode.attributing.characters.genders import Votes, tell_gender
from rhapsode.attributing.characters.names import Company, NameForm
from rhapsode.language.english import ENGLISH

TOGETHER = 0.06  # share of the rarer form's namings that stand in one sentence with the other; above, they are two
TOGETHER_AT_LEAST = 2  # and so often at least: once or twice may be a way of varying the name
TOGETHER_LINKED = 0.12  # the same for "Tom" and "Brown" where "Tom Brown" links them: telling varies between the two
LINKS = 5  # times that the full name stands in the story, to link so
VARIED = 5  # times that "Mr. Brown" may be told of as "Mr. Tom Brown", before that is taken to tell him from another
SEATED = 3  # times that a place speaks, before it is taken for the lord whom "Tom of Larkfield" tells of
STEM = 3  # letters that a name and a pet name have in common
STANDS_OUT = 2.0  # a form goes to the heaviest of several bearers of its name only when that one is so much heavier
"""Titles that tell one of a family from the others."""
"""Titles of which nobody bears two, but for promotion and marriage."""


class Merging:
    """Joins forms into groups."""

    def __init__(
        self,
        companies: Mapping[NameForm, Company],
        together: Mapping[frozenset[NameForm], int],
        votes: Votes,
        given: Mapping[str, float],
    ) -> None:
        self._companies = companies
        self._together = together
        self._votes = votes
        self._given = given
        self._groups: dict[NameForm, list[NameForm]] = {form: [form] for form in companies}
        self._wives = {form.names for form in companies if form.titles[-1:] == ("mrs",)}
        self._families: Counter[str] = Counter()
        self._givens: Counter[str] = Counter()
        for form, company in companies.items():
            if is_full(form):
                self._givens[form.names[0]] += company.total
                self._families[form.names[-1]] += company.total
            elif form.titles and form.titles[-1] in ENGLISH.titles.before_family_names:
                self._families[form.names[0]] += company.total

    def merge(self) -> list[list[NameForm]]:
        """The groups, each a list of forms."""
        self._join_same_names()
        self._join_parts()
        self._join_given_names()
        self._join_maiden_names()
        self._join_hypocorisms()
        self._join_calls()
        self._join_titled_given()
        self._join_titled_family()
        self._join_bare_family()
        self._join_ranks()
        self._join_roles()
        unique = {id(group): group for group in self._groups.values()}
        return list(unique.values())

    # what the steps need

    def _count(self, form: NameForm) -> int:
        return self._companies[form].total

    def _weight(self, form: NameForm) -> int:
        return sum(map(self._count, self._groups[form]))

    def _gender(self, form: NameForm) -> str:
        return tell_gender(self._groups[form], self._companies, self._votes, self._given)

    def _join(self, first: NameForm, second: NameForm) -> None:
        one, two = self._groups[first], self._groups[second]
        if one is two:
            return
        one.extend(two)
        for form in two:
            self._groups[form] = one

    def _apart(self, first: NameForm, second: NameForm) -> bool:
        """Whether the two stand in one sentence too often to be one."""
        for one in self._groups[first]:
            for two in self._groups[second]:
                if one.names[-1] == two.names[-1] and not self._called_by_given_name(one, two):
                    continue  # "Mr. Tom Brown" and "Mr. Brown" are only two where there is a "Tom" too
                if self._stand_together(one, two):
                    return True
        return False

    def _stand_together(self, one: NameForm, two: NameForm) -> bool:
        rarer, both = min(self._companies[one].narrated, self._companies[two].narrated), frozenset((one, two))
        if self._are_linked(one, two):
            return self._together.get(both, 0) > max(LINKS, TOGETHER_LINKED * rarer)
        return self._together.get(both, 0) > max(TOGETHER_AT_LEAST, TOGETHER * rarer)

    def _are_linked(self, one: NameForm, two: NameForm) -> bool:
        """Whether the story puts the one behind the other: "Tom Brown" for "Tom" and "Brown", or "Captain Brown"."""
        if one.titles or two.titles or len(one.names) > 1 or len(two.names) > 1:
            return False
        pairs = [NameForm((), first.names + last.names, False) for first, last in ((one, two), (two, one))]
        pairs += [NameForm((pair.names[0].lower(),), pair.names[1:], False) for pair in pairs]
        return sum(self._count(pair) for pair in pairs if pair in self._companies) >= LINKS

    def _called_by_given_name(self, one: NameForm, two: NameForm) -> bool:
        """Whether either of two forms with one last name has a given name that also stands alone."""
        return any(
            len(form.names) > 1 and self._count_bare(form.names[0]) >= 3 and one.names != two.names
            for form in (one, two)
        )

    def _count_bare(self, name: str) -> int:
        bare = self._companies.get(NameForm((), (name,), False))
        return bare.total if bare else 0

    def _clash(self, first: NameForm, second: NameForm) -> bool:
        """Whether their genders differ, or their titles: one is not both "Mrs." and "Miss", "Sir" and "Mr."."""
        genders = {self._gender(first), self._gender(second)} - {""}
        if len(genders) > 1:
            return True
        one, two = (self._main_titles(self._groups[form]) for form in (first, second))
        return bool(one and two and not one & two and not (one | two) - ENGLISH.titles.exclusive)

    def _main_titles(self, forms: Sequence[NameForm]) -> set[str]:
        counts = Counter[str]()
        for form in forms:
            if form.titles:
                counts[_same(form.titles[-1])] += self._count(form)
        total = sum(map(self._count, forms))
        return {
            title
            for title, count in counts.items()
            if title in ENGLISH.titles.exclusive and count >= max(3, 0.1 * total)
        }

    def _best(
        self, form: NameForm, others: Iterable[NameForm], fits: Callable[[NameForm], bool] | None = None
    ) -> NameForm | None:
        """The heaviest of `others` that may be the same as `form`, if it stands out."""
        fitting = {
            id(self._groups[other]): other
            for other in others
            if self._groups[other] is not self._groups[form]
            and not self._clash(form, other)
            and (fits is None or fits(other))
        }
        gender = self._gender(form)
        sure = {key: other for key, other in fitting.items() if gender and self._gender(other) == gender}
        ranked = sorted((sure or fitting).values(), key=lambda other: (-self._weight(other), other.label))
        if not ranked or (len(ranked) > 1 and self._weight(ranked[0]) < STANDS_OUT * self._weight(ranked[1])):
            return None
        return None if self._apart(form, ranked[0]) else ranked[0]

    def _with(self, *, titled: bool | None = None, full: bool | None = None) -> list[NameForm]:
        found = [
            form for form in self._companies if titled in (None, bool(form.titles)) and full in (None, is_full(form))
        ]
        return sorted(found, key=lambda form: (-self._count(form), form.label))

    # the steps

    def _join_same_names(self) -> None:
        """The same names with and without "the", or a title in front: "Tom Brown" and "Mr. Tom Brown"."""
        by_names: dict[tuple[str, ...], NameForm] = {}
        for form in self._with(titled=False):
            if "of" in form.names:
                continue
            self._join(by_names.setdefault(form.names, form), form)
        for form in self._companies:
            if "of" in form.names and form.names[:1] in by_names:  # "Tom of the Mill"
                self._join(by_names[form.names[:1]], form)
        for form in self._with(titled=True, full=True):
            first = by_names.setdefault(form.names, form)
            if not self._clash(form, first) and not self._is_wife(form, first):
                self._join(first, form)
        same_title: dict[tuple[str, tuple[str, ...]], NameForm] = {}
        for form in self._with(titled=True):
            names = form.names[: form.names.index("of")] if "of" in form.names[1:] else form.names
            self._join(same_title.setdefault((_same(form.titles[-1]), names), form), form)
        self._join_kinds(by_names)

    def _is_wife(self, form: NameForm, other: NameForm) -> bool:
        """Whether "Mrs. Barty Crane" is called by her husband's name: one sentence has her and "Barty Crane"."""
        return form.titles[-1] == "mrs" and self._together.get(frozenset((form, other)), 0) > 0

    def _join_kinds(self, by_names: Mapping[tuple[str, ...], NameForm]) -> None:
        """ "the White Rabbit" and "the Rabbit"."""
        for form in self._with(titled=False, full=True):
            tail = by_names.get(form.names[-1:])
            known = form.definite and tail and tail.definite and not self._differs_in_kind(form, by_names)
            if known and tail and not self._apart(form, tail):
                self._join(tail, form)

    def _differs_in_kind(self, form: NameForm, by_names: Mapping[tuple[str, ...], NameForm]) -> bool:
        """ "the Red Queen" where there is a White Queen as great: neither is the Queen alone."""
        others = [o for names, o in by_names.items() if o.definite and names[-1] == form.names[-1] and len(names) > 1]
        return any(2 * self._count(o) > self._count(form) for o in others if o.names != form.names)

    def _join_parts(self) -> None:
        """ "Long Tom" and "Long Tom Brown", "Tom P Brown" and "Tom Brown", where nobody else is called so too."""
        full = self._with(titled=False, full=True)
        whole: dict[tuple[str, str], list[NameForm]] = defaultdict(list)
        for form in full:
            ends = {*zip(form.names, form.names[1:], strict=False), (form.names[0], form.names[-1])}
            for pair in ends if len(form.names) > 2 and self._count(form) > 1 else ():
                whole[pair].append(form)
        for form in full:
            longer = whole[form.names[0], form.names[1]] if len(form.names) == 2 else []
            if longer and len({id(self._groups[o]) for o in longer}) == 1 and not self._clash(form, longer[0]):
                self._join(longer[0], form)

    def _join_given_names(self) -> None:
        """ "Tom" and "Tom Brown"; not where "Brown Hall" makes the word look given but "Mr. Brown" says family."""
        by_given: dict[str, list[NameForm]] = defaultdict(list)
        for form in self._with(full=True):
            by_given[form.names[0]].append(form)
        for form in self._with(titled=False, full=False):
            name = form.names[0]
            if self._families[name] > 2 * self._givens[name]:
                continue
            others = by_given.get(name, ())
            best = self._best_married(others) or self._best(form, others)
            best = best or next((o for o in others if not self._clash(form, o)), None) or self._only(form, others)
            if best:
                self._join(form, best)

    def _only(self, form: NameForm, others: Sequence[NameForm]) -> NameForm | None:
        """The one in full who is called so, whatever pronouns seem to say against it, where no title does."""
        forms = {id(self._groups[other]): self._groups[other] for other in others}
        if len(forms) != 1 or self._apart(form, others[0]):
            return None
        titled = any(one.gender for group in (*forms.values(), self._groups[form]) for one in group)
        return None if titled else others[0]

    def _best_married(self, others: Sequence[NameForm]) -> NameForm | None:
        """Of several with one given name the one whose wife is called after him: "Mrs. Tom Brown"."""
        bearers = [other for other in others if not other.titles]
        husbands = [other for other in bearers if other.names in self._wives]
        return husbands[0] if len(husbands) == 1 and len(bearers) > 1 else None

    def _join_maiden_names(self) -> None:
        """ "Ada Green" who is Mrs. Brown now: the story has one Ada, and calls her Ada Brown too."""
        married = {form.names[0] for form in self._with(titled=True, full=False) if form.titles[-1] == "mrs"}
        for form in self._with(titled=False, full=True):
            bare = NameForm((), form.names[:1], False)
            if bare not in self._companies or self._groups[bare] is self._groups[form] or self._gender(bare) != "f":
                continue
            families = {other.names[-1] for other in self._groups[bare] if is_full(other)}
            if len(families) == 1 and families & married and not self._count_both(bare, form):
                self._join(bare, form)

    def _join_hypocorisms(self) -> None:
        """ "Tom" and "Thomas"."""
        given: dict[str, list[NameForm]] = defaultdict(list)
        for form in self._with(titled=False):
            given[form.names[0].lower()].append(form)
        lordly = {form.names[0].lower() for form in self._with(titled=True) if form.titles[-1] in ("lady", "sir")}
        for form in self._with(titled=False):
            full_names = ENGLISH.names.full_names.get(form.names[0].lower(), frozenset())
            others = [other for full in sorted(full_names - lordly) for other in given.get(full, ())]
            best = self._best(form, others, lambda other, form=form: self._one_family(form, other))  # type: ignore[misc]
            if best:
                self._join(best, form)

    def _join_calls(self) -> None:
        """ "Nicky" and "Mick", as speeches alone call somebody, where the telling has one Nico and one Mickey."""
        told: dict[str, list[NameForm]] = defaultdict(list)
        for form in self._with(titled=False):
            if self._companies[form].narrated and not form.definite:
                told[form.names[0].lower()[:STEM]].append(form)
        for form in self._with(titled=False, full=False):
            name, company = form.names[0].lower(), self._companies[form]
            if company.narrated or form.definite or len(name) < STEM:
                continue
            pet = name.endswith(("y", "ie"))
            others = [o for o in told[name[:STEM]] if pet or o.names[0].lower().startswith(name)]
            groups = {id(self._groups[other]) for other in others}
            if len(groups) == 1 and {self._gender(form), self._gender(others[0])} != {"m", "f"}:
                self._join(others[0], form)

    def _one_family(self, one: NameForm, two: NameForm) -> bool:
        """Whether no two family names speak against it."""
        names = [{f.names[-1] for f in self._groups[form] if len(f.names) > 1} for form in (one, two)]
        return not names[0] or not names[1] or bool(names[0] & names[1])

    def _join_titled_given(self) -> None:
        """ "Sir Tom" and "Sir Tom Brown"; "Aunt Anne" and "Anne"; "Miss Anne" where the story knows an Anne."""
        singles = {form.names: form for form in self._with(titled=False, full=False)}
        full = defaultdict(list)
        for form in self._with(full=True):
            full[form.names[0]].append(form)
        for form in self._with(titled=True, full=False):
            title, name = form.titles[-1], form.names[0]
            best = self._best(form, [o for o in full.get(name, ()) if title in o.titles])
            single = singles.get(form.names)
            given, family = self._givens[name], self._families[name]
            if (
                best is None
                and single
                and (given > family or (given == family and title in ENGLISH.titles.before_given_names))
            ):
                best = self._best(form, [single])
            if best:
                self._join(best, form)

    def _join_titled_family(self) -> None:
        """ "Miss Brown" and "Anne Brown"."""
        by_family: dict[str, list[NameForm]] = defaultdict(list)
        for form in self._with(full=True):
            by_family[form.names[-1]].append(form)
        maiden = {form.names[0] for form in self._with(titled=True, full=False) if form.titles[-1] == "miss"}
        for form in self._with(titled=True, full=False):
            title, name = form.titles[-1], form.names[0]
            if title in ("aunt", "uncle", "lady") or self._has_full(form) or (title == "mrs" and name in maiden):
                continue
            best = self._best(form, [other for other in by_family.get(name, ()) if not self._rivals(form, other)])
            if best:
                self._join(best, form)

    def _has_full(self, form: NameForm) -> bool:
        return any(is_full(other) for other in self._groups[form])

    def _rivals(self, form: NameForm, other: NameForm) -> bool:
        """Whether the other is told apart by given name under the same title, or has not the rank.

        "Miss Anne" is called so because "Miss Brown" is her elder sister; "General Brown" is not Tom Brown.
        """
        title, group = _same(form.titles[-1]), self._groups[other]
        if title == "mr" and self._is_ranked(other):
            return True
        if title in ENGLISH.titles.ranks:
            return not any(title in map(_same, member.titles) for member in group)
        own = [m for m in group if m.titles[-1:] == form.titles[-1:] and m.names != form.names]
        told = sum(self._companies[m].narrated for m in own)
        if told <= VARIED and not self._has_namesakes(form) and self._count_both(form, other) < TOGETHER_AT_LEAST:
            return False  # so called for a change
        count = sum(map(self._count, own))
        bare = max((self._count_bare(m.names[0]) for m in own), default=0)
        return title in ("mr", "miss") and bare >= 3 and count >= 2 and count > 0.05 * self._count(form)

    def _has_namesakes(self, form: NameForm) -> bool:
        """Whether several of one family, of a gender that the title leaves open and no rank, have given names."""
        full = [o for o in self._companies if is_full(o) and o.names[-1] == form.names[-1]]
        named = {id(self._groups[o]) for o in full if self._gender(o) in ("", form.gender) and not self._is_ranked(o)}
        return len(named) > 1

    def _is_ranked(self, form: NameForm) -> bool:
        """Whether somebody goes by a rank, and never by a given name and "Mr." or nothing before it."""
        titles = [{*member.titles} for member in self._groups[form] if is_full(member)]
        return bool(titles) and all(own & ENGLISH.titles.ranks for own in titles)

    def _join_ranks(self) -> None:
        """ "Captain Brown" and "Mr. Brown", where the family has one rank, and nobody ever tells of both at once."""
        ranks = (ENGLISH.titles.ranks | ENGLISH.titles.before_family_names) - {"mr", "sir", "lord"}
        ranked: dict[str, list[NameForm]] = defaultdict(list)
        plain: dict[str, NameForm] = {}
        for form in self._with(titled=True, full=False):
            if form.titles[-1] in ranks:
                ranked[form.names[0]].append(form)
            elif form.titles[-1] == "mr":
                plain[form.names[0]] = form
        for name, form in plain.items():
            if len({id(self._groups[o]) for o in ranked[name]}) != 1 or self._gender(ranked[name][0]) == "f":
                continue
            bearer = ranked[name][0]
            told = sum(self._companies[o].narrated for o in self._groups[form] if is_full(o))
            seldom = min(self._companies[form].narrated, self._companies[bearer].narrated) < 2
            if told < 2 and not seldom and not self._count_both(form, bearer) and not self._has_two_given(form, bearer):
                self._join(bearer, form)

    def _count_both(self, one: NameForm, two: NameForm) -> int:
        """How often the telling names both in one sentence or conversation, under whatever names."""
        pairs = [frozenset((first, second)) for first in self._groups[one] for second in self._groups[two]]
        return sum(self._together.get(pair, 0) for pair in pairs)

    def _has_two_given(self, one: NameForm, two: NameForm) -> bool:
        given = [{o.names[0] for o in self._groups[form] if is_full(o)} for form in (one, two)]
        return bool(given[0] and given[1] and not given[0] & given[1])

    def _join_bare_family(self) -> None:
        """ "Brown" and "Mr. Brown", or the only Brown there is."""
        by_family: dict[str, list[NameForm]] = defaultdict(list)
        for form in [*self._with(titled=True), *self._with(titled=False, full=True)]:
            bare = self._companies.get(NameForm((), form.names[-1:], False))
            if "of" not in form.names or (bare and bare.tags >= SEATED):  # "Miss Brown of Larkfield" leaves it a place
                by_family[form.names[-1]].append(form)
        for form in self._with(titled=False, full=False):
            if self._has_full(form):
                continue
            bearers = by_family.get(form.names[0], [])
            men = [o for o in bearers if len(o.names) == 1 and self._gender(o) != "f"]
            others = bearers if len({id(self._groups[o]) for o in bearers}) == 1 else []
            best = self._best(form, men) or self._best(form, [o for o in bearers if o.gender != "f"] or others)
            if best:
                self._join(best, form)

    def _join_roles(self) -> None:
        """ "the Colonel" and "Colonel Brown"."""
        by_title: dict[str, list[NameForm]] = defaultdict(list)
        for form in self._with(titled=True):
            by_title[form.titles[-1]].append(form)
        for form in self._with(titled=False, full=False):
            bearers = by_title.get(form.names[0].lower(), [])
            if bearers and form.names[0].lower() not in ENGLISH.nouns.kin:
                best = self._best(form, bearers)
                if best:
                    self._join(best, form)


def is_full(form: NameForm) -> bool:
    """Whether it is a given name with a family's."""
    return len(form.names) > 1 and "of" not in form.names


def _same(title: str) -> str:
    """Titles that are one in two spellings."""
    return {
        "doctor": "dr",
        "captain": "capt",
        "colonel": "col",
        "professor": "prof",
        "mme": "madame",
        "cap'n": "capt",
        "cap’n": "capt",
    }.get(title, title)
