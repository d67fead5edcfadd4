"""Probabilities → the story with its speakers named: passages, characters, narrators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rhapsode.attributing.candidates import Groundwork
from rhapsode.attributing.characters.members import Member
from rhapsode.attributing.choosing.calibration import Bends, calibrate, find_ground
from rhapsode.attributing.choosing.evidence import Contest
from rhapsode.attributing.choosing.reasons import explain
from rhapsode.attributing.unquoted.singers import find_singers
from rhapsode.attributing.unquoted.thinkers import find_thinkers
from rhapsode.attributing.unquoted.writers import find_writers
from rhapsode.language.folding import fold_name
from rhapsode.model import VOICED_KINDS, Candidate, Chapter, Character, Passage, Story
from rhapsode.weighing import Floats

SHOWN = 3  # candidates kept with a passage
CLASHES = frozenset({"tag after gender clashes", "tag before gender clashes"})
RULED_OUT = 0.2  # the most that somebody is trusted to speak against the pronoun of the tag


def name_speakers(story: Story, groundwork: Groundwork, probabilities: Sequence[Floats], bends: Bends) -> Story:
    """The story with each turn given to its likeliest candidate, thoughts to minds, songs to singers."""
    labels = _label_names(groundwork.members)
    passages = [_settle_given(passage, labels) for passage in story.passages]
    for choice, shares in zip(groundwork.contests, probabilities, strict=True):
        candidates = _rank(choice, shares, groundwork.members, bends)
        ruled_out = bool(candidates) and _is_ruled_out(choice, candidates[0], groundwork.members)
        for index in choice.setting.turn.passages:
            passages[index] = _name_speaker(passages[index], candidates)
            if ruled_out and passages[index].candidates is candidates:  # else the text gives it
                passages[index] = _name_nobody(passages[index])
    stage, reader, regions = groundwork.stage, groundwork.reader, groundwork.regions
    thinkers = find_thinkers(replace(story, passages=tuple(passages)), stage, reader, regions, groundwork.scenes)
    for index, candidate in {**thinkers, **find_singers(story, stage, reader, regions)}.items():
        passages[index] = _name_speaker(passages[index], (candidate,))
    for index, writer in find_writers(story, labels).items():
        passages[index] = replace(passages[index], writer=writer)
    chatting = [passages[at].writer for at, passage in enumerate(story.passages) if passage.writer]
    characters = _list_characters(passages, groundwork.members, chatting)
    return replace(story, passages=tuple(passages), characters=characters, chapters=_name_narrators(story, groundwork))


def _label_names(members: Sequence[Member]) -> dict[str, str]:
    """Each form of name, folded → the name of its character."""
    labels: dict[str, str] = {}
    for member in reversed(members):
        for form in member.forms:
            labels[fold_name(form.label)] = member.label
        labels[fold_name(member.label)] = member.label
    return labels


def _settle_given(passage: Passage, labels: Mapping[str, str]) -> Passage:
    """A speaker that the text itself gives ("ADA: …"), under the name of its character."""
    if passage.speaker is None:
        return passage
    name = labels.get(fold_name(passage.speaker), passage.speaker)
    return replace(passage, speaker=name, candidates=(Candidate(name, passage.confidence, "given by the text"),))


def _rank(choice: Contest, shares: Floats, members: Sequence[Member], bends: Bends) -> tuple[Candidate, ...]:
    order = sorted(range(len(choice.members)), key=lambda at: (-shares[at], choice.members[at]))[:SHOWN]
    if not order:
        return ()
    first = order[0]
    ground = find_ground(choice.kind, choice.evidence[first], members[choice.members[first]].label)
    calibrated = calibrate([float(shares[at]) for at in order], ground, bends)
    return tuple(
        Candidate(members[choice.members[at]].label, share, explain(choice.evidence[at]))
        for at, share in zip(order, calibrated, strict=True)
    )


def _name_speaker(passage: Passage, candidates: tuple[Candidate, ...]) -> Passage:
    if passage.speaker is not None or not candidates:
        return passage
    best = candidates[0]
    return replace(passage, speaker=best.name, confidence=best.confidence, candidates=candidates)


def _is_ruled_out(choice: Contest, best: Candidate, members: Sequence[Member]) -> bool:
    """Whether a pronoun of the tag can't mean even the likeliest: "he said", where the telling knows a woman alone."""
    rows = zip(choice.members, choice.evidence, strict=True)
    evidence = next((row for member, row in rows if members[member].label == best.name), ())
    return not CLASHES.isdisjoint(evidence)


def _name_nobody(passage: Passage) -> Passage:
    """Somebody else speaks, of whom nothing is known; who was weighed is kept, as far as they may be doubted."""
    candidates = tuple(replace(one, confidence=min(one.confidence, RULED_OUT)) for one in passage.candidates)
    return replace(passage, speaker=None, confidence=min(passage.confidence, RULED_OUT), candidates=candidates)


def _list_characters(
    passages: Sequence[Passage], members: Sequence[Member], chatting: Sequence[str | None]
) -> tuple[Character, ...]:
    """Those who have lines, in the order of the cast; names that only the text gives come last.

    `chatting` are the writers of lines of chats, which are their lines too.
    """
    lines = Counter(p.speaker for p in passages if p.speaker is not None and p.kind in VOICED_KINDS)
    lines.update(writer for writer in chatting if writer)
    by_label = {member.label: member for member in reversed(members)}
    names = [label for label in dict.fromkeys(m.label for m in members) if lines[label]]
    names += sorted(name for name in lines if name not in by_label)
    return tuple(_make_character(name, by_label.get(name), lines[name]) for name in names)


def _make_character(name: str, member: Member | None, lines: int) -> Character:
    if member is None:
        return Character(name, lines=lines)
    aliases = {form.label for form in member.forms} | _compose_names(member)
    return Character(name, tuple(sorted(aliases - {name})), member.gender, lines, member.age)


def _compose_names(member: Member) -> set[str]:
    """ "Ada Brown" of "Ada" and "Miss Brown"."""
    if any(len(form.names) > 1 for form in member.forms):
        return set()
    given = [form.names[0] for form in member.forms if not form.titles and not form.definite]
    family = [form.names[0] for form in member.forms if form.titles]
    return {f"{one} {two}" for one in given for two in family if one != two}


def _name_narrators(story: Story, groundwork: Groundwork) -> tuple[Chapter, ...]:
    """The chapters, with the narrator of each scene that is told in the first person."""
    names = iter(groundwork.stage.narrators)
    chapters = []
    for chapter in story.chapters:
        scenes = []
        for scene in chapter.scenes:
            narrator = next(names)
            told = narrator is not None and scene.first_person  # a you tells nothing
            label = groundwork.members[narrator].label if told and narrator is not None else None
            scenes.append(replace(scene, narrator=label))
        chapters.append(replace(chapter, scenes=tuple(scenes)))
    return tuple(chapters)
