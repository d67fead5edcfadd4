"""Step 3, attribute: who speaks. A `Story` whose passages are known → the same with speakers and characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rhapsode.attributing.characters import Cast, Member, gather_cast
from rhapsode.attributing.conversations import Choice, Mention, Stage, describe_settings, split_turns, weigh_all
from rhapsode.attributing.names import Company, Names, find_names
from rhapsode.attributing.narrators import NARRATOR, find_first_person, find_name
from rhapsode.attributing.prose import Paragraph, Turn, find_paragraphs, find_turns
from rhapsode.attributing.scoring import Floats, load_weights, score_turns
from rhapsode.attributing.tags import Source, Tag, TagReader
from rhapsode.lexicon import gender_of_noun
from rhapsode.model import UNSPOKEN_KINDS, Candidate, Character, Correction, Kind, Passage, Range, Story

__all__ = ["attribute"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A story read up to the point where speakers are chosen."""

    members: tuple[Member, ...]
    choices: tuple[Choice, ...]


def attribute(
    story: Story, aliases: Mapping[str, tuple[str, ...]] = {}, corrections: Sequence[Correction] = ()
) -> Story:
    """Give every speech, thought and song of `story` its speaker, and the story its characters."""
    reading = read_story(story, aliases)
    return _name_speakers(story, reading, score_turns(reading.choices, load_weights()))


def read_story(story: Story, aliases: Mapping[str, tuple[str, ...]] = {}) -> Reading:
    """Find the cast, the turns and the evidence for each candidate."""
    paragraphs = find_paragraphs(story)
    turns = find_turns(story, paragraphs)
    quotes = [quote for turn in turns for quote in turn.quotes]
    skipped = [(p.start, p.end) for p in story.passages if p.kind in UNSPOKEN_KINDS or p.kind == Kind.HEADING]
    names = find_names(story.text, quotes, skipped)
    cast = gather_cast(story.text, names)
    named = {n.start: (cast.by_form[n.form], n.end) for n in names.namings if n.form in cast.by_form}
    leads = [_lead_of(turn, turns[i - 1] if i else None, paragraphs) for i, turn in enumerate(turns)]
    rows = split_turns(turns, TagReader(story.text, named), leads)
    scenes = [(scene.start, scene.end) for chapter in story.chapters for scene in chapter.scenes]
    members, narrators = _add_members(story, cast, rows, find_first_person(story, turns, scenes))
    stage = Stage(members, _mentions(cast, names), narrators)
    settings = describe_settings(rows, stage, paragraphs)
    return Reading(members, tuple(weigh_all(settings, stage)))


def _mentions(cast: Cast, names: Names) -> list[Mention]:
    return [
        Mention(n.start, n.end, cast.by_form[n.form], n.quoted, n.vocative)
        for n in names.namings
        if n.form in cast.by_form
    ]


def _lead_of(turn: Turn, before: Turn | None, paragraphs: Sequence[Paragraph]) -> Range:
    """The narration of the paragraph before a turn's own."""
    if turn.paragraph == 0:
        return (0, 0)
    paragraph = paragraphs[turn.paragraph - 1]
    start = max(paragraph.start, before.end if before else 0)
    return (start, max(start, paragraph.end))


def _add_members(
    story: Story, cast: Cast, rows: Sequence[tuple[Turn, tuple[Tag, ...]]], first_person: Sequence[bool]
) -> tuple[tuple[Member, ...], list[int | None]]:
    """The cast, those only known by a noun ("the landlord"), and the narrators of first-person scenes."""
    members = list(cast.members)
    nouns: Counter[str] = Counter()
    for _, tags in rows:
        nouns.update(tag.pointer.word for tag in tags if tag.strong and tag.pointer.source == Source.NOUN)
    for noun, count in nouns.items():
        members.append(Member(f"the {noun}", (), gender_of_noun(noun), count, Company(narrated=count, tags=count)))
    if not any(first_person):
        return tuple(members), [None] * max(1, len(first_person))
    narrator = find_name(cast.members)
    if narrator is None:
        narrator = len(members)
        members.append(Member(NARRATOR, (), "", 0, Company()))
    return tuple(members), [narrator if own else None for own in first_person] or [None]


def _name_speakers(story: Story, reading: Reading, probabilities: Sequence[Floats]) -> Story:
    passages = list(story.passages)
    lines: Counter[str] = Counter()
    for choice, shares in zip(reading.choices, probabilities, strict=True):
        ranked = sorted(zip(shares, choice.members, strict=True), key=lambda pair: (-pair[0], pair[1]))[:3]
        candidates = tuple(Candidate(reading.members[m].label, float(p)) for p, m in ranked)
        for index in choice.setting.turn.passages:
            passages[index] = _name_speaker(passages[index], candidates)
            lines[passages[index].speaker or ""] += 1
    characters = tuple(
        Character(m.label, tuple(sorted({f.label for f in m.forms} - {m.label})), m.gender, lines[m.label])
        for m in reading.members
        if lines[m.label]
    )
    return replace(story, passages=tuple(passages), characters=characters)


def _name_speaker(passage: Passage, candidates: tuple[Candidate, ...]) -> Passage:
    if passage.speaker is not None or not candidates:
        return passage
    best = candidates[0]
    return replace(passage, speaker=best.name, confidence=best.confidence, candidates=candidates)
