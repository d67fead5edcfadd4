"""Bytes → trees: encodings, entities, broken markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rhapsode.errors import StoryError
from rhapsode.reading.parsing import BrokenMarkupError, parse_html, parse_page, parse_xml


def words(data: bytes | str) -> str:
    root = parse_page(data.encode() if isinstance(data, str) else data).root
    return " ".join("".join(root.itertext()).split())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "iso-8859-1", "cp1251"])
def test_every_encoding_that_is_declared(codec: str) -> None:
    shown = "Да" if codec == "cp1251" else "été"
    declared = codec.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{declared}"?><html><body>{shown} &eacute;</body></html>'.encode(codec)
    assert words(data) == f"{shown} é"


def test_an_unknown_encoding_is_read_as_windows() -> None:
    assert words(b'<?xml version="1.0" encoding="x-klingon"?><p>caf\xe9</p>') == "café"


def test_named_entities_are_known_without_a_doctype() -> None:
    assert words("<p>&mdash;&nbsp;&lt;&hellip;&unknown;</p>") == "— <…&unknown;"


def test_a_doctype_is_harmless_but_its_own_entities_are_refused() -> None:
    public = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    assert words(public + "<html><body>a&nbsp;b</body></html>") == "a b"
    for entity in ('<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/passwd">'):
        data = f"<!DOCTYPE html [{entity}]><html><body>&a;</body></html>".encode()
        with pytest.raises(StoryError, match="declares entities"):
            parse_page(data)
        with pytest.raises(StoryError, match="declares entities"):
            parse_xml(data)


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title/></head><body><p>one<p>two</body></html>",
        "<html><body><p>one</p><p>two & so</p></body></html>",
        "<html><body><p>one</p><p epub:type='x'>two</p></body></html>",
        "<html><body><p>one</p><p>two",
        "<html><body><p>one \x01 two</p></body></html>",
        "one <b>two</b>",
    ],
)
def test_broken_pages_keep_their_words_and_say_what_is_wrong(page: str) -> None:
    parsed = parse_page(page.encode())
    assert parsed.remarks
    assert "".join(parsed.root.itertext()).replace(" ", "").replace("\ufffd", "").startswith("onetwo")


@pytest.mark.parametrize("data", [b"", b"   ", b"<!-- a -->"])
def test_nothing_is_no_page(data: bytes) -> None:
    with pytest.raises(BrokenMarkupError):
        parse_page(data)
    with pytest.raises(BrokenMarkupError):
        parse_xml(data)


def test_a_nest_too_deep_is_flattened_with_all_its_words() -> None:
    for tag in ("b", "div", "section"):
        inner = "".join(f"<{tag}>w{n} " for n in range(3000))
        deep = f"<p>start</p>{inner}<script>hidden</script>{f'</{tag}>' * 3000}<p>end</p>"
        expected = ["start", *(f"w{n}" for n in range(3000)), "hidden", "end"]
        for parsed in (parse_html(deep), parse_page(f"<html><body>{deep}</body></html>".encode())):
            spaced = etree.tostring(parsed.root, method="xml", encoding="unicode")
            assert re.sub("<[^>]*>", " ", spaced).split() == expected
            assert "<script>hidden</script>" in spaced
            assert parsed.remarks == ("nested more than 120 deep: the inner elements are one",)


REPLACED = "characters that no text can hold are read as U+FFFD"


@pytest.mark.parametrize(
    ("body", "shown", "count"),
    [
        ("a&#xD800;b&#0;c", "a\ufffdb\ufffdc", 2),
        ("a&#55296;b&#xFFFE;c", "a\ufffdb\ufffdc", 2),
        ("a&#x000000000000000000D800;b&#x1;c", "a\ufffdb\ufffdc", 2),
        ("a&#x110000;b\x01c", "a\ufffdb\ufffdc", 2),
        ("a&#xD83D;&#xDE00;b", "a😀b", 0),  # a pair written as two references
        ("&#147;so&#148; &#151; yes", "“so” — yes", 0),  # Windows-1252, as browsers take it
        ("&#9;&#xA;a&#x10FFFF;", "a\U0010ffff", 0),
        ("<![CDATA[&#xD800;]]>", "&#xD800;", 0),
    ],
)
def test_what_no_text_can_hold_is_replaced_and_remarked_on(body: str, shown: str, count: int) -> None:
    parsed = parse_page(f"<html><body title='&#xD801;&#xDC00;'><p>{body}</p></body></html>".encode())
    assert "".join(parsed.root.itertext()).strip() == shown
    assert parsed.remarks == ((f"{count} {REPLACED}",) if count else ())


@pytest.mark.parametrize(
    "page",
    [
        '<html><body id="x<![CDATA["><p>rope &#xD800;&#xDFFF;end</p></body>',
        '<html title="<!-- "><body><p>rope &#55296;end<p></body>',
        "<html><body><p>rope <![CDATA[&#xD800; &#x1;end</p></body></html>",
        '<html><body><h1 class="a<!--b-->">rope</h1><p>&#xDC00 end',
        '<p title="<![CDATA[&#xD900;]]>">rope<b>end</p>',
    ],
)
def test_a_broken_page_holds_nothing_beyond_utf_8(page: str) -> None:
    """Where marks of a comment stand that is none, as in an attribute."""
    for parsed in (parse_page(page.encode()), parse_html(page)):
        shown = "".join(parsed.root.itertext())
        assert "rope" in shown and shown.encode()
        assert all(value.encode() is not None for element in parsed.root.iter() for value in element.attrib.values())


def test_html_in_a_text_is_mended_as_pages_are() -> None:
    parsed = parse_html("<p>a&#xD800;b&#0;c&#xD800 d</p>")
    assert "".join(parsed.root.itertext()) == "a\ufffdb\ufffdc\ufffd d"
    assert parsed.remarks == (f"2 {REPLACED}",)


@given(st.text(alphabet="&#xXdD8fF0123456789;ampltgé<> \x01\x0b\ud800\udc00\ufffe", max_size=60))
def test_no_text_of_a_tree_is_beyond_utf_8(soup: str) -> None:
    data = f"<p>start {soup}</p>".encode("utf-8", "surrogatepass")
    for parsed in (parse_page(data), parse_html(f"start {soup}")):
        assert "".join(parsed.root.itertext()).encode().lstrip().startswith(b"start")
        assert all(value.encode() is not None for element in parsed.root.iter() for value in element.attrib.values())
