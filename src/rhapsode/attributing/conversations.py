"""Turns, tags and cast → for every turn its candidates, each with the evidence for and against as plain words.

Evidence is a list of feature names; `scoring.py` weighs them. All are about who stands where, none about which
name it is, so a story whose characters are renamed gets the same answers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import NamedTuple

from rhapsode import lexicon
from rhapsode.attributing.characters import Member
from rhapsode.attributing.prose import Paragraph, Turn
from rhapsode.attributing.tags import Pointer, Source, Tag, TagReader

CANDIDATES = 12
"""At most so many are weighed for one turn; a thirteenth was right for under 1 % of quotations."""
REACH_BEFORE = 3500
REACH_AFTER = 350
CHAIN_GAP = 1500
"""Characters of narration after which a conversation is taken to be over."""


class Mention(NamedTuple):
    """One place where a member of the cast is named."""

    start: int
    end: int
    member: int
    quoted: bool
    vocative: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A turn with what is known of it before anybody is weighed."""

    turn: Turn
    tags: tuple[Tag, ...]
    told: frozenset[int]  # named in the narration of its paragraph
    addressed: frozenset[int]
    talked_of: frozenset[int]
    lead: str  # how it follows the turn before: see `_tell_lead`
    scene: int

    @property
    def tag(self) -> Tag | None:
        """The surest tag: strong ones first, those after the speech before those in front of it."""
        return next((tag for tag in self.tags if tag.strong), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A turn's candidates, and for each the evidence."""

    setting: Setting
    members: tuple[int, ...]
    evidence: tuple[tuple[str, ...], ...]
    tag_kind: str


def split_turns(
    turns: Sequence[Turn], reader: TagReader, leads: Sequence[tuple[int, int]]
) -> list[tuple[Turn, tuple[Tag, ...]]]:
    """Read the tags, and cut a turn where two strong ones name different members."""
    rows: list[tuple[Turn, tuple[Tag, ...]]] = []
    for turn, lead in zip(turns, leads, strict=True):
        tags = reader.read(turn, lead)
        rows += _split_turn(turn, tags)
    return rows


def _split_turn(turn: Turn, tags: tuple[Tag, ...]) -> list[tuple[Turn, tuple[Tag, ...]]]:
    current: Pointer | None = None
    for tag in tags:
        if not tag.strong:
            continue
        pointer = tag.pointer
        if current is not None and _differ(current, pointer):
            at = tag.quote
            if at == 0 or at >= len(turn.quotes):
                break
            first = replace(turn, passages=turn.passages[:at], quotes=turn.quotes[:at], gaps=turn.gaps[: at + 1])
            rest = replace(turn, passages=turn.passages[at:], quotes=turn.quotes[at:], gaps=turn.gaps[at:])
            early = tuple(tag for tag in tags if tag.quote < at)
            late = tuple(tag._replace(quote=tag.quote - at) for tag in tags if tag.quote >= at)
            return [(first, early), *_split_turn(rest, late)]
        current = pointer
    return [(turn, tags)]


def _differ(one: Pointer, two: Pointer) -> bool:
    if one.source == Source.NAME and two.source == Source.NAME:
        return one.who != two.who
    if one.source == Source.PRONOUN and two.source == Source.PRONOUN:
        return one.word != two.word
    return False


class Stage:
    """Who was named where; answers who is about when a turn begins."""

    def __init__(
        self,
        members: tuple[Member, ...],
        mentions: Sequence[Mention],
        narrators: tuple[int | None, ...],
        roles: Mapping[str, int],
    ) -> None:
        self.members = members
        self.mentions = mentions
        self.narrators = narrators  # member who says "I", by scene
        self._starts = [mention.start for mention in mentions]
        unnamed = {member.label.removeprefix("the "): i for i, member in enumerate(members) if not member.forms}
        self.nouns = {**unnamed, **roles}
        total = sum(member.weight for member in members) or 1
        self.rank = [_bucket(log2(1 + 1000 * member.weight / total)) for member in members]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _bucket(value: float) -> int:
    return min(9, int(value))


def describe_settings(
    rows: Sequence[tuple[Turn, tuple[Tag, ...]]], stage: Stage, paragraphs: Sequence[Paragraph]
) -> list[Setting]:
    """What is known of each turn by itself."""
    settings: list[Setting] = []
    before: Turn | None = None
    for turn, tags in rows:
        told = frozenset(m.member for gap in turn.gaps for m in stage.between(gap[0], gap[1]) if not m.quoted)
        inside = [m for quote in turn.quotes for m in stage.between(quote[0], quote[1])]
        addressed = frozenset(m.member for m in inside if m.vocative)
        talked_of = frozenset(m.member for m in inside) - addressed
        scene = paragraphs[turn.paragraph].scene
        lead = _tell_lead(before, turn, before is not None and paragraphs[before.paragraph].scene == scene)
        settings.append(Setting(turn, tags, told, addressed, talked_of, lead, scene))
        before = turn
    return settings


def _tell_lead(before: Turn | None, turn: Turn, same_scene: bool) -> str:
    """How a turn follows: a "new" conversation, the "same" paragraph, the "next", or after "short" or "long" telling."""
    if before is None or not same_scene:
        return "new"
    if turn.paragraph == before.last_paragraph:
        return "same"
    told = turn.start - before.end
    if told > CHAIN_GAP:
        return "new"
    between = turn.paragraph - before.last_paragraph
    if between > 1:
        return "short" if told < 300 else "long"
    return "next"


def weigh_all(settings: Sequence[Setting], stage: Stage) -> list[Choice]:
    """Candidates and evidence for every turn."""
    choices = []
    recent: dict[int, int] = {}  # member → offset of the last naming, oldest first
    at = 0
    for index, setting in enumerate(settings):
        while at < len(stage.mentions) and stage.mentions[at].start < setting.turn.start:
            mention = stage.mentions[at]
            recent.pop(mention.member, None)
            recent[mention.member] = mention.start
            at += 1
        members = _choose_candidates(settings, index, stage, recent)
        choices.append(_weigh_turn(settings, index, stage, members, recent))
    return choices


def _choose_candidates(
    settings: Sequence[Setting], index: int, stage: Stage, recent: dict[int, int]
) -> tuple[int, ...]:
    """Who may be speaking: those just pointed at, then those named last before, then those named right after."""
    setting = settings[index]
    found: dict[int, None] = {}
    for tag in setting.tags:
        if tag.pointer.source == Source.NAME:
            found[tag.pointer.who] = None
        elif tag.pointer.source == Source.NOUN and tag.pointer.word in stage.nouns:
            found[stage.nouns[tag.pointer.word]] = None
    found.update(dict.fromkeys(sorted(setting.told)))
    narrator = stage.narrators[setting.scene]
    if narrator is not None:
        found[narrator] = None
    for other in settings[max(0, index - 3) : index + 3]:
        if other is settings[index] or abs(other.turn.start - setting.turn.start) > REACH_BEFORE:
            continue
        found.update(dict.fromkeys(t.pointer.who for t in other.tags if t.pointer.source == Source.NAME and t.strong))
    for other in settings[max(0, index - 1) : index + 2]:
        found.update(dict.fromkeys(sorted(other.addressed)))
    later = stage.between(setting.turn.end, setting.turn.end + REACH_AFTER)
    near = dict.fromkeys(m.member for m in later if not m.quoted)
    floor = setting.turn.start - REACH_BEFORE
    for member in reversed(recent):
        if recent[member] < floor or len(found) >= CANDIDATES - 1:
            break
        found[member] = None
    found.update(near)
    return tuple(list(found)[:CANDIDATES])


def _tag_kind(setting: Setting) -> str:
    tag = setting.tag
    if tag is None:
        return "none" if not setting.tags else "beat"
    if tag.pointer.source == Source.PRONOUN:
        return "I" if tag.pointer.word == "i" else "they" if tag.pointer.word == "p" else "pronoun"
    return "name" if tag.pointer.source == Source.NAME else "noun"


def _weigh_turn(
    settings: Sequence[Setting], index: int, stage: Stage, members: tuple[int, ...], recent: dict[int, int]
) -> Choice:
    setting = settings[index]
    kind = _tag_kind(setting)
    before = stage.between(setting.turn.start - REACH_BEFORE, setting.turn.start)
    rows: dict[int, list[str]] = {member: [] for member in members}
    for member, row in rows.items():
        for tag in setting.tags:
            row.append(_weigh_tag(tag, member, stage, setting))
        if member in setting.addressed:
            row.append("addresses")
        if member in setting.talked_of:
            row.append("talks of")
        if member in setting.told and kind != "name":
            row.append(f"told {kind}")
            if len(setting.told) == 1:
                row.append(f"told alone {kind}")
        _weigh_standing(row, member, stage, setting, kind)
    _weigh_recency(rows, before, setting, stage, kind)
    _weigh_neighbours(rows, settings, index, kind)
    _weigh_after(rows, settings, index, stage, kind)
    return Choice(setting, members, tuple(tuple(rows[m]) for m in members), kind)


def _weigh_tag(tag: Tag, member: int, stage: Stage, setting: Setting) -> str:
    pointer = tag.pointer
    side = ("tag " if tag.strong else "beat ") + ("after " if tag.after else "before ")
    gender = stage.members[member].gender
    if pointer.source == Source.NAME:
        return side + ("named" if pointer.who == member else "names another")
    if pointer.source == Source.PRONOUN:
        if pointer.word == "i":
            return side + ("I" if stage.narrators[setting.scene] == member else "not I")
        if stage.narrators[setting.scene] == member:
            return side + "he or she, not I"
        if pointer.word == "p":
            return side + "they"
        return side + _compare_gender(gender, pointer.word)
    own = stage.nouns.get(pointer.word) == member
    if own:
        return side + ("noun itself" if pointer.word not in lexicon.KIN_NOUNS else "kin itself")
    if pointer.owner == "name" and pointer.who == member:
        return side + "owner"
    owned = "kin " if pointer.owner else "noun "
    return side + owned + _compare_gender(gender, lexicon.gender_of_noun(pointer.word))


def _compare_gender(one: str, two: str) -> str:
    if not one or not two:
        return "gender unknown"
    return "gender fits" if one == two else "gender clashes"


def _weigh_standing(row: list[str], member: int, stage: Stage, setting: Setting, kind: str) -> None:
    """How large a part somebody has in the story."""
    who = stage.members[member]
    row.append(f"weight {stage.rank[member]}")
    if not who.company.tags:
        row.append("never tagged")
    if who.company.places * 2 > who.company.tags + who.company.acts:
        row.append("place-like")
    if stage.narrators[setting.scene] == member:
        row.append(f"narrator {kind}")
    if not who.forms:
        row.append(f"noun only {kind}")


def _weigh_recency(
    rows: dict[int, list[str]], before: Sequence[Mention], setting: Setting, stage: Stage, kind: str
) -> None:
    """Who was named last, how long ago, how often of late; by gender where a pronoun stands."""
    wanted = ""
    tag = setting.tag or (setting.tags[0] if setting.tags else None)
    if tag and tag.pointer.source == Source.PRONOUN and tag.pointer.word in "mf":
        wanted = tag.pointer.word
        if tag.after is False or not tag.strong:
            before = stage.between(setting.turn.start - REACH_BEFORE, tag.pointer.start)
    told: dict[int, int] = {}
    heard: dict[int, int] = {}
    counts: dict[int, int] = {}
    for mention in before:
        if mention.quoted:
            heard[mention.member] = mention.start
        else:
            told.pop(mention.member, None)
            told[mention.member] = mention.start
            counts[mention.member] = counts.get(mention.member, 0) + 1
    order = [m for m in reversed(told) if not wanted or stage.members[m].gender in ("", wanted)]
    ranks = {member: rank for rank, member in enumerate(order)}
    start = setting.turn.start
    shape = "pronoun" if wanted else kind
    for member, row in rows.items():
        rank = ranks.get(member)
        row.append(f"rank {min(rank, 4)} {shape}" if rank is not None else f"rank - {shape}")
        since = max(0, start - told[member]) if member in told else 99999
        row.append(f"since {_bucket(log2(1 + since / 100))} {'pronoun' if wanted else 'any'}")
        row.append(f"count {min(5, counts.get(member, 0))}")
        if member in heard and member not in told:
            row.append("only heard")


def _weigh_neighbours(rows: dict[int, list[str]], settings: Sequence[Setting], index: int, kind: str) -> None:
    """What the turns around say: who was addressed, who is tagged two turns away."""
    here = settings[index]
    for step in (-2, -1, 1, 2):
        at = index + step
        if not 0 <= at < len(settings) or not _linked(settings, index, at):
            continue
        other = settings[at]
        tag = other.tag
        for member, row in rows.items():
            if member in other.addressed:
                row.append(f"addressed at {step}")
            elif member in other.talked_of:
                row.append(f"talked of at {step}")
            if kind in ("none", "beat", "pronoun", "noun") and tag and tag.pointer.source == Source.NAME:
                row.append(f"tagged at {step} {'name' if tag.pointer.who == member else 'other'}")
    _ = here


def _linked(settings: Sequence[Setting], one: int, two: int) -> bool:
    low, high = min(one, two), max(one, two)
    return all(settings[i].lead != "new" for i in range(low + 1, high + 1))


def _weigh_after(rows: dict[int, list[str]], settings: Sequence[Setting], index: int, stage: Stage, kind: str) -> None:
    """Who acts in the paragraph just before and just after."""
    turn = settings[index].turn
    floor = settings[index - 1].turn.end if index else 0
    lead = [m for m in stage.between(max(floor, turn.gaps[0][0] - 700), turn.gaps[0][0]) if not m.quoted]
    roof = settings[index + 1].turn.start if index + 1 < len(settings) else turn.end + REACH_AFTER
    trail = [m for m in stage.between(turn.gaps[-1][1], min(roof, turn.end + REACH_AFTER)) if not m.quoted]
    if kind == "name":
        return
    if lead and lead[0].member in rows:
        rows[lead[0].member].append(f"first before {kind}")
    if lead and lead[-1].member in rows:
        rows[lead[-1].member].append(f"last before {kind}")
    if trail and trail[0].member in rows:
        rows[trail[0].member].append(f"first after {kind}")
