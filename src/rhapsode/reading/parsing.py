"""Bytes of XML, XHTML or HTML → a tree, safely: no entities of its own, no network, nothing of another file.

Each raises BrokenMarkupError where there is no tree, and StoryError of `path`, the story's file, where it is hostile.
Characters that no text can hold are U+FFFD before any tree is built, whether they stand there or are referred to.
"""

from __future__ import annotations

import html.entities
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from rhapsode.errors import StoryError
from rhapsode.reading.characters import count_mended, mend_markup, say_mended
from rhapsode.reading.encodings import decode_bytes
from rhapsode.reading.nesting import DEPTH, flatten

Element = Any
"""An lxml element; lxml carries no types."""

_REFERENCE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"  # where nothing is one
    r"|&(?:#(?:[xX]0*([0-9A-Fa-f]{1,8})|0*([0-9]{1,9}))|([A-Za-z][A-Za-z0-9]{1,31}));",
    re.DOTALL,
)
_NUMBERED = re.compile(r"&#(?:[xX]0*([0-9A-Fa-f]{1,8})|0*([0-9]{1,9}));?")
_KEPT_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ROOT = re.compile(r"<[A-Za-z]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})""")
_META = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_META_WITHIN = 4096
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_DEEP = "xcessive depth"


class BrokenMarkupError(Exception):
    """Bytes that hold no tree at all; `str()` says why. Readers turn it into a StoryError with the file's name."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and what had to be done to get it: "not well-formed (…): read as well as may be"."""

    root: Element
    remarks: tuple[str, ...] = ()


def parse_xml(data: bytes, path: Path | None = None) -> Parsed:
    """The tree of a well-formed XML document. Raises BrokenMarkupError."""
    text, remarks = _prepare(data, path)
    try:
        return Parsed(etree.fromstring(text.encode(), _xml_parser(recover=False)), remarks)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenMarkupError(_reason(error)) from error


def mend_xml(data: bytes, path: Path) -> Parsed:
    """The tree of XML that is not well-formed, such as it is. Raises BrokenMarkupError when there is none."""
    text, remarks = _prepare(data, path)
    root, _ = _forgiving(_clean(text), _xml_parser(recover=True))
    if root is None:
        raise BrokenMarkupError("no markup in it")
    return Parsed(root, remarks)


def parse_page(data: bytes, path: Path | None = None) -> Parsed:
    """The tree of an (X)HTML page.

    A broken page is read in two forgiving ways, and the one that keeps more of its words is taken. Raises
    BrokenMarkupError when neither finds any.
    """
    text, remarks = _prepare(data, path)
    try:
        return Parsed(etree.fromstring(text.encode(), _xml_parser(recover=False)), remarks)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = _reason(error)
    root, flattened = _parse_forgiving(_clean(text), strict=True)
    if root is None:
        raise BrokenMarkupError(reason)
    why = flattened or (f"not well-formed ({reason}): read as well as may be",)
    return Parsed(root, (*remarks, *why))


def parse_html(text: str) -> Parsed:
    """The tree of HTML as people write it. Raises BrokenMarkupError when there is nothing in it."""
    whole = _resolve(text)
    root, flattened = _parse_forgiving(whole, strict=False)
    if root is None:
        raise BrokenMarkupError("no words in it")
    return Parsed(root, (*say_mended(count_mended(text, whole)), *flattened))


def local_name(element: Element) -> str:
    """The tag of an element without its namespace, in lower case; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _xml_parser(recover: bool) -> Element:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_pis=True,
    )


def _html_parser() -> Element:
    # huge: the limit on depth would end the page there, silently; sizes are bounded by what reads the file.
    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)


def _parse_forgiving(text: str, strict: bool) -> tuple[Element | None, tuple[str, ...]]:
    """The root that keeps most words, and a remark where elements were nested too deep to stay so."""
    for markup, remarks in ((text, ()), (None, (f"nested more than {DEPTH} deep: the inner elements are one",))):
        shown = flatten(text) if markup is None else markup
        parsers = [_xml_parser(recover=True)] * strict + [_html_parser()]
        roots, deep = zip(*(_forgiving(shown, parser) for parser in parsers), strict=True)
        root = max(roots, key=_weight)
        if root is not None or not any(deep):
            return root, remarks
    return None, ()


def _forgiving(text: str, parser: Element) -> tuple[Element | None, bool]:
    """A root, or None and whether that is because elements are nested too deep."""
    # What looks like a comment or CDATA in an attribute, or never ends, is none to a parser that recovers, so what
    # `_resolve` took to be in it may be a reference after all; a strict one refuses those that can't be held.
    text = _NUMBERED.sub(_as_held, text)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, _DEEP in str(error)
    # What lies deeper than libxml2 goes is dropped by it without a word; better no tree than half a story.
    deep = any(_DEEP in entry.message for entry in parser.error_log)
    return (None if deep else root), deep


def _clean(text: str) -> str:
    """`text` with its bare ampersands as such."""
    return _BARE_AMPERSAND.sub("&amp;", text)


def _weight(root: Element | None) -> int:
    return -1 if root is None else sum(len(text) for text in root.itertext())


def _reason(error: Exception) -> str:
    message = (str(error) or "no markup in it").splitlines()[0]
    return re.sub(r" \(<string>, line \d+\)$", "", message)


def _prepare(data: bytes, path: Path | None) -> tuple[str, tuple[str, ...]]:
    """The markup with named entities as numbers, and remarks. Raises StoryError when it declares entities itself."""
    declared = _DECLARED.match(data) or _META.search(data, 0, _META_WITHIN)
    decoded = decode_bytes(data, declared[1].decode("ascii") if declared else "", markup=True)
    text = _DECLARATION.sub("", decoded.text)
    root = _ROOT.search(text)
    if "<!ENTITY" in text[: root.start() if root else len(text)]:
        raise StoryError(
            "a page in it declares entities of its own", path=path, hint="it is broken or hostile; get another copy"
        )
    whole = _resolve(text)
    return whole, (*decoded.remarks, *say_mended(count_mended(text, whole)))


def _resolve(text: str) -> str:
    """Markup whose references name numbers of characters that XML can hold."""
    return mend_markup(_REFERENCE.sub(_as_number, text) if "&" in text else text)


def _as_number(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if hexadecimal or decimal:
        return _as_character(int(hexadecimal, 16) if hexadecimal else int(decimal), match[0])
    if name is None or name in _KEPT_ENTITIES:
        return match[0]
    characters = html.entities.html5.get(name + ";")
    return f"&amp;{name};" if characters is None else "".join(f"&#{ord(c)};" for c in characters)


def _as_held(match: re.Match[str]) -> str:
    """A reference as it is, or what it becomes if it is to what no text can hold."""
    return mend_markup(_as_character(int(match[1], 16) if match[1] else int(match[2]), match[0]))


def _as_character(code: int, written: str) -> str:
    """A reference as it is, but to what only looks like a character: mending sees to that where it stands itself."""
    if 0x80 <= code < 0xA0:  # Windows-1252, as browsers take it
        return decode_bytes(bytes((code,))).text
    if code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF:
        return written
    return chr(code) if code <= 0x10FFFF else "\ufffd"
