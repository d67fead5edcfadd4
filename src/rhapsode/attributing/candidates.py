"""A story → the ground on which speakers are chosen: its cast and, for every turn, the candidates with their evidence.

Read twice: once to learn who answers to which name, then again with those names joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rhapsode.attributing.characters.genders import tell_noun_genders
from rhapsode.attributing.characters.members import (
    Member,
    Roster,
    add_members,
    gather_cast,
    join_aliases,
    join_members,
    keep_told,
)
from rhapsode.attributing.characters.names import Company, FoundNames, NameForm, find_names, parse_name
from rhapsode.attributing.characters.roles import fill_genders, may_be_somebody, name_roles_told
from rhapsode.attributing.choosing.evidence import Contest, gather_evidence
from rhapsode.attributing.identities.addressing import count_answers, find_narrator, find_same
from rhapsode.attributing.identities.introductions import (
    find_other_names,
    find_own_names,
    find_roles,
    find_unmasked,
    place_roles,
)
from rhapsode.attributing.turns.conversations import (
    Mention,
    Setting,
    Stage,
    describe_settings,
    mention_nouns,
    name_roles,
    split_turns,
)
from rhapsode.attributing.turns.speeches import Region, Turn, find_regions, find_turns
from rhapsode.attributing.unquoted.singers import find_makers
from rhapsode.language.english import ENGLISH
from rhapsode.language.folding import fold_name
from rhapsode.language.knowledge import Language
from rhapsode.language.loading import load
from rhapsode.model import UNSPOKEN_KINDS, VOICED_KINDS, Kind, Range, Scene, Story
from rhapsode.telling.grammar_tags import GrammarTagReader, find_grammar, find_told
from rhapsode.telling.persons import is_second_person
from rhapsode.telling.pointers import Noun
from rhapsode.telling.tags import SpeechTag, TagReader

NARRATOR = "narrator"
"""What an I is called whom nobody names."""
READER = "you"
"""What the person is called of whom a story is told in the second person."""
Rows = Sequence[tuple[Turn, tuple[SpeechTag, ...]]]


@dataclass(frozen=True, slots=True)
class Groundwork:
    """What is known of a story before speakers are chosen."""

    members: tuple[Member, ...]
    contests: tuple[Contest, ...]
    stage: Stage
    reader: TagReader
    regions: tuple[Region, ...]
    scenes: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What doesn't change between the two readings."""

    story: Story
    regions: tuple[Region, ...]
    turns: tuple[Turn, ...]
    names: FoundNames
    quotes: Sequence[Range]
    scenes: tuple[Range, ...]
    first_person: tuple[bool, ...]
    second_person: tuple[bool, ...]
    narrators: tuple[str, ...]  # whom headings name as telling each scene, "" for nobody
    foreign: Language | None  # a language that is not read as English is


def lay_groundwork(story: Story, aliases: Mapping[str, tuple[str, ...]] = {}) -> Groundwork:
    """Find the cast, the turns and the evidence for each candidate."""
    text = _take_apart(story)
    cast = join_aliases(_add_narrators(text, _gather_cast(text)), aliases)
    cast = join_members(cast, find_other_names(story.text, text.names.namings, cast))
    roles = find_roles(story.text, text.names.namings)
    stage, settings, _ = _set_stage(text, cast, {}, roles)
    answers = count_answers(settings)
    narrators = _find_narrators(text, cast, settings)
    forms = {name: cast.members[index].forms[0] for name, index in narrators.items()}
    own = find_own_names(story.text, settings, stage, cast)
    cast = join_members(cast, {**own, **find_same(answers, cast.members), **_join_headed(cast, narrators)})
    unmasked = find_unmasked(story.text, text.names.namings, settings, stage)
    stage, settings, reader = _set_stage(text, cast, forms, {**unmasked, **roles}, unmasked)
    contests = tuple(gather_evidence(settings, stage))
    return Groundwork(stage.members, contests, stage, reader, text.regions, text.scenes)


def _gather_cast(text: _Text) -> Roster:
    known, language = set(text.narrators), text.story.book.language
    if text.foreign is None:
        return gather_cast(text.story.text, text.names, known, language)
    told = find_told(text.story.text, text.foreign)
    return keep_told(gather_cast(text.story.text, text.names, known | told, language), told | known)


def _add_narrators(text: _Text, cast: Roster) -> Roster:
    """The cast with those whom a heading says to be the I of a scene, and nothing else names."""
    telling = {name for name, first in zip(text.narrators, text.first_person, strict=True) if name and first}
    known = _index_names(cast)
    forms = [parse_name(name) for name in sorted(telling) if fold_name(name) not in known]
    return add_members(cast, forms, text.story.book.language)


def _find_narrators(text: _Text, cast: Roster, settings: Sequence[Setting]) -> dict[str, int]:
    """Name of a narrator ("" for scenes that no heading gives to anybody) → the member whom "I" are called there."""
    found: dict[str, int] = {}
    for name in sorted(set(text.narrators)):
        own = [
            setting
            for setting in settings
            if text.first_person[setting.scene] and text.narrators[setting.scene] == name
        ]
        narrator = find_narrator(count_answers(own), cast.members, least=1 if name else 2) if own else None
        if narrator is not None:
            found[name] = narrator
    return found


def _join_headed(cast: Roster, narrators: Mapping[str, int]) -> dict[int, int]:
    """Whom "I" are called under "Ada's POV" → Ada, where the story names her."""
    headed = _index_names(cast)
    joined = {index: headed[fold_name(name)] for name, index in narrators.items() if name and fold_name(name) in headed}
    return {one: two for one, two in joined.items() if one != two and two not in joined}


def _index_names(cast: Roster) -> dict[str, int]:
    """Names, folded → members: forms as they stand, then given names that one alone bears in full."""
    given: dict[str, set[int]] = {}
    for form, index in cast.by_form.items():
        given.setdefault(fold_name(form.names[0]), set()).add(index)
    alone = {name: min(found) for name, found in given.items() if len(found) == 1}
    return {**alone, **{fold_name(form.label): index for form, index in cast.by_form.items()}}


def _take_apart(story: Story) -> _Text:
    regions = find_regions(story)
    turns = find_turns(story, regions)
    quotes = [(p.start, p.end) for p in story.passages if p.kind in VOICED_KINDS]
    skipped = [(p.start, p.end) for p in story.passages if p.kind in UNSPOKEN_KINDS or p.kind == Kind.HEADING]
    scenes = tuple(s for chapter in story.chapters for s in chapter.scenes) or (Scene(0, len(story.text)),)
    names = find_names(story.text, quotes, skipped, load(story.book.language).titles)
    return _Text(
        story,
        regions,
        turns,
        names,
        quotes,
        tuple((scene.start, scene.end) for scene in scenes),
        tuple(scene.first_person for scene in scenes),
        tuple(not scene.first_person and is_second_person(_tell(story, scene)) for scene in scenes),
        tuple(scene.narrator or "" for scene in scenes),
        find_grammar(story.book.language),
    )


def _tell(story: Story, scene: Scene) -> str:
    """What is told in a scene, without what is said in it."""
    passages = story.passages_between(scene.start, scene.end)
    return "\n".join(story.text[p.start : p.end] for p in passages if p.kind == Kind.NARRATION)


def _set_stage(
    text: _Text,
    cast: Roster,
    narrators: Mapping[str, NameForm],
    roles: Mapping[str, NameForm],
    unmasked: Collection[str] | None = None,
) -> tuple[Stage, list[Setting], TagReader]:
    told = [n for n in text.names.namings if n.form in cast.by_form]
    namings = name_roles_told(text.story.text, text.quotes, told, cast, roles)
    cast = fill_genders(text.story.text, text.quotes, namings, cast, text.story.book.language)
    named = {n.start: (cast.by_form[n.form], n.end) for n in namings}
    reader = _make_reader(text, named)
    rows = split_turns(text.turns, reader, _around(text), [member.gender for member in cast.members])
    nouns = place_roles(cast, roles, told)
    members = [*cast.members, *_nouns_as_members(text, rows, nouns)]
    placed = _place_narrators(text, cast, narrators, len(members))
    if len(members) in placed:
        members.append(Member(NARRATOR, (), "", 0, Company()))
    if any(text.second_person):
        placed = tuple(len(members) if you else who for you, who in zip(text.second_person, placed, strict=True))
        members.append(Member(READER, (), "", 0, Company()))
    if unmasked is not None:
        rows = name_roles(rows, {**nouns, **_number_nouns(members)}, unmasked)
    mentions = [Mention(n.start, n.end, cast.by_form[n.form], n.quoted, n.vocative, n.subject) for n in namings]
    if unmasked is not None:
        mentions = sorted([*mentions, *mention_nouns(text.story.text, text.quotes, members)])
    starts = [start for start, _ in text.scenes]
    stage = Stage(tuple(members), mentions, placed, nouns, starts, find_makers(text.story, mentions))
    return stage, describe_settings(rows, stage, text.regions, text.story.text), reader


def _make_reader(text: _Text, named: Mapping[int, tuple[int, int]]) -> TagReader:
    if text.foreign is None:
        yours = [scene for scene, you in zip(text.scenes, text.second_person, strict=True) if you]
        return TagReader(text.story.text, named, yours)
    return GrammarTagReader(text.story.text, named, text.foreign)


def _place_narrators(
    text: _Text, cast: Roster, narrators: Mapping[str, NameForm], unnamed: int
) -> tuple[int | None, ...]:
    """For each scene who says "I" in it: whom its heading names, else whom the others call so, else `unnamed`."""
    headed = _index_names(cast)
    placed: list[int | None] = []
    for first, name in zip(text.first_person, text.narrators, strict=True):
        own = headed.get(fold_name(name)) if name else None
        if own is None and name in narrators:
            own = cast.by_form.get(narrators[name])
        placed.append((unnamed if own is None else own) if first else None)
    return tuple(placed)


def _nouns_as_members(text: _Text, rows: Rows, known: Mapping[str, int]) -> list[Member]:
    """Those who speak and are only known by a noun: "the landlord"."""
    nouns: Counter[str] = Counter()
    for _, tags in rows:
        nouns.update(tag.pointer.head for tag in tags if isinstance(tag.pointer, Noun) and _may_speak(tag))
    if text.foreign:  # names seldom show their gender there: an article's would draw every pronoun to the noun
        return [Member(noun, (), "", count, Company(narrated=count, tags=count)) for noun, count in nouns.items()]
    genders = tell_noun_genders(text.story.text, nouns.keys() - known.keys())
    return [
        Member(
            f"the {noun}",
            (),
            genders[noun],
            count,
            Company(narrated=count, tags=count),
            "child" if noun in ENGLISH.nouns.children else "",
        )
        for noun, count in nouns.items()
        if noun not in known and may_be_somebody(noun)
    ]


def _may_speak(tag: SpeechTag) -> bool:
    """Whether a noun's tag tells of somebody who speaks: "said the miller"; "The boy jumped." beside a speech."""
    noun = tag.pointer
    people = isinstance(noun, Noun) and noun.head in ENGLISH.nouns.people - ENGLISH.nouns.plural
    return tag.strong or (people and not tag.outside)


def _number_nouns(members: Sequence[Member]) -> dict[str, int]:
    """The nouns of those who are known by a noun alone → their places in the cast."""
    return {member.label.removeprefix("the "): i for i, member in enumerate(members) if not member.forms}


def _around(text: _Text) -> list[tuple[Range, Range]]:
    """For each turn the telling of the regions before and after its own, where nobody speaks."""
    turns, regions = text.turns, text.regions
    around = []
    for index, turn in enumerate(turns):
        floor = turns[index - 1].end if index else 0
        roof = turns[index + 1].start if index + 1 < len(turns) else len(text.story.text)
        lead = regions[max(0, turn.paragraph - 1)]
        trail = regions[min(len(regions) - 1, turn.last_paragraph + 1)]
        around.append(
            (
                (max(lead.start, floor), lead.end) if lead.end <= turn.start else (0, 0),
                (trail.start, min(trail.end, roof)) if trail.start >= turn.end else (0, 0),
            )
        )
    return around
