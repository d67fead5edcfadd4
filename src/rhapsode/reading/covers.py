"""An EPUB package → its cover picture, as JPEG or PNG, from wherever the several versions of EPUB name it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from rhapsode.errors import StoryError
from rhapsode.model import Cover
from rhapsode.reading.archive import Archive
from rhapsode.reading.parsing import BrokenMarkupError, Element, local_name, parse_page

_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_EMBEDDED = re.compile(rb"""["']data:image/(?:jpe?g|png);base64,([A-Za-z0-9+/=\s]{64,})["']""")
_LINK = "{http://www.w3.org/1999/xlink}href"


def find_cover(root: Element, archive: Archive, base: str) -> tuple[Cover | None, tuple[str, ...]]:
    """The cover that a package names, and a remark when it names one that can't be used."""
    named = list(dict.fromkeys(_named(root, archive, base)))
    for name in named:
        try:
            cover = _picture(archive.read(name))
        except StoryError as error:  # the words matter more than a picture
            return None, (f"its cover is not used: {error.fault.message}",)
        if cover:
            return cover, ()
    return None, ((f"its cover ({named[0]}) is neither JPEG nor PNG and is not used",) if named else ())


def _named(root: Element, archive: Archive, base: str) -> Iterator[str]:
    """The members that are said to be the cover picture, the surest first."""
    items = {element.get("id"): element for element in root.iter() if local_name(element) == "item"}
    marked = [item for item in items.values() if "cover-image" in (item.get("properties") or "").split()]
    metas = [e for e in root.iter() if local_name(e) == "meta" and (e.get("name") or "").lower() == "cover"]
    marked += [items[meta.get("content")] for meta in metas if meta.get("content") in items]
    for item in marked:
        yield from _pictures(archive, archive.find(base, item.get("href") or ""))
    for element in root.iter():
        if local_name(element) == "reference" and (element.get("type") or "").lower().startswith("cover"):
            yield from _pictures(archive, archive.find(base, element.get("href") or ""))


def _pictures(archive: Archive, name: str | None) -> Iterator[str]:
    """A member, or when it is a page, the first picture on it."""
    if name is None:
        return
    if not name.lower().endswith(("html", "htm", "xml")):
        yield name
        return
    try:
        page = parse_page(archive.read(name), archive.path).root
    except BrokenMarkupError:  # the page is read again as part of the story, and remarked on there
        return
    for element in page.iter():
        if local_name(element) in ("img", "image"):
            link = element.get("src") or element.get(_LINK) or element.get("xlink:href") or element.get("href") or ""
            found = archive.find(name, link)
            if found:
                yield found
            return


def _picture(data: bytes) -> Cover | None:
    """The picture by its first bytes, whatever the package calls it; of an SVG the picture that it frames."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return Cover(data, media_type)
    embedded = _EMBEDDED.search(data) if b"<svg" in data[:4096] else None
    if embedded is None:
        return None
    try:
        return _picture(base64.b64decode(embedded[1]))
    except binascii.Error:
        return None
