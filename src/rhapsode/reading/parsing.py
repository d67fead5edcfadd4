"""Bytes of XML, XHTML or HTML → a tree, safely: no entities of its own, no network, nothing of another file.

Each raises BrokenMarkupError where there is no tree, and StoryError of `path`, the story's file, where it is hostile.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from pathlib import Path
from typing import Any

from lxml import etree

from rhapsode.errors import StoryError

Element = Any
"""An lxml element; lxml carries no types."""

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_KEPT_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_ROOT = re.compile(rb"<[A-Za-z]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class BrokenMarkupError(Exception):
    """Bytes that hold no tree at all; `str()` says why. Readers turn it into a StoryError with the file's name."""


def parse_xml(data: bytes, path: Path | None = None) -> Element:
    """The root of a well-formed XML document. Raises BrokenMarkupError."""
    try:
        return etree.fromstring(_prepare(data, path), _xml_parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenMarkupError(_reason(error)) from error


def mend_xml(data: bytes, path: Path) -> Element:
    """The root of XML that is not well-formed, such as it is. Raises BrokenMarkupError when there is none."""
    root = _forgiving(_clean(_prepare(data, path)), _xml_parser(recover=True))
    if root is None:
        raise BrokenMarkupError("no markup in it")
    return root


def parse_page(data: bytes, path: Path | None = None) -> tuple[Element, str]:
    """The root of an (X)HTML page, and what is wrong with it ("" when it is well-formed).

    A broken page is read in two forgiving ways, and the one that keeps more of its words is taken. Raises
    BrokenMarkupError when neither finds any.
    """
    prepared = _prepare(data, path)
    try:
        return etree.fromstring(prepared, _xml_parser(recover=False)), ""
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = _reason(error)
    cleaned = _clean(prepared)
    roots = [_forgiving(cleaned, _xml_parser(recover=True)), _forgiving(cleaned, _html_parser())]
    root = max(roots, key=_weight)
    if root is None:
        raise BrokenMarkupError(reason)
    return root, reason


def parse_html(text: str) -> Element:
    """The root of HTML as people write it. Raises BrokenMarkupError when there is nothing in it, or too deep a nest."""
    root = _forgiving(_NOT_XML.sub(" ", text).encode("utf-8", "replace"), _html_parser())
    if root is None:
        raise BrokenMarkupError("no words in it, or elements in elements thousands deep")
    return root


def local_name(element: Element) -> str:
    """The tag of an element without its namespace, in lower case; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _xml_parser(recover: bool) -> Element:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover, remove_pis=True
    )


def _html_parser() -> Element:
    # huge: the limit on depth would end the page there, silently; sizes are bounded by what reads the file.
    return etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)


def _forgiving(data: bytes, parser: Element) -> Element | None:
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    # What lies deeper than libxml2 goes is dropped by it without a word; better no tree than half a story.
    return None if any("xcessive depth" in entry.message for entry in parser.error_log) else root


def _clean(data: bytes) -> bytes:
    """`data` without the characters that no XML may hold, and with its bare ampersands as such."""
    text = _NOT_XML.sub(" ", data.decode("utf-8", "replace"))
    return _BARE_AMPERSAND.sub("&amp;", text).encode("utf-8")


def _weight(root: Element | None) -> int:
    return -1 if root is None else sum(len(text) for text in root.itertext())


def _reason(error: Exception) -> str:
    message = (str(error) or "no markup in it").splitlines()[0]
    return re.sub(r" \(<string>, line \d+\)$", "", message)


def _prepare(data: bytes, path: Path | None) -> bytes:
    """`data` in UTF-8 with named entities as numbers. Raises StoryError when it declares entities itself."""
    data = _to_utf8(data)
    root = _ROOT.search(data)
    if b"<!ENTITY" in data[: root.start() if root else len(data)]:
        raise StoryError(
            "a page in it declares entities of its own", path=path, hint="it is broken or hostile; get another copy"
        )
    return _ENTITY.sub(_as_number, data) if b"&" in data else data


def _to_utf8(data: bytes) -> bytes:
    declared = _DECLARED.match(data)
    codec = declared[1].decode("ascii") if declared else "utf-8"
    for bom, marked in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            codec = marked
    if codec.lower() in ("utf-8", "utf8", "us-ascii", "ascii"):
        return data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode(codec, "replace")
    except (LookupError, UnicodeError):
        text = data.decode("cp1252", "replace")
    return _DECLARATION.sub("", text.removeprefix("\ufeff")).encode("utf-8", "replace")


def _as_number(match: re.Match[bytes]) -> bytes:
    if match[1] in _KEPT_ENTITIES:
        return match[0]
    characters = html.entities.html5.get(match[1].decode("ascii") + ";")
    if characters is None:
        return b"&amp;" + match[1] + b";"
    return "".join(f"&#{ord(c)};" for c in characters).encode("ascii")
