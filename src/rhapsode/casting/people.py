"""Who speaks in a story, as casting sees it: a story and the user's entries in, people and where they meet out.

A person gathers every label that stands for one character: the story's own name and aliases and the user's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rhapsode.errors import Fault, VoicesFileError
from rhapsode.language.folding import fold_name, suggest_name
from rhapsode.model import VOICED_KINDS, Character, Passage, Story
from rhapsode.voices_file import CharacterEntry

NARRATOR = "narrator"
"""How a first-person narrator without a name is labelled."""
_INNER = ("'s inner voice", "' inner voice")


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to be cast. `lines` counts passages; `scenes` holds the numbers of those with a passage of theirs."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    age: str = ""
    entries: tuple[CharacterEntry, ...] = ()  # of the user's, in the order in which they overlay each other
    lines: int = 0
    first: int = 0  # where they first speak
    scenes: frozenset[int] = frozenset()
    inner_of: str | None = None  # whose inner voice this is

    @property
    def has_own_voice(self) -> bool:
        """Whether the user has chosen a voice."""
        return any(entry.style.voice is not None for entry in self.entries)


@dataclass(frozen=True, slots=True)
class People:
    """All who speak, by name, most lines first; `labels` maps every folded label of the story to a name."""

    persons: Mapping[str, Part]
    labels: Mapping[str, str]
    narrators: tuple[str | None, ...]  # for each scene of the story, in order
    remarks: tuple[str, ...] = ()

    def find(self, label: str | None) -> Part | None:
        """The person whom a passage's speaker stands for."""
        return None if label is None else self.persons.get(self.labels.get(fold_name(label), ""))

    @property
    def narrator(self) -> str | None:
        """The one first person of the whole book, where there is exactly one."""
        known = {name for name in self.narrators if name is not None}
        return known.pop() if len(known) == 1 else None

    @property
    def usual_gender(self) -> str:
        """The gender of two thirds or more of those whose gender is known; "" where there is no such."""
        known = [person.gender for person in self.persons.values() if person.gender]
        return next((g for g in ("f", "m") if known and 3 * known.count(g) >= 2 * len(known)), "")


@dataclass
class _Tally:
    """What the passages tell of one label while they are counted."""

    lines: int = 0
    first: int = 0
    scenes: set[int] = field(default_factory=set)


def gather_people(story: Story, entries: Sequence[CharacterEntry]) -> People:
    """All who speak in `story`. Raises VoicesFileError where an entry of the user's fits several of them."""
    tallies = _count(story)
    characters = list(story.characters)
    named = {fold_name(c.name) for c in characters}
    characters += [Character(label) for label in tallies if fold_name(label) not in named]
    owners, remarks = _match(characters, entries)
    groups: dict[int, list[int]] = {}  # the character that stands for a person → all that are that person
    for index in range(len(characters)):
        groups.setdefault(_leader(owners, index), []).append(index)
    persons: dict[str, Part] = {}
    labels: dict[str, str] = {}
    for members in groups.values():
        person = _join([characters[i] for i in members], [e for i in members for e in owners.get(i, ())], tallies)
        persons[person.name] = person
        for index in members:
            labels[fold_name(characters[index].name)] = person.name
    persons = {name: _complete(person, persons, labels) for name, person in persons.items()}
    ordered = sorted(persons.values(), key=lambda p: (-p.lines, p.first, p.name))
    narrators = tuple(
        labels.get(fold_name(scene.narrator), scene.narrator) if scene.narrator else None
        for chapter in story.chapters
        for scene in chapter.scenes
    )
    return People({p.name: p for p in ordered}, labels, narrators, tuple(remarks))


def _count(story: Story) -> dict[str, _Tally]:
    """Lines and scenes of each label."""
    tallies: dict[str, _Tally] = {}
    for number, passage in number_scenes(story):
        if passage.speaker is not None and passage.kind in VOICED_KINDS:
            tally = tallies.setdefault(passage.speaker, _Tally(first=passage.start))
            tally.lines += 1
            tally.scenes.add(number)
    return tallies


def number_scenes(story: Story) -> Iterator[tuple[int, Passage]]:
    """Each passage with the number of its scene, counted from 0 through the whole story."""
    starts = [scene.start for chapter in story.chapters for scene in chapter.scenes]
    at = 0
    for passage in story.passages:
        while at + 1 < len(starts) and starts[at + 1] <= passage.start:
            at += 1
        yield at, passage


def _match(
    characters: Sequence[Character], entries: Sequence[CharacterEntry]
) -> tuple[dict[int, list[CharacterEntry]], list[str]]:
    """Which entries speak of which characters (by index), and what the user should know."""
    by_name: dict[str, list[int]] = {}
    by_alias: dict[str, list[int]] = {}
    for index, character in enumerate(characters):
        by_name.setdefault(fold_name(character.name), []).append(index)
        for alias in character.aliases:
            by_alias.setdefault(fold_name(alias), []).append(index)
    owners: dict[int, list[CharacterEntry]] = {}
    faults: list[Fault] = []
    remarks: list[str] = []
    for entry in entries:
        found: list[int] = []
        for name in (entry.name, *entry.aliases):
            folded = fold_name(name)
            fitting = by_name.get(folded) or by_alias.get(folded, [])
            if len(fitting) > 1:
                candidates = ", ".join(characters[i].name for i in fitting)
                message = f"characters: “{name}” may be {candidates}"
                faults.append(Fault(message, entry.place.path, entry.place.line, "write one of these names"))
            found += [i for i in fitting if i not in found]
        for index in found:
            owners.setdefault(index, []).append(entry)
        if not found and entry.own and fold_name(entry.name) != NARRATOR:
            remarks.append(_remark_unmatched(entry, [c.name for c in characters]))
    if faults:
        raise VoicesFileError(tuple(faults))
    return owners, remarks


def _remark_unmatched(entry: CharacterEntry, names: Sequence[str]) -> str:
    close = suggest_name(entry.name, names)
    hint = f"did you mean {close}?" if close else "rhapsode cast shows who does"
    return str(Fault(f"characters: nobody called “{entry.name}” speaks", entry.place.path, entry.place.line, hint))


def _leader(owners: Mapping[int, Sequence[CharacterEntry]], index: int) -> int:
    """The first character that shares an entry with this one: they are one person."""
    mine = owners.get(index, ())
    return min((i for i, entries in owners.items() if any(e in mine for e in entries)), default=index)


def _join(members: Sequence[Character], entries: list[CharacterEntry], tallies: Mapping[str, _Tally]) -> Part:
    """One person of all `members`, who go by the name of the user's when that made them one."""
    entries = [entry for index, entry in enumerate(entries) if entry not in entries[:index]]
    main = max(members, key=lambda c: (tallies[c.name].lines if c.name in tallies else 0, c.lines))
    own_names = {fold_name(c.name): c.name for c in members}
    name = main.name
    if entries and (len(members) > 1 or fold_name(entries[-1].name) not in own_names):
        others = {fold_name(a) for a in main.aliases}
        written = entries[-1].name
        name = own_names.get(fold_name(written), main.name if fold_name(written) in others else written)
    aliases = [n for c in members for n in (c.name, *c.aliases)] + [n for e in entries for n in (e.name, *e.aliases)]
    told = [entry.gender for entry in entries if entry.gender is not None]
    found = [tallies[c.name] for c in members if c.name in tallies]
    return Part(
        name=name,
        aliases=tuple(dict.fromkeys(a for a in aliases if fold_name(a) != fold_name(name))),
        gender=told[-1] if told else next((c.gender for c in [main, *members] if c.gender), ""),
        age=next((c.age for c in [main, *members] if c.age), ""),
        entries=tuple(entries),
        lines=sum(t.lines for t in found),
        first=min((t.first for t in found), default=0),
        scenes=frozenset().union(*(t.scenes for t in found)),
    )


def _complete(person: Part, persons: Mapping[str, Part], labels: Mapping[str, str]) -> Part:
    """`person`, and whose inner voice this is; an inner voice has the gender of its owner unless it is known."""
    folded = fold_name(person.name)
    for ending in _INNER:
        if folded.endswith(ending):
            owner = labels.get(folded.removesuffix(ending)) or labels.get(folded.removesuffix(ending) + "s")
            gender = person.gender or (persons[owner].gender if owner else "")
            return replace(person, inner_of=owner or person.name[: -len(ending)], gender=gender)
    return person
