"""An archive → the EPUB package in it: the book's metadata, its pages in reading order, where chapters start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from rhapsode.errors import StoryError
from rhapsode.model import Book, Role
from rhapsode.reading.archive import Archive
from rhapsode.reading.covers import find_cover
from rhapsode.reading.metadata import read_metadata
from rhapsode.reading.navigation import Point, read_landmarks, read_nav, read_ncx
from rhapsode.reading.parsing import BrokenMarkupError, Element, Parsed, local_name, mend_xml, parse_page, parse_xml

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_ANOTHER_COPY = "get another copy of the book"
_PAGE_TYPES = frozenset(
    {"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml", "text/xml", "application/html"}
)
_FONT_SCRAMBLERS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""They hide fonts alone; a book with them is read like any other."""
_APART = frozenset(
    {
        *("title-page", "titlepage", "halftitlepage", "toc", "copyright-page", "copyright", "colophon", "imprint"),
        *("cover", "loi", "lot", "index", "other.backlist", "other.advertisement"),
    }
)
"""What guides and landmarks call pages that are not the story."""
_APART_STEM = re.compile(
    r"(?:\d+[-_ ]?)?(?:cover(?:[-_]?page)?|title(?:[-_ ]?page)?|half[-_]?title(?:[-_]?page)?|copyright(?:[-_]?page)?"
    r"|colophon|imprint|toc(?:[-_]?page)?|nav|contents|log_page)(?:[-_ ]?\d+)?",
    re.IGNORECASE,
)
"""File names that say so where nothing else does, in EPUB 2; a chapter may be called anything else."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the manifest; `name` is the archive's name for it, None when it isn't there."""

    id: str
    href: str
    name: str | None
    media_type: str
    properties: frozenset[str]
    fallback: str


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of the reading order; `role` is TITLE_PAGE where the package says it is not the story."""

    name: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A book's package as understood."""

    book: Book
    pages: tuple[PageOf, ...]
    points: tuple[Point, ...]
    sheets: tuple[str, ...]  # names of style sheets
    remarks: tuple[str, ...] = ()


def read_package(archive: Archive, path: Path) -> Package:
    """The package of an EPUB. Raises StoryError when it is protected, damaged, or none at all."""
    base = _find_package(archive, path)
    _refuse_protection(archive, path)
    root, mended = _parse_package(archive, base, path)
    items = _manifest(root, archive, base)
    guide = _guide(root, archive, base)
    points, landmarks, remarks = _navigation(root, items, archive, path)
    pages, missing = _spine(root, items, {**guide, **landmarks}, path)
    metadata = next((child for child in root if local_name(child) == "metadata"), None)
    book, book_remarks = read_metadata(metadata)
    cover, cover_remarks = find_cover(root, archive, base)
    return Package(
        book=replace(book, cover=cover),
        pages=pages,
        points=points,
        sheets=tuple(item.name for item in items.values() if item.media_type == "text/css" and item.name),
        remarks=(*mended, *remarks, *missing, *book_remarks, *cover_remarks),
    )


def _parse_package(archive: Archive, name: str, path: Path) -> tuple[Element, tuple[str, ...]]:
    """The root of the package document; a bare "&" in a title is no reason to refuse a book."""
    try:
        parsed = _parse(archive, name, path)
        return parsed.root, tuple(f"the file {name!r} in it: {remark}" for remark in parsed.remarks)
    except StoryError as error:
        fault = error
    try:
        root = mend_xml(archive.read(name), path).root
    except BrokenMarkupError:
        raise fault from None
    if not any(local_name(element) == "itemref" for element in root.iter()):
        raise fault
    return root, (f"{fault.fault.message}; read as well as may be",)


def _parse(archive: Archive, name: str, path: Path) -> Parsed:
    try:
        return parse_xml(archive.read(name), path)
    except BrokenMarkupError as error:
        raise StoryError(f"the file {name!r} in it is broken: {error}", path=path, hint=_ANOTHER_COPY) from error


def _find_package(archive: Archive, path: Path) -> str:
    if _CONTAINER not in archive:
        raise StoryError(
            "this is a zip file, but not an EPUB (no META-INF/container.xml)", path=path, hint=_ANOTHER_COPY
        )
    root = _parse(archive, _CONTAINER, path).root
    named = [e.get("full-path") or "" for e in root.iter() if local_name(e) == "rootfile"]
    for href in named:
        found = archive.find("", href.replace("%", "%25"))
        if found:
            return found
    what = f"it names the package {named[0]!r}, which is not in it" if named else "it names no package"
    raise StoryError(f"this EPUB is incomplete: {what}", path=path, hint=_ANOTHER_COPY)


def _refuse_protection(archive: Archive, path: Path) -> None:
    if _ENCRYPTION not in archive:
        return
    methods = {
        element.get("Algorithm") or ""
        for data in _parse(archive, _ENCRYPTION, path).root.iter()
        if local_name(data) == "encrypteddata"
        for element in data
        if local_name(element) == "encryptionmethod"
    }
    if methods - _FONT_SCRAMBLERS:
        raise StoryError(
            "this EPUB is protected (DRM) and can't be read", path=path, hint="get a copy without protection"
        )


def _manifest(root: Element, archive: Archive, base: str) -> Mapping[str, Item]:
    items: dict[str, Item] = {}
    for element in root.iter():
        if local_name(element) == "item" and element.get("id") and element.get("href"):
            href, media_type = element.get("href"), (element.get("media-type") or "").partition(";")[0].strip().lower()
            properties = frozenset((element.get("properties") or "").split())
            name = None if "://" in href else archive.find(base, href)
            item = Item(element.get("id"), href, name, media_type, properties, element.get("fallback") or "")
            items.setdefault(item.id, item)
    return items


def _guide(root: Element, archive: Archive, base: str) -> dict[str, str]:
    """Pages that the guide of an EPUB 2 names, and as what."""
    guide: dict[str, str] = {}
    for element in root.iter():
        if local_name(element) == "reference" and "#" not in (element.get("href") or "#"):
            page = archive.find(base, element.get("href"))
            if page:
                guide[page] = (element.get("type") or "").lower()
    return guide


def _navigation(
    root: Element, items: Mapping[str, Item], archive: Archive, path: Path
) -> tuple[tuple[Point, ...], dict[str, str], tuple[str, ...]]:
    """Where chapters start, what the landmarks say of pages, and remarks."""
    points: tuple[Point, ...] = ()
    landmarks: dict[str, str] = {}
    remarks: list[str] = []
    spine = next((child for child in root if local_name(child) == "spine"), None)
    ncx = items.get(spine.get("toc") or "") if spine is not None else None
    navs = [item for item in items.values() if "nav" in item.properties]
    ncxes = [item for item in (ncx, *items.values()) if item and item.media_type == "application/x-dtbncx+xml"]
    for item, read in [*((item, read_nav) for item in navs), *((item, read_ncx) for item in ncxes)]:
        if not item.name or points:
            continue
        try:
            parsed = parse_page(archive.read(item.name), path)
        except BrokenMarkupError as error:
            remarks.append(f"its table of contents ({item.name}) is broken and not used: {error}")
            continue
        missed: list[str] = []
        find = partial(_find_or_note, archive, item.name, missed)
        points = read(parsed.root, find)
        remarks += (f"its table of contents ({item.name}): {remark}" for remark in parsed.remarks)
        remarks += _say_missed(missed)
        if read is read_nav:
            landmarks = {page: name for page, name in read_landmarks(parsed.root, find) if name in _APART}
            landmarks[item.name] = "toc"
    return points, landmarks, tuple(remarks)


def _find_or_note(archive: Archive, base: str, missed: list[str], href: str) -> str | None:
    name = archive.find(base, href)
    if name is None:
        missed.append(href)
    return name


def _say_missed(links: Sequence[str]) -> Iterator[str]:
    if links:
        more = f" and {len(links) - 1:,} more" if len(links) > 1 else ""
        yield f"its table of contents leads to {links[0][:80]!r}{more}, where the book has nothing; left out"


def _spine(
    root: Element, items: Mapping[str, Item], called: Mapping[str, str], path: Path
) -> tuple[tuple[PageOf, ...], tuple[str, ...]]:
    """The pages in reading order, and remarks on those that are missing or no text."""
    entries = [element for element in root.iter() if local_name(element) == "itemref"]
    if not entries:
        raise StoryError("this EPUB names no pages to read (no spine)", path=path, hint=_ANOTHER_COPY)
    pages: dict[str, PageOf] = {}
    remarks: list[str] = []
    for entry in entries:
        item = _with_text(items, entry.get("idref") or "")
        if item is None:
            remarks.append(f"its reading order names {entry.get('idref')!r}, which has no text; left out")
        elif item.name is None:
            remarks.append(f"the page {item.href!r} is missing in it; its words are too")
        elif item.name not in pages:
            pages[item.name] = PageOf(item.name, _role_of(item, called, entry.get("linear") == "no"))
    if not pages:
        raise StoryError("this EPUB holds none of the pages that it names", path=path, hint=_ANOTHER_COPY)
    return tuple(pages.values()), tuple(remarks)


def _with_text(items: Mapping[str, Item], identity: str) -> Item | None:
    """The item of that id, or the one it falls back to, that is a page."""
    for item in _fallbacks(items, identity):
        if item.media_type in _PAGE_TYPES or (not item.media_type and item.href.endswith(("html", "htm"))):
            return item
    return None


def _fallbacks(items: Mapping[str, Item], identity: str) -> Iterator[Item]:
    seen: set[str] = set()
    while identity in items and identity not in seen:
        seen.add(identity)
        yield items[identity]
        identity = items[identity].fallback


def _role_of(item: Item, called: Mapping[str, str], aside: bool) -> Role | None:
    stem = PurePosixPath(item.name or "").stem
    apart = aside or "nav" in item.properties or called.get(item.name or "") in _APART or _APART_STEM.fullmatch(stem)
    return Role.TITLE_PAGE if apart else None
