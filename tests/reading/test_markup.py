"""Trees of (X)HTML → text and marks: golden cases of `cases/*.xhtml`, and soup.

A case is the body of a page, a line `%%%`, the text that it gives, a line `%%%`, and its marks.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rhapsode.model import Manuscript, Mark, Role
from rhapsode.reading.blocks import BlockWriter
from rhapsode.reading.markup import Page, write_page
from rhapsode.reading.parsing import BrokenMarkupError, parse_html, parse_page
from rhapsode.reading.styles import Styles

from .books import marks_of, page

CASES = sorted((Path(__file__).parent / "cases").glob("*.xhtml"))
STYLES = Styles(frozenset({".away"}), frozenset({".calibre3"}), frozenset({".calibre4"}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_gives_its_text_and_marks(path: Path) -> None:
    body, text, marks = path.read_text(encoding="utf-8").split("\n%%%\n")
    parsed = parse_page(page(body).encode())
    assert parsed.remarks == ()
    writer = BlockWriter()
    write_page(parsed.root, Page("p.xhtml", STYLES), writer)
    assert writer.text() == text
    assert marks_of(Manuscript(path, writer.text(), marks=writer.marks())) == marks.strip().splitlines()


def test_a_mark_knows_its_file_and_element() -> None:
    root = parse_page(page("<h2>One</h2><hr/><p>Two <em>three</em></p>").encode()).root
    writer = BlockWriter()
    write_page(root, Page("text/a.xhtml", role=Role.TITLE_PAGE), writer)
    assert writer.marks() == (
        Mark(0, 21, Role.TITLE_PAGE, origin="text/a.xhtml"),
        Mark(0, 3, Role.HEADING, 2, origin="text/a.xhtml#h2"),
        Mark(5, 10, Role.SCENE_BREAK, origin="text/a.xhtml#hr"),
        Mark(16, 21, Role.EMPHASIS, origin="text/a.xhtml#em"),
    )


def test_ids_and_anchors_are_told_before_their_words() -> None:
    writer = BlockWriter()
    seen: list[tuple[str, str]] = []
    html = '<p id="p">one <a name="n"></a>two</p>'
    root = parse_html(html).root
    write_page(root, Page("p", on_element=lambda name: seen.append((name, writer.text()))), writer)
    assert seen == [("p", ""), ("n", "one")]


@pytest.mark.parametrize("depth", [200, 1_500])
def test_depth_is_no_danger(depth: int) -> None:
    writer = BlockWriter()
    write_page(parse_html("<b>" * depth + "deep" + "</b>" * depth + " tail").root, Page("p"), writer)
    assert writer.text() == "deep tail"


TAGS = [
    "p",
    "b",
    "i",
    "br/",
    "hr/",
    "pre",
    "table",
    "tr",
    "td",
    "h1",
    "hgroup",
    "div class='poem'",
    "cite",
    "svg",
    "rt",
]
TAGS += [
    "blockquote class='verse'",
    "p class='line'",
    "p class='scenebreak'",
    "!--",
    "/p",
    "/b",
    "/div",
    "/table",
    "/pre",
]


@given(
    st.lists(st.one_of(st.sampled_from([f"<{tag}>" for tag in TAGS]), st.text(max_size=6)), max_size=30).map("".join)
)
@example("<div class='poem'><cite>a<cite>b</cite><div class='poem'>c<hr>d</div></cite>e</div>")
def test_marks_of_any_soup_are_sorted_and_inside_the_text(soup: str) -> None:
    writer = BlockWriter()
    try:
        write_page(parse_html(soup).root, Page("p"), writer)
    except BrokenMarkupError:
        return
    text, marks = writer.text(), writer.marks()
    assert text == text.strip()
    assert list(marks) == sorted(marks, key=lambda mark: (mark.start, -mark.end))
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=5), min_size=1, max_size=12), st.data())
def test_no_word_is_lost_or_moved(words: list[str], data: st.DataObject) -> None:
    tags = ["p", "i", "div", "blockquote", "h2", "li", "td", "span class='x'", "section epub:type='z3998:verse'"]
    parts = []
    for word in words:
        tag = data.draw(st.sampled_from(tags))
        parts.append(f"<{tag}>{word}</{tag.partition(' ')[0]}> ")
    root = parse_page(page("".join(parts)).encode()).root
    writer = BlockWriter()
    write_page(root, Page("p"), writer)
    assert writer.text().split() == words
