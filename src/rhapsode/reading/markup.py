"""A tree of (X)HTML → words, breaks and marks, written to a BlockWriter in source order.

What the page shows is written, and so is what it hides (marked TITLE_PAGE, title "hidden"). Left out is what no
reader ever sees: comments, scripts, style sheets, readings over ruby text, and pictures but for a drop capital's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from rhapsode.model import Role
from rhapsode.reading.blocks import BlockWriter, OpenMark
from rhapsode.reading.elements import BLOCKS, UNSEEN
from rhapsode.reading.parsing import Element, local_name
from rhapsode.reading.semantics import Features, Said, heading_level, is_source, is_verse_line, roles_of
from rhapsode.reading.styles import Styles

_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,3}|[a-z]{1,2})[\])]?")
_PLAIN_NUMBER = re.compile(r"\d{1,4}|[a-z]{1,2}")
_TYPE_ATTRIBUTES = ("{http://www.idpf.org/2007/ops}type", "epub:type", "role")

OnElement = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a page besides its tree: the name for origins, its styles, the role of all of it.

    `on_element` is told the id of each element (and the name of each anchor) before its words.
    """

    name: str
    styles: Styles = field(default_factory=Styles)
    role: Role | None = None
    on_element: OnElement = field(default=lambda name: None)


@dataclass(slots=True)
class _Frame:
    """An element that is open: what to do when it ends."""

    features: Features
    marks: list[OpenMark]
    ends: Callable[[], None] | None = None
    heading: int = 0
    verse: bool = False
    source: bool = False
    preformatted: bool = False


def write_page(root: Element, page: Page, writer: BlockWriter) -> None:
    """Write the body of a page; what went before and what follows are other blocks."""
    bodies = [child for child in root if local_name(child) == "body"] if local_name(root) == "html" else []
    writer.end_block()
    whole = writer.open(page.role, origin=page.name) if page.role else None
    for part in bodies or [root]:
        _PageWriter(page, writer).write(part)
    if whole:
        writer.close(whole)
    writer.end_block()


class _PageWriter:
    """Walks one tree without recursion, so that no depth of markup can exhaust the stack."""

    def __init__(self, page: Page, writer: BlockWriter) -> None:
        self._page = page
        self._writer = writer
        self._frames: list[_Frame] = [_Frame(Features(""), [])]
        self._known: dict[Features, tuple[Said, ...]] = {}

    def write(self, root: Element) -> None:
        """Write all of a tree."""
        walk = etree.iterwalk(root, events=("start", "end", "comment"))
        skipped: Element = None
        for event, element in walk:
            if event == "start" and skipped is None:
                if local_name(element) in UNSEEN:
                    skipped = element
                    continue
                self._begin(element)
                self._write(_text_of(element))
            elif event == "end" and skipped is None:
                self._end()
                self._write(element.tail if element is not root else None)
            elif element is skipped and event == "end":
                skipped = None
                self._write(element.tail if element is not root else None)
            elif event == "comment" and skipped is None:
                self._write(element.tail if element is not root else None)

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if not self._frames[-1].preformatted:
            self._writer.write(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._writer.break_line()
            self._writer.write(line)

    def _begin(self, element: Element) -> None:
        outer = self._frames[-1]
        features = self._features(element, outer)
        for name in {features.id, element.get("name") or ""} - {""}:
            self._page.on_element(name)
        ends = self._separate(features, outer)
        source = outer.verse and is_source(features, outer.features)
        if source:
            self._end_verse()
        said = self._roles(features, element, outer)
        origin = f"{self._page.name}#{features.tag}"
        marks = [self._writer.open(one.role, one.level, one.title, origin) for one in said]
        frame = _Frame(features, marks, ends, _group_level(features.tag, element) or outer.heading)
        frame.source = source
        frame.verse = not source and (outer.verse or any(one.role is Role.VERSE for one in said))
        frame.preformatted = outer.preformatted or features.tag == "pre"
        self._frames.append(frame)
        if features.tag == "img":
            self._write(_drop_capital(element))

    def _features(self, element: Element, outer: _Frame) -> Features:
        get = element.get
        types = " ".join(filter(None, map(get, _TYPE_ATTRIBUTES)))
        hidden = "hidden" in element.attrib
        tag = local_name(element)
        identity, style = get("id") or "", get("style") or ""
        return Features(tag, types, get("class") or "", identity, style, hidden, outer.heading)

    def _roles(self, features: Features, element: Element, outer: _Frame) -> Iterable[Said]:
        key = features if f"#{features.id}" in self._page.styles.hidden else replace(features, id="")
        said = self._known.get(key)
        if said is None:
            said = self._known[key] = roles_of(features, self._page.styles)
        if outer.verse and any(one.role is Role.VERSE for one in said) and is_verse_line(features):
            said = tuple(one for one in said if one.role is not Role.VERSE)
        if features.tag == "a" and _is_note_mark(element, outer):
            said = (*said, Said(Role.FOOTNOTE_MARK))
        return said

    def _separate(self, features: Features, outer: _Frame) -> Callable[[], None] | None:
        """Part an element from what is before it; what to do after it."""
        writer = self._writer
        if features.tag == "br":
            writer.break_line()
            return None
        if features.tag == "hr":
            if outer.verse:
                self._end_verse()
            writer.break_scene(f"{self._page.name}#hr")
            return self._resume_verse if outer.verse else None
        if features.tag in ("td", "th"):
            return writer.end_cell
        if features.tag == "tr" or (outer.verse and is_verse_line(features)):
            writer.end_line()
            return writer.end_line
        if features.tag in BLOCKS:
            writer.end_block()
            return writer.end_block
        return None

    def _end(self) -> None:
        frame = self._frames.pop()
        for mark in reversed(frame.marks):
            empty = not self._writer.close(mark)
            if empty and mark.role is Role.SCENE_BREAK and frame.features.tag in ("p", "div", "figure"):
                self._writer.break_scene(mark.origin)
        if frame.ends:
            frame.ends()
        if frame.source:
            self._resume_verse()

    def _end_verse(self) -> None:
        """End the verse marks around what is no verse."""
        self._writer.end_block()
        for frame in self._frames:
            for mark in frame.marks:
                if mark.role is Role.VERSE:
                    self._writer.close(mark)

    def _resume_verse(self) -> None:
        """Begin them anew for what follows it, if anything does."""
        self._writer.end_block()
        for frame in self._frames:
            frame.marks = [
                self._writer.open(mark.role, mark.level, mark.title, mark.origin) if mark.role is Role.VERSE else mark
                for mark in frame.marks
            ]


def _group_level(tag: str, element: Element) -> int:
    """The level of the first heading of a heading group, else 0."""
    if tag not in ("hgroup", "header"):
        return 0
    return next(filter(None, (heading_level(local_name(child)) for child in element.iter())), 0)


def _is_note_mark(element: Element, outer: _Frame) -> bool:
    """Whether a link is a raised or bracketed number or sign, as notes are called where no type says so."""
    if "#" not in (element.get("href") or "") or outer.features.tag.startswith("h"):
        return False
    text = "".join(element.itertext()).strip()
    if len(text) > 8 or not _NOTE_MARK.fullmatch(text):
        return False
    raised = outer.features.tag == "sup" or any(local_name(child) == "sup" for child in element)
    return raised or not _PLAIN_NUMBER.fullmatch(text)


def _text_of(element: Element) -> str | None:
    """The text before an element's first child; a line end right after `<pre>` is the source's, not the page's."""
    text: str | None = element.text
    return text.removeprefix("\n") if text and local_name(element) == "pre" else text


def _drop_capital(element: Element) -> str | None:
    """The letter that a picture at the start of a paragraph stands for."""
    shown = (element.get("alt") or "").strip()
    return shown if len(shown) == 1 and shown.isalpha() else None
