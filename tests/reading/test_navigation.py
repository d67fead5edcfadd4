"""Navigation documents and NCX files → points."""

from __future__ import annotations

from rhapsode.reading.navigation import Point, read_landmarks, read_nav, read_ncx
from rhapsode.reading.parsing import parse_xml

from .books import nav, page


def find(href: str) -> str | None:
    name = href.partition("#")[0]
    return f"book/{name}" if name.endswith(".xhtml") else None


def test_a_nested_navigation_document() -> None:
    root = parse_xml(
        nav(
            '<li><a href="p1.xhtml">Part\n One</a><ol><li><a href="c1.xhtml#s%201"><i>I</i>: Salt\u2060</a></li>'
            '<li><a href="http://example.org/">Elsewhere</a></li></ol></li>',
            '<li><span>Part Two</span><ol><li><a href="c2.xhtml">II</a></li></ol></li>',
            '<li><a href="c3.xhtml"> </a></li>',
        ).encode()
    ).root
    assert read_nav(root, find) == (
        Point("book/p1.xhtml", "", "Part One", 1, parent=True),
        Point("book/c1.xhtml", "s 1", "I: Salt", 2),
        Point("book/c2.xhtml", "", "Part Two", 1, parent=True),
        Point("book/c2.xhtml", "", "II", 2),
    )


def test_other_lists_are_no_contents() -> None:
    root = parse_xml(
        page(
            '<nav epub:type="landmarks"><ol><li><a epub:type="titlepage" href="t.xhtml">T</a></li>'
            '<li><a epub:type="toc" href="n.xhtml#toc">N</a></li></ol></nav>'
        ).encode()
    ).root
    assert read_nav(root, find) == ()
    assert read_landmarks(root, find) == (("book/t.xhtml", "titlepage"),)


def test_an_ncx() -> None:
    root = parse_xml(
        b'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docTitle><text>T</text></docTitle><navMap>'
        b'<navPoint><navLabel><text>Part</text></navLabel><content src="a.xhtml"/>'
        b'<navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml#one"/></navPoint></navPoint>'
        b"<navPoint><navLabel><text>Nowhere</text></navLabel></navPoint></navMap></ncx>"
    ).root
    assert read_ncx(root, find) == (
        Point("book/a.xhtml", "", "Part", 1, parent=True),
        Point("book/a.xhtml", "one", "One", 2),
    )
    assert read_ncx(parse_xml(b"<ncx/>").root, find) == ()
