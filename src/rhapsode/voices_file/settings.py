"""What the voices files say, as values: a merged tree in, `Settings` out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rhapsode.language.folding import fold_name, fold_person
from rhapsode.model import Correction, Delivery, Kind
from rhapsode.voices_file.checking import Given, Tree
from rhapsode.voices_file.units import PLAIN

T = TypeVar("T", str, int, float, bool)
_GENDERS = {"female": "f", "male": "m", "other": ""}


@dataclass(frozen=True, slots=True)
class Place:
    """Which rule of which file and line gave a value; `str()` is what `inspect --why` shows."""

    rule: str
    path: Path | None
    line: int | None

    def __str__(self) -> str:
        return f"{self.rule} ({self.path}:{self.line})" if self.path else self.rule


@dataclass(frozen=True, slots=True)
class Style:
    """How one rule wants lines to sound; None where it says nothing. `places` knows who said each field."""

    engine: str | None = None
    voice: str | None = None
    rate_percent: int | None = None
    pitch_cents: int | None = None
    volume_db: float | None = None
    line_pause_ms: int | None = None
    pause_before_ms: int | None = None
    pause_after_ms: int | None = None
    speak: bool | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CharacterEntry:
    """What the files say of one character; `own` when the story's own file names it."""

    name: str
    style: Style
    sections: Mapping[Kind, Style]
    aliases: tuple[str, ...]
    gender: str | None  # "f", "m", "" (neither), or None where nothing is said
    place: Place
    own: bool


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence where lines meet."""

    clause_ms: int = 90
    sentence_ms: int = 300
    paragraph_ms: int = 600
    speaker_ms: int = 450
    scene_ms: int = 2200
    after_title_ms: int = 2000
    chapter_head_ms: int = 500
    chapter_tail_ms: int = 3000


@dataclass(frozen=True, slots=True)
class CastingRules:
    """Who gets which voice when nobody says. `plain` are shared by small parts and doubtful lines, by gender."""

    female: tuple[str, ...] = ()
    male: tuple[str, ...] = ()
    plain: Mapping[str, str] = field(default_factory=dict)  # "f", "m", "" → voice
    minimum_lines: int = 3
    doubt_below: float = 0.5
    tags_by_speaker: bool = False
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)  # of each voice of a list, by rule


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said around the story; empty where nothing."""

    opening: str = ""
    announce: bool = True
    closing: str = ""
    scene_sound: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the voices files say, merged."""

    defaults: Style = Style()
    sections: Mapping[Kind, Style] = field(default_factory=dict)
    characters: tuple[CharacterEntry, ...] = ()
    pauses: Pauses = Pauses()
    casting: CastingRules = CastingRules()
    pronounce: Mapping[str, str] = field(default_factory=dict)
    frame: Frame = Frame()
    corrections: tuple[Correction, ...] = ()
    files: tuple[Path, ...] = ()  # those that were read, in order

    @property
    def aliases(self) -> Mapping[str, tuple[str, ...]]:
        """The other names that the user gave to characters."""
        return {entry.name: entry.aliases for entry in self.characters if entry.aliases}

    @property
    def listed_voices(self) -> tuple[tuple[str, Place], ...]:
        """Every voice under `casting`, and where it stands."""
        rules = self.casting
        named = {"casting: female": rules.female, "casting: male": rules.male}
        named |= {f"casting: plain: {key}": (rules.plain[g],) for key, g in _GENDERS.items() if g in rules.plain}
        return tuple(
            pair for rule, names in named.items() for pair in zip(names, rules.places.get(rule, ()), strict=False)
        )

    @property
    def engines(self) -> tuple[str, ...]:
        """Every engine that some rule names, the default one first."""
        styles = [self.defaults, *self.sections.values()]
        for entry in self.characters:
            styles += [entry.style, *entry.sections.values()]
        return tuple(dict.fromkeys(style.engine for style in styles if style.engine))


def settle(tree: Tree, files: tuple[Path, ...], own: Path | None) -> Settings:
    """The values of a merged tree; `own` is the story's own file."""
    return Settings(
        defaults=_style(_branch(tree, "defaults")),
        sections=_sections(_branch(tree, "sections")),
        characters=tuple(_character(entry, own) for entry in _branches(tree, "characters")),
        pauses=_pauses(_branch(tree, "pauses")),
        casting=_casting(_branch(tree, "casting")),
        pronounce={word: str(g.value) for word, g in _branch(tree, "pronounce").items() if isinstance(g, Given)},
        frame=_frame(_branch(tree, "frame")),
        corrections=tuple(_correction(entry) for entry in _branches(tree, "corrections")),
        files=files,
    )


def _branch(tree: Tree, key: str) -> Tree:
    found = tree.get(key)
    return found if isinstance(found, dict) else {}


def _branches(tree: Tree, key: str) -> list[Tree]:
    return [entry for entry in _branch(tree, key).values() if isinstance(entry, dict)]


def _get(tree: Tree, key: str, default: T) -> T:
    """The value under `key`; the schema has seen to its type."""
    found = tree.get(key)
    if isinstance(found, Given) and isinstance(found.value, type(default)):
        return found.value
    if isinstance(found, Given) and isinstance(default, float) and isinstance(found.value, int):
        return type(default)(found.value)
    return default


def _texts(tree: Tree, key: str) -> tuple[str, ...]:
    found = tree.get(key)
    return found.value if isinstance(found, Given) and isinstance(found.value, tuple) else ()


_STYLE_KEYS = {
    "engine": "engine",
    "voice": "voice",
    "rate": "rate_percent",
    "pitch": "pitch_cents",
    "volume": "volume_db",
    "line-pause": "line_pause_ms",
    "pause-before": "pause_before_ms",
    "pause-after": "pause_after_ms",
    "speak": "speak",
}


def _style(tree: Tree) -> Style:
    given = {name: found for key, name in _STYLE_KEYS.items() if isinstance(found := tree.get(key), Given)}
    places = {name: _place(one) for name, one in given.items()}
    values: dict[str, object] = {name: one.value for name, one in given.items()}
    return Style(**values, places=places)  # type: ignore[arg-type]


def _place(given: Given) -> Place:
    return Place(given.rule, given.path, given.line)


def _places(given: Given) -> tuple[Place, ...]:
    """Where each item of a list stands."""
    return tuple(Place(given.rule, given.path, line) for line in given.lines or (given.line,))


def _sections(tree: Tree) -> Mapping[Kind, Style]:
    return {Kind(kind): _style(entry) for kind, entry in tree.items() if isinstance(entry, dict)}


def _character(tree: Tree, own: Path | None) -> CharacterEntry:
    signed = tree[""]
    if not isinstance(signed, Given):
        raise TypeError("an entry of a character is signed when it is read")
    gender = _get(tree, "gender", "")
    name = str(signed.value)
    return CharacterEntry(
        name=fold_person(name) if fold_person(name) != fold_name(name) else name,
        style=_style(tree),
        sections=_sections(_branch(tree, "sections")),
        aliases=_texts(tree, "aliases"),
        gender=_GENDERS.get(gender),
        place=_place(signed),
        own=own is not None and signed.path == own,
    )


def _pauses(tree: Tree) -> Pauses:
    usual = Pauses()
    names = (name.removesuffix("_ms") for name in Pauses.__dataclass_fields__)
    return Pauses(**{f"{n}_ms": _get(tree, n.replace("_", "-"), getattr(usual, f"{n}_ms")) for n in names})


def _casting(tree: Tree) -> CastingRules:
    plain = {_GENDERS[key]: str(g.value) for key, g in _branch(tree, "plain").items() if isinstance(g, Given)}
    listed = [tree.get("female"), tree.get("male"), *_branch(tree, "plain").values()]
    return CastingRules(
        female=_texts(tree, "female"),
        male=_texts(tree, "male"),
        plain=plain,
        minimum_lines=_get(tree, "minimum-lines", 3),
        doubt_below=_get(tree, "doubt-below", 0.5),
        tags_by_speaker=_get(tree, "tags", "narrator") == "speaker",
        places={one.rule: _places(one) for one in listed if isinstance(one, Given)},
    )


def _frame(tree: Tree) -> Frame:
    sound = tree.get("scene-sound")
    scene_sound = None
    if isinstance(sound, Given) and sound.value and sound.path is not None:
        scene_sound = sound.path.parent / str(sound.value)  # relative to the file that names it
    return Frame(
        opening=_get(tree, "opening", ""),
        announce=_get(tree, "chapter", "announce") == "announce",
        closing=_get(tree, "closing", ""),
        scene_sound=scene_sound,
    )


def _correction(tree: Tree) -> Correction:
    signed, change = tree[""], _branch(tree, "set")
    kind, speaker, nth = _get(change, "kind", ""), _get(change, "speaker", ""), _get(tree, "nth", 0)
    delivery = _get(change, "delivery", "")
    return Correction(
        text=_get(tree, "text", ""),
        before=_get(tree, "before", ""),
        after=_get(tree, "after", ""),
        nth=nth or None,
        kind=Kind(kind) if kind else None,
        speaker=speaker or None,
        delivery=None if not delivery else "" if delivery == PLAIN else Delivery(delivery),
        path=signed.path if isinstance(signed, Given) else None,
        line=signed.line if isinstance(signed, Given) else None,
    )
