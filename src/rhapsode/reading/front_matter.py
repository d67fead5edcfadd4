"""The YAML block at the top of a Markdown file → what is known of the book, and the text after it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rhapsode.language.codes import tag_language
from rhapsode.model import Book

_BLOCK = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:", re.ASCII)
_MAX_CHARACTERS = 20_000
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
    for key, value in values.items():
        field = _FIELDS.get(str(key).lower().replace("_", "-"))
        if field is None:
            unused.append(str(key))
        elif field not in found:
            found[field] = _plain(value, _JOINTS.get(field, ", "))
    remarks = (f"not used of the lines at the top: {', '.join(unused)}",) if unused else ()
    return _book(found), text[block.end() :], remarks


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


def _load(block: str) -> Mapping[object, object] | str:
    """What the block says, or why it can't be read."""
    from ruamel.yaml import YAML  # loading it takes as long as reading a book: only where it is needed
    from ruamel.yaml.error import YAMLError

    try:
        values = YAML(typ="safe", pure=True).load(block)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark is not None else ""
        return where + (getattr(error, "problem", None) or "not understood")
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        return str(error).splitlines()[0] if str(error) else "not understood"
    return values if isinstance(values, Mapping) else "not a list of keys"


def _plain(value: object, joint: str) -> str:
    """A scalar or a list of scalars as text; anything deeper is not for a tag."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, list | tuple):
        return joint.join(filter(None, (_plain(one, joint) for one in value if not isinstance(one, list | tuple))))
    return str(value).strip()
