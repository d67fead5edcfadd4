"""Who says or is said to be whom: "I'm Ada", "Ada Brown, the mayor", and a stranger who names himself at last."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rhapsode.attributing.characters.members import Roster
from rhapsode.attributing.characters.names import NameForm, Naming
from rhapsode.attributing.turns.conversations import Setting, Stage
from rhapsode.language.english import ENGLISH
from rhapsode.telling.pointers import Named, Noun, Owner
from rhapsode.text.marks import CLOSERS, OPENERS, STOPS

_APPOSITION = re.compile(
    r"(?:,|\s+(?:was|is))\s+(?:the|our|their|a|an)\s+(?:[a-z-]+\s+){0,2}?([a-z-]+)"
    rf"(?=\s*[{STOPS}]|\s+(?:of|in|at|who|and|for)\b)"
)
_CALLED = re.compile(r"(?:\b(?:was|were|is) (?:called|named)|\bname was)\s+$")
_BEFORE = re.compile(r"\b(?:[Tt]he|[Oo]ur|[Tt]heir)\s+(?:[a-z-]+\s+){0,2}?([a-z-]+),\s+(?:a\s+)?$")
_OTHER_NAME = re.compile(
    r",? (?:whom|that|who) (?:\w+ ){1,4}(?:called|calls|knew as|nicknamed) "
    r"|(?:,| was| is|, who was| -|—) ?(?:(?:better|also|otherwise|commonly|generally|usually|always|only) )*"
    r"(?:known(?: to \w+ \w+)? as|nicknamed|called|alias|a\.k\.a\.|aka) "
    r"|,? (?:whose|his|her|their|my) (?:real|full|proper|true|given|other|actual|whole) name (?:was|is|being) "
    r"|(?:,|—| -| was| is) ?(?:which is |that is |that’s |that's )?short for "
    r"|,? but (?:\w+ ){1,3}calls? me "
)
_ASIDE = re.compile(r"(?:,| \(|—| – ) ?")
_CALL_ME = re.compile(r"\b(?:[Cc]all me|[Nn]ame is|[Nn]ame['’]s) $")
_OPENS = re.compile(rf" [{OPENERS}](?:[Tt]he )?")
_CLOSES = re.compile(rf"[{CLOSERS}] ")
_AMONG = re.compile(
    r" to (?:his|her|their|my|the|all|most) (?:\w+ )?(?:friends|family|mates|enemies|crew|world|sister|brother)"
)
_LONGEST_LINK = 60  # characters between two names of one
_GENERIC = frozenset("""spirit patient prisoner heiress hero heroine servant player""".split()).union(
    ENGLISH.nouns.passing, ENGLISH.nouns.plural, ENGLISH.titles.epithets
)
"""Nouns that any number of people may be called in one story."""
_LOOK_BACK = 20  # turns before an introduction in which the same person may have spoken as "the stranger"


def find_roles(text: str, namings: Sequence[Naming]) -> Mapping[str, NameForm]:
    """Nouns that a story puts beside one name alone: "mayor" → the form of that name."""
    found: dict[str, set[NameForm]] = defaultdict(set)
    for naming in namings:
        if naming.quoted:
            continue
        after = _APPOSITION.match(text, naming.end, naming.end + 60)
        before = _BEFORE.search(text, max(0, naming.start - 50), naming.start)
        for match in (after, before):
            noun = match.group(1) if match else ""
            if noun in ENGLISH.nouns.people and noun not in ENGLISH.nouns.kin and noun not in _GENERIC:
                found[noun].add(naming.form)
    return {noun: forms.pop() for noun, forms in found.items() if len({form.names[-1] for form in forms}) == 1}


def find_unmasked(
    text: str, namings: Sequence[Naming], settings: Sequence[Setting], stage: Stage
) -> Mapping[str, NameForm]:
    """Nouns under which somebody spoke before a name was given: "the stranger" … "I'm Tom", "he was called Tom"."""
    nouns: dict[int, str] = {}
    scenes: dict[str, set[int]] = defaultdict(set)
    for index, setting in enumerate(settings):
        tag = setting.tag
        if tag and isinstance(tag.pointer, Noun) and tag.pointer.owner is not Owner.NAMED:
            nouns[index] = tag.pointer.head
            scenes[tag.pointer.head].add(setting.scene)
    found: dict[str, NameForm] = {}
    events = [(i, stage.members[m].forms[0]) for i, s in enumerate(settings) for m in sorted(s.introduces)]
    for index, form in [*events, *_find_called(text, namings, settings)]:
        noun = _last_noun(settings, index, nouns)
        at_home = noun and scenes[noun] == {settings[index].scene}  # all its speeches belong to this scene
        if at_home and noun not in found and _fits(form, stage, noun):
            found[noun] = form
    return found


def _find_called(text: str, namings: Sequence[Naming], settings: Sequence[Setting]) -> list[tuple[int, NameForm]]:
    """Where the telling gives a name ("he was called Tom"), with the turn before."""
    starts = [setting.turn.start for setting in settings]
    found = []
    for naming in namings:
        if not naming.quoted and _CALLED.search(text, max(0, naming.start - 24), naming.start):
            found.append((max(0, bisect_right(starts, naming.start) - 1), naming.form))
    return found if settings else []


def _last_noun(settings: Sequence[Setting], index: int, nouns: Mapping[int, str]) -> str:
    """The noun that tagged a speech of the conversation last, up to `index`; `nouns` are by turn."""
    first = max(settings[index].conversation, index - _LOOK_BACK)
    return next((nouns[at] for at in range(index, first - 1, -1) if at in nouns), "")


def _fits(form: NameForm, stage: Stage, noun: str) -> bool:
    gender = next((member.gender for member in stage.members if form in member.forms), "")
    wanted = ENGLISH.nouns.tell_gender(noun)
    return noun not in ENGLISH.nouns.kin and (not gender or not wanted or gender == wanted)


def find_other_names(text: str, namings: Sequence[Naming], cast: Roster) -> Mapping[int, int]:
    """Member → the member whose other name it is: "Theodora Brown, whom everybody called Bear"."""
    links: list[tuple[int, int]] = []
    for one, two, three in zip(namings, namings[1:], [*namings[2:], None], strict=False):
        if two.start - one.end > _LONGEST_LINK:
            continue
        between = text[one.end : two.start]
        if _OTHER_NAME.fullmatch(between) or (_ASIDE.fullmatch(between) and _AMONG.match(text, two.end)):
            links.append((cast.by_form.get(one.form, -1), cast.by_form.get(two.form, -1)))
        elif three and _OPENS.fullmatch(between) and _CLOSES.fullmatch(text[two.end : three.start][:3]):
            family = cast.by_form.get(three.form, -1)  # Tom "the Bear" Brown
            links += [(cast.by_form.get(form, -1), family) for form in (one.form, two.form)]
    return _join_links(links, cast)


def find_own_names(text: str, settings: Sequence[Setting], stage: Stage, cast: Roster) -> Mapping[int, int]:
    """Member → the member who gives it as the own name: "Call me Bear," said Theodora."""
    links = []
    for setting in settings:
        if setting.introduces and setting.tag and isinstance(setting.tag.pointer, Named):
            spoken = [mention for quote in setting.turn.quotes for mention in stage.between(*quote)]
            given = {m.member for m in spoken if _CALL_ME.search(text, max(0, m.start - 16), m.start)}
            links += [(member, setting.tag.pointer.member) for member in given & setting.introduces]
    return _join_links(links, cast)


def _join_links(links: Sequence[tuple[int, int]], cast: Roster) -> Mapping[int, int]:
    """Pairs of members (-1 is nobody) → whom each of them is the same as, but for clashes of gender."""
    same: dict[int, int] = {}
    genders = [{member.gender} - {""} for member in cast.members]  # of all who are one, at the first of them
    for link in links:
        if not 0 <= min(link) <= max(link) < len(cast.members):
            continue
        pair = sorted(_follow(same, member) for member in link)
        if pair[0] != pair[1] and len(genders[pair[0]] | genders[pair[1]]) < 2:
            same[pair[1]] = pair[0]
            genders[pair[0]] |= genders[pair[1]]
    return {member: _follow(same, member) for member in same}


def _follow(same: Mapping[int, int], member: int) -> int:
    while member in same:
        member = same[member]
    return member


def place_roles(cast: Roster, roles: Mapping[str, NameForm], namings: Sequence[Naming]) -> Mapping[str, int]:
    """Nouns → members, with those that titles in the telling's `namings` tell ("the doctor")."""
    own = {noun: cast.by_form[form] for noun, form in roles.items() if form in cast.by_form}
    told = dict.fromkeys(naming.form for naming in namings if not naming.quoted)
    return {**cast.tell_roles(told), **own}
