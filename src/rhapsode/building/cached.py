"""What outlives a build beside its sound: understandings, scripts, books and their files, each once; and casts.

Each of these functions is one cache: the facts that a thing is made of, the code that decides what it becomes, and how
it is kept. What makes it is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, get_type_hints

from rhapsode import script_json, story_json
from rhapsode.building.cache_keys import Rules, hash_rules
from rhapsode.building.caching import Form, find, keep, name_facts, once, stamp
from rhapsode.building.plans import Built
from rhapsode.building.remembering import Memory, pack_memory, unpack_memory
from rhapsode.model import Book, BoundFile, ChapterMark, Cover, Script, Story, Voice
from rhapsode.store import Shelf, Store

_STEPS = tuple(f"rhapsode.building.{name}" for name in ("builds", "cached", "caching", "pipeline", "understanding"))
STORY_RULES = Rules(
    tuple(f"rhapsode.{name}" for name in ("reading", "segmenting", "attributing", "corrections", "story_json")), _STEPS
)
"""The code that decides how a text is understood."""
SCRIPT_RULES = Rules(tuple(f"rhapsode.{name}" for name in ("casting", "voices_file", "script_json")), _STEPS)
"""The code that decides how a story becomes a script, its understanding given."""
BOOK_RULES = Rules(tuple(f"rhapsode.{name}" for name in ("recording", "engines", "stitching", "binding")), _STEPS)
"""The code that decides how a script becomes a file, the engines' own versions given."""


# --- understandings -----------------------------------------------------------------------------------------


def story_once(
    path: Path, content: bytes, facts: Sequence[object], store: Store, make: Callable[[], Story]
) -> tuple[Story, str]:
    """The story at `path`, which has that `content`, understood; and its key. `facts` are what the user says of it."""
    key = name_facts(path.suffix.lower(), path.stem, content, facts, hash_rules(STORY_RULES))
    return replace(once(Shelf.UNDERSTANDINGS, key, make, _STORY, store), source=path), key


def _pack_story(story: Story) -> tuple[Any, bytes]:
    cover = story.book.cover
    data = story_json.to_json(story) | {"cover_type": cover.media_type if cover else None}
    return data, cover.data if cover else b""


def _unpack_story(data: Any, body: bytes) -> Story:
    story = story_json.from_json(data)
    if not all(0 <= p.start <= p.end <= len(story.text) for p in story.passages):
        raise ValueError("these passages are not of this text")
    cover = Cover(body, data["cover_type"]) if data["cover_type"] else None
    return replace(story, book=replace(story.book, cover=cover))


_STORY = Form(_pack_story, _unpack_story)


_VOICE_TYPES = get_type_hints(Voice)


# --- scripts and casts --------------------------------------------------------------------------------------


def script_once(
    book: Book, facts: Sequence[object], kept: Mapping[str, Voice], store: Store, make: Callable[[], Script]
) -> tuple[Script, str]:
    """The script of `book`, and its key, which is empty where it is for this time alone.

    `facts` are all that it is made of beside the voices `kept` from an earlier cast. One that chose voices lies under
    those: next time they are kept, and give the same script but for its reasons. Remarks on a choice are not made
    again, so a script that chose and remarks is not kept.
    """
    rules = hash_rules(SCRIPT_RULES)

    def name(script: Script) -> str:
        return "" if script.kept != kept and script.remarks else name_facts(facts, script.kept, rules)

    form = Form(lambda script: (script_json.to_json(script), b""), lambda data, _: script_json.from_json(data, book))
    script = once(Shelf.SCRIPTS, name_facts(facts, kept, rules), make, form, store, keep_under=name)
    return script, name(script)


def load_cast(path: Path, store: Store) -> Mapping[str, Voice]:
    """The voices that the story at `path` was cast with before, by character; those of another form are left out."""
    return find(Shelf.CASTS, _name_cast(path), _CAST, store) or {}


def keep_cast(path: Path, cast: Mapping[str, Voice], store: Store) -> None:
    """Remember the cast of the story at `path`."""
    keep(Shelf.CASTS, _name_cast(path), cast, _CAST, store)


def load_memory(path: Path, language: str, store: Store) -> Memory | None:
    """What an earlier build by the same rules understood of the story at `path`, paragraph by paragraph."""
    return find(Shelf.PARAGRAPHS, _name_memory(path, language), _MEMORY, store)


def keep_memory(path: Path, language: str, memory: Memory, store: Store) -> None:
    """Remember the paragraphs of the story at `path`; what is remembered already is not written again."""
    if load_memory(path, language, store) != memory:
        keep(Shelf.PARAGRAPHS, _name_memory(path, language), memory, _MEMORY, store)


def _name_memory(path: Path, language: str) -> str:
    return name_facts(_name_cast(path), language, hash_rules(STORY_RULES))


_MEMORY = Form(lambda memory: (pack_memory(memory), b""), lambda data, _: unpack_memory(data))


def _name_cast(path: Path) -> str:
    return sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()


def _unpack_cast(data: Mapping[str, Any], _: bytes) -> Mapping[str, Voice]:
    return {name: Voice(**row) for name, row in data.items() if _is_voice(row)}


def _is_voice(row: object) -> bool:
    """Whether `row` holds the fields of a voice, each of its type."""
    if not isinstance(row, dict) or not {"engine", "id", "language"} <= row.keys() <= _VOICE_TYPES.keys():
        return False
    wanted = {name: (int, float) if _VOICE_TYPES[name] is float else _VOICE_TYPES[name] for name in row}
    return all(isinstance(value, wanted[name]) for name, value in row.items())


_CAST: Form[Mapping[str, Voice]] = Form(
    lambda cast: ({name: asdict(voice) for name, voice in cast.items()}, b""), _unpack_cast
)


# --- books --------------------------------------------------------------------------------------------------


def book_once(facts: Sequence[object], store: Store, make: Callable[[], Built]) -> Built:
    """A book whose files lie there, made of the same and not touched since; `facts` are all that decides what they
    are, and where.
    """
    return once(Shelf.BOOKS, name_facts("book", facts, hash_rules(BOOK_RULES)), make, _BOOK, store)


def file_once(facts: Sequence[object], store: Store, make: Callable[[], BoundFile]) -> BoundFile:
    """The same for one file: of a book that changed, the chapters that did not."""
    return once(Shelf.BOOKS, name_facts("file", facts, hash_rules(BOOK_RULES)), make, _FILE, store)


def _pack_file(file: BoundFile) -> dict[str, Any]:
    return asdict(file) | {"path": str(file.path), "stamp": stamp(file.path)}


def _unpack_file(row: Mapping[str, Any]) -> BoundFile | None:
    """The file, unless it was touched."""
    path = Path(row["path"])
    chapters = tuple(ChapterMark(**mark) for mark in row["chapters"])
    untouched = stamp(path) == tuple(row["stamp"])
    return BoundFile(path, row["sample_rate"], row["frames"], chapters, row["size_bytes"]) if untouched else None


def _unpack_book(data: Mapping[str, Any], _: bytes) -> Built | None:
    files = tuple(file for row in data["files"] if (file := _unpack_file(row)))
    return Built(files, 0, data["pieces"], 0) if len(files) == len(data["files"]) else None


_FILE: Form[BoundFile] = Form(lambda file: (_pack_file(file), b""), lambda data, _: _unpack_file(data))
_BOOK: Form[Built] = Form(
    lambda built: ({"files": list(map(_pack_file, built.files)), "pieces": built.pieces}, b""), _unpack_book
)
