"""Bytes → text: encodings, line ends, and files that are none."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import StoryError
from rhapsode.model import Limits
from rhapsode.reading.source import decode, load, peek

HERE = Path("story.txt")
BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("codec", BOMS)
def test_a_byte_order_mark_is_believed_and_dropped(codec: str) -> None:
    data = BOMS[codec] + "“Où?” – she".encode(codec)
    assert decode(data, HERE) == ("“Où?” – she", ())


@pytest.mark.parametrize("codec", [*BOMS, None])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_equal_but_for_line_ends(codec: str | None, text: str) -> None:
    text = "a" + text  # neither blank nor beginning with a mark of its own
    data = BOMS[codec] + text.encode(codec) if codec else text.encode()
    assert decode(data, HERE) == (text.replace("\r\n", "\n").replace("\r", "\n"), ())


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@given(text=st.text(alphabet="abc “”é–\n", min_size=1))
def test_utf_16_without_a_mark_is_known_by_its_zeros(codec: str, text: str) -> None:
    text = "Plain English, mostly. " + "x" * len(text) + text
    assert decode(text.encode(codec), HERE) == (text, (f"no byte order mark: read as {codec.upper()}",))


def test_windows_bytes_are_read_as_such_and_remarked_on() -> None:
    text, remarks = decode("plain\r\n“caf\u00e9” – ok".encode("cp1252"), HERE)
    assert text == "plain\n“café” – ok"
    assert remarks == ("not UTF-8 (first in line 2): read as Windows-1252",)


@given(data=st.binary(min_size=1).filter(lambda data: b"\0" not in data))
def test_bytes_without_a_mark_are_always_text(data: bytes) -> None:
    text, _ = decode(b"a" + data, HERE)
    assert text.startswith("a")


def test_a_foreign_byte_does_not_spoil_the_quotes_around_it() -> None:
    text, remarks = decode("“One” and “two”".encode() + b"\n\x97 three", HERE)
    assert text == "“One” and “two”\n— three"
    assert remarks == ("not UTF-8 throughout (first in line 2): 1 byte read as Windows-1252",)


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"one\ntwo" + b"\0 three" * 9, "NUL bytes", 2),
        ("no mark".encode("utf-16-le") + b"x", "NUL bytes", 1),
        ("no mark\0".encode("utf-16-be"), "NUL bytes", 1),
        (codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"x", "begins as UTF-16 but breaks off", 2),
        (codecs.BOM_UTF16_LE + b"\x00\xd8" * 9, "NUL bytes", 1),
        (b" \t\r\n\n", "only blanks", None),
        (codecs.BOM_UTF8, "only blanks", None),
    ],
)
def test_what_is_no_text_gets_one_line(data: bytes, message: str, line: int | None) -> None:
    with pytest.raises(StoryError, match=message) as caught:
        decode(data, HERE)
    assert caught.value.fault.path == HERE
    assert caught.value.fault.line == line
    assert caught.value.fault.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "shown", "count"),
    [
        (b"one\ntwo \0 three", "one\ntwo \ufffd three", 1),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "\ufffda", 1),
        (b"a \xed\xa0\xbd\xed\xb8\x80 b", "a 😀 b", 0),  # a pair written as two, as Java does
        (b"a \xed\xa0\xbd b", "a \ufffd b", 1),
    ],
)
def test_what_no_text_can_hold_is_replaced_and_remarked_on(data: bytes, shown: str, count: int) -> None:
    remarks = () if not count else ("1 character that no text can hold is read as U+FFFD",)
    assert decode(data, HERE) == (shown, remarks)


def test_files_that_cannot_be_read_get_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "long.txt").write_text("12345")
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    os.mkfifo(tmp_path / "pipe.txt")
    for name, message in {
        "empty.txt": "empty",
        "long.txt": "larger than 4 bytes",
        "missing.txt": "no such file",
        "long.txt/inside.txt": "no such file|can't read",
        "pipe.txt": "not an ordinary file",
        "ring": "no such file|can't read",
        "": "folder",
        "nul\0byte": "no such file|can't read",
    }.items():
        with pytest.raises(StoryError, match=message) as caught:
            load(tmp_path / name, Limits(file_bytes=4))
        assert caught.value.fault.hint
        assert "\n" not in str(caught.value)


def test_a_refused_file_says_what_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "mine.txt").write_text("x")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StoryError, match="Permission denied"):
        peek(tmp_path / "mine.txt")
