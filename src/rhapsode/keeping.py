"""What outlives a build beside its sound: understandings by the text and the rules, casts by the story's path, and
scripts and finished files by all that they are made of.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from hashlib import sha256
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from rhapsode import script_json
from rhapsode.binding.books import BoundFile
from rhapsode.model import Book, ChapterMark, Correction, Cover, Script, Story, Voice
from rhapsode.store import Entry, Shelf, Store
from rhapsode.story_json import from_json, to_json

_RULES = (
    *("reading", "segmenting", "attributing", "telling", "text", "language", "data", "corrections.py"),
    "story_json.py",
)
"""Whatever decides how a text is understood; a change in any of them makes every kept understanding a miss."""
_RULES_OF_SCRIPTS = (
    *("casting", "voices_file", "text", "language", "data", "model.py", "script_json.py"),
    *("keeping.py", "pipeline.py"),
)
"""Whatever decides how a story becomes a script, its understanding given."""
_RULES_OF_BOOKS = ("recording", "engines", "stitching.py", "audio.py", "binding", "pipeline.py", "model.py")
"""Whatever decides how a script becomes a file, the engines' own versions given."""


def understand_once(
    path: Path,
    language: str,
    aliases: Mapping[str, tuple[str, ...]],
    corrections: Sequence[Correction],
    store: Store,
    understand: Callable[[], Story],
) -> tuple[Story, str]:
    """The kept understanding of the file at `path`, or that of `understand`, which is then kept; and its key."""
    try:
        content = path.read_bytes()
    except OSError:
        return understand(), ""  # which says what is wrong with the file
    key = _understanding_key(path, content, language, aliases, corrections)
    kept = store.get(Shelf.UNDERSTANDINGS, key)
    if kept is not None:
        return _revive(kept, path), key
    story = understand()
    store.put(Shelf.UNDERSTANDINGS, [_preserve(key, story)])
    return story, key


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
    facts = [path.suffix.lower(), path.stem, language, sorted(aliases.items()), said, _hash_rules(_RULES)]
    return sha256(json.dumps(facts).encode() + sha256(content).digest()).hexdigest()


@cache
def _hash_rules(names: tuple[str, ...]) -> str:
    """A hash of the package's code and data of those names."""
    total = sha256()
    for name in names:
        _add(total.update, package_files("rhapsode") / name)
    return total.hexdigest()


def _add(update: Callable[[bytes], None], place: Traversable) -> None:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            if inner.name != "__pycache__":
                _add(update, inner)
    elif place.is_file():
        update(place.name.encode() + place.read_bytes())


def script_once(
    book: Book, facts: Sequence[object], kept: Mapping[str, Voice], store: Store, write: Callable[[], Script]
) -> tuple[Script, str]:
    """The kept script of `book`, or that of `write`; and its key, empty where it is for this time alone.

    `facts` are all that it is made of beside the voices `kept` from an earlier cast. One that chose voices lies under
    those: next time they are kept, and give the same script but for its reasons. Remarks on a choice are not made
    again, so a script that chose and remarks is not kept.
    """
    said = _describe(facts)
    key = _script_key(said, kept)
    entry = store.get(Shelf.SCRIPTS, key)
    if entry is not None:
        return script_json.from_json(json.loads(entry.head.decode("utf-8", "surrogatepass")), book), key
    script = write()
    if script.kept != kept and script.remarks:
        return script, ""
    key = _script_key(said, script.kept)
    data = json.dumps(script_json.to_json(script), ensure_ascii=False)
    store.put(Shelf.SCRIPTS, [Entry(key, data.encode("utf-8", "surrogatepass"))])
    return script, key


def _script_key(facts: object, kept: Mapping[str, Voice]) -> str:
    return sha256(json.dumps([facts, _describe(kept), _hash_rules(_RULES_OF_SCRIPTS)]).encode()).hexdigest()


Made = tuple[tuple[BoundFile, ...], int]
"""The files of a book, and of how many pieces they were made."""


def books_once(order: Sequence[object], store: Store, make: Callable[[], Made]) -> Made:
    """What `make` makes, unless it lies there already: made to the same order, and not touched since.

    `order` is all that decides what the files are, and where.
    """
    facts = [_describe(order), _hash_rules(_RULES_OF_BOOKS)]
    key = sha256(json.dumps(facts).encode()).hexdigest()
    entry = store.get(Shelf.BOOKS, key)
    if entry is not None:
        kept = json.loads(entry.head)
        if all(_stamp(Path(row["path"])) == row["stamp"] for row in kept["files"]):
            return tuple(map(_read_file, kept["files"])), kept["pieces"]
    files, pieces = make()
    rows = [{**asdict(file), "path": str(file.path), "stamp": _stamp(file.path)} for file in files]
    store.put(Shelf.BOOKS, [Entry(key, json.dumps({"files": rows, "pieces": pieces}).encode())])
    return files, pieces


def _stamp(path: Path) -> list[int]:
    """Size and time as the system tells them: a file that was changed, replaced or removed has others."""
    try:
        facts = path.stat()
    except OSError:
        return []
    return [facts.st_size, facts.st_mtime_ns]


def _read_file(row: Mapping[str, Any]) -> BoundFile:
    chapters = tuple(ChapterMark(**mark) for mark in row["chapters"])
    return BoundFile(Path(row["path"]), row["sample_rate"], row["frames"], chapters, row["size_bytes"])


def _describe(value: object) -> Any:
    """`value` as JSON, alike in every process; sets are sorted, mappings keep their order."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return [type(value).__name__, *(_describe(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, Mapping):
        return [[_describe(key), _describe(one)] for key, one in value.items()]
    if isinstance(value, set | frozenset):
        return sorted((_describe(one) for one in value), key=repr)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_describe(one) for one in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


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
