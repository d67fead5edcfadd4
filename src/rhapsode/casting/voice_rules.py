"""Which rule decides how a passage sounds: rules and a cast in, a `Tone` for each passage out.

`defaults` < `sections` < the voice that casting chose < `characters` < `characters: sections`; a later rule replaces
what an earlier one says, field by field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rhapsode.casting.people import NARRATOR, Part, People
from rhapsode.casting.timbres import OffsetVoice
from rhapsode.casting.voices import Cast, Choice
from rhapsode.casting.voices_at_hand import AUTO, Stock
from rhapsode.errors import Fault, VoicesFileError
from rhapsode.language.folding import fold_name
from rhapsode.model import VOICED_KINDS, Kind, Passage, Voice
from rhapsode.voices_file import Place, Settings, Style

_FIELDS = ("rate_percent", "pitch_cents", "volume_db", "line_pause_ms", "pause_before_ms", "pause_after_ms")


@dataclass(frozen=True, slots=True)
class Tone:
    """How a passage is spoken, by which rule, and the pauses that its section and its speaker ask for."""

    speaker: str | None
    voice: Voice
    why: str
    line_pause_ms: int = 0
    before_ms: int = 0
    after_ms: int = 0
    own_before_ms: int = 0  # of the character's own entry
    own_after_ms: int = 0


class _Ask(NamedTuple):
    """All of a passage that decides its tone."""

    kind: Kind
    within: Kind | None
    speaker: str | None
    doubtful: bool
    narrator: str | None  # the first person of the scene


@dataclass
class Cascade:
    """Answers how passages sound; each different question is worked out once."""

    settings: Settings
    people: People
    stock: Stock
    cast: Cast
    _known: dict[_Ask, Tone] = field(default_factory=dict)

    def tone(self, passage: Passage, narrator: str | None) -> Tone:
        """How `passage` sounds in a scene that `narrator` (None: nobody by name) tells in the first person."""
        speaker = passage.speaker if passage.kind in VOICED_KINDS else None
        if passage.kind is Kind.LETTER and speaker is None:
            speaker = passage.writer
        doubtful = passage.speaker is not None and passage.confidence < self.settings.casting.doubt_below
        doubtful = doubtful or (passage.kind is Kind.DIALOGUE and speaker is None)
        ask = _Ask(passage.kind, passage.within, speaker, doubtful, narrator)
        if ask not in self._known:
            self._known[ask] = self._find_tone(ask)
        return self._known[ask]

    def narration(self) -> Tone:
        """How the narrator sounds, as in announcements."""
        return self.tone(Passage(Kind.NARRATION, 0, 0), None)

    def voice_of(self, person: Part) -> Voice:
        """How `person` sounds in plain dialogue; for the cast list."""
        return self.tone(Passage(Kind.DIALOGUE, 0, 0, person.name), None).voice

    def _find_tone(self, ask: _Ask) -> Tone:
        person = self.people.find(ask.speaker)
        if person is None and ask.kind is not Kind.DIALOGUE:
            ask = _Ask(ask.kind, ask.within, None, False, ask.narrator)
        name = person.name if person else ask.speaker
        layers = list(self._list_layers(ask, person))
        merged = _merge(layers)
        engine, voice_name, place = _pick_voice(layers)
        found = self.stock.find(engine, voice_name)
        if found is None:
            raise VoicesFileError((self.fault(engine, voice_name, place),))
        voice = Voice(
            engine=engine,
            id=found.id,
            language=found.language,
            rate_percent=int(merged["rate_percent"] or 100),
            pitch_cents=int(merged["pitch_cents"]),
            volume_db=float(merged["volume_db"]),
        )
        own = _merge(layer for layer in layers if layer.places and _is_own(layer))
        return Tone(
            name,
            voice,
            str(place),
            int(merged["line_pause_ms"]),
            int(merged["pause_before_ms"]),
            int(merged["pause_after_ms"]),
            int(own["pause_before_ms"]),
            int(own["pause_after_ms"]),
        )

    def _list_layers(self, ask: _Ask, person: Part | None) -> Iterator[Style]:
        """The rules that speak of a passage, the weakest first."""
        settings = self.settings
        kinds = [kind for kind in (ask.within, ask.kind) if kind is not None]
        yield settings.defaults
        yield from (settings.sections[kind] for kind in kinds if kind in settings.sections)
        if ask.doubtful:
            yield _as_style(self.cast.shared(person))
            return
        if ask.speaker is None or (person is not None and self._tells(person, ask.narrator)):
            person = person or self.people.persons.get(NARRATOR)
            yield from self._list_narrator_layers(kinds, person)
        elif person is not None and person.name in self.cast.choices:
            yield _as_style(self.cast.choices[person.name])
        if person is not None:
            yield from (entry.style for entry in person.entries)
            for entry in person.entries:
                yield from (entry.sections[kind] for kind in kinds if kind in entry.sections)

    def _list_narrator_layers(self, kinds: list[Kind], person: Part | None) -> Iterator[Style]:
        """What the user says of the narrator as such; `narrator` is a name like any other to a voices file."""
        if person is not None and Kind.NARRATION in self.settings.sections and Kind.NARRATION not in kinds:
            narration = self.settings.sections[Kind.NARRATION]  # a first person speaks with the voice that tells
            places = {name: place for name, place in narration.places.items() if name in ("voice", "engine")}
            yield Style(engine=narration.engine, voice=narration.voice, places=places)
        for entry in self.settings.characters:
            if fold_name(entry.name) == NARRATOR and (person is None or entry not in person.entries):
                yield entry.style
                yield from (entry.sections[kind] for kind in kinds if kind in entry.sections)

    def _tells(self, person: Part, narrator: str | None) -> bool:
        """Whether `person` speaks with the narrator's voice in a scene told by `narrator`."""
        if person.has_own_voice:
            return False
        return fold_name(person.name) == NARRATOR or person.name in (narrator, self.people.narrator)

    def fault(self, engine: str, voice: str, place: Place) -> Fault:
        """That there is no such voice, or no such engine."""
        if not self.stock.has(engine):
            return Fault(f"{place.rule}: engine “{engine}” offers no voices", place.path, place.line, "choose another")
        message = f"{place.rule}: engine “{engine}” has no voice “{voice}”"
        return Fault(message, place.path, place.line, self.stock.suggest(engine, voice))


def check_voices(settings: Settings, people: People, stock: Stock) -> tuple[Fault, ...]:
    """Every voice named in a rule that counts and that no engine offers."""
    blank = Cascade(settings, people, stock, Cast())
    used = {id(entry) for person in people.persons.values() for entry in person.entries}
    styles = [settings.defaults, *settings.sections.values()]
    for entry in settings.characters:
        if id(entry) in used or fold_name(entry.name) == NARRATOR:
            styles += [entry.style, *entry.sections.values()]
    faults: dict[Fault, None] = {}
    for style in styles:
        engine = style.engine or settings.defaults.engine or ""
        named = style.voice or (AUTO if style.engine else None)
        if named is not None and stock.find(engine, named) is None:
            place = style.places.get("voice") or style.places.get("engine") or Place("defaults", None, None)
            faults[blank.fault(engine, named, place)] = None
    engine = settings.defaults.engine or ""
    for name, place in settings.listed_voices if stock.has(engine) else ():
        if stock.find(engine, name) is None and not _is_for_another_engine(name, place, settings, stock):
            faults[blank.fault(engine, name, place)] = None
    return tuple(faults)


def _is_for_another_engine(name: str, place: Place, settings: Settings, stock: Stock) -> bool:
    """Whether a voice was listed before a later file chose the engine, or is a variant and the engine has none.

    The default lists hold variants of espeak's voices; whoever chooses another engine need not empty them.
    """
    engine = settings.defaults.engine or ""
    if name.startswith("+") and not stock.has_variants(engine):
        return True
    order: dict[Path | None, int] = {path: number for number, path in enumerate(settings.files)}
    chosen = settings.defaults.places.get("engine")
    chosen_in = order.get(chosen.path, -1) if chosen is not None else -1
    return place.path not in order or order[place.path] < chosen_in  # the packaged lists are nobody's fault


def find_narrator(settings: Settings, stock: Stock) -> OffsetVoice:
    """The voice that tells the story, as far as distances go."""
    styles = [settings.defaults]
    if Kind.NARRATION in settings.sections:
        styles.append(settings.sections[Kind.NARRATION])
    for entry in settings.characters:
        if fold_name(entry.name) == NARRATOR:
            styles += [entry.style, *([entry.sections[Kind.NARRATION]] if Kind.NARRATION in entry.sections else [])]
    engine, name, place = _pick_voice(styles)
    merged = _merge(styles)
    found = stock.find(engine, name)
    if found is None:
        empty = People({}, {}, ())
        raise VoicesFileError((Cascade(settings, empty, stock, Cast()).fault(engine, name, place),))
    return OffsetVoice(engine, found.id, int(merged["pitch_cents"]), int(merged["rate_percent"] or 100))


def _as_style(choice: Choice) -> Style:
    """Casting's choice as a rule; it says nothing of rate and pitch unless the voice is varied."""
    sound = choice.sound
    place = Place(choice.why, None, None)
    return Style(
        engine=sound.engine,
        voice=sound.voice,
        rate_percent=sound.rate_percent if sound.rate_percent != 100 else None,
        pitch_cents=sound.pitch_cents or None,
        places={"engine": place, "voice": place},
    )


def _merge(layers: Iterator[Style] | list[Style]) -> dict[str, float]:
    """For each field what the last rule that names it says, 0 where none does."""
    merged: dict[str, float] = dict.fromkeys(_FIELDS, 0)
    for layer in layers:
        for name in _FIELDS:
            value = getattr(layer, name)
            if value is not None:
                merged[name] = value
    return merged


def _pick_voice(layers: list[Style]) -> tuple[str, str, Place]:
    """Engine and voice of the last rules that name them; another engine without a voice means its automatic one."""
    engine, voice, place = "", AUTO, Place("defaults", None, None)
    for layer in layers:
        if layer.engine is not None and layer.engine != engine:
            engine, voice = layer.engine, AUTO
            place = layer.places.get("engine", place)
        if layer.voice is not None:
            voice, place = layer.voice, layer.places.get("voice", place)
    return engine, voice, place


def _is_own(layer: Style) -> bool:
    """Whether a rule stands under `characters`."""
    return any(place.rule.startswith("characters: ") for place in layer.places.values())
