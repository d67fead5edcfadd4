"""Settings → for every turn its candidates, each with the evidence for and against as plain words.

Evidence is a list of feature names; `scoring.py` weighs them. All are about who stands where, none about which
name it is, so a story whose characters are renamed gets the same answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from rhapsode.attributing.turns.conversations import ANSWERING, CONVERSATION_GAP, Lead, Mention, Setting, Stage
from rhapsode.language.english import ENGLISH
from rhapsode.telling.pointers import Named, Noun, Owner, Person, Pointer, Pronoun
from rhapsode.telling.tags import SpeechTag

CANDIDATES = 12
"""At most so many are weighed for one turn; a thirteenth was right for under 1 % of quotations."""
HEARD_ONLY = 3  # of them at most so many who were only spoken of
SMALL = 6  # people of a scene who may all be speaking, wherever in it they are told of
SOON = 16  # turns ahead in which somebody must be tagged to be a candidate before being told of
REACH_BEFORE = 3500
REACH_AFTER = 350

Rows = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Contest:
    """A turn's candidates, and for each the evidence; `kind` is the source of its surest tag."""

    setting: Setting
    members: tuple[int, ...]
    evidence: tuple[tuple[str, ...], ...]
    kind: str
    follows: str


@dataclass(slots=True)
class _Memory:
    """Who was named last, as the turns go by: member → offset, oldest first."""

    told: dict[int, int]
    heard: dict[int, int]
    acted: dict[int, int]
    introduced: dict[int, int]
    at: int = 0

    def introduce(self, setting: Setting) -> None:
        """Whoever gives a name is there from then on, as if told of."""
        for member in sorted(setting.introduces):
            for kept in (self.told, self.acted, self.introduced):
                kept.pop(member, None)
                kept[member] = setting.turn.start

    def advance(self, mentions: Sequence[Mention], end: int) -> None:
        while self.at < len(mentions) and mentions[self.at].start < end:
            mention = mentions[self.at]
            kept = self.heard if mention.quoted else self.told
            kept.pop(mention.member, None)
            kept[mention.member] = mention.start
            if mention.subject:
                self.acted.pop(mention.member, None)
                self.acted[mention.member] = mention.start
            self.at += 1


def gather_evidence(settings: Sequence[Setting], stage: Stage) -> list[Contest]:
    """Candidates and evidence for every turn."""
    choices = []
    memory = _Memory({}, {}, {}, {})
    spoken = _find_tagged(settings, stage)
    for index in range(len(settings)):
        memory.advance(stage.mentions, settings[index].turn.start)
        members = _choose_candidates(settings, index, stage, memory, spoken)
        choices.append(_Gathering(settings, index, stage, memory, spoken).gather(members))
        memory.introduce(settings[index])
    return choices


def _find_tagged(settings: Sequence[Setting], stage: Stage) -> list[int | None]:
    """Who speaks each turn by its own tag, as far as a name, a noun of one bearer or "I" says so."""
    found: list[int | None] = []
    for setting in settings:
        if len(setting.introduces) == 1:
            found.append(next(iter(setting.introduces)))
        else:
            found.append(_tell_tagged(setting.tag.pointer, setting.scene, stage) if setting.tag else None)
    return found


def _tell_tagged(pointer: Pointer, scene: int, stage: Stage) -> int | None:
    match pointer:
        case Named():
            return pointer.member
        case Noun() if pointer.owner is not Owner.NAMED:
            return stage.nouns.get(pointer.head)
        case Pronoun(person=Person.I):
            return stage.narrators[scene]
    return None


def _choose_candidates(
    settings: Sequence[Setting], index: int, stage: Stage, memory: _Memory, spoken: Sequence[int | None]
) -> tuple[int, ...]:
    """Who may be speaking: those just pointed at, those who were told of last before, those told of right after."""
    setting = settings[index]
    found = dict.fromkeys(_pointed_at(settings, index, stage))
    later = stage.between(setting.turn.end, setting.turn.end + REACH_AFTER)
    near = [m.member for m in later if not m.quoted][:2]
    floor = _floor(settings, index)
    for member in reversed(memory.told):
        if memory.told[member] < floor or len(found) >= CANDIDATES:
            break
        found[member] = None
    found.update(dict.fromkeys(near))
    found.update(dict.fromkeys(_speaking_soon(settings, index, stage, spoken)))
    company = stage.companies[setting.scene]
    found.update(dict.fromkeys(company if len(company) <= SMALL else company[:1]))
    only_heard = 0
    for member in reversed(memory.heard):
        if memory.heard[member] < setting.turn.start - REACH_BEFORE or only_heard >= HEARD_ONLY:
            break
        if member not in found:
            found[member] = None
            only_heard += 1
    return tuple(found)[:CANDIDATES]


def _speaking_soon(settings: Sequence[Setting], index: int, stage: Stage, spoken: Sequence[int | None]) -> list[int]:
    """Who is tagged by name in the next turns of the conversation."""
    ahead = range(index + 1, min(index + SOON, len(settings)))
    found = [spoken[at] for at in ahead if _linked(settings, index, at)]
    narrator = stage.narrators[settings[index].scene]  # who is a candidate anyway
    return list(dict.fromkeys(who for who in found if who is not None and who != narrator))[:3]


def _floor(settings: Sequence[Setting], index: int) -> int:
    """From which offset on somebody counts as present: the start of the conversation, with what led up to it."""
    start = settings[settings[index].conversation].turn.start - CONVERSATION_GAP
    return min(start, settings[index].turn.start - REACH_BEFORE)


def _pointed_at(settings: Sequence[Setting], index: int, stage: Stage) -> Iterator[int]:
    setting = settings[index]
    yield from sorted(setting.introduces)
    for tag in setting.tags:
        yield from _find_meant(tag.pointer, stage)
    yield from sorted(setting.told)
    narrator = stage.narrators[setting.scene]
    if narrator is not None:
        yield narrator
    for step in (-1, 1, -2, 2):
        if _linked(settings, index, index + step):
            other = settings[index + step]
            if other.tag:
                yield from _find_meant(other.tag.pointer, stage)
            if abs(step) == 1:
                yield from sorted(other.addressed | other.spoken_to | (other.quoted if step < 0 else frozenset()))


def _find_meant(pointer: Pointer, stage: Stage) -> Iterator[int]:
    """Whom a name means, or a noun of one bearer."""
    if isinstance(pointer, Named):
        yield pointer.member
    elif isinstance(pointer, Noun) and pointer.head in stage.nouns:
        yield stage.nouns[pointer.head]


def _find_other(tag: SpeechTag | None) -> Person | None:
    """The pronoun of a tag that means one who isn't the speaker."""
    if tag is None or not isinstance(tag.pointer, Pronoun) or not tag.pointer.person.is_other:
        return None
    return tag.pointer.person


def _linked(settings: Sequence[Setting], one: int, two: int) -> bool:
    """Whether two turns belong to one conversation."""
    return 0 <= two < len(settings) and settings[one].conversation == settings[two].conversation


class _Gathering:
    """Gathers the evidence on one turn."""

    def __init__(
        self, settings: Sequence[Setting], index: int, stage: Stage, memory: _Memory, spoken: Sequence[int | None]
    ) -> None:
        self._settings = settings
        self._index = index
        self._setting = settings[index]
        self._stage = stage
        self._memory = memory
        self._spoken = spoken
        self._narrator = stage.narrators[self._setting.scene]
        self._kind = _tell_kind(self._setting)

    def gather(self, members: tuple[int, ...]) -> Contest:
        rows: Rows = {member: [] for member in members}
        for member, row in rows.items():
            self._gather_tags(row, member)
            self._gather_words(row, member)
        if self._kind != "name":  # where a tag names somebody, who is about says nothing more
            self._gather_standing(rows)
            self._gather_recency(rows)
            self._gather_neighbours(rows)
            self._gather_sides(rows)
        evidence = tuple(tuple(row) for row in rows.values())
        return Contest(self._setting, members, evidence, self._kind, self._tell_follows())

    def _tell_follows(self) -> str:
        setting = self._setting
        kind = self._kind if self._kind in ("name", "none", "beat") else "pronoun"
        asked = "?" if setting.lead is Lead.NEXT and self._settings[self._index - 1].asks else ""
        return f"{setting.lead}{asked} {kind}"

    def _gather_tags(self, row: list[str], member: int) -> None:
        for tag in self._setting.tags:
            row.append(self._gather_tag(tag, member))

    def _gather_tag(self, tag: SpeechTag, member: int) -> str:
        pointer = tag.pointer
        side = _side(tag, len(self._setting.turn.quotes))
        match pointer:
            case Named():
                return side + ("named" if pointer.member == member else "names another")
            case Pronoun(person=Person.I):
                return side + ("I" if self._narrator == member else "not I")
            case Pronoun() if self._narrator == member:
                return side + "he or she, not I"
            case Pronoun(person=person):
                return side + ("they" if person is Person.THEY else self._compare(member, person))
            case Noun() if self._stage.nouns.get(pointer.head) == member:
                return side + ("noun itself" if pointer.head not in ENGLISH.nouns.kin else "kin itself")
            case Noun() if pointer.of == member:
                return side + "owner"
            case Noun(head=head):
                kind = "noun " if pointer.owner is Owner.NOBODY else "kin "
                return side + kind + self._compare(member, ENGLISH.nouns.tell_gender(head))

    def _compare(self, member: int, gender: str) -> str:
        own = self._stage.members[member].gender
        if not own or not gender:
            return "gender unknown"
        return "gender fits" if own == gender else "gender clashes"

    def _gather_words(self, row: list[str], member: int) -> None:
        """What the speech itself says, and the telling in its paragraph."""
        setting, kind = self._setting, self._kind
        if member in setting.introduces:
            row.append("introduces")
        elif member in setting.addressed:
            row.append("addresses")
        if member in setting.talked_of:
            row.append("talks of")
        if kind == "name":
            return
        if setting.styled:
            row.append(f"styles {self._compare(member, setting.styled)}")
        if member in setting.spoken_to:
            row.append("speaks to")
        elif member in setting.told:
            row.append(f"told {kind}")
            if len(setting.told) == 1:
                row.append(f"told alone {kind}")
        if kind == "pronoun" and self._leads_alone(member):
            row.append("leads to pronoun")

    def _leads_alone(self, member: int) -> bool:
        """Whether of those named in the paragraph before the pronoun nobody else can be meant by it."""
        person, setting = _find_other(self._setting.tag), self._setting
        if person is None or member not in setting.led:
            return False
        genders = (person, "")
        rivals = setting.led - setting.spoken_to - {member}
        return self._stage.members[member].gender in genders and not any(
            self._stage.members[other].gender in genders for other in rivals
        )

    def _gather_standing(self, rows: Rows) -> None:
        """How large a part somebody has in the story."""
        for member, row in rows.items():
            who = self._stage.members[member]
            row.append(f"weight {self._stage.rank[member]}")
            if not who.company.tags:
                row.append("never tagged")
            if who.company.places * 2 > who.company.tags + who.company.acts:
                row.append("place-like")
            if self._narrator == member:
                row.append(f"narrator {self._kind}")
            if not who.forms:
                row.append(f"noun only {self._kind}")

    def _gather_recency(self, rows: Rows) -> None:
        """Who was told of last, how long ago, how often of late; by gender where a pronoun stands."""
        setting, told = self._setting, self._memory.told
        start, wanted = setting.turn.start, Person.EITHER
        tag = setting.tag or (setting.tags[0] if setting.tags else None)
        if tag and (person := _find_other(tag)) is not None:
            wanted = person
            if not tag.after or not (tag.strong or tag.outside):
                told = self._told_until(tag.pointer.start)
        counts: dict[int, int] = {}
        for mention in self._stage.between(start - REACH_BEFORE, start):
            if not mention.quoted:
                counts[mention.member] = counts.get(mention.member, 0) + 1
        for member, at in self._memory.introduced.items():
            counts[member] = counts.get(member, 0) + int(at > start - REACH_BEFORE)
        floor = _floor(self._settings, self._index)
        order = [
            m
            for m in reversed(told)
            if told[m] >= floor and self._stage.members[m].gender in ("", wanted or self._stage.members[m].gender)
        ]
        ranks = {member: rank for rank, member in enumerate(order[:6])}
        shape = "pronoun" if wanted else self._kind
        acted = self._rank_acted(wanted)
        for member, row in rows.items():
            row.append(f"acted {acted.get(member, '-')} {shape}")
            row.append(f"rank {ranks.get(member, '-')} {shape}")
            since = max(0, start - told[member]) if member in told else 99999
            row.append(f"since {min(9, int(log2(1 + since / 100)))} {'pronoun' if wanted else 'any'}")
            row.append(f"count {min(5, counts.get(member, 0))}")
            if -1 < told.get(member, -1) < self._stage.scene_starts[setting.scene]:
                row.append(f"other scene {shape}")
            if told.get(member, -1) < floor:
                row.append("only heard" if member in self._memory.heard else f"not told of yet {shape}")

    def _rank_acted(self, wanted: str) -> dict[int, int]:
        """Who did something last before the turn, as ranks among those of the wanted gender."""
        floor, members = _floor(self._settings, self._index), self._stage.members
        ranks: dict[int, int] = {}
        for member in reversed(self._memory.acted):
            if self._memory.acted[member] < floor or len(ranks) > 3:
                break
            if not wanted or members[member].gender in ("", wanted):
                ranks[member] = len(ranks)
        return ranks

    def _told_until(self, end: int) -> dict[int, int]:
        """As the memory, but up to a pronoun that stands before or in the turn."""
        told = dict(self._memory.told)
        if end < self._setting.turn.start:
            for mention in self._stage.between(end, self._setting.turn.start):
                if not mention.quoted:
                    told.pop(mention.member, None)
            for mention in self._stage.between(end - 600, end):
                if not mention.quoted:
                    told.pop(mention.member, None)
                    told[mention.member] = mention.start
        else:
            for mention in self._stage.between(self._setting.turn.start, end):
                if not mention.quoted:
                    told.pop(mention.member, None)
                    told[mention.member] = mention.start
        return told

    def _gather_neighbours(self, rows: Rows) -> None:
        """What the turns around say: who was addressed, who is tagged how many turns away."""
        for step in (-2, -1, 1, 2):
            if not _linked(self._settings, self._index, self._index + step):
                continue
            other = self._settings[self._index + step]
            for member, row in rows.items():
                self._gather_named(row, member, other, step)
            self._gather_tagged(rows, other, step)
        self._gather_speaking(rows)

    def _gather_named(self, row: list[str], member: int, other: Setting, step: int) -> None:
        if member in other.addressed:
            row.append(f"addressed at {step}")
        elif member in other.talked_of:
            row.append(f"talked of at {step}")
        if step == -1 and member in other.quoted and other.lead in ANSWERING:
            row.append("verse answered at -1")
        if abs(step) == 1:
            if other.styled:
                row.append(f"styled at {step} {self._compare(member, other.styled)}")
            if member in other.spoken_to:
                row.append(f"spoken to at {step}")

    def _gather_tagged(self, rows: Rows, other: Setting, step: int) -> None:
        speaker, person = self._spoken[self._index + step], _find_other(other.tag)
        if speaker is not None:
            for member, row in rows.items():
                row.append(f"tagged at {step} {'name' if speaker == member else 'other'}")
        elif person is not None:
            for member, row in rows.items():
                row.append(f"pronoun at {step} {self._compare(member, person)}")

    def _gather_speaking(self, rows: Rows) -> None:
        """How many turns ago somebody spoke by name in this conversation, and how soon again."""
        for name, step in (("spoke", -1), ("will speak", 1)):
            found: dict[int, int] = {}
            at = self._index + step
            while abs(at - self._index) <= 24 and _linked(self._settings, self._index, at):
                who = self._spoken[at]
                if who is not None:
                    found.setdefault(who, abs(at - self._index))
                at += step
            order = {member: rank for rank, member in enumerate(found)}
            for member, row in rows.items():
                turns = found.get(member)
                if turns is None:
                    row.append(f"{name} never")
                else:
                    row.append(f"{name} {turns if turns < 5 else 5 + turns % 2 if turns < 12 else 12}")
                    row.append(f"{name} order {min(3, order[member])}")

    def _gather_sides(self, rows: Rows) -> None:
        """Who is named first and last in the telling just before and just after."""
        turn, index = self._setting.turn, self._index
        floor = self._settings[index - 1].turn.end if index else 0
        after = self._settings[index + 1].turn.start if index + 1 < len(self._settings) else turn.end + REACH_AFTER
        lead = [m for m in self._stage.between(max(floor, turn.gaps[0][0] - 700), turn.gaps[0][0]) if not m.quoted]
        trail = [m for m in self._stage.between(turn.gaps[-1][1], min(after, turn.end + REACH_AFTER)) if not m.quoted]
        named = [("first before", lead[:1]), ("last before", lead[-1:]), ("first after", trail[:1])]
        for what, mentions in named:
            for mention in mentions:
                if mention.member in rows:
                    rows[mention.member].append(f"{what} {self._kind}")


def _tell_kind(setting: Setting) -> str:
    tag = setting.tag
    if tag is None:
        return "none" if all(tag.outside for tag in setting.tags) else "beat"
    match tag.pointer:
        case Named():
            return "name"
        case Noun():
            return "noun"
        case Pronoun(person=Person.I):
            return "I"
        case Pronoun(person=Person.THEY):
            return "they"
    return "pronoun"


def _side(tag: SpeechTag, quotes: int) -> str:
    if tag.outside:
        return "trail " if tag.after else "lead "
    if not tag.strong and tag.after and tag.quote + 1 < quotes:
        return "beat between "
    return ("tag " if tag.strong else "beat ") + ("after " if tag.after else "before ")
