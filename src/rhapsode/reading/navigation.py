"""A navigation document (EPUB 3) or NCX (EPUB 2) → the points where chapters start, in its own order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from rhapsode.reading.parsing import Element, local_name

Find = Callable[[str], str | None]
"""The member of the archive that a link of this document means."""


@dataclass(frozen=True, slots=True)
class Point:
    """A chapter's title, and where it starts: a page, and an element of it ("" for the page's beginning).

    `level` 1 is the outermost; `parent` where other points lie under it.
    """

    page: str
    fragment: str
    title: str
    level: int
    parent: bool = False


def read_nav(root: Element, find: Find) -> tuple[Point, ...]:
    """The points of a navigation document's table of contents."""
    tables = [element for element in root.iter() if local_name(element) == "nav" and "toc" in _types(element)]
    lists = [child for table in tables[:1] for child in table.iter() if local_name(child) == "ol"]
    return tuple(_nav_points(lists[0], find)) if lists else ()


def read_landmarks(root: Element, find: Find) -> tuple[tuple[str, str], ...]:
    """Pages and what the landmarks call them: "titlepage", "toc" …"""
    found = []
    for table in root.iter():
        if local_name(table) == "nav" and "landmarks" in _types(table):
            links = [link for link in table.iter() if local_name(link) == "a" and "#" not in (link.get("href") or "")]
            for link in links:
                page = find(link.get("href") or "")
                found += [(page, name) for name in _types(link) if page]
    return tuple(found)


def read_ncx(root: Element, find: Find) -> tuple[Point, ...]:
    """The points of an NCX."""
    maps = [element for element in root.iter() if local_name(element) == "navmap"]
    return tuple(_ncx_points(maps[0], find)) if maps else ()


def _types(element: Element) -> list[str]:
    types = element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or ""
    return [*types.split(), *(element.get("role") or "").replace("doc-", "").split()]


def _nav_points(outer: Element, find: Find) -> Iterator[Point]:
    for item in outer.iter():
        if local_name(item) != "li":
            continue
        label = next((child for child in item if local_name(child) in ("a", "span")), None)
        links = [link.get("href") or "" for link in _links(item, label)]
        level = sum(local_name(above) == "ol" for above in item.iterancestors()) - _lists_above(outer)
        parent = any(local_name(child) == "ol" for child in item)
        yield from _point(label, links[:1], level, parent, find)


def _lists_above(outer: Element) -> int:
    return sum(local_name(above) == "ol" for above in outer.iterancestors())


def _links(item: Element, label: Element | None) -> Iterable[Element]:
    """The link of a list item; a heading without one starts where the first under it does."""
    if label is not None and local_name(label) == "a":
        return [label]
    return [link for link in item.iter() if local_name(link) == "a"]


def _ncx_points(outer: Element, find: Find) -> Iterator[Point]:
    for item in outer.iter():
        if local_name(item) != "navpoint":
            continue
        label = next((child for child in item if local_name(child) == "navlabel"), None)
        links = [child.get("src") or "" for child in item if local_name(child) == "content"]
        level = 1 + sum(local_name(above) == "navpoint" for above in item.iterancestors())
        parent = any(local_name(child) == "navpoint" for child in item)
        yield from _point(label, links[:1], level, parent, find)


def _point(label: Element | None, links: list[str], level: int, parent: bool, find: Find) -> Iterator[Point]:
    title = " ".join("".join(label.itertext()).split()) if label is not None else ""
    page = find(links[0]) if links else None
    if page and title:
        yield Point(page, unquote(links[0].partition("#")[2]), _visible(title), level, parent)


def _visible(title: str) -> str:
    return title.translate(dict.fromkeys((0x2060, 0x00AD, 0x200B, 0xFEFF)))
