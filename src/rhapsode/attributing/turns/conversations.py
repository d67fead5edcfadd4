"""Turns and their tags → settings: what is known of each turn before anybody is weighed for it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log2
from typing import NamedTuple

from rhapsode.attributing.characters.members import Member
from rhapsode.attributing.turns.speeches import Region, Turn
from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Range
from rhapsode.telling.pointers import Named, Noun, Owner, Person, Pointer, Pronoun
from rhapsode.telling.tags import SpeechTag, TagReader
from rhapsode.text.marks import CLOSERS, DASHES, STOPS, in_class

CONVERSATION_GAP = 1500
"""Characters of telling after which a conversation is taken to be over."""
SHORT_GAP = 300
LATELY = 12
"""Turns for which "the man" is still the one who came in as "a man"."""
_BODILESS = frozenset("voice voices other others".split())
_STYLE = re.compile(rf"[,—-]\s*(?:my\s+(?:dear|good)\s+)?({any_of(ENGLISH.titles.styles)})\b")
_INTRODUCES = re.compile(
    r"(?:\bI['’]m|\bI am|\b[Nn]ame is|\b[Nn]ame['’]s|\b[Cc]all me)\s+"
    rf"(?:(?:{any_of(map(str.capitalize, ENGLISH.titles.every))})\.?\s)?$"
)
_ENDS_NAME = re.compile(rf"\s*(?:[{STOPS}{CLOSERS}{in_class(DASHES)}]|$)(?!s\b)")
_SPOKEN_TO = re.compile(
    rf"\b(?:{any_of(ENGLISH.verbs.addressing)}|(?P<verb>\w+)(?: (?P<next>\w+))? to)\s+(?:the\s+|old\s+|poor\s+)?$"
)
_TURNS_TO = ENGLISH.verbs.speech | {"turned", "turning"}


class Lead(StrEnum):
    """How a turn follows the one before: its names are those of evidence."""

    NEW = "new"  # another conversation
    SAME = "same"  # paragraph
    NEXT = "next"  # paragraph
    SHORT = "short"  # telling between
    LONG = "long"  # telling between


ANSWERING = frozenset({Lead.NEXT, Lead.SHORT})
"""Leads of a turn that answers the one before."""


class Mention(NamedTuple):
    """One place where a member of the cast is named."""

    start: int
    end: int
    member: int
    quoted: bool
    vocative: bool
    subject: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A turn with its tags and names; `conversation` is the index of the turn that its conversation begins with."""

    turn: Turn
    tags: tuple[SpeechTag, ...]
    told: frozenset[int]  # named in the telling of its paragraph
    addressed: frozenset[int]
    talked_of: frozenset[int]
    led: frozenset[int]  # named in it before the pronoun of the tag
    introduces: frozenset[int]  # "I'm Ada": named in it as the speaker's own name
    spoken_to: frozenset[int]  # "… to Ada", in the telling of its paragraph
    quoted: frozenset[int]  # whose song or verse stands between it and the turn before
    styled: str  # the gender of whoever is called "sir" or "madam"
    asks: bool
    lead: Lead
    scene: int
    conversation: int
    tag: SpeechTag | None  # the surest: the first strong one


class Stage:
    """Who is in the story and who is named where."""

    def __init__(
        self,
        members: tuple[Member, ...],
        mentions: Sequence[Mention],
        narrators: tuple[int | None, ...],
        roles: Mapping[str, int],
        scene_starts: Sequence[int],
        makers: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.members = members
        self.mentions = mentions
        self.narrators = narrators  # member who says "I", by scene
        self.scene_starts = scene_starts
        self.makers = makers  # where a song or verse starts, and whose it is
        self._starts = [mention.start for mention in mentions]
        unnamed = {member.label.removeprefix("the "): i for i, member in enumerate(members) if not member.forms}
        self.nouns = {**unnamed, **roles}
        total = sum(member.weight for member in members) or 1
        self.companies = tuple(self._find_company(scene) for scene in range(len(scene_starts)))
        self.rank = [min(9, int(log2(1 + 1000 * member.weight / total))) for member in members]

    def _find_company(self, scene: int) -> tuple[int, ...]:
        """Who is told of in a scene, most first; in order of appearance where that is even."""
        end = self.scene_starts[scene + 1] if scene + 1 < len(self.scene_starts) else sys.maxsize
        told: dict[int, int] = {}
        for mention in self.between(self.scene_starts[scene], end):
            if not mention.quoted:
                told[mention.member] = told.get(mention.member, 0) + (2 if mention.subject else 1)
        narrator = self.narrators[scene] if scene < len(self.narrators) else None
        if narrator is not None:
            told[narrator] = sys.maxsize
        return tuple(sorted(told, key=lambda member: -told[member]))

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that start in a range."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def split_turns(
    turns: Sequence[Turn], reader: TagReader, around: Sequence[tuple[Range, Range]], genders: Sequence[str]
) -> list[tuple[Turn, tuple[SpeechTag, ...]]]:
    """Read the tags, and cut a turn where two strong ones mean different members; `genders` are theirs."""
    rows: list[tuple[Turn, tuple[SpeechTag, ...]]] = []
    for turn, (lead, trail) in zip(turns, around, strict=True):
        rows += _split_turn(turn, reader.read(turn.gaps, lead, trail), genders)
    return rows


def _split_turn(
    turn: Turn, tags: tuple[SpeechTag, ...], genders: Sequence[str]
) -> list[tuple[Turn, tuple[SpeechTag, ...]]]:
    cuts = _find_cuts(tags, len(turn.quotes), genders)
    if not cuts:
        return [(turn, tags)]
    by_part: list[list[SpeechTag]] = [[] for _ in range(len(cuts) + 1)]
    for tag in tags:
        part = bisect_right(cuts, tag.quote)
        by_part[part].append(tag._replace(quote=tag.quote - cuts[part - 1]) if part else tag)
    return [
        (_cut_out(turn, first, end), tuple(own))
        for first, end, own in zip([0, *cuts], [*cuts, len(turn.quotes)], by_part, strict=True)
    ]


def _find_cuts(tags: Sequence[SpeechTag], quotes: int, genders: Sequence[str]) -> list[int]:
    """The quotes of a turn at which somebody else begins to speak."""
    cuts: list[int] = []
    current: Pointer | None = None
    for tag in tags:
        if not tag.strong or (cuts and tag.quote < cuts[-1]):
            continue
        beyond = (cuts[-1] if cuts else 0) < tag.quote < quotes
        if current is not None and beyond and _differ(current, tag, genders):
            cuts.append(tag.quote)
        current = tag.pointer
    return cuts


def _cut_out(turn: Turn, first: int, end: int) -> Turn:
    return replace(
        turn, passages=turn.passages[first:end], quotes=turn.quotes[first:end], gaps=turn.gaps[first : end + 1]
    )


def name_roles(
    rows: Sequence[tuple[Turn, tuple[SpeechTag, ...]]], nouns: Mapping[str, int], unmasked: Collection[str]
) -> list[tuple[Turn, tuple[SpeechTag, ...]]]:
    """The tags with every noun that means one alone as good as a name.

    "The miller" does wherever he speaks; "the man" only where "a man" spoke in the turns before, or where he is
    `unmasked` later; "his lawyer" never.
    """
    named: list[tuple[Turn, tuple[SpeechTag, ...]]] = []
    entered: dict[str, int] = {}
    for index, (turn, tags) in enumerate(rows):
        for tag in tags:
            noun = tag.pointer
            if tag.strong and isinstance(noun, Noun) and noun.owner is Owner.ANY and noun.head not in _BODILESS:
                entered[noun.head] = index
        lately = {*unmasked, *(word for word, at in entered.items() if index - at <= LATELY)}
        named.append((turn, tuple(_name_role(tag, nouns, lately) for tag in tags)))
    return named


def _name_role(tag: SpeechTag, nouns: Mapping[str, int], lately: Collection[str]) -> SpeechTag:
    pointer = tag.pointer
    if not tag.strong or not isinstance(pointer, Noun) or pointer.owner not in (Owner.NOBODY, Owner.ANY):
        return tag
    passing = pointer.head in ENGLISH.nouns.passing or pointer.head in ENGLISH.nouns.kin
    who = nouns.get(pointer.head)
    if who is None or (passing and pointer.head not in lately):
        return tag
    return tag._replace(pointer=Named(who, pointer.start, pointer.end))


def _differ(one: Pointer, tag: SpeechTag, genders: Sequence[str]) -> bool:
    """Whether a later tag of the paragraph means another than the one before.

    A name or noun that leads in a speech after "she said" or after another noun is somebody new.
    """
    match one, tag.pointer:
        case Named(), Named() as other:
            return one.member != other.member
        case Noun(), Noun() as other:
            return one.head != other.head and not {one.head, other.head} & ENGLISH.nouns.passing
        case Pronoun(), Pronoun() as other:
            return one.person != other.person
        case (Named() as named, Noun() as noun) | (Noun() as noun, Named() as named):
            return noun.head not in ENGLISH.nouns.passing or not tag.after  # said the mariner. ("…") said Mr. Brown.
        case (Named() as named, Pronoun() as pronoun) | (Pronoun() as pronoun, Named() as named):
            return _clash(named, pronoun, genders) or (not tag.after and tag.pointer is named)
        case (Pronoun(person=Person.THEY), _):
            return not tag.after
    return False


def _clash(named: Named, pronoun: Pronoun, genders: Sequence[str]) -> bool:
    """Whether of a name and a pronoun one cannot mean the other."""
    gender = genders[named.member]
    other = pronoun.person.is_other and gender in ("m", "f") and pronoun.person != gender
    return pronoun.person is Person.I or other


def describe_settings(
    rows: Sequence[tuple[Turn, tuple[SpeechTag, ...]]], stage: Stage, places: Sequence[Region], text: str
) -> list[Setting]:
    """What is known of each turn by itself and by how it follows the one before."""
    settings: list[Setting] = []
    before: Turn | None = None
    conversation = 0
    for index, (turn, tags) in enumerate(rows):
        scene = places[turn.paragraph].scene
        lead = _tell_lead(before, turn, before is not None and places[before.paragraph].scene == scene)
        if lead is Lead.NEW:
            conversation = index
        setting = _describe(turn, tags, stage, text, (lead, scene, conversation))
        since = before.end if before else 0
        verses = frozenset(who for at, who in stage.makers if since <= at < turn.start)
        settings.append(replace(setting, quoted=verses))
        before = turn
    return settings


def _describe(
    turn: Turn, tags: tuple[SpeechTag, ...], stage: Stage, text: str, where: tuple[Lead, int, int]
) -> Setting:
    told = [m for gap in turn.gaps if gap[1] > gap[0] for m in stage.between(*gap) if not m.quoted]
    inside = [m for quote in turn.quotes for m in stage.between(*quote)]
    addressed = frozenset(m.member for m in inside if m.vocative)
    tag = next((tag for tag in tags if tag.strong), None)
    styles = [
        " ".join(m.group(1).lower().replace("’", "'").split())
        for quote in turn.quotes
        for m in _STYLE.finditer(text, *quote)
    ]
    return Setting(
        turn=turn,
        tags=tags,
        told=frozenset(m.member for m in told),
        addressed=addressed,
        talked_of=frozenset(m.member for m in inside if not _introduces(text, m)) - addressed,
        led=frozenset(m.member for m in told if tag and m.start < tag.pointer.start),
        introduces=frozenset(m.member for m in inside if _introduces(text, m)),
        spoken_to=frozenset(mention.member for mention in told if _is_spoken_to(text, mention.start)),
        quoted=frozenset(),
        styled=ENGLISH.titles.styles[styles[0]] if styles else "",
        asks="?" in text[turn.end - 3 : turn.end],
        lead=where[0],
        scene=where[1],
        conversation=where[2],
        tag=tag,
    )


def mention_nouns(text: str, quotes: Sequence[Range], members: Sequence[Member]) -> list[Mention]:
    """Where the telling speaks of those whom only a noun names: "the stranger took off his hat"."""
    nouns = {member.label.removeprefix("the "): at for at, member in enumerate(members) if not member.forms}
    words = sorted(map(re.escape, nouns), key=len, reverse=True)
    if not words:
        return []
    starts = [start for start, _ in quotes]
    found = []
    for match in re.finditer(rf"\b[Tt]he\s(?:[a-z]+\s)?({'|'.join(words)})\b(?:\s(\w+))?", text):
        last = bisect_left(starts, match.end(1)) - 1
        if last < 0 or quotes[last][1] <= match.start():
            acts = (match.group(2) or "").endswith("ed") or match.group(2) in ENGLISH.verbs.acts
            found.append(Mention(match.start(), match.end(1), nouns[match.group(1)], False, False, acts))
    return found


def _is_spoken_to(text: str, start: int) -> bool:
    """Whether what is told right before the name at `start` turns to its bearer: "said softly to", "answered"."""
    before = _SPOKEN_TO.search(text, max(0, start - 36), start)
    if before is None:
        return False
    return before["verb"] is None or not _TURNS_TO.isdisjoint(before.group("verb", "next"))


def _introduces(text: str, mention: Mention) -> bool:
    before = _INTRODUCES.search(text, max(0, mention.start - 24), mention.start)
    return bool(before and _ENDS_NAME.match(text, mention.end, mention.end + 3))


def _tell_lead(before: Turn | None, turn: Turn, same_scene: bool) -> Lead:
    if before is None or not same_scene:
        return Lead.NEW
    if turn.paragraph == before.last_paragraph:
        return Lead.SAME
    told = turn.start - before.end
    if told > CONVERSATION_GAP:
        return Lead.NEW
    if turn.paragraph - before.last_paragraph > 1:
        return Lead.SHORT if told < SHORT_GAP else Lead.LONG
    return Lead.NEXT
