"""A story → its cast and, for every turn, the candidates with their evidence: all that precedes the weighing.

Read twice: once to learn who answers to which name, then again with those names joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rhapsode.attributing.addressing import count_answers, find_same
from rhapsode.attributing.characters import Cast, Member, gather_cast, join_aliases, join_members
from rhapsode.attributing.conversations import Mention, Setting, Stage, describe_settings, split_turns
from rhapsode.attributing.evidence import Choice, weigh_all
from rhapsode.attributing.names import Company, Names, find_names
from rhapsode.attributing.narrators import NARRATOR, find_first_person
from rhapsode.attributing.prose import Paragraph, Turn, find_paragraphs, find_turns
from rhapsode.attributing.tags import Source, Tag, TagReader
from rhapsode.lexicon import gender_of_noun
from rhapsode.model import UNSPOKEN_KINDS, Kind, Range, Story

Rows = Sequence[tuple[Turn, tuple[Tag, ...]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A story read up to the point where speakers are chosen; `narrators` by scene."""

    members: tuple[Member, ...]
    choices: tuple[Choice, ...]
    narrators: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """What doesn't change between the two readings."""

    story: Story
    paragraphs: tuple[Paragraph, ...]
    turns: tuple[Turn, ...]
    names: Names
    first_person: tuple[bool, ...]


def read_story(story: Story, aliases: Mapping[str, tuple[str, ...]] = {}) -> Reading:
    """Find the cast, the turns and the evidence for each candidate."""
    text = _take_apart(story)
    cast = join_aliases(gather_cast(story.text, text.names), aliases)
    stage, settings = _set_stage(text, cast, None)
    same = find_same(count_answers(settings), stage.members)
    cast, narrator = join_members(cast, same)
    stage, settings = _set_stage(text, cast, narrator)
    return Reading(stage.members, tuple(weigh_all(settings, stage)), stage.narrators)


def _take_apart(story: Story) -> _Text:
    paragraphs = find_paragraphs(story)
    turns = find_turns(story, paragraphs)
    quotes = [quote for turn in turns for quote in turn.quotes]
    skipped = [(p.start, p.end) for p in story.passages if p.kind in UNSPOKEN_KINDS or p.kind == Kind.HEADING]
    scenes = [(scene.start, scene.end) for chapter in story.chapters for scene in chapter.scenes]
    names = find_names(story.text, quotes, skipped)
    return _Text(story, paragraphs, turns, names, find_first_person(story, turns, scenes) or (False,))


def _set_stage(text: _Text, cast: Cast, narrator: int | None) -> tuple[Stage, list[Setting]]:
    namings = [n for n in text.names.namings if n.form in cast.by_form]
    named = {n.start: (cast.by_form[n.form], n.end) for n in namings}
    rows = split_turns(text.turns, TagReader(text.story.text, named), _around(text))
    members = [*cast.members, *_nouns_as_members(rows, cast)]
    if any(text.first_person) and narrator is None:
        narrator = len(members)
        members.append(Member(NARRATOR, (), "", 0, Company()))
    mentions = [Mention(n.start, n.end, cast.by_form[n.form], n.quoted, n.vocative, n.subject) for n in namings]
    narrators = tuple(narrator if own else None for own in text.first_person)
    stage = Stage(tuple(members), mentions, narrators, cast.by_role)
    return stage, describe_settings(rows, stage, text.paragraphs, text.story.text)


def _nouns_as_members(rows: Rows, cast: Cast) -> list[Member]:
    """Those who speak and are only known by a noun: "the landlord"."""
    nouns: Counter[str] = Counter()
    for _, tags in rows:
        nouns.update(tag.pointer.word for tag in tags if tag.strong and tag.pointer.source == Source.NOUN)
    return [
        Member(f"the {noun}", (), gender_of_noun(noun), count, Company(narrated=count, tags=count))
        for noun, count in nouns.items()
        if noun not in cast.by_role
    ]


def _around(text: _Text) -> list[tuple[Range, Range]]:
    """For each turn the telling of the paragraphs before and after its own, where nobody speaks."""
    turns, paragraphs = text.turns, text.paragraphs
    around = []
    for index, turn in enumerate(turns):
        floor = turns[index - 1].end if index else 0
        roof = turns[index + 1].start if index + 1 < len(turns) else len(text.story.text)
        lead = paragraphs[max(0, turn.paragraph - 1)]
        trail = paragraphs[min(len(paragraphs) - 1, turn.last_paragraph + 1)]
        around.append(
            (
                (max(lead.start, floor), lead.end) if lead.end <= turn.start else (0, 0),
                (trail.start, min(trail.end, roof)) if trail.start >= turn.end else (0, 0),
            )
        )
    return around
