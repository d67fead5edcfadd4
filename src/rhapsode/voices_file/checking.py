"""One voices file checked against the schema: its text in, a tree of values that know their line and the faults out.

Everything is read as plain nodes: no tag makes an object, and an anchor used a million times costs what the cap on
nodes allows.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLWarning
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from rhapsode.errors import Fault
from rhapsode.language.folding import fold_person
from rhapsode.voices_file.schema import SCHEMA, Each, Listed, Schema
from rhapsode.voices_file.units import Value, WrongValueError, scalar_text

FILE_BYTES = 1_000_000  # some 5,000 corrections; nobody writes more by hand
_NODES = 200_000  # what a file of that size can hold without repeating itself through anchors
_TOO_DEEP = re.compile(r"(?:[\[{][^\[\]{}\n]{0,9}){32}")  # the parser needs seconds to run out of stack
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")}


@dataclass(frozen=True, slots=True)
class Given:
    """A value, and where it was given: `rule` is its path of keys as the user wrote it."""

    value: Value
    rule: str
    path: Path | None
    line: int
    lines: tuple[int, ...] = ()  # of each item of a list


Tree = dict[str, Union[Given, "Tree"]]


def check_file(path: Path, data: bytes) -> tuple[Tree, tuple[Fault, ...]]:
    """The values of a voices file, and all that is wrong with it. Only what is right is in the tree."""
    check = _Check(path)
    root = check.compose(data)
    tree: Tree = {}
    if root is not None:
        check.take_mapping(root, SCHEMA, (), tree)
    return tree, tuple(sorted(check.faults, key=lambda fault: fault.line or 0))


@dataclass
class _Check:
    """Gathers faults while it walks one file."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    nodes: int = 0

    def fault(self, line: int | None, rule: tuple[str, ...], message: str, hint: str = "") -> None:
        place = ": ".join(rule)
        self.faults.append(Fault(f"{place}: {message}" if place else message, self.path, line, hint))

    def compose(self, data: bytes) -> Node | None:
        """The root node, None where there is none or the file is no YAML."""
        if len(data) > FILE_BYTES:
            self.fault(None, (), f"too large: {len(data):,} bytes", f"a voices file has at most {FILE_BYTES:,}")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self.fault(line, (), "not UTF-8", "save the file with the encoding UTF-8")
            return None
        deep = _TOO_DEEP.search(text)
        if deep is not None:
            line = text[: deep.start()].count("\n") + 1
            self.fault(line, (), "nested too deeply", "see docs/voices.md for the keys")
            return None
        try:
            with warnings.catch_warnings(action="error", category=YAMLWarning):
                return YAML(pure=True).compose(text)  # type: ignore[no-any-return]
        except ReaderError as error:
            line = text[: error.position].count("\n") + 1
            self.fault(line, (), f"a character that YAML doesn't allow: U+{ord(text[error.position]):04X}", "remove it")
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fault(mark.line + 1 if mark else None, (), f"not YAML: {_explain(error)}", _advise(error))
        except RecursionError:
            self.fault(None, (), "nested too deeply", "see docs/voices.md for the keys")
        except KeyError:  # ruamel's answer to "%YAML 9.9"
            self.fault(None, (), "not YAML of a known version", "remove the line that begins with %")
        except (YAMLError, YAMLWarning, ValueError) as error:
            self.fault(None, (), f"not YAML: {' '.join(str(error).split())[:200]}")
        return None

    def take(self, node: Node, schema: Schema, rule: tuple[str, ...], tree: Tree, key: str) -> None:
        """Put what `node` says into `tree` under `key`, if `schema` takes it."""
        self.nodes += 1
        if self.nodes > _NODES:
            if self.nodes == _NODES + 1:
                self.fault(_line(node), rule, "too many values", "don't repeat anchors within anchors")
            return
        if str(node.tag) not in _TAGS:
            self.fault(_line(node), rule, f"the tag {node.tag} is not read here", "remove it, or put it in quotes")
        elif isinstance(schema, Listed):
            self._take_list(node, schema, rule, tree.setdefault(key, {}))
        elif isinstance(schema, Mapping | Each):
            inner = tree.setdefault(key, {})
            self.take_mapping(node, schema, rule, inner)
        else:
            try:
                tree[key] = Given(schema(node), ": ".join(rule), self.path, _line(node), _item_lines(node))
            except WrongValueError as wrong:
                self.fault(_line(node), rule, wrong.message, wrong.hint)

    def take_mapping(
        self, node: Node, schema: Mapping[str, Schema] | Each, rule: tuple[str, ...], tree: Given | Tree
    ) -> None:
        """Put the keys of `node` into `tree`."""
        if not isinstance(tree, dict) or _is_null(node):
            return
        if not isinstance(node, MappingNode):
            hint = "write them like “key: value”"
            if isinstance(node, ScalarNode) and isinstance(schema, Mapping) and "voice" in schema:
                hint = f"write {rule[-1]}: {{voice: {node.value}}}"
            self.fault(_line(node), rule, "keys and values belong here", hint)
            return
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            name = self._name(key_node, rule)
            if name is None:
                continue
            folded = fold_person(name) if isinstance(schema, Each) and schema.folded else name
            if folded in seen:
                self.fault(_line(key_node), (*rule, name), f"stands already in line {seen[folded]}", "keep one of them")
                continue
            seen[folded] = _line(key_node)
            inner = self._inner(schema, name, key_node, rule)
            if inner is not None:
                self.take(value_node, inner, (*rule, name), tree, folded)
                self._sign(tree, folded, name, key_node, schema)

    def _name(self, node: Node, rule: tuple[str, ...]) -> str | None:
        try:
            name = scalar_text(node)
        except WrongValueError:
            name = None
        if not name:
            self.fault(_line(node), rule, "a key must be a single word or name", "")
        return name or None

    def _sign(self, tree: Tree, key: str, name: str, node: Node, schema: object) -> None:
        """Note under a person's entry how and where the user wrote the name."""
        entry = tree.get(key)
        if isinstance(schema, Each) and schema.folded and isinstance(entry, dict):
            entry[""] = Given(name, f"characters: {name}", self.path, _line(node))

    def _inner(
        self, schema: Mapping[str, Schema] | Each, name: str, node: Node, rule: tuple[str, ...]
    ) -> Schema | None:
        """What the value of key `name` must be; None, and a fault, where there is no such key."""
        known = schema.names if isinstance(schema, Each) else schema
        if known is None or name in known:
            return schema.value if isinstance(schema, Each) else schema[name]
        close = get_close_matches(name.casefold().replace("_", "-"), list(known), n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}"
        self.fault(_line(node), rule, f"no key called “{name}”", hint)
        return None

    def _take_list(self, node: Node, schema: Listed, rule: tuple[str, ...], tree: Given | Tree) -> None:
        if not isinstance(tree, dict) or _is_null(node):
            return
        if not isinstance(node, SequenceNode):
            self.fault(_line(node), rule, "a list belongs here", "begin each item with “- ”")
            return
        for index, item in enumerate(node.value):
            found = len(self.faults)
            key = f"{self.path}:{index}"  # items of several files stand side by side
            self.take(item, schema.item, (*rule, str(index + 1)), tree, key)
            entry = tree.get(key)
            if not isinstance(entry, dict):
                continue
            missing = [name for name in schema.required if not entry.get(name)]
            if missing and len(self.faults) == found:
                self.fault(
                    _line(item), (*rule, str(index + 1)), f"{' and '.join(missing)} missing", "see docs/voices.md"
                )
            entry[""] = Given(str(index + 1), ": ".join(rule), self.path, _line(item))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _item_lines(node: Node) -> tuple[int, ...]:
    return tuple(map(_line, node.value)) if isinstance(node, SequenceNode) else ()


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and str(node.tag) == "tag:yaml.org,2002:null"


def _explain(error: MarkedYAMLError) -> str:
    return " ".join((error.problem or error.context or "can't be understood").split())


def _advise(error: MarkedYAMLError) -> str:
    if "\\t" in (error.problem or ""):
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in (error.problem or ""):
        return "put a value that holds “: ” in quotes"
    return "look at this line and the one above it"
