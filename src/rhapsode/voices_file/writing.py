"""A cast written into a story's own voices file: characters in, the file with them out, all else as it was."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from rhapsode.errors import VoicesFileError
from rhapsode.files import write_text
from rhapsode.names import fold_name
from rhapsode.voices_file.checking import check_file

_HEAD = "# The voices of this story; it overlays voices.yaml. What you change here stays."


@dataclass(frozen=True, slots=True)
class CastEntry:
    """What is written of one character; `comment` stands beside the name."""

    name: str
    voice: str
    aliases: tuple[str, ...] = ()
    gender: str = ""  # "f", "m" or ""
    rate_percent: int = 100
    pitch_cents: int = 0
    comment: str = ""


def write_cast(path: Path, characters: Sequence[CastEntry]) -> tuple[str, ...]:
    """Write `characters` into the voices file at `path`; the names of those that were added or completed.

    Comments, order and every value that the user set stay as they are. Raises VoicesFileError where the file that
    is there has faults, OutputError where it can't be written.
    """
    text = ""
    if path.exists():
        data = path.read_bytes()
        _, faults = check_file(path, data)
        if faults:
            raise VoicesFileError(faults)
        text = data.decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(text)
    if tree is None:
        tree = CommentedMap()
        text = f"{text.rstrip()}\n" if text.strip() else f"{_HEAD}\n"
        tree.yaml_set_start_comment("\n".join(line.removeprefix("#").strip() for line in text.splitlines()))
    if not isinstance(tree.get("characters"), dict):
        tree["characters"] = CommentedMap()
    if not len(tree["characters"]) and tree["characters"].fa.flow_style():
        tree["characters"] = CommentedMap()  # "{}" would stay on one line
    changed = tuple(entry.name for entry in characters if _enter(tree["characters"], entry))
    if changed:
        target = io.StringIO()
        yaml.dump(tree, target)
        write_text(path, target.getvalue())
    return changed


def _enter(characters: CommentedMap, entry: CastEntry) -> bool:
    """Put one character in, keeping what is said of them already; whether anything was added."""
    names = {fold_name(name) for name in (entry.name, *entry.aliases)}
    known = next((key for key, value in characters.items() if _goes_by(key, value, names)), None)
    if known is None:
        characters[entry.name] = _describe(entry)
        if entry.comment:
            characters.yaml_add_eol_comment(entry.comment, entry.name)
        return True
    value = characters[known]
    if value is None:
        characters[known] = _describe(entry)
        return True
    if "voice" in value:
        return False
    value.update({key: one for key, one in _describe(entry).items() if key not in value and key != "aliases"})
    return True


def _goes_by(key: Any, value: Any, names: set[str]) -> bool:
    aliases = value.get("aliases", ()) if isinstance(value, dict) else ()
    listed = [aliases] if isinstance(aliases, str) else aliases
    return fold_name(str(key)) in names or any(fold_name(str(alias)) in names for alias in listed)


def _describe(entry: CastEntry) -> CommentedMap:
    """The values of an entry, on one line."""
    said = CommentedMap({"voice": entry.voice})
    if entry.rate_percent != 100:
        said["rate"] = f"{entry.rate_percent}%"
    if entry.pitch_cents:
        said["pitch"] = f"{entry.pitch_cents / 100:+g}st"
    if entry.aliases:
        said["aliases"] = CommentedSeq(entry.aliases)
    if entry.gender:
        said["gender"] = {"f": "female", "m": "male"}[entry.gender]
    said.fa.set_flow_style()
    return said
