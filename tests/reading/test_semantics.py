"""Elements → roles."""

from __future__ import annotations

import pytest

from rhapsode.model import Role
from rhapsode.reading.semantics import Features, heading_level, is_source, is_verse_line, roles_of
from rhapsode.reading.styles import Styles


@pytest.mark.parametrize(
    ("features", "roles"),
    [
        (Features("p"), []),
        (Features("h4"), [Role.HEADING]),
        (Features("section", "chapter z3998:letter"), [Role.LETTER]),
        (Features("aside", "doc-footnote footnote"), [Role.FOOTNOTE]),
        (Features("body", classes="letter titlepage"), [Role.TITLE_PAGE]),
        (Features("i", classes="letter"), [Role.EMPHASIS]),
        (Features("p", "title"), []),
        (Features("p", "title", heading=2), [Role.HEADING]),
        (Features("div", classes="Poem EPIGRAPH"), [Role.VERSE, Role.EPIGRAPH]),
        (Features("div", style="visibility: hidden"), [Role.TITLE_PAGE]),
        (Features("p", id="x"), [Role.TITLE_PAGE]),
        (Features("div", classes="chapter-title"), []),  # may hold the whole chapter
    ],
)
def test_roles(features: Features, roles: list[Role]) -> None:
    assert [said.role for said in roles_of(features, Styles(hidden=frozenset({"#x"})))] == roles


def test_levels_and_titles() -> None:
    assert [heading_level(tag) for tag in ("h1", "h6", "h7", "hr", "p")] == [1, 6, 0, 0, 0]
    assert roles_of(Features("p", "subtitle", heading=3), Styles())[0].level == 3
    assert roles_of(Features("div", classes="diary"), Styles())[0].title == "diary"
    assert roles_of(Features("div", "z3998:letter"), Styles())[0].title == ""


def test_what_is_a_line_and_what_a_source() -> None:
    assert is_verse_line(Features("div", classes="verse indent2"))
    assert not is_verse_line(Features("div", classes="stanza"))
    assert is_source(Features("cite"), Features("blockquote"))
    assert not is_source(Features("cite"), Features("p"))
    assert is_source(Features("p", classes="attribution"), Features("div"))
