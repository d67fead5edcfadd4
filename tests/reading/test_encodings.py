"""The one table of encodings: what is believed, in which order."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.reading import encodings
from rhapsode.reading.encodings import decode_bytes


def test_every_encoding_of_the_table_is_one_that_python_knows() -> None:
    for codec in (*encodings._SINGLE_BYTE.values(), *encodings._MULTI_BYTE.values()):
        assert codecs.lookup(codec).name
        assert b"<p>plain</p>".decode(codec) == "<p>plain</p>"


@pytest.mark.parametrize(
    ("declared", "codec", "shown"),
    [
        ("ISO-8859-1", "cp1252", "“été”"),  # browsers take it for Windows-1252
        ("windows-1251", "cp1251", "Да, он там"),
        ("KOI8-R", "koi8-r", "Да, он там"),
        ("iso-8859-2", "iso8859-2", "Žluťoučký kůň"),
        ("Shift_JIS", "cp932", "彼は行った"),
        ("GB2312", "gb2312", "他走了"),
        ("Big5", "big5", "他走了"),
        ("EUC-KR", "euc-kr", "그는 갔다"),
    ],
)
def test_what_is_declared_is_believed_where_it_may_be_so(declared: str, codec: str, shown: str) -> None:
    assert decode_bytes(shown.encode(codec), declared).text == shown


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32", "ucs-2"])
def test_a_declaration_that_is_ascii_is_not_in_a_wide_encoding(declared: str) -> None:
    decoded = decode_bytes("<p>été</p>".encode(), declared)
    assert decoded.text == "<p>été</p>"
    assert decoded.remarks == (f"says that it is {declared}, which can't be: read as UTF-8",)


@pytest.mark.parametrize(
    "declared", ["utf-7", "punycode", "unicode_escape", "cp037", "rot13", "idna", "hex", "x-y", "zip"]
)
def test_encodings_of_no_natural_text_are_not_known(declared: str) -> None:
    assert decode_bytes(b"+AGE- xn--a \\u0041 abc", declared).text == "+AGE- xn--a \\u0041 abc"
    assert decode_bytes("é".encode(), declared).text == "é"


@pytest.mark.parametrize("declared", ["latin1", "windows-1251", "gbk", "shift_jis"])
def test_utf_8_is_known_whatever_it_says_it_is(declared: str) -> None:
    shown = "“Où est-il ?” – “Là-bas, près de la forêt.”"
    decoded = decode_bytes(shown.encode(), declared)
    assert decoded.text == shown
    assert decoded.remarks == (f"says that it is {declared}, but is UTF-8, and read as such",)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_markup_in_a_wide_encoding_without_a_mark(codec: str) -> None:
    decoded = decode_bytes("<p>他走了</p>".encode(codec), "", markup=True)
    assert decoded.text == "<p>他走了</p>"
    assert decoded.remarks == (f"no byte order mark: read as {codec.upper()}",)


@given(st.binary(max_size=60), st.text(max_size=12), st.booleans())
def test_any_bytes_are_text_that_utf_8_can_hold(data: bytes, declared: str, markup: bool) -> None:
    decoded = decode_bytes(data, declared, markup)
    assert "\0" not in decoded.text
    assert decoded.text.encode().decode() == decoded.text
    assert all("\n" not in remark for remark in decoded.remarks if "\n" not in declared)
