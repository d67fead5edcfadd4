"""Who says or is said to be whom: "I'm Ada", "Ada Brown, the mayor", and a stranger who names himself at last."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rhapsode import lexicon
from rhapsode.attributing.characters import Cast
from rhapsode.attributing.conversations import Setting, Stage
from rhapsode.attributing.names import Form, Naming
from rhapsode.attributing.subjects import Source

_APPOSITION = re.compile(
    r"(?:,|\s+(?:was|is))\s+(?:the|our|their|a|an)\s+(?:[a-z-]+\s+){0,2}?([a-z-]+)(?=\s*[,.;!?]|\s+(?:of|in|at|who|and|for)\b)"
)
_CALLED = re.compile(r"(?:\b(?:was|were|is) (?:called|named)|\bname was)\s+$")
_BEFORE = re.compile(r"\b(?:[Tt]he|[Oo]ur|[Tt]heir)\s+(?:[a-z-]+\s+){0,2}?([a-z-]+),\s+(?:a\s+)?$")
_GENERIC = frozenset(
    """man woman boy girl lady gentleman lad lass child person friend companion other voice stranger fellow youth
    creature men women people""".split()
)
"""Nouns that any number of people may be called in one story."""
_LOOK_BACK = 20  # turns before an introduction in which the same person may have spoken as "the stranger"


def find_roles(text: str, namings: Sequence[Naming]) -> Mapping[str, Form]:
    """Nouns that a story puts beside one name alone: "mayor" → the form of that name."""
    found: dict[str, set[Form]] = defaultdict(set)
    for naming in namings:
        if naming.quoted:
            continue
        after = _APPOSITION.match(text, naming.end, naming.end + 60)
        before = _BEFORE.search(text, max(0, naming.start - 50), naming.start)
        for match in (after, before):
            noun = match.group(1) if match else ""
            if noun in lexicon.PERSON_NOUNS and noun not in lexicon.KIN_NOUNS and noun not in _GENERIC:
                found[noun].add(naming.form)
    return {noun: forms.pop() for noun, forms in found.items() if len({form.names for form in forms}) == 1}


def find_unmasked(
    text: str, namings: Sequence[Naming], settings: Sequence[Setting], stage: Stage
) -> Mapping[str, Form]:
    """Nouns under which somebody spoke before a name was given: "the stranger" … "I'm Tom", "he was called Tom"."""
    spoken: dict[str, list[int]] = defaultdict(list)
    for index, setting in enumerate(settings):
        tag = setting.tag
        if tag and tag.pointer.source == Source.NOUN and tag.pointer.owner != "name":
            spoken[tag.pointer.word].append(index)
    found: dict[str, Form] = {}
    events = [(i, stage.members[m].forms[0]) for i, s in enumerate(settings) for m in sorted(s.introduces)]
    for index, form in [*events, *_find_called(text, namings, settings)]:
        noun = _last_noun(settings, index, spoken)
        if noun and noun not in found and _fits(form, stage, noun):
            found[noun] = form
    return found


def _find_called(text: str, namings: Sequence[Naming], settings: Sequence[Setting]) -> list[tuple[int, Form]]:
    """Where the telling gives a name ("he was called Tom"), with the turn before."""
    starts = [setting.turn.start for setting in settings]
    found = []
    for naming in namings:
        if not naming.quoted and _CALLED.search(text, max(0, naming.start - 24), naming.start):
            found.append((max(0, bisect_right(starts, naming.start) - 1), naming.form))
    return found if settings else []


def _last_noun(settings: Sequence[Setting], index: int, spoken: Mapping[str, Sequence[int]]) -> str:
    """The noun that tagged a speech last before `index`, if all its speeches belong to this scene."""
    first = max(settings[index].conversation, index - _LOOK_BACK)
    near = [(at, noun) for noun, places in spoken.items() for at in places if first <= at <= index]
    if not near:
        return ""
    noun = max(near)[1]
    return noun if all(settings[at].scene == settings[index].scene for at in spoken[noun]) else ""


def _fits(form: Form, stage: Stage, noun: str) -> bool:
    gender = next((member.gender for member in stage.members if form in member.forms), "")
    wanted = lexicon.gender_of_noun(noun)
    return noun not in lexicon.KIN_NOUNS and (not gender or not wanted or gender == wanted)


def place_roles(cast: Cast, roles: Mapping[str, Form]) -> Mapping[str, int]:
    """Nouns → members, with those that titles tell ("the doctor")."""
    own = {noun: cast.by_form[form] for noun, form in roles.items() if form in cast.by_form}
    return {**cast.by_role, **own}
