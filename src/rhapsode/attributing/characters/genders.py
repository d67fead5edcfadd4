"""Namings → gender: by titles, by the pronouns that follow a name, and a little by what a given name usually is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import log

from rhapsode.attributing.characters.names import Company, NameForm, Naming
from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.text.marks import CLOSED_BY, DOUBLE_OPENERS, DOUBLES, ENDERS, STOPS

_QUOTED = re.compile("|".join(f"{opener}[^{DOUBLES}]*[{CLOSED_BY[opener]}]?" for opener in DOUBLE_OPENERS))
"""Where somebody speaks, "he" is somebody else."""
_CAPITAL = re.compile(r"[\w,;] [A-Z][a-z]")  # somebody else is named
_PRONOUN = re.compile(rf"\b({any_of(ENGLISH.grammar.genders)})\b", re.IGNORECASE)
_PRONOUN_REACH = 160  # characters after a naming in which a pronoun may mean it
# Log odds that somebody is a woman, or against it
TITLE = 8.0  # "Mrs."
KIN = 3.0  # "Mother"
MOST = 0.96  # the surest that a given name's share is taken for: this story's Ann may be a man
SURNAME = 0.3  # of that, for "Doctor Gregory", whose family is called so
VOTES, DOUBT = 5.0, 3.0  # of pronouns: the most that they add, and how many it takes to half of it
SURE = 1.05  # less is unknown

SURELY = 3  # times as many pronouns must be against what a noun usually means
APPOSED = 8  # votes of a noun put beside a name ("Robin, a tall girl"), as many as of "herself"
_BESIDE = re.compile(r"(?:,|\s+(?:was|is))\s+(?:a|an|the|his|her|my|our|their)\s+((?:[a-z-]+\s+){0,3}[a-z]+)(?!['’])")
_ASIDE = re.compile(rf",[^,{ENDERS}\n]{{2,50}},(?=\s+(?:was|is)\b)")
_CLAUSE_ENDS = re.compile(rf"[{STOPS}{ENDERS}—–\n]|\b(?:and|but|when|while|as|that|if|who|because|before|after)\b")
_OWNED = re.compile(r"\s+(?!(?:to|at|by|with|from|in|on|up|down|out|off|away|back|again|and|as|for|into|over)\b)[a-z]")
_SAID = " \0 "  # stands for a speech
_ENDS_NOUN = frozenset("of who with in at from on and whose that to".split())

Votes = Mapping[NameForm, Counter[str]]


def tell_gender(
    forms: Sequence[NameForm],
    companies: Mapping[NameForm, Company],
    votes: Mapping[NameForm, Counter[str]],
    given: Mapping[str, float],
) -> str:
    """By titles, by what pronouns follow, by kinship ("Mother"), and by the share of women of a given name."""
    counts: Counter[str] = Counter()
    for form in forms:
        counts.update(votes.get(form, Counter()))
    usual = [(hint, companies[form].total) for form in forms if (hint := _hint(form, given))]
    total = sum(weight for _, weight in usual)
    odds = sum(hint * weight for hint, weight in usual) / total if total else 0.0
    titled = {form.gender: companies[form].total for form in forms if form.gender}
    odds += TITLE * (titled.get("f", 0) - titled.get("m", 0)) / max(1, sum(titled.values()))
    return settle(odds + weigh_votes(counts["f"], counts["m"]))


def _hint(form: NameForm, given: Mapping[str, float]) -> float:
    """Log odds that whoever is named so is a woman."""
    family = form.titles and len(form.names) < 2
    if form.gender:
        return 0.0
    share = None if form.definite else given.get(form.names[0].lower())
    if share is None:
        if family:
            return 0.0
        kin = ENGLISH.nouns.tell_gender(form.names[-1])
        return KIN * (kin == "f") - KIN * (kin == "m")
    kept = min(MOST, max(1 - MOST, share))
    return log(kept / (1 - kept)) * (SURNAME if family else 1)


def weigh_votes(women: float, men: float) -> float:
    """Log odds from pronouns: one alone says little, and never is a crowd of them quite sure."""
    return VOTES * (women - men) / (women + men + DOUBT)


def settle(odds: float) -> str:
    """ "f" or "m", or "" where it is too near to even."""
    return "" if abs(odds) < SURE else "f" if odds > 0 else "m"


def guess_by_rank(forms: Sequence[NameForm], given: Mapping[str, float]) -> str:
    """A captain is a man where nothing is told of her, not even a given name."""
    ranks = [ENGLISH.nouns.tell_gender(title) for form in forms for title in form.titles[-1:]]
    odds = [_hint(form, given) for form in forms if len(form.names) > 1]
    return next((gender for gender in [*map(settle, odds), *ranks] if gender), "") if any(ranks) else ""


def count_pronouns(text: str, namings: Sequence[Naming]) -> Mapping[NameForm, Counter[str]]:
    """For each form, the genders of the pronouns that follow it before anybody else is named.

    Where somebody of the pronoun's gender was named just before, it says nothing of the second.
    """
    told = [naming for naming in namings if not naming.quoted]
    found = [_read_pronoun(text, here, following) for here, following in zip(told, _follow(namings), strict=True)]
    first = _count_votes(text, told, found, {})
    known = {form: form.gender or decide(counts) for form, counts in first.items()}
    return _count_votes(text, told, found, known)


def _follow(namings: Sequence[Naming]) -> Iterator[Naming | None]:
    """What is named after each naming of the telling, told or said."""
    for here, following in zip(namings, [*namings[1:], None], strict=False):
        if not here.quoted:
            yield following


def _read_pronoun(text: str, here: Naming, following: Naming | None) -> str:
    stop = min(here.end + _PRONOUN_REACH, following.start if following else len(text))
    told = _QUOTED.sub(_SAID, text[here.end : stop].partition("\n\n")[0])
    for found in _PRONOUN.finditer(told):
        word = found.group(1).lower()
        owning = word in ENGLISH.grammar.possessives and _OWNED.match(told, found.end()) is not None
        if word in ENGLISH.grammar.objects and not owning and not _CLAUSE_ENDS.search(told, 0, found.start()):
            continue  # "Ada threw it at him": whoever does something to him is somebody else
        if _SAID in told[: found.start()]:
            return f"{word} later"
        return "her own" if owning and word == "her" else word
    return ""


def _count_votes(
    text: str, told: Sequence[Naming], found: Sequence[str], known: Mapping[NameForm, str]
) -> Mapping[NameForm, Counter[str]]:
    votes: dict[NameForm, Counter[str]] = defaultdict(Counter)
    before: Naming | None = None
    for here, pronoun in zip(told, found, strict=True):
        counts = votes[here.form]
        if beside := _read_apposition(text, here):
            counts[beside] += APPOSED
        gender = ENGLISH.grammar.genders.get(pronoun.partition(" ")[0], "")
        near = before and here.start - before.end < _PRONOUN_REACH and before.form.names != here.form.names
        rival = known.get(before.form, "") if near and before else ""
        if pronoun and (rival != gender or "self" in pronoun):
            counts[gender] += _trust(pronoun)
        elif pronoun in ENGLISH.grammar.pronouns:
            counts[gender] += 1  # "said Merrin. She laughed": rather she than who was named before
        before = here
    return votes


def _read_apposition(text: str, naming: Naming) -> str:
    """The gender of the noun in "Robin, a tall girl of twelve", "Robin was his sister", "Robin, at last, was a man"."""
    aside = _ASIDE.match(text, naming.end, naming.end + 60)
    for start in (naming.end, aside.end() if aside else None):
        found = _BESIDE.match(text, start, start + 60) if start else None
        for word in found.group(1).split() if found else ():
            if word in _ENDS_NOUN:
                break
            if word not in ENGLISH.nouns.leaning and (gender := ENGLISH.nouns.tell_gender(word)):
                return gender
    return ""


def tell_noun_genders(text: str, nouns: Collection[str]) -> Mapping[str, str]:
    """The genders of those whom nouns mean: by the noun, and where that leaves it open by the pronouns behind it."""
    usual = {noun: ENGLISH.nouns.tell_gender(noun) for noun in nouns}
    open_nouns = {noun for noun in nouns if not usual[noun]} - ENGLISH.nouns.plural
    votes = _count_behind(text, open_nouns | (ENGLISH.nouns.leaning & usual.keys()))
    told = {noun: decide(found, 2 if noun in open_nouns else SURELY) for noun, found in votes.items()}
    return {noun: told.get(noun) or usual[noun] for noun in nouns}


def _count_behind(text: str, nouns: Collection[str]) -> Mapping[str, Counter[str]]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    plain = sorted(noun for noun in nouns if noun.isalpha())
    for here in re.finditer(rf"\b[Tt]he\s(?:[a-z]+\s)?({'|'.join(plain)})\b(?!['’])", text) if plain else ():
        stop = text.find("\n\n", here.end(), here.end() + _PRONOUN_REACH)
        found = _PRONOUN.search(text, here.end(), stop if stop >= 0 else here.end() + _PRONOUN_REACH)
        if found and not _CAPITAL.search(text, here.end() + 2, found.start()):
            gender = ENGLISH.grammar.genders[found.group(1).lower()]
            votes[here.group(1)][gender] += _trust(found.group(1))
    return votes


def decide(counts: Counter[str], times: float = 2) -> str:
    """The gender that so many times as many votes are for as for the other, and so many at least."""
    male, female = counts["m"], counts["f"]
    if max(male, female) < max(times, times * min(male, female)):
        return ""
    return "m" if male > female else "f"


def _trust(pronoun: str) -> int:
    """How far a pronoun speaks of the one named just before: "herself" surely, "her" may be anybody's."""
    word, _, how = pronoun.lower().partition(" ")
    return 8 if word.endswith("self") else 1 if word in ("her", "him") and how != "own" else 2
