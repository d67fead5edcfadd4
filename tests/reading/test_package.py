"""Package documents → pages in order, points, and each defect by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rhapsode.errors import StoryError
from rhapsode.model import Limits, Role
from rhapsode.reading.archive import Archive
from rhapsode.reading.package import Package, PageOf, read_package

from .books import CONTAINER, item, nav, package, page, parts_of, write_zip

ONE = {"one.xhtml": page("<p>One.</p>")}
SOUND = parts_of(ONE)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>One</text></navLabel>'
    '<content src="one.xhtml"/></navPoint></navMap></ncx>'
)
ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
    'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/><CipherData>'
    '<CipherReference URI="book/one.xhtml"/></CipherData></EncryptedData></encryption>'
)
BOMB = '<!DOCTYPE package [<!ENTITY a "xxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>'


def read(folder: Path, parts: Mapping[str, str | bytes]) -> Package:
    path = write_zip(folder / "story.epub", parts)
    return read_package(Archive(path.read_bytes(), path, Limits()), path)


def with_opf(text: str) -> dict[str, str | bytes]:
    return {**SOUND, "book/package.opf": text}


DEFECTS: Mapping[str, tuple[dict[str, str | bytes], str]] = {
    "without-container": ({"book/package.opf": "<package/>"}, "not an EPUB"),
    "container-broken": ({**SOUND, "META-INF/container.xml": "<container"}, "container.xml' in it is broken"),
    "container-names-nothing": ({**SOUND, "META-INF/container.xml": "<container/>"}, "it names no package"),
    "package-missing": ({"META-INF/container.xml": CONTAINER}, "'book/package.opf', which is not in it"),
    "package-outside": (
        {**SOUND, "META-INF/container.xml": '<container><rootfile full-path="../../x.opf"/></container>'},
        "'../../x.opf', which is not in it",
    ),
    "package-broken": (with_opf("no markup"), "package.opf' in it is broken"),
    "package-cut-short": (with_opf(str(SOUND["book/package.opf"])[:300]), "package.opf' in it is broken"),
    "package-of-entities": (with_opf(BOMB + "<package>&b;</package>"), "declares entities"),
    "without-spine": (with_opf(package(item("one.xhtml"), "").replace("<spine></spine>", "")), "no spine"),
    "spine-empty": (with_opf(package(item("one.xhtml"), "")), "no spine"),
    "spine-of-missing-pages": (
        with_opf(package(item("two.xhtml"), '<itemref idref="two.xhtml"/>')),
        "none of the pages",
    ),
    "page-outside": (
        with_opf(package(item("../../../../etc/passwd"), '<itemref idref="../../../../etc/passwd"/>')),
        "none of the pages",
    ),
    "protected": (
        {**SOUND, "META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
        r"protected \(DRM\)",
    ),
    "contents-of-entities": (
        {
            **with_opf(package(item("one.xhtml") + item("n", more='properties="nav"'), "")),
            "book/n": BOMB + "<a>&b;</a>",
        },
        "declares entities",
    ),
    "encryption-broken": ({**SOUND, "META-INF/encryption.xml": "<enc"}, "encryption.xml' in it is broken"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_gets_one_line(name: str, tmp_path: Path) -> None:
    parts, message = DEFECTS[name]
    with pytest.raises(StoryError, match=message) as caught:
        read(tmp_path, parts)
    assert caught.value.fault.path == tmp_path / "story.epub"
    assert caught.value.fault.hint
    assert "\n" not in str(caught.value)


def test_a_bare_ampersand_in_a_title_is_mended(tmp_path: Path) -> None:
    opf = str(SOUND["book/package.opf"]).replace("The Lamp", "Lamp & Shore")
    found = read(tmp_path, with_opf(opf))
    assert found.book.title == "Lamp & Shore"
    assert found.pages == (PageOf("book/one.xhtml"),)
    assert len(found.remarks) == 1
    assert found.remarks[0].startswith("the file 'book/package.opf' in it is broken: ")
    assert found.remarks[0].endswith("; read as well as may be")


def test_scrambled_fonts_are_no_protection(tmp_path: Path) -> None:
    scrambled = ENCRYPTION.format("http://www.idpf.org/2008/embedding")
    assert read(tmp_path, {**SOUND, "META-INF/encryption.xml": scrambled}).pages == (PageOf("book/one.xhtml"),)


def test_the_spine_gives_the_order_and_says_what_is_missing(tmp_path: Path) -> None:
    pages = {name: page("<p>x</p>") for name in ("b.xhtml", "a.xhtml")}
    spine = "".join(
        f'<itemref idref="{name}"/>' for name in ("a.xhtml", "gone.xhtml", "b.xhtml", "a.xhtml", "p.jpg", "no")
    )
    manifest = item("gone.xhtml") + item("p.jpg", "image/jpeg")
    found = read(tmp_path, parts_of(pages, manifest=manifest, spine=spine))
    assert [one.name for one in found.pages] == ["book/a.xhtml", "book/b.xhtml"]
    assert found.remarks == (
        "the page 'gone.xhtml' is missing in it; its words are too",
        "its reading order names 'p.jpg', which has no text; left out",
        "its reading order names 'no', which has no text; left out",
    )


def test_a_page_stands_in_for_what_falls_back_to_it(tmp_path: Path) -> None:
    manifest = item("x.pdf", "application/pdf", 'fallback="one.xhtml"') + item("y", "a/b", 'fallback="y"')
    spine = '<itemref idref="x.pdf"/><itemref idref="y"/>'
    found = read(tmp_path, parts_of(ONE, manifest=manifest, spine=spine))
    assert found.pages == (PageOf("book/one.xhtml"),)
    assert len(found.remarks) == 1


def test_pages_that_are_not_the_story(tmp_path: Path) -> None:
    names = ("cover.xhtml", "legal.xhtml", "contents-of-a-drawer.xhtml", "ads.xhtml", "aside.xhtml", "one.xhtml")
    pages = {name: page("<p>x</p>") for name in names}
    spine = "".join(f'<itemref idref="{name}"/>' for name in names).replace(
        '"aside.xhtml"', '"aside.xhtml" linear="no"'
    )
    guide = (
        '<guide><reference type="copyright-page" href="legal.xhtml"/><reference type="text" href="one.xhtml"/>'
        '<reference type="other.advertisement" href="ads.xhtml"/>'
        '<reference type="toc" href="one.xhtml#contents"/></guide>'
    )
    found = read(tmp_path, parts_of(pages, spine=spine, guide=guide))
    roles = {one.name.removeprefix("book/"): one.role for one in found.pages}
    assert [name for name, role in roles.items() if role is Role.TITLE_PAGE] == [
        *("cover.xhtml", "legal.xhtml", "ads.xhtml", "aside.xhtml")
    ]


def test_points_come_from_nav_else_from_ncx(tmp_path: Path) -> None:
    manifest = item("toc.ncx", "application/x-dtbncx+xml") + item("n.xhtml", more='properties="nav"')
    for text, titles in (
        (nav('<li><a href="one.xhtml">The First</a></li>'), ["The First"]),
        (page("<p>no contents</p>"), ["One"]),
        ("", ["One"]),
    ):
        parts = {**parts_of(ONE, manifest=manifest, toc=' toc="toc.ncx"'), "book/toc.ncx": NCX, "book/n.xhtml": text}
        found = read(tmp_path, parts)
        assert [point.title for point in found.points] == titles
        assert bool(found.remarks) == (text == "")


def test_a_navigation_page_in_the_reading_order_is_not_the_story(tmp_path: Path) -> None:
    pages = {"n.xhtml": nav('<li><a href="one.xhtml">One</a></li>'), **ONE}
    parts = parts_of(pages)
    parts["book/package.opf"] = str(parts["book/package.opf"]).replace('id="n.xhtml"', 'id="n.xhtml" properties="nav"')
    assert [one.role for one in read(tmp_path, parts).pages] == [Role.TITLE_PAGE, None]
