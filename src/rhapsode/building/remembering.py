"""What an earlier build understood of a story's paragraphs: an edit changes the scene that it touches, and no other.

Who speaks is found anew each time, from the whole text; so one rewritten paragraph may move a speaker chapters away.
Listeners who know a voice would hear that. A build therefore remembers what each paragraph was; where a scene's
paragraphs are all as they were, what was remembered stands. What the user says of passages and of names goes above it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from rhapsode.language.folding import fold_name
from rhapsode.model import VOICED_KINDS, Candidate, Chapter, Character, Inner, Kind, Passage, Range, Story

KEPT = "kept: so it was in the book built before"
"""Why somebody speaks who would not be found today."""

Aliases = tuple[tuple[str, str], ...]
"""A character's name and another of its names, as often as the user joined some."""
_Row = tuple[int, int, str, str | None, float, str | None, str | None, str | None]
"""A passage, counted from its paragraph's start: start, end, kind, speaker, confidence, within, writer, inner."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A story's paragraphs, each by the hash of its words, with its passages; and who spoke in it.

    The passages of a paragraph are None where one of them goes on into the next, or the user said what they are: what
    he takes back must not stay. `aliases` are the names that he had joined.
    """

    hashes: tuple[str, ...]
    passages: tuple[tuple[_Row, ...] | None, ...]
    characters: tuple[Character, ...]
    aliases: Aliases = ()


def remember(story: Story, aliases: Mapping[str, Collection[str]] = {}, pinned: Sequence[Range] = ()) -> Memory:
    """What there is to remember of a story, in which the user joined `aliases` and said what stands at `pinned`."""
    rows = tuple(
        None if _is_pinned(story, at, pinned) else _tell_rows(story, at) for at in range(len(story.paragraphs))
    )
    return Memory(_hash_paragraphs(story), rows, story.characters, _pair(aliases))


def pack_memory(memory: Memory) -> Any:
    """As JSON."""
    return [memory.hashes, memory.passages, [asdict(one) for one in memory.characters], memory.aliases]


def unpack_memory(data: Any) -> Memory:
    """What `pack_memory` made. Raises ValueError, TypeError, KeyError for anything else."""
    hashes, passages, characters, aliases = data
    people = tuple(Character(**{**row, "aliases": tuple(row["aliases"])}) for row in characters)
    rows = tuple(None if found is None else tuple(_check_row(*row) for row in found) for found in passages)
    if len(rows) != len(hashes):
        raise ValueError("not as many passages as paragraphs")
    return Memory(tuple(map(str, hashes)), rows, people, tuple((str(one), str(other)) for one, other in aliases))


def recall(
    story: Story, memory: Memory, aliases: Mapping[str, Collection[str]] = {}, pinned: Sequence[Range] = ()
) -> Story:
    """`story` with what `memory` holds of its unchanged scenes; `story` itself where that changes nothing.

    The names that the user joins as `aliases` stay, and so does all that he says of the passages at `pinned`. Once he
    parts names that were joined, nothing that was remembered of them can be told from the rest.
    """
    if not set(memory.aliases) <= set(_pair(aliases)):
        return story
    given = [name for pair in _pair(aliases) for name in pair]
    before = _match(_hash_paragraphs(story), memory.hashes)
    story = _rename(story, memory, given)
    names = _name_people(story, memory)
    recalled: dict[int, list[Passage]] = {}
    for at in _find_unchanged(story, before):
        rows = memory.passages[before[at]]
        if rows is not None and not _is_pinned(story, at, pinned):
            now = story.passages_between(story.paragraphs[at].start, story.paragraphs[at].end)
            if then := _recall_passages(now, rows, story, at, names):
                recalled[at] = then
    return _put(story, recalled, memory) if recalled else story


def _is_pinned(story: Story, at: int, pinned: Sequence[Range]) -> bool:
    paragraph = story.paragraphs[at]
    return any(left < paragraph.end and paragraph.start < right for left, right in pinned)


def _pair(aliases: Mapping[str, Collection[str]]) -> Aliases:
    """Each name with each that is joined to it."""
    return tuple((name, other) for name, others in aliases.items() for other in others)


def _hash_paragraphs(story: Story) -> tuple[str, ...]:
    return tuple(
        blake2b(story.text[p.start : p.end].encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        for p in story.paragraphs
    )


def _tell_rows(story: Story, at: int) -> tuple[_Row, ...] | None:
    start, end = story.paragraphs[at].start, story.paragraphs[at].end
    found = story.passages_between(start, end)
    if not found or found[0].start != start or found[-1].end > end:
        return None
    return tuple(_tell_row(passage, start) for passage in found)


def _tell_row(p: Passage, start: int) -> _Row:
    within, inner = p.within and p.within.value, p.inner and p.inner.value
    return (p.start - start, p.end - start, p.kind.value, p.speaker, p.confidence, within, p.writer, inner)


def _check_row(*row: Any) -> _Row:
    start, end, kind, speaker, confidence, within, writer, inner = row
    Kind(kind), within and Kind(within), inner and Inner(inner)
    return (int(start), int(end), str(kind), speaker, float(confidence), within, writer, inner)


def _match(now: Sequence[str], then: Sequence[str]) -> dict[int, int]:
    """Which paragraph of then each of now is: the same words between the same neighbours, in linear time.

    From both ends on all that is equal; between, what stands equally often in the same surroundings.
    """
    short = min(len(now), len(then))
    first = next((at for at in range(short) if now[at] != then[at]), short)
    last = next((at for at in range(short - first) if now[-1 - at] != then[-1 - at]), short - first)
    matched = {at: at for at in range(first)}
    matched |= {len(now) - 1 - at: len(then) - 1 - at for at in range(last)}
    left, right = (_place_triples(row, first, len(row) - last) for row in (now, then))
    for triple, places in left.items():
        others = right.get(triple, ())
        if len(places) == len(others):
            matched.update(zip(places, others, strict=True))
    return matched


def _place_triples(row: Sequence[str], first: int, last: int) -> dict[tuple[str, ...], list[int]]:
    """Where each paragraph between `first` and `last` stands with its neighbours."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(max(first, 1), min(last, len(row) - 1)):
        places.setdefault(tuple(row[at - 1 : at + 2]), []).append(at)
    return places


def _find_unchanged(story: Story, before: Mapping[int, int]) -> Iterator[int]:
    """The paragraphs of scenes of which none is new, and between which none was taken out."""
    for chapter in story.chapters:
        for scene in chapter.scenes:
            first = bisect_left(story.paragraphs, scene.start, key=lambda p: p.start)
            inside = range(first, bisect_left(story.paragraphs, scene.end, key=lambda p: p.start))
            olds = [before.get(at, -1) for at in inside]
            if all(old >= 0 for old in olds) and all(b - a == 1 for a, b in pairwise(olds)):
                yield from inside


def _rename(story: Story, memory: Memory, given: Collection[str]) -> Story:
    """`story` with people called as before, where all that is new is which of their names comes first."""
    taken = {character.name for character in story.characters}
    users = set(map(fold_name, given))
    new: dict[str, str] = {}
    for old in memory.characters:
        known = [one for one in story.characters if old.name in one.aliases]
        if old.name in taken or len(known) != 1 or known[0].name in new:
            continue
        if users.isdisjoint(map(fold_name, (known[0].name, *known[0].aliases))):
            new[known[0].name] = old.name
    return _call(story, new) if new else story


def _call(story: Story, new: Mapping[str, str]) -> Story:
    """`story` with other names for those in `new`."""

    def call(name: str | None) -> str | None:
        return None if name is None else new.get(name, name)

    def call_candidate(one: Candidate) -> Candidate:
        return replace(one, name=new.get(one.name, one.name))

    def call_chapter(chapter: Chapter) -> Chapter:
        return replace(chapter, scenes=tuple(replace(s, narrator=call(s.narrator)) for s in chapter.scenes))

    def call_character(one: Character) -> Character:
        name = new.get(one.name, one.name)
        return replace(one, name=name, aliases=tuple(sorted({*one.aliases, one.name} - {name})))

    passages = (
        replace(p, speaker=call(p.speaker), writer=call(p.writer), candidates=tuple(map(call_candidate, p.candidates)))
        for p in story.passages
    )
    return replace(
        story,
        passages=tuple(passages),
        chapters=tuple(map(call_chapter, story.chapters)),
        characters=tuple(call_character(one) if one.name in new else one for one in story.characters),
    )


def _name_people(story: Story, memory: Memory) -> dict[str, str]:
    """What each of those who spoke before is called now: as before, unless it is an alias of somebody by now."""
    names = {character.name for character in story.characters}
    called: dict[str, str] = {}
    for old in memory.characters:
        known = [one.name for one in story.characters if old.name in one.aliases]
        called[old.name] = known[0] if old.name not in names and len(known) == 1 else old.name
    return called


def _recall_passages(
    now: Sequence[Passage], rows: Sequence[_Row], story: Story, at: int, names: Mapping[str, str]
) -> list[Passage]:
    """The passages of a paragraph as they were; none where they are so now, or one goes on into the next paragraph."""
    start, end = story.paragraphs[at].start, story.paragraphs[at].end
    if not now or now[0].start != start or now[-1].end > end or any(row[1] > end - start for row in rows):
        return []
    by_place = {(passage.start, passage.end, passage.kind): passage for passage in now}
    then: list[Passage] = []
    for left, right, kind, speaker, confidence, within, writer, inner in rows:
        speaker = None if speaker is None else names.get(speaker, speaker)
        found = by_place.get((start + left, start + right, Kind(kind)))
        if found is not None and found.speaker == speaker:
            then.append(found)
            continue
        candidates = (Candidate(speaker, confidence, KEPT),) if speaker else ()
        of, voice = Kind(within) if within else None, Inner(inner) if inner else None
        place, reason = (start + left, start + right), found.reason if found else KEPT
        told = Passage(Kind(kind), *place, speaker, confidence, of, reason, writer, candidates, voice)
        then.append(replace(told, delivery=found.delivery, manner=found.manner) if found else told)
    return [] if then == list(now) else then


def _put(story: Story, recalled: Mapping[int, Sequence[Passage]], memory: Memory) -> Story:
    """`story` with the passages `recalled` of some paragraphs, and all who speak in it."""
    passages: list[Passage] = []
    taken = 0
    for at, then in sorted(recalled.items()):
        first = bisect_left(story.passages, story.paragraphs[at].start, key=lambda p: p.start)
        passages += [*story.passages[taken:first], *then]
        taken = bisect_left(story.passages, story.paragraphs[at].end, key=lambda p: p.start)
    passages += story.passages[taken:]
    lines = Counter(p.speaker for p in passages if p.speaker is not None and p.kind in VOICED_KINDS)
    known = {character.name for character in story.characters}
    people = [*story.characters, *(one for one in memory.characters if one.name not in known)]
    counted = tuple(replace(one, lines=lines[one.name]) for one in people if lines[one.name])
    return replace(story, passages=tuple(passages), characters=counted)
