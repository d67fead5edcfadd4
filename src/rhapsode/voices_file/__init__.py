"""voices.yaml: several files in, one frozen `Settings` out, or every fault of every file at once.

The built-in file is overlaid by the checkout's, then by those of the command line, then by the story's own, key by
key. docs/voices.md explains the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files as package_files
from pathlib import Path

from rhapsode.errors import Fault, VoicesFileError
from rhapsode.files import is_file, is_there
from rhapsode.language.folding import fold_name
from rhapsode.voices_file.checking import Given, Tree, check_file
from rhapsode.voices_file.settings import (
    CastingRules,
    CharacterEntry,
    Frame,
    Pauses,
    Place,
    Settings,
    Style,
    settle,
)
from rhapsode.voices_file.writing import CastEntry, write_cast

__all__ = [
    "BUILT_IN",
    "CastEntry",
    "CastingRules",
    "CharacterEntry",
    "Frame",
    "Pauses",
    "Place",
    "Settings",
    "Style",
    "load_voices",
    "own_file",
    "write_cast",
]

BUILT_IN = Path("built-in voices.yaml")
"""How the packaged file is called in messages."""


def own_file(story: Path) -> Path:
    """Where a story's own voices file lies: `x.voices.yaml` beside `x.txt`, or `x.voices.yml` where only that is."""
    return _find(story.with_name(f"{story.stem}.voices.yaml"))


def _find(path: Path) -> Path:
    """`path`, or the file of the same name that ends in `.yml` where only that is there."""
    other = path.with_suffix(".yml")
    return other if is_file(other) and not is_there(path) else path


def load_voices(files: Sequence[Path] = (), story: Path | None = None, checkout: Path | None = None) -> Settings:
    """What the built-in file, `checkout`/voices.yaml, `files` in order and the story's own file say together.

    Missing is fine for the checkout's and the story's, a fault for `files`. Raises VoicesFileError with all faults.
    """
    own = own_file(story) if story is not None and story.name else None  # "." and "/" have no name to go beside
    optional = [_find(checkout / "voices.yaml")] if checkout is not None else []
    tree: Tree = {}
    faults = [fault for path in (*optional, own) if path is not None for fault in _find_twin(path, files)]
    built_in = (package_files("rhapsode") / "data" / "voices.yaml").read_bytes()
    wanted = [path for path in [*optional, *files, *([own] if own else [])] if path in files or is_there(path)]
    contents = [(path, _read(path)) for path in wanted]
    if all(content != built_in for _, content in contents):  # a copy says the same; reading it once saves 20 ms
        _overlay(tree, _checked(BUILT_IN, built_in, faults))
    for path, content in contents:
        if isinstance(content, Fault):
            faults.append(content)
        else:
            _overlay(tree, _checked(path, content, faults))
    faults += _find_missing_sound(tree)
    faults += _find_mutual_aliases(tree)
    if faults:
        raise VoicesFileError(tuple(faults))
    return settle(tree, tuple(wanted), own)


def _read(path: Path) -> bytes | Fault:
    try:
        return path.read_bytes()
    except OSError as error:
        return Fault(f"can't read this voices file: {error.strerror}", path, None, "check its path")


def _find_twin(path: Path, files: Sequence[Path]) -> list[Fault]:
    """The fault of two files where one is expected, unless the user names the other among `files`."""
    twin = path.with_suffix(".yml")
    if twin == path or not is_file(twin) or twin.resolve() in (file.resolve() for file in files):
        return []
    return [Fault(f"there is {path.name} too, and only one is read", twin, None, "put both into one file")]


def _checked(path: Path, data: bytes, faults: list[Fault]) -> Tree:
    tree, found = check_file(path, data)
    faults.extend(found)
    return tree


def _find_missing_sound(tree: Tree) -> list[Fault]:
    """The fault of a scene sound that isn't there: better now than after an hour of recording."""
    frame = tree.get("frame")
    given = frame.get("scene-sound") if isinstance(frame, dict) else None
    if not isinstance(given, Given) or not given.value or given.path is None:
        return []
    sound = given.path.parent / str(given.value)
    hint = "its path counts from the folder of this voices file"
    try:
        if sound.is_file():
            return []
        message = f"there is no file {sound}"
    except OSError as error:  # a closed folder, or a name that is longer than the system takes
        message = f"can't find the file {str(sound)[:80]}: {error.strerror}"
    return [Fault(f"{given.rule}: {message}", given.path, given.line, hint)]


def _find_mutual_aliases(tree: Tree) -> list[Fault]:
    """The faults of people of whom each is said to be an alias of the other: which name they go by is not told."""
    listed: dict[tuple[str, str], Given] = {}  # who has whom as an alias
    faults: list[Fault] = []
    people = tree.get("characters")
    for folded, entry in people.items() if isinstance(people, dict) else ():
        given = entry.get("aliases") if isinstance(entry, dict) else None
        if not isinstance(given, Given) or not isinstance(given.value, tuple):
            continue
        for alias in map(fold_name, given.value):
            other = listed.get((alias, folded))
            if other is not None and alias != folded:
                where = f"line {other.line}" if other.path == given.path else f"{other.path}:{other.line}"
                message = f"{given.rule}: {other.rule} in {where} says the reverse"
                faults.append(Fault(message, given.path, given.line, "keep one of the two"))
            listed[folded, alias] = given
    return faults


def _overlay(below: Tree, above: Tree) -> None:
    """Lay `above` over `below`, key by key."""
    for key, value in above.items():
        under = below.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            _overlay(under, value)
        else:
            below[key] = value
