"""Who gets which voice: people, the user's rules and the voices at hand in, a voice for each person out.

Who already has a voice keeps it. Then main characters choose first, each taking the fitting voice that lies farthest
from those already given, nearness counting the more the more scenes two people share. The same input gives the same
cast: ties go to the voice that stands first in the list.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rhapsode.casting.people import NARRATOR, Part, People
from rhapsode.casting.timbres import OffsetVoice
from rhapsode.casting.voices_at_hand import AUTO, Stock
from rhapsode.language.folding import fold_name
from rhapsode.model import EngineVoice, Voice
from rhapsode.voices_file import Settings

# How a voice is varied once all in the list are given. Most voices can be told from themselves at 1.7 semitones.
OFFSETS = ((0, 100), (300, 100), (-300, 100), (300, 88), (-300, 112))
_STRANGERS = 0.25  # two who never meet may lie four times as near as two who share one scene
_AGE_FIT = 1.5  # a voice of the right age counts as if it lay half as far again
_AGE_MISFIT = 0.01  # only when nothing else is left


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice given to somebody, and why; `plain` where it is one that small parts share."""

    sound: OffsetVoice
    why: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """Who has which voice. `plain` are the shared ones, by gender; who tells the story is not among `choices`."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    plain: Mapping[str, Choice] = field(default_factory=dict)

    def shared(self, person: Part | None) -> Choice:
        """The plain voice for a doubtful line of `person`, or of nobody known."""
        return self.plain[person.gender if person and person.gender in self.plain else ""]


@dataclass
class _Casting:
    """The state of one casting: who got what so far."""

    people: People
    settings: Settings
    stock: Stock
    narrator: OffsetVoice
    plain: Mapping[str, Choice]
    given: dict[str, OffsetVoice] = field(default_factory=dict)


def choose_voices(
    people: People, settings: Settings, stock: Stock, narrator: OffsetVoice, kept: Mapping[str, Voice]
) -> Cast:
    """A voice for each of `people` whom the user gave none. `kept` are the voices of an earlier cast, by name."""
    plain = _choose_plain(settings, stock, narrator)
    casting = _Casting(people, settings, stock, narrator, plain)
    choices: dict[str, Choice] = {}
    waiting = [person for person in people.persons.values() if not _is_narrator(person, people)]
    for person in waiting:
        if person.has_own_voice:
            casting.given[person.name] = _own_sound(person, settings, stock)
    before = {fold_name(name): voice for name, voice in kept.items()}
    present = {fold_name(name) for person in people.persons.values() for name in (person.name, *person.aliases)}
    for name, voice in kept.items():
        if fold_name(name) not in present:  # somebody of an earlier text: their voice waits for them
            casting.given[name] = OffsetVoice(voice.engine, voice.id, voice.pitch_cents, voice.rate_percent)
    for person in waiting:
        sound = None if person.has_own_voice else _find_kept(person, before, casting)
        if sound is not None:
            casting.given[person.name] = sound
            choices[person.name] = Choice(sound, "casting: kept from an earlier cast")
    for person in waiting:
        if person.name not in casting.given:
            choice = _choose(person, casting)
            choices[person.name] = choice
            if not choice.plain:
                casting.given[person.name] = choice.sound
    return Cast(choices, plain)


def _is_narrator(person: Part, people: People) -> bool:
    """Whether this is the one first person who tells the book, and speaks as they tell."""
    return not person.has_own_voice and (fold_name(person.name) == NARRATOR or person.name == people.narrator)


def _engine_of(person: Part, settings: Settings) -> str:
    named = [entry.style.engine for entry in person.entries if entry.style.engine]
    return named[-1] if named else settings.defaults.engine or ""


def _own_sound(person: Part, settings: Settings, stock: Stock) -> OffsetVoice:
    """The voice that the user chose for `person`, as far as distances go."""
    engine = _engine_of(person, settings)
    wanted = next(e.style.voice for e in reversed(person.entries) if e.style.voice is not None)
    voice = stock.find(engine, wanted)
    pitches = [e.style.pitch_cents for e in person.entries if e.style.pitch_cents is not None]
    rates = [e.style.rate_percent for e in person.entries if e.style.rate_percent is not None]
    return OffsetVoice(engine, voice.id if voice else wanted, (pitches or [0])[-1], (rates or [100])[-1])


def _find_kept(person: Part, before: Mapping[str, Voice], casting: _Casting) -> OffsetVoice | None:
    """The voice that `person` had, unless it is gone, of another language, or the narrator's or a plain one now."""
    reserved = {casting.narrator, *(choice.sound for choice in casting.plain.values())}
    for name in (person.name, *person.aliases):
        voice = before.get(fold_name(name))
        found = casting.stock.find(voice.engine, voice.id) if voice is not None else None
        if voice is None or found is None or casting.stock.is_foreign(found):
            continue
        sound = OffsetVoice(voice.engine, voice.id, voice.pitch_cents, voice.rate_percent)
        if sound not in reserved and voice.engine == _engine_of(person, casting.settings):
            return sound
    return None


def _choose_plain(settings: Settings, stock: Stock, narrator: OffsetVoice) -> Mapping[str, Choice]:
    """The shared voices by gender, none of them the narrator's."""
    engine = settings.defaults.engine or ""
    plain: dict[str, Choice] = {}
    for gender in ("f", "m", ""):
        named = settings.casting.plain.get(gender)
        voice = stock.find(engine, named) if named else None
        taken = {narrator.voice, *(choice.sound.voice for choice in plain.values())}
        if voice is None or voice.id == narrator.voice:
            free = [v for v in reversed(stock.pool(engine, (), gender)) if v.id not in taken]
            voice = free[0] if free else stock.find(engine, AUTO)
        if voice is not None:
            plain[gender] = Choice(OffsetVoice(engine, voice.id), f"casting: plain: {_GENDER_KEYS[gender]}", plain=True)
    return plain


_GENDER_KEYS = {"f": "female", "m": "male", "": "other"}


def _choose(person: Part, casting: _Casting) -> Choice:
    rules = casting.settings.casting
    key = _GENDER_KEYS.get(person.gender, "other")
    if person.lines < rules.minimum_lines and person.inner_of is None and casting.plain:
        choice = casting.plain.get(person.gender, casting.plain[""])
        return Choice(choice.sound, f"casting: plain: {key}, {person.lines} lines only", plain=True)
    sound = _find_farthest(person, casting)
    return Choice(sound, f"casting: {key if person.gender else 'female or male'}, for {person.name}")


def _find_farthest(person: Part, casting: _Casting) -> OffsetVoice:
    """The fitting voice that lies farthest from those given; varied or shared ones only when all are given."""
    others = _weigh_others(person, casting)
    reserved = {casting.narrator.voice, *(choice.sound.voice for choice in casting.plain.values())}
    everything = list(_list_candidates(person, casting))
    everything = [(sound, fit) for sound, fit in everything if sound.voice not in reserved] or everything
    free = [(sound, fit) for sound, fit in everything if sound not in others]
    for strict, least_fit in ((True, 1.0), (True, 0.0), (False, 0.0)):
        for offset in OFFSETS:
            level = [(s, f) for s, f in free if (s.pitch_cents, s.rate_percent) == offset and f >= least_fit]
            apart = [(s, f) for s, f in level if _is_apart(s, others, casting, strict)]
            if apart:
                return _best(apart, others, casting)
    uses = Counter(casting.given.values())
    fewest = min(uses[sound] for sound, _ in everything)
    shared = [(s, f) for s, f in everything if uses[s] == fewest] or everything
    return _best(shared, {sound: weight for sound, weight in others.items() if weight >= 1}, casting)


def _best(
    candidates: Sequence[tuple[OffsetVoice, float]], others: Mapping[OffsetVoice, float], casting: _Casting
) -> OffsetVoice:
    ratio = casting.stock.timbres.ratio

    def remoteness(candidate: tuple[OffsetVoice, float]) -> float:
        sound, fit = candidate
        return round(fit * min((ratio(sound, other) / weight for other, weight in others.items()), default=1.0), 6)

    return max(candidates, key=remoteness)[0]  # the first of equals


def _is_apart(sound: OffsetVoice, others: Mapping[OffsetVoice, float], casting: _Casting, strict: bool) -> bool:
    """Whether nobody could be taken for `sound`; unless `strict`, those who never meet this person don't count."""
    ratio = casting.stock.timbres.ratio
    return all(ratio(sound, other) > 1 for other, weight in others.items() if strict or weight >= 1)


def _weigh_others(person: Part, casting: _Casting) -> Mapping[OffsetVoice, float]:
    """The voices already given, and how much each counts for `person`: more with each scene that the two share."""
    weights = {choice.sound: 1.0 for choice in casting.plain.values()}
    for name, sound in casting.given.items():
        other = casting.people.persons.get(name)
        shared = len(person.scenes & other.scenes) if other else 0
        meets = shared or name == person.inner_of or (other is not None and person.name == other.inner_of)
        weight = 1 + math.log1p(shared) if meets else _STRANGERS
        weights[sound] = max(weight, weights.get(sound, 0.0))
    weights[casting.narrator] = 1 + math.log1p(len(person.scenes))  # who is heard in every scene
    return weights


def _list_candidates(person: Part, casting: _Casting) -> Iterator[tuple[OffsetVoice, float]]:
    """Voices that fit the person's gender, with each variation, and how well they fit their age.

    Where nothing tells the gender, it is taken for that of nearly everybody else: a ship's crew, a girls' school.
    """
    rules = casting.settings.casting
    gender = person.gender or casting.people.usual_gender
    listed = {"f": rules.female, "m": rules.male}.get(gender, (*rules.female, *rules.male))
    engine = _engine_of(person, casting.settings)
    if engine != casting.settings.defaults.engine:
        listed = ()
    pool = casting.stock.pool(engine, listed, gender)
    for cents, percent in OFFSETS:
        for voice in pool:
            sound = OffsetVoice(engine, voice.id, cents, percent)
            yield sound, _fit_age(person, voice, sound, casting)


def _fit_age(person: Part, voice: EngineVoice, sound: OffsetVoice, casting: _Casting) -> float:
    """How well a voice fits: the old sound old, children high; nobody else sounds old."""
    timbre = casting.stock.timbres.find(sound.engine, sound.voice)
    age = voice.age or (timbre.age if timbre else "")
    if person.age == "child":
        return _AGE_FIT if age == "child" or sound.pitch_cents > 0 or (timbre and timbre.pitch_st > 93.5) else 1.0
    if age in ("old", "child"):
        return _AGE_FIT if age == person.age else _AGE_MISFIT
    return 1.0
