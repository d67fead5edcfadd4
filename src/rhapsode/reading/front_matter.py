"""The YAML block at the top of a Markdown file → what is known of the book, and the text after it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Any

from rhapsode.language.codes import tag_language
from rhapsode.model import Book
from rhapsode.reading.characters import REPLACEMENT, mend_text, say_mended

Node = Any
"""A node of ruamel.yaml's, which is loaded late."""

_BLOCK = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:", re.ASCII)
_MAX_CHARACTERS = 20_000
_TOO_DEEP = re.compile(r"(?:[\[{][^\[\]{}\n]{0,9}){32}")  # the parser needs seconds to run out of stack
_NOTHING = frozenset({"", "~", "null"})
_SHOWN = 200
_LISTED = 20
_FIELDS: Mapping[str, str] = {
    "title": "title",
    **dict.fromkeys(("author", "authors", "creator", "by"), "author"),
    **dict.fromkeys(("language", "lang"), "language"),
    **dict.fromkeys(("date", "published"), "date"),
    **dict.fromkeys(("description", "summary", "abstract"), "description"),
    "publisher": "publisher",
    **dict.fromkeys(("genre", "genres", "subject", "fandom"), "genre"),
    "series": "series",
    **dict.fromkeys(("series-part", "series-index", "part", "volume", "book"), "series_part"),
}
_JOINTS: Mapping[str, str] = {"author": " & "}


def read_front_matter(text: str) -> tuple[Book, str, tuple[str, ...]]:
    """The book, the text after the block, and remarks; a block that is no YAML is left in the text, and said."""
    block = _BLOCK.match(text[: _MAX_CHARACTERS + 10])
    if block is None or not _KEY.match(block[1]):
        return Book(), text, ()
    values = _load(block[1])
    if isinstance(values, str):
        return Book(), text, (f"the lines between --- at the top are no valid YAML ({values}); read as text",)
    found: dict[str, str] = {}
    unused: list[str] = []
    for key, value in values:
        name = _scalar(key)
        field = _FIELDS.get(name.lower().replace("_", "-"))
        if field is None:
            unused.append(name or f"a {key.id}")
        elif field not in found:
            found[field] = _plain(value, _JOINTS.get(field, ", "))
    remarks = (f"not used of the lines at the top: {_list(unused)}",) if unused else ()
    mended = sum(value.count(REPLACEMENT) for value in found.values()) - block[1].count(REPLACEMENT)
    return _book(found), text[block.end() :], (*remarks, *say_mended(max(0, mended)))


def _book(found: Mapping[str, str]) -> Book:
    get = found.get
    return Book(
        title=get("title", ""),
        author=get("author", ""),
        language=tag_language(get("language", "")),
        date=get("date", ""),
        description=get("description", ""),
        publisher=get("publisher", ""),
        genre=get("genre", ""),
        series=get("series", ""),
        series_part=get("series_part", ""),
    )


def _list(names: list[str]) -> str:
    """The first of them, each as one word of one line."""
    shown = [" ".join(name.split())[:_SHOWN] for name in names[:_LISTED]]
    return ", ".join(shown) + (f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else "")


def _load(block: str) -> list[tuple[Node, Node]] | str:
    """The nodes of keys and values, or why there are none; no tag makes an object, so all scalars are text."""
    from ruamel.yaml import YAML  # loading it takes as long as reading a book: only where it is needed
    from ruamel.yaml.error import YAMLError, YAMLWarning
    from ruamel.yaml.nodes import MappingNode

    if _TOO_DEEP.search(block):
        return "nested too deeply"
    try:
        with warnings.catch_warnings(action="error", category=YAMLWarning):
            root = YAML(pure=True).compose(block)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark is not None else ""
        return where + (getattr(error, "problem", None) or getattr(error, "reason", None) or "not understood")
    except KeyError:  # ruamel's answer to "%YAML 9.9"
        return "of no known version"
    except (YAMLWarning, ValueError, RecursionError) as error:
        return " ".join(str(error).split())[:_SHOWN] or "not understood"
    return list(root.value) if isinstance(root, MappingNode) else "not a list of keys"


def _plain(node: Node, joint: str) -> str:
    """A scalar or a list of scalars as text; anything deeper is not for a tag."""
    if node.id == "sequence":
        return joint.join(filter(None, (_scalar(one) for one in node.value)))
    return _scalar(node)


def _scalar(node: Node) -> str:
    """The text of a scalar as it stands, whatever its tag; "" for one that says nothing, and for what is none."""
    if node.id != "scalar" or (node.style is None and node.value in _NOTHING):
        return ""
    return mend_text(node.value).strip()
