"""The metadata element of an EPUB package → what is known of the book as a whole (all but its cover)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rhapsode.language.codes import tag_language
from rhapsode.model import Book
from rhapsode.reading.blocks import BlockWriter
from rhapsode.reading.markup import Page, write_page
from rhapsode.reading.parsing import BrokenMarkupError, Element, local_name, parse_html

_TAG = re.compile(r"<[^<>]*>")
_NOT_AUTHORS = frozenset({"ill", "trl", "edt", "aui", "bkp", "nrt", "art", "cov", "ann", "cmm", "ctb"})
"""MARC relators of creators who didn't write the story."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One Dublin Core element with what refines it."""

    name: str
    text: str
    facts: Mapping[str, str]


def read_metadata(metadata: Element | None) -> tuple[Book, tuple[str, ...]]:
    """What a package says about its book, of EPUB 2 and 3, and a remark on what of it can't be read.

    Empty where it says nothing.
    """
    if metadata is None:
        return Book(), ()
    elements = [element for element in metadata.iter() if local_name(element)]
    entries = _entries(elements)
    series, part = _series(elements, entries)
    written = _first(entries, "description")
    description = _without_tags(written)
    book = Book(
        title=_title(entries),
        author=" & ".join(_authors(entries)),
        language=_language(entries),
        date=_date(entries),
        description=description,
        publisher=_first(entries, "publisher"),
        genre=", ".join(_genres(elements, entries)),
        series=series,
        series_part=part,
    )
    lost = not description and any(map(str.isalnum, _TAG.sub("", written)))
    return book, ("its description holds no words that can be read, and is left out",) if lost else ()


def _entries(elements: Iterable[Element]) -> list[_Entry]:
    elements = list(elements)
    refined: dict[str, dict[str, str]] = {}
    for element in elements:
        if local_name(element) == "meta" and element.get("refines") and element.get("property"):
            facts = refined.setdefault(element.get("refines").lstrip("#"), {})
            facts.setdefault(element.get("property"), _text(element))
    entries = []
    for element in elements:
        own = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        entries.append(_Entry(local_name(element), _text(element), {**own, **refined.get(own.get("id", ""), {})}))
    return [entry for entry in entries if entry.text]


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _first(entries: Iterable[_Entry], name: str) -> str:
    return next((entry.text for entry in entries if entry.name == name), "")


def _language(entries: Iterable[_Entry]) -> str:
    """The first language that is one; "und" and its like are left for the text to say."""
    tags = (tag_language(entry.text) for entry in entries if entry.name == "language")
    return next(filter(None, tags), "")


def _title(entries: Iterable[_Entry]) -> str:
    titles = [entry for entry in entries if entry.name == "title"]
    main = [entry for entry in titles if entry.facts.get("title-type") == "main"]
    return next((entry.text for entry in main + titles), "")


def _authors(entries: Iterable[_Entry]) -> Iterable[str]:
    creators = [entry for entry in entries if entry.name == "creator"]
    wrote = [entry.text for entry in creators if entry.facts.get("role", "aut") not in _NOT_AUTHORS]
    return dict.fromkeys(wrote or [entry.text for entry in creators])


def _date(entries: Iterable[_Entry]) -> str:
    dates = [entry for entry in entries if entry.name == "date"]
    published = [entry for entry in dates if entry.facts.get("event") in ("publication", "original-publication")]
    unsaid = [entry for entry in dates if "event" not in entry.facts]
    return next((entry.text.partition("T")[0] for entry in published + unsaid + dates), "")


def _genres(elements: Iterable[Element], entries: Iterable[_Entry]) -> Iterable[str]:
    """Genres where the package names some, else its subjects, as they come."""
    named = [_text(e) for e in elements if local_name(e) == "meta" and e.get("property") == "schema:genre"]
    subjects = [entry.text for entry in entries if entry.name == "subject"]
    return dict.fromkeys([name for name in named if name] or subjects)


def _series(elements: Iterable[Element], entries: Iterable[_Entry]) -> tuple[str, str]:
    """Name and part of the series: a collection that is no mere set (EPUB 3), else what calibre writes."""
    for entry in entries:
        is_collection = entry.name == "meta" and entry.facts.get("property") == "belongs-to-collection"
        if is_collection and entry.facts.get("collection-type", "series") == "series":
            return entry.text, entry.facts.get("group-position", "")
    named = {e.get("name"): (e.get("content") or "").strip() for e in elements if local_name(e) == "meta"}
    series = named.get("calibre:series", "")
    part = named.get("calibre:series_index", "") if series else ""
    return series, part.removesuffix(".0")


def _without_tags(description: str) -> str:
    """The words of a description that may be written in HTML."""
    if "<" not in description:
        return description
    writer = BlockWriter()
    try:
        write_page(parse_html(description).root, Page("description"), writer)
    except BrokenMarkupError:  # tags alone, or what only looks like them
        return ""
    return writer.text()
