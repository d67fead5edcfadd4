"""What looks like HTML in a Markdown text → which of it is markup, and which is words.

Stories write `<Script>` and `<Select your class>` for what a game shows. Markup is a comment that ends, and a tag
that HTML knows, with attributes as HTML has them, that is closed, or needs no closing; all else is words. An element
that hides what is in it must be closed, and written as a tag is, in small or capital letters throughout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from lxml.html import defs

from rhapsode.reading.elements import UNSEEN, VOID

_HTML = defs.tags | frozenset({"main", "bdi", "data", "dialog", "picture", "search", "template", "slot"})
_HIDING = UNSEEN | {"title"}
_NEED_NO_CLOSING = frozenset(
    {
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "html", "body"),
        *("div", "span", "font", "tt", "ul", "ol", "dl", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
"""Whose end HTML leaves out, or authors forget, and which are no words."""
_BARE_ATTRIBUTES = frozenset(
    {
        *("allowfullscreen", "async", "autofocus", "autoplay", "checked", "compact", "controls", "default", "defer"),
        *("disabled", "hidden", "inert", "ismap", "itemscope", "loop", "multiple", "muted", "nohref", "noshade"),
        *("novalidate", "nowrap", "open", "readonly", "required", "reversed", "selected"),
    }
)
_ATTRIBUTE = r"""\s+([A-Za-z_:][\w:.-]*)(\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:{_ATTRIBUTE})*)\s*(/?)>")
_PROLOGUE = re.compile(r"<\?xml\b[^<>?]*\?>|<!doctype\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, comment or prologue: its place in the text, its name as written ("" for what is no element)."""

    start: int
    end: int
    name: str = ""
    closing: bool = False
    attributes: str = ""
    ended: bool = False  # <br/>

    @property
    def element(self) -> str:
        """The name in lower case."""
        return self.name.lower()


def find_tags(text: str) -> list[Tag]:
    """All that has the shape of a tag, a comment or a prologue, in order."""
    found: list[Tag] = []
    last_comment_end = text.rfind("-->")
    at = text.find("<")
    while at >= 0:
        tag = _read_tag(text, at, last_comment_end)
        if tag:
            found.append(tag)
        at = text.find("<", tag.end if tag else at + 1)
    return found


def find_unclosed_comment(text: str) -> int:
    """Where a comment begins that never ends; -1 where none does."""
    return text.find("<!--", text.rfind("-->") + 1)


def judge_tags(tags: Sequence[Tag]) -> list[bool]:
    """Which of `tags`, in the order of the text, are markup."""
    pairs = _pair(tags)
    return [_is_markup(tag, at in pairs) for at, tag in enumerate(tags)]


def keep_words(html: str, tags: Iterable[tuple[Tag, bool]]) -> str:
    """HTML in which all but the tags that are markup is written as words."""
    parts: list[str] = []
    last = 0
    for tag, is_markup in tags:
        if is_markup:
            parts += (html[last : tag.start].replace("<", "&lt;"), html[tag.start : tag.end])
            last = tag.end
    rest = html[last:].replace("<", "&lt;")
    return "".join((*parts, rest)) if parts else f"<p>{escape(html)}</p>\n"


def _read_tag(text: str, at: int, last_comment_end: int) -> Tag | None:
    if text.startswith("<!--", at):
        end = text.find("-->", at + 2) if last_comment_end > at else -1
        return Tag(at, end + 3) if end >= 0 else None
    match = _PROLOGUE.match(text, at)
    if match:
        return Tag(at, match.end())
    match = _TAG.match(text, at)
    return Tag(at, match.end(), match[2], bool(match[1]), match[3], bool(match[6])) if match else None


def _pair(tags: Sequence[Tag]) -> frozenset[int]:
    """The places of the tags that open and close an element: each end goes with the nearest start before it."""
    open_at: dict[str, list[int]] = defaultdict(list)
    paired: set[int] = set()
    for at, tag in enumerate(tags):
        if not tag.name or tag.element in VOID:
            continue
        if not tag.closing:
            open_at[tag.element].append(at)
        elif open_at[tag.element]:
            paired |= {at, open_at[tag.element].pop()}
    return frozenset(paired)


def _is_markup(tag: Tag, paired: bool) -> bool:
    if not tag.name:
        return True
    if tag.element not in _HTML or not _are_attributes(tag.attributes):
        return False
    as_a_word = len(tag.name) > 1 and not (tag.name.islower() or tag.name.isupper())
    if tag.element in _HIDING and tag.element not in VOID:
        return (paired or tag.closing) and not as_a_word
    if tag.element in VOID:
        return tag.element in ("br", "hr", "wbr") or tag.ended or bool(tag.attributes)
    if paired or "=" in tag.attributes:
        return True
    return not as_a_word and (tag.closing or tag.element in _NEED_NO_CLOSING)


def _are_attributes(written: str) -> bool:
    names = [(match[1].lower(), match[2]) for match in _ONE_ATTRIBUTE.finditer(written)]
    return all(value or name in _BARE_ATTRIBUTES or name.startswith("data-") for name, value in names)
