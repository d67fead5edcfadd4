"""What outlives a build beside its sound: understandings by the text and the rules, casts by the story's path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from rhapsode.model import Correction, Cover, Story, Voice
from rhapsode.store import Entry, Shelf, Store
from rhapsode.story_json import from_json, to_json

_RULES = ("reading", "segmenting", "attributing", "data", "corrections.py", "lexicon.py", "names.py", "story_json.py")
"""Whatever decides how a text is understood; a change in any of them makes every kept understanding a miss."""


def understand_once(
    path: Path,
    language: str,
    aliases: Mapping[str, tuple[str, ...]],
    corrections: Sequence[Correction],
    store: Store,
    understand: Callable[[], Story],
) -> Story:
    """The kept understanding of the file at `path`, or that of `understand`, which is then kept."""
    try:
        content = path.read_bytes()
    except OSError:
        return understand()  # which says what is wrong with the file
    key = _understanding_key(path, content, language, aliases, corrections)
    kept = store.get(Shelf.UNDERSTANDINGS, key)
    if kept is not None:
        return _revive(kept, path)
    story = understand()
    store.put(Shelf.UNDERSTANDINGS, [_preserve(key, story)])
    return story


def _preserve(key: str, story: Story) -> Entry:
    data = to_json(story)
    cover = story.book.cover
    data["cover_type"] = cover.media_type if cover else None
    return Entry(
        key, json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"), cover.data if cover else b""
    )


def _revive(entry: Entry, path: Path) -> Story:
    data: dict[str, Any] = json.loads(entry.head.decode("utf-8", "surrogatepass"))
    story = from_json(data)
    cover = Cover(entry.body, data["cover_type"]) if data["cover_type"] else None
    return replace(story, source=path, book=replace(story.book, cover=cover))


def _understanding_key(
    path: Path, content: bytes, language: str, aliases: Mapping[str, tuple[str, ...]], corrections: Sequence[Correction]
) -> str:
    said = [[c.text, c.before, c.after, c.nth, c.kind.value if c.kind else None, c.speaker] for c in corrections]
    facts = [path.suffix.lower(), path.stem, language, sorted(aliases.items()), said, _hash_rules()]
    return sha256(json.dumps(facts).encode() + sha256(content).digest()).hexdigest()


@cache
def _hash_rules() -> str:
    """A hash of the code and the data that understand a story."""
    total = sha256()
    for name in _RULES:
        _add(total.update, package_files("rhapsode") / name)
    return total.hexdigest()


def _add(update: Callable[[bytes], None], place: Traversable) -> None:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            if inner.name != "__pycache__":
                _add(update, inner)
    elif place.is_file():
        update(place.name.encode() + place.read_bytes())


def load_cast(path: Path, store: Store) -> dict[str, Voice]:
    """The voices that the story at `path` was cast with before, by character."""
    kept = store.get(Shelf.CASTS, _cast_key(path))
    return {name: Voice(**row) for name, row in json.loads(kept.head).items()} if kept else {}


def keep_cast(path: Path, cast: Mapping[str, Voice], store: Store) -> None:
    """Remember the cast of the story at `path`."""
    rows = {name: asdict(voice) for name, voice in cast.items()}
    store.put(Shelf.CASTS, [Entry(_cast_key(path), json.dumps(rows).encode())])


def _cast_key(path: Path) -> str:
    return sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
