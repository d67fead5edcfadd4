"""What looks like HTML in Markdown: markup or words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import Limits
from rhapsode.reading.markdown import MarkdownReader
from rhapsode.reading.tags import find_tags, judge_tags


def markup(text: str) -> list[str]:
    tags = find_tags(text)
    return [text[tag.start : tag.end] for tag, real in zip(tags, judge_tags(tags), strict=True) if real]


@pytest.mark.parametrize(
    "text",
    [
        "He got a <Script> today.",
        "He opened the <map> and looked.",
        "<TITLE> <Title> <Style> <Object>",
        "<Title>King</Title>",
        "<Select your class> <select your class>",
        "<textarea>never closed",
        "<textarea rows=3>never closed",
        "<noscript><svg width='2'>",
        "a <sigh> of <Link>",
        "rank <S>, then <b>, then <i>",
        "<![CDATA[ words ]]> <? what ?> <!X >",
        "<!-- never closed",
        "</Map> <Li Wei>",
        '<b "quoted">',
        "a < b > c <3",
    ],
)
def test_words(text: str) -> None:
    assert markup(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> and <I>slanted</I>",
        "<p>one<p>two",
        "<br> <hr/> <BR />",
        "<!-- a\ncomment --> <!-->",
        "<!DOCTYPE html> <?xml version='1.0'?>",
        "<script>x</script> <STYLE>y</STYLE>",
        "<img src=a.png> <a name='x'/>",
        '<details open data-x><summary class="a">s</summary></details>',
        "<Center>so</Center>",
        "<div align=center>",
    ],
)
def test_markup(text: str) -> None:
    assert "".join(markup(text)) == "".join(re.findall(r"(?s)<!--.*?-->|<!-->|<[^>]*>", text))


def test_an_end_goes_with_the_nearest_start() -> None:
    assert markup("a <map> and <map>hidden</map>, <b>so <i>it</b> is</i>") == [
        *("<map>", "</map>", "<b>", "<i>", "</b>", "</i>")
    ]


STORIES = {
    "inline": ("He got a <Script> today.\n\nHe ran to *Ann*.", "He got a <Script> today.\n\nHe ran to Ann."),
    "begins a line": ("<Script> is what he got.\n\n# Two\n\nHe ran.", "<Script> is what he got.\n\nTwo\n\nHe ran."),
    "in a block": ("<div>\nHe got a <Script> now\n</div>\n\nHe *ran*.", "He got a <Script> now\n\nHe ran."),
    "cdata": ("<![CDATA[ so\n\nit goes ]]>\n\nEnd.", "<![CDATA[ so\n\nit goes ]]>\n\nEnd."),
    "instruction": ("<? who is it ?>\n\nEnd.", "<? who is it ?>\n\nEnd."),
    "declaration": ("<!X marks it>\n\nEnd.", "<!X marks it>\n\nEnd."),
    "unclosed in a block": ("<p>one <textarea>two\n\nthree", "one <textarea>two\n\nthree"),
    "a tag without end": ("<div>\n<sigh he went\n</div>\n\nEnd.", "<sigh he went\n\nEnd."),
    "heading": ("# The <Map> of *Kings*\n\nEnd.", "The <Map> of Kings\n\nEnd."),
    "in code": ("`<Script>` and\n\n    <map>\n\nEnd.", "<Script> and\n\n<map>\n\nEnd."),
    "hidden over blocks": ("One.\n\n<noscript>\n\nhidden\n\n</noscript>\n\nEnd.", "One.\n\nEnd."),
    "entities": ("<p>Salt &amp; <Title> &lt;b&gt;</p>", "Salt & <Title> <b>"),
    "in a list": ("- a <Map>\n- <Script>\n- c", "a <Map>\n\n<Script>\n\nc"),
    "comment in a quote": ("> <!-- a\n\nb --> c", "<!-- a\n\nb --> c"),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_keeps_its_words(name: str, tmp_path: Path) -> None:
    story, expected = STORIES[name]
    path = tmp_path / "story.md"
    path.write_text(story, encoding="utf-8")
    assert MarkdownReader().read(path, Limits()).text == expected


PIECES = st.sampled_from(
    [
        *("<Script>", "<map>", "<Title>", "</map>", "<!--", "<![CDATA[", "<?", "<!X", "<sigh>", "<S>", "<textarea>"),
        *("<svg", "<b>", "</b>", "<div>", "</div>", "\n\n", "\n", "> ", "- ", " ", "<select your class>", "`", ">"),
    ]
)


@given(st.lists(st.one_of(PIECES, st.sampled_from(["one", "two", "three"])), max_size=20))
def test_no_word_outside_a_hiding_element_is_lost(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    story = "start " + "".join(pieces)
    path = tmp_path_factory.mktemp("tags") / "story.md"
    path.write_text(story, encoding="utf-8")
    text = MarkdownReader().read(path, Limits()).text
    if not re.search(r"(?s)<map>.*</map>", story):
        assert re.findall("one|two|three", text) == re.findall("one|two|three", story)
