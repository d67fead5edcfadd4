"""Whole EPUBs → manuscripts."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from benchmarks.align import carry_labels
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhapsode.errors import StoryError
from rhapsode.model import Limits, Mark, Role
from rhapsode.reading.epub import EpubReader

from .books import item, marks_of, nav, page
from .conftest import EpubMaker

CHAPTERS = {
    "title.xhtml": page('<section epub:type="titlepage"><h1>The Lamp</h1></section>'),
    "part.xhtml": page('<p><img src="part.png" alt="Part One"/></p>'),
    "c1.xhtml": page('<section epub:type="chapter"><h2>I</h2><p>It was <em>dark</em>.</p></section>'),
    "c2.xhtml": page('<h2 id="two">II</h2><p>Dawn.</p><h2 id="three">III</h2><p>Day.</p>'),
    "map.xhtml": page('<p><img src="map.png" alt="A map"/></p>'),
    "end.xhtml": page("<p>All rights.</p>", attributes=' epub:type="copyright-page"'),
}
NAV = nav(
    '<li><a href="title.xhtml">The Lamp</a></li>',
    '<li><a href="part.xhtml">Part One</a><ol><li><a href="c1.xhtml">Dark</a></li>'
    '<li><a href="c2.xhtml#two">Dawn</a></li><li><a href="c2.xhtml#three">Day</a></li></ol></li>',
    '<li><a href="map.xhtml">A Map</a></li><li><a href="end.xhtml">Copyright</a></li>',
)


def test_a_book_as_a_whole(make_epub: EpubMaker) -> None:
    path = make_epub(CHAPTERS, {"book/n.xhtml": NAV}, manifest=item("n.xhtml", more='properties="nav"'))
    manuscript = EpubReader().read(path, Limits())
    assert manuscript.text == "The Lamp\n\nI\n\nIt was dark.\n\nII\n\nDawn.\n\nIII\n\nDay.\n\nAll rights."
    assert marks_of(manuscript) == [
        'title-page "The Lamp"',
        'heading 1 "The Lamp"',
        'heading 2 "I"',
        'chapter-start 1 "" Part One',
        'chapter-start 2 "" Dark',
        'emphasis "dark"',
        'heading 2 "II"',
        'chapter-start 2 "" Dawn',
        'heading 2 "III"',
        'chapter-start 2 "" Day',
        'title-page "All rights."',
    ]
    starts = [mark for mark in manuscript.marks if mark.role is Role.CHAPTER_START]
    assert starts[2] == Mark(27, 27, Role.CHAPTER_START, 2, "Dawn", "book/c2.xhtml#two")
    assert (manuscript.source, manuscript.book.title, manuscript.remarks) == (path, "The Lamp", ())


def test_a_point_at_an_element_that_is_not_there_starts_the_page(make_epub: EpubMaker) -> None:
    contents = nav('<li><a href="a.xhtml#gone">A</a></li>')
    pages = {"a.xhtml": page("<p>one</p><p>two</p>")}
    path = make_epub(pages, {"book/n.xhtml": contents}, manifest=item("n.xhtml", more='properties="nav"'))
    assert marks_of(EpubReader().read(path, Limits())) == ['chapter-start 1 "" A']


def test_styles_of_sheet_and_page_count(make_epub: EpubMaker) -> None:
    body = '<p class="gone">Secret</p><p><span class="c3">Thought.</span> said</p>'
    pages = {"a.xhtml": page(body, head="<style>.gone { display: none }</style>")}
    sheet = {"book/s.css": ".c3 { font-style: italic }"}
    manuscript = EpubReader().read(make_epub(pages, sheet, manifest=item("s.css", "text/css")), Limits())
    assert marks_of(manuscript) == ['title-page "Secret" hidden', 'emphasis "Thought."']


def test_a_bad_style_sheet_is_remarked_on(make_epub: EpubMaker) -> None:
    path = make_epub(
        {"a.xhtml": page("<p>One.</p>")}, {"book/s.css": " " * 3_000_000}, manifest=item("s.css", "text/css")
    )
    manuscript = EpubReader().read(path, Limits())
    assert manuscript.text == "One."
    assert manuscript.remarks == ("a style sheet is not used: the file 'book/s.css' in it inflates beyond all measure",)


def test_a_broken_page_is_read_and_remarked_on(make_epub: EpubMaker) -> None:
    pages = {"a.xhtml": page("<p>Good.</p>"), "b.xhtml": "<p>Salt & <b>pepper<p>More", "c.xhtml": ""}
    manuscript = EpubReader().read(make_epub(pages), Limits())
    assert manuscript.text == "Good.\n\nSalt & pepper\n\nMore"
    assert [remark.partition("(")[0] for remark in manuscript.remarks] == [
        "the page 'book/b.xhtml': not well-formed ",
        "the page 'book/c.xhtml' can't be read, its words are missing: Document is empty, line 1, column 1",
    ]


def test_defects_of_pages_get_one_line(make_epub: EpubMaker) -> None:
    for text, message in {
        page('<p><img src="only.png" alt="pictures"/></p>'): "holds no text, only pictures perhaps",
        "<!-- only this -->": "holds no text: the page 'book/a.xhtml' can't be read",
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;</body></html>': "declares entities",
    }.items():
        path = make_epub({"a.xhtml": text})
        with pytest.raises(StoryError, match=message) as caught:
            EpubReader().read(path, Limits())
        assert caught.value.fault.path == path
        assert caught.value.fault.hint
        assert "\n" not in str(caught.value)


@given(
    st.one_of(st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=100)),
    st.sampled_from([b"", b"<html><body>", b'<?xml version="1.0"?><html><body><p epub:type="z3998:verse">', b"<p><b>"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_page_is_read_or_refused(make_epub: EpubMaker, soup: bytes, start: bytes) -> None:
    path = make_epub({"a.xhtml": page("<p>Here.</p>")}, {"book/a.xhtml": start + soup})
    try:
        manuscript = EpubReader().read(path, Limits())
    except StoryError as error:
        assert error.fault.hint
        assert error.fault.path == path
        return
    assert manuscript.text.strip()
    assert all(0 <= mark.start <= mark.end <= len(manuscript.text) for mark in manuscript.marks)


FILES = ["META-INF/container.xml", "book/package.opf", "book/n.xhtml", "book/s.css", "META-INF/encryption.xml"]


@given(st.sampled_from(FILES), st.integers(0, 600), st.text(alphabet='<>&;"/= abc#%.:', max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_in_the_package_is_borne_or_refused(
    make_epub: EpubMaker, name: str, at: int, junk: str
) -> None:
    manifest = item("n.xhtml", more='properties="nav"') + item("s.css", "text/css")
    sound = make_epub(CHAPTERS, {"book/n.xhtml": NAV, "book/s.css": ".a { display: none }"}, manifest=manifest)
    with zipfile.ZipFile(sound) as archive:
        text = archive.read(name).decode() if name in archive.namelist() else "<encryption/>"
    path = make_epub(
        CHAPTERS,
        {"book/n.xhtml": NAV, "book/s.css": "", name: text[: at % len(text)] + junk + text[at % len(text) + 3 :]},
        manifest=manifest,
    )
    try:
        assert EpubReader().read(path, Limits()).text
    except StoryError as error:
        assert error.fault.path == path
        assert error.fault.hint


@pytest.mark.corpora
def test_real_books_are_read_whole() -> None:
    corpora = Path(os.environ["RHAPSODE_CORPORA"])
    books = sorted((corpora / "epub").glob("*.epub"))
    assert books
    for path in books:
        manuscript = EpubReader().read(path, Limits())
        plain = (corpora / "structure/plain" / f"{path.stem}.txt").read_text(encoding="utf-8")
        _, share = carry_labels(plain, [], manuscript.text)
        assert share >= 0.999, path.stem
        assert manuscript.book.title
        assert manuscript.book.author
        assert manuscript.book.cover
        assert manuscript.remarks == ()
