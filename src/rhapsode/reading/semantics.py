"""An element's name, types and classes → the roles they say; the tables that know publishers' habits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rhapsode.model import Role
from rhapsode.reading.styles import Styles, emboldens, hides, slants

_TYPE_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(
        ("verse", "poem", "z3998:verse", "z3998:poem", "z3998:song", "z3998:hymn", "z3998:lyrics"), Role.VERSE
    ),
    **dict.fromkeys(
        ("letter", "z3998:letter", "z3998:diary", "z3998:diary-entry", "z3998:correspondence"), Role.LETTER
    ),
    **dict.fromkeys(
        (
            *("titlepage", "halftitlepage", "title-page", "half-title-page", "z3998:title-page", "cover"),
            *("imprint", "copyright-page", "colophon", "imprimatur", "other-credits"),
            *("toc", "toc-brief", "landmarks", "loi", "lot", "loa", "lov", "page-list", "index", "doc-toc"),
            *("doc-index", "doc-colophon", "doc-pagelist", "doc-cover", "doc-credits", "keywords"),
        ),
        Role.TITLE_PAGE,
    ),
    **dict.fromkeys(
        (
            *("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"),
            *("doc-footnote", "doc-endnote", "doc-endnotes", "z3998:annotation"),
        ),
        Role.FOOTNOTE,
    ),
    **dict.fromkeys(
        ("noteref", "backlink", "referrer", "doc-noteref", "doc-backlink", "z3998:noteref"), Role.FOOTNOTE_MARK
    ),
    **dict.fromkeys(("pagebreak", "doc-pagebreak"), Role.PAGE_NUMBER),
    **dict.fromkeys(("epigraph", "doc-epigraph"), Role.EPIGRAPH),
    **dict.fromkeys(("z3998:personal-name", "z3998:pen-name", "se:name.person.pen-name"), Role.NAME),
    **dict.fromkeys(("z3998:author-note", "z3998:editorial-note"), Role.NOTE),
}
_CLASS_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(
        ("verse", "poem", "poetry", "song", "lyric", "lyrics", "stanza", "hymn", "ballad", "linegroup"), Role.VERSE
    ),
    **dict.fromkeys(("letter", "diary", "journal", "telegram", "correspondence"), Role.LETTER),
    **dict.fromkeys(("titlepage", "halftitle", "halftitlepage", "copyright", "colophon", "imprint"), Role.TITLE_PAGE),
    **dict.fromkeys(("fff_titlepage", "fff_tocpage", "fff_logpage", "fff_coverpage"), Role.TITLE_PAGE),
    **dict.fromkeys(("footnote", "footnotes", "endnote", "endnotes"), Role.FOOTNOTE),
    **dict.fromkeys(("noteref", "fnref", "footnote-ref", "footnote-backref", "fnanchor"), Role.FOOTNOTE_MARK),
    **dict.fromkeys(("pagenum", "pageno", "pagenumber", "page-number", "pagebreak"), Role.PAGE_NUMBER),
    **dict.fromkeys(("caption",), Role.CAPTION),
    **dict.fromkeys(("epigraph",), Role.EPIGRAPH),
    **dict.fromkeys(("fff_chapter_notes", "authornote", "author-note", "authors-note"), Role.NOTE),
    **dict.fromkeys(
        (
            *("scenebreak", "scene-break", "sectionbreak", "section-break", "asterism", "dinkus"),
            *("separator", "divider", "ornament", "tb", "thoughtbreak", "thought-break"),
        ),
        Role.SCENE_BREAK,
    ),
    **dict.fromkeys(("italic", "italics", "emphasis"), Role.EMPHASIS),
}
_TAG_ROLES: Mapping[str, Role] = {
    "em": Role.EMPHASIS,
    "i": Role.EMPHASIS,
    "strong": Role.STRONG,
    "b": Role.STRONG,
    "table": Role.TABLE,
    "ul": Role.LIST,
    "ol": Role.LIST,
    "dl": Role.LIST,
    "figcaption": Role.CAPTION,
    "caption": Role.CAPTION,
}
_HEADING_TYPES = frozenset(
    {"title", "subtitle", "fulltitle", "ordinal", "z3998:ordinal", "label", "se:label", "doc-subtitle"}
)
_HEADING_CLASSES = frozenset(
    {
        *("chapter-title", "chaptertitle", "chapter_title", "chapter-number", "chapternumber", "chapter_number"),
        *("chapter-head", "chapterhead", "chapter-heading", "chapterheading", "chapter-subtitle", "subtitle"),
    }
)
_DIARY_WORDS = frozenset({"z3998:diary", "z3998:diary-entry", "diary", "journal"})
_LINE_CLASSES = frozenset({"l", "line", "verse", "verse-line", "verseline", "poem-line", "v"})
_SOURCE_CLASSES = frozenset({"attribution", "source", "signature-line", "citation"})
_NOT_CLASSED = frozenset({"html", "em", "i", "b", "strong", "ul", "ol", "dl"})
"""Whose class names no role beyond their own tag's: `<i class="letter">` is how somebody styles a word."""
_CLASSED_BODY = frozenset({Role.TITLE_PAGE})
_HEADING_TAG = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True)
class Features:
    """What decides an element's roles."""

    tag: str
    types: str = ""  # epub:type and role, blank-separated
    classes: str = ""
    id: str = ""
    style: str = ""
    hidden: bool = False
    heading: int = 0  # the level of the heading group around it


@dataclass(frozen=True, slots=True)
class Said:
    """A role that an element has; `title` "diary" tells a diary from a letter."""

    role: Role
    level: int = 0
    title: str = ""


def roles_of(element: Features, styles: Styles) -> tuple[Said, ...]:
    """The roles that an element's tag, types, classes and style say, each once, the outermost first."""
    types = element.types.split()
    classes = element.classes.lower().split()
    found: dict[Role, Said] = {}
    for said in (
        *_hidden(element, classes, styles),
        *_typed(types),
        *_classed(element.tag, classes),
        *_headed(element, types, classes),
        *_tagged(element, classes, styles),
    ):
        found.setdefault(said.role, said)
    return tuple(found.values())


def heading_level(tag: str) -> int:
    """1 to 6 for `h1` to `h6`, else 0."""
    match = _HEADING_TAG.fullmatch(tag)
    return int(match[1]) if match else 0


def is_verse_line(element: Features) -> bool:
    """Whether an element inside verse is one line of it."""
    return element.tag in ("div", "p", "li") and not _LINE_CLASSES.isdisjoint(element.classes.lower().split())


def is_source(element: Features, parent: Features) -> bool:
    """Whether an element names whom the verse around it is by, and so is not verse itself."""
    if element.tag == "cite":
        return parent.tag in ("blockquote", "div", "section", "figure", "td")
    return element.tag == "footer" or not _SOURCE_CLASSES.isdisjoint(element.classes.lower().split())


def _hidden(element: Features, classes: list[str], styles: Styles) -> Iterator[Said]:
    by_sheet = f"#{element.id}" in styles.hidden or any(f".{name}" in styles.hidden for name in classes)
    if element.hidden or by_sheet or hides(element.style):
        yield Said(Role.TITLE_PAGE, title="hidden")


def _typed(types: list[str]) -> Iterator[Said]:
    for name in types:
        role = _TYPE_ROLES.get(name)
        if role is not None:
            yield Said(role, title="diary" if name in _DIARY_WORDS else "")


def _classed(tag: str, classes: list[str]) -> Iterator[Said]:
    if tag in _NOT_CLASSED:
        return
    for name in classes:
        role = _CLASS_ROLES.get(name)
        if role is not None and (tag != "body" or role in _CLASSED_BODY):
            yield Said(role, title="diary" if name in _DIARY_WORDS else "")


def _headed(element: Features, types: list[str], classes: list[str]) -> Iterator[Said]:
    level = heading_level(element.tag)
    if level:
        yield Said(Role.HEADING, level)
    elif element.tag in ("p", "div") and element.heading and not _HEADING_TYPES.isdisjoint(types):
        yield Said(Role.HEADING, element.heading)
    elif element.tag == "p" and not _HEADING_CLASSES.isdisjoint(classes):
        yield Said(Role.HEADING, 2)


def _tagged(element: Features, classes: list[str], styles: Styles) -> Iterator[Said]:
    role = _TAG_ROLES.get(element.tag)
    if role is not None:
        yield Said(role)
    if element.tag in ("span", "p", "font"):
        names = [f".{name}" for name in classes]
        if slants(element.style) or not styles.slanted.isdisjoint(names):
            yield Said(Role.EMPHASIS)
        if emboldens(element.style) or not styles.bold.isdisjoint(names):
            yield Said(Role.STRONG)
