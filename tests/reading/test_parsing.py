"""Bytes → trees: encodings, entities, broken markup."""

from __future__ import annotations

import pytest

from rhapsode.errors import StoryError
from rhapsode.reading.parsing import BrokenMarkupError, parse_html, parse_page, parse_xml


def words(data: bytes | str) -> str:
    root, _ = parse_page(data.encode() if isinstance(data, str) else data)
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
    root, fault = parse_page(page.encode())
    assert fault
    assert "".join(root.itertext()).replace(" ", "").startswith("onetwo")


@pytest.mark.parametrize("data", [b"", b"   ", b"<!-- a -->"])
def test_nothing_is_no_page(data: bytes) -> None:
    with pytest.raises(BrokenMarkupError):
        parse_page(data)
    with pytest.raises(BrokenMarkupError):
        parse_xml(data)


def test_a_nest_too_deep_is_refused_rather_than_cut() -> None:
    deep = "<p>start</p>" + "<b>" * 5000 + "deep" + "</b>" * 5000
    with pytest.raises(BrokenMarkupError, match="deep"):
        parse_html(deep)
    with pytest.raises(BrokenMarkupError, match="depth"):
        parse_page(f"<html><body>{deep}</body></html>".encode())
