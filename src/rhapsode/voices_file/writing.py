"""A cast written into a story's own voices file: characters in, the file with them out, all else as it was.

Nothing is written anew but the characters: text is put in where it belongs, and what was there stays, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rhapsode.errors import Fault, OutputError, VoicesFileError
from rhapsode.files import write_text
from rhapsode.language.folding import fold_person
from rhapsode.voices_file.checking import Given, Tree, check_file

_HEAD = "# The voices of this story; it overlays voices.yaml. What you change here stays."
_MARK = b"\xef\xbb\xbf"  # a byte order mark, as some editors write it
_BREAK = re.compile(r"\r\n|\n|\r")
_END = re.compile(r"^\.\.\.(?=\s|$)", re.MULTILINE)
_PLAIN = re.compile(r"[^\W_](?:[\w '’.+%-]*[\w'’.+%-])?|[+-][\w.]+")
_NULL = ("null", "~")
Pair = tuple[Node, Node]


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
    data = _read(path)
    before, faults = check_file(path, data)
    if faults:
        raise VoicesFileError(faults)
    text = data.decode("utf-8-sig")
    page = _Page(path, text if text.strip() else f"{_HEAD}\n")
    added = page.enter(characters)
    if not added:
        return ()
    written = page.finish()
    _prove(path, before, written, added)
    write_text(path, ("\ufeff" if data.startswith(_MARK) else "") + written)
    return tuple(entry.name for _, entry, _ in added)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise OutputError(f"can't read this voices file: {error.strerror}", path=path, hint="check its path") from error


Added = tuple[str, CastEntry, Mapping[str, str]]
"""The name as it stands in the file, whose it is, and what was written of them."""


@dataclass
class _Page:
    """The text of a file, and what is to be put into it where."""

    path: Path
    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def enter(self, characters: Sequence[CastEntry]) -> list[Added]:
        """Put in what is missing of `characters`, and say what that is."""
        root = YAML(pure=True).compose(self.text)
        node = _find(root, "characters")
        pairs: list[Pair] = node.value if isinstance(node, MappingNode) else []
        added: list[Added] = []
        new: list[Added] = []
        for entry in characters:
            names = {fold_person(name) for name in (entry.name, *entry.aliases)}
            known = next((pair for pair in pairs if _goes_by(pair, names)), None)
            if known is not None:
                said = self.complete(known, _describe(entry))
                if said:
                    added.append((known[0].value, entry, said))
            elif not any(fold_person(other.name) in names for _, other, _ in new):
                new.append((entry.name, entry, _describe(entry)))
                added.append(new[-1])
        if new:
            self.add(root, node, new)
        return added

    def complete(self, pair: Pair, said: Mapping[str, str]) -> Mapping[str, str]:
        """Put what is missing into the entry of somebody who has no voice yet; what was put in."""
        key, value = pair
        if not isinstance(value, MappingNode):
            explicit = self.text[value.start_mark.index : value.end_mark.index].strip()
            colon = "" if ":" in self.text[key.end_mark.index : value.start_mark.index] else ":"
            space = "" if explicit else f"{colon} "
            self.edits.append((value.start_mark.index, value.end_mark.index, space + _flow(said)))
            return said
        given = {one.value for one, _ in value.value}
        if "voice" in given:
            return {}
        missing = {name: one for name, one in said.items() if name not in given and name != "aliases"}
        if _is_alias(pair):
            message = f"characters: {key.value}: has no voice, and what it shares with others can't hold one"
            line = int(key.start_mark.line) + 1
            raise VoicesFileError((Fault(message, self.path, line, "write it out instead of using an alias"),))
        rows = [f"{name}: {one}" for name, one in missing.items()]
        if value.flow_style:
            self._put_into_braces(value, rows)
        else:
            first = value.value[0][0].start_mark
            indent = self._newline + " " * int(first.column)
            self.edits.append((first.index, first.index, "".join(row + indent for row in rows)))
        return missing

    def add(self, root: Node | None, node: Node | None, new: Sequence[Added]) -> None:
        """Put new people in: into the braces where there are some, else on lines of their own."""
        flat = [f"{_quote(name)}: {_flow(said)}" for name, _, said in new]
        rows = [row + _comment(entry) for row, (_, entry, _) in zip(flat, new, strict=True)]
        outer = root if isinstance(root, MappingNode) and root.flow_style else None
        if node is None and outer is not None:
            self._put_into_braces(outer, [f"characters: {{{', '.join(flat)}}}"])
        elif isinstance(node, MappingNode) and node.flow_style and (node.value or outer is not None):
            self._put_into_braces(node, flat)
        elif isinstance(node, MappingNode) and node.value and not node.flow_style:
            self._put_lines(self._after_line(_end(node)), rows, int(node.value[0][0].start_mark.column))
        elif node is not None and outer is None:
            column = int(root.start_mark.column) if root is not None else 0
            self.edits.append((node.start_mark.index, node.end_mark.index, ""))
            self._put_lines(self._after_line(node.end_mark.index), rows, column + 2)
        elif node is not None:
            space = "" if self.text[node.start_mark.index : node.end_mark.index].strip() else " "
            self.edits.append((node.start_mark.index, node.end_mark.index, f"{space}{{{', '.join(flat)}}}"))
        else:
            self._add_key(root, rows)

    def _add_key(self, root: Node | None, rows: Sequence[str]) -> None:
        """Put `characters:` and what belongs under it at the document's end."""
        column = int(root.start_mark.column) if isinstance(root, MappingNode) else 0
        if root is not None and not isinstance(root, MappingNode):
            self.edits.append((root.start_mark.index, root.end_mark.index, ""))
        marker = _END.search(self.text, _end(root) if root is not None else 0)
        at = marker.start() if marker else len(self.text)
        self._put_lines(at, ["characters:", *(f"  {row}" for row in rows)], column)

    def finish(self) -> str:
        """The text with all that was put in."""
        done, at = "", 0
        for start, end, put in sorted(self.edits, key=lambda edit: edit[:2]):
            done += self.text[at:start] + put
            at = end
        return done + self.text[at:]

    @property
    def _newline(self) -> str:
        """How the file's lines end."""
        found = _BREAK.search(self.text)
        return found[0] if found else "\n"

    def _after_line(self, at: int) -> int:
        """Where the line after that of offset `at` begins."""
        if at and self.text[at - 1] in "\r\n":
            return at
        found = _BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def _put_lines(self, at: int, rows: Iterable[str], column: int) -> None:
        first = self._newline if at and self.text[at - 1] not in "\r\n" else ""
        lines = "".join(f"{' ' * column}{row}{self._newline}" for row in rows)
        self.edits.append((at, at, first + lines))

    def _put_into_braces(self, node: MappingNode, rows: Sequence[str]) -> None:
        """Put `rows` behind the last of those in braces."""
        at = _end_of_pair(node.value[-1], self.text) if node.value else node.end_mark.index - 1
        self.edits.append((at, at, (", " if node.value else "") + ", ".join(rows)))


def _find(root: Node | None, name: str) -> Node | None:
    """What stands under a key of the outermost mapping."""
    pairs: list[Pair] = root.value if isinstance(root, MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _goes_by(pair: Pair, names: set[str]) -> bool:
    """Whether one of `names` is that of an entry, or an alias of it."""
    key, value = pair
    listed = _find(value, "aliases")
    aliases = listed.value if isinstance(listed, SequenceNode) else [listed] if isinstance(listed, ScalarNode) else []
    return any(fold_person(str(one.value)) in names for one in (key, *aliases))


def _is_alias(pair: Pair) -> bool:
    """Whether a value is written elsewhere, and named here."""
    return bool(pair[1].start_mark.index < pair[0].end_mark.index)


def _end_of_pair(pair: Pair, text: str) -> int:
    """Where a key and its value end."""
    after = int(pair[0].end_mark.index)
    if _is_alias(pair):
        named = re.compile(r"\s*:\s*\*[^\s,\[\]{}]+").match(text, after)
        return named.end() if named else after
    return max(after, _end(pair[1]))


def _end(node: Node) -> int:
    """Where the last word of `node` ends; that of a block lies before the comments and blank lines after it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        key, value = node.value[-1]
        return int(key.end_mark.index) if _is_alias((key, value)) else _end(value)
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return int(node.end_mark.index)


def _describe(entry: CastEntry) -> Mapping[str, str]:
    """The values of an entry as they are written."""
    said = {"voice": _quote(entry.voice)}
    if entry.rate_percent != 100:
        said["rate"] = f"{entry.rate_percent}%"
    if entry.pitch_cents:
        said["pitch"] = f"{entry.pitch_cents / 100:+g}st"
    if entry.aliases:
        said["aliases"] = f"[{', '.join(map(_quote, entry.aliases))}]"
    if entry.gender:
        said["gender"] = {"f": "female", "m": "male"}[entry.gender]
    return said


def _flow(said: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {one}" for name, one in said.items()) + "}"


def _quote(text: str) -> str:
    """`text` as YAML reads it back, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NULL:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def _comment(entry: CastEntry) -> str:
    said = " ".join("".join(c if c.isprintable() else " " for c in entry.comment).split())
    return f" # {said}" if said else ""


def _prove(path: Path, before: Tree, written: str, added: Sequence[Added]) -> None:
    """Raise OutputError unless `written` says what the file said before, and what was added, and nothing else."""
    rows = "".join(f"  {_quote(name)}: {_flow(said)}\n" for name, _, said in added)
    addition, _ = check_file(path, f"characters:\n{rows}".encode())
    after, faults = check_file(path, written.encode())
    if faults or _values(after) != _join(_values(before), _values(addition)):
        hint = "write characters: there as in docs/voices.md, one on each line"
        raise OutputError("the cast can't be put into this file", path=path, hint=hint)


def _values(tree: Tree) -> dict[str, Any]:
    """What a tree says, wherever it says so."""
    return {
        key: one.value if isinstance(one, Given) else _values(one)
        for key, one in tree.items()
        if key  # "" holds where an entry stands
    }


def _join(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    joined = dict(below)
    for key, value in above.items():
        under = below.get(key)
        joined[key] = _join(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return joined
