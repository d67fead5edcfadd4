"""An EPUB 2 or 3 → its text in reading order, marks from its markup, metadata and cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rhapsode.errors import StoryError
from rhapsode.model import Limits, Manuscript, Mark, Role
from rhapsode.reading.archive import Archive
from rhapsode.reading.blocks import BlockWriter, OpenMark
from rhapsode.reading.markup import Page, write_page
from rhapsode.reading.navigation import Point
from rhapsode.reading.package import Package, PageOf, read_package
from rhapsode.reading.parsing import BrokenMarkupError, Element, local_name, parse_page
from rhapsode.reading.source import load
from rhapsode.reading.styles import Styles, read_styles


class EpubReader:
    """Reads `.epub`, in memory; never extracts, fetches or runs anything."""

    suffixes = (".epub",)

    def read(self, path: Path, limits: Limits) -> Manuscript:
        """Read a story. Raises StoryError when it is protected, damaged or hostile."""
        archive = Archive(load(path, limits), path, limits)
        package = read_package(archive, path)
        writer = BlockWriter()
        remarks, unread = _Chapters(archive, package, path).write(writer)
        text = writer.text()
        if not text:
            why = f": {unread[0]}" if unread else ", only pictures perhaps"
            raise StoryError(f"this EPUB holds no text{why}", path=path, hint="get one with text")
        marks = _without_idle_starts(writer.marks())
        return Manuscript(path, text, package.book, marks, (*package.remarks, *remarks))


class _Chapters:
    """Writes the pages of a package one after the other, with a point where each chapter starts."""

    def __init__(self, archive: Archive, package: Package, path: Path) -> None:
        self._archive = archive
        self._package = package
        self._path = path
        self._sheets, self._remarks = _read_sheets(archive, package)
        self._points: dict[str, list[Point]] = defaultdict(list)
        for point in package.points:
            self._points[point.page].append(point)

    def write(self, writer: BlockWriter) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write all pages; remarks on what had to be done for it, and those of them on pages that can't be read."""
        remarks = [*self._remarks]
        unread: list[str] = []
        for page in self._package.pages:
            try:
                parsed = parse_page(self._archive.read(page.name), self._path)
            except BrokenMarkupError as error:
                unread.append(f"the page {page.name!r} can't be read, its words are missing: {error}")
                remarks.append(unread[-1])
                continue
            remarks += (f"the page {page.name!r}: {remark}" for remark in parsed.remarks)
            self._write_page(page, parsed.root, writer)
        return tuple(remarks), tuple(unread)

    def _write_page(self, page: PageOf, root: Element, writer: BlockWriter) -> None:
        points = self._points[page.name]
        ids = {element.get(key) for element in root.iter() if local_name(element) for key in ("id", "name")}
        at_start = [point for point in points if point.fragment not in ids]
        elsewhere: dict[str, list[Point]] = defaultdict(list)
        for point in points:
            if point.fragment in ids:
                elsewhere[point.fragment].append(point)
        started: list[tuple[Point, OpenMark]] = []

        def start(some: list[Point]) -> None:
            for point in some:
                origin = f"{page.name}#{point.fragment}" if point.fragment else page.name
                started.append((point, writer.point(Role.CHAPTER_START, point.level, point.title, origin)))

        start(at_start)
        styles = self._sheets | _own_styles(root)
        write_page(root, Page(page.name, styles, page.role, lambda name: start(elsewhere.pop(name, []))), writer)
        for point, mark in started:
            if not point.parent:  # a page of pictures; that of a part passes its title on to its first chapter
                writer.forget(mark)


def _read_sheets(archive: Archive, package: Package) -> tuple[Styles, tuple[str, ...]]:
    """What the style sheets say of the whole book, and remarks on those that can't be read."""
    styles, remarks = Styles(), []
    for name in package.sheets:
        try:
            styles |= read_styles(archive.read(name).decode("utf-8", "replace"))
        except StoryError as error:  # looks alone hang on it
            remarks.append(f"a style sheet is not used: {error.fault.message}")
    return styles, tuple(remarks)


def _own_styles(root: Element) -> Styles:
    styles = Styles()
    for element in root.iter():
        if local_name(element) == "style" and element.text:
            styles |= read_styles(element.text)
    return styles


def _without_idle_starts(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Without the chapters that start on a title page, an imprint or the contents: they hold nothing to speak."""
    return tuple(_drop_idle(marks))


def _drop_idle(marks: tuple[Mark, ...]) -> Iterator[Mark]:
    until = -1
    for mark in marks:
        if mark.role is Role.TITLE_PAGE and mark.title != "hidden":
            until = max(until, mark.end)
        if mark.role is not Role.CHAPTER_START or mark.start >= until:
            yield mark
