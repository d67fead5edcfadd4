"""Zip files → members: sound ones, and each way of being hostile by its name."""

from __future__ import annotations

import stat
import warnings
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import StoryError
from rhapsode.model import Limits
from rhapsode.reading.archive import Archive

HERE = Path("story.epub")


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of names given twice
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    data = bytearray(zipped(("a", b"secret")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(zipped(("a", b"words " * 20), method=zipfile.ZIP_STORED))
    data[60] ^= 255
    return bytes(data)


REFUSED_AT_ONCE = {
    "name-goes-up": (zipped(("../a", b"")), "points outside"),
    "name-goes-up-inside": (zipped(("x/../../a", b"")), "points outside"),
    "name-is-absolute": (zipped(("/etc/passwd", b"")), "points outside"),
    "name-has-backslash": (zipped(("a\\..\\b", b"")), "points outside"),
    "name-has-drive": (zipped(("C:a", b"")), "points outside"),
    "name-twice": (zipped(("a", b"1"), ("a", b"2")), "stands there twice"),
    "link": (zipped((link(), b"/etc/passwd")), "is a link"),
    "encrypted": (encrypted(), "is encrypted"),
    "foreign-method": (zipped(("a", b"x" * 99), method=zipfile.ZIP_LZMA), "compressed in a way"),
    "no-zip": (b"Once upon a time", "not a whole EPUB"),
    "cut-short": (zipped(("a", b"x" * 500))[:-30], "not a whole EPUB"),
    "too-many": (zipped(*((f"{n}", b"") for n in range(11))), "too many"),
}


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_refused_at_once(name: str) -> None:
    data, message = REFUSED_AT_ONCE[name]
    with pytest.raises(StoryError, match=message) as caught:
        Archive(data, HERE, Limits(archive_entries=10))
    assert caught.value.fault.path == HERE
    assert caught.value.fault.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        (Limits(member_bytes=100_000), 200_000),
        (Limits(archive_bytes=100_000), 200_000),
        (Limits(), 2_000_000),  # a thousandfold
    ],
)
def test_what_inflates_beyond_measure_is_stopped(limits: Limits, size: int) -> None:
    archive = Archive(zipped(("a", b"\0" * size)), HERE, limits)
    with pytest.raises(StoryError, match="beyond all measure"):
        archive.read("a")


def test_many_small_bombs_are_one() -> None:
    archive = Archive(zipped(*((f"{n}", b"\0" * 50_000) for n in range(5))), HERE, Limits(archive_bytes=120_000))
    archive.read("0")
    archive.read("1")
    with pytest.raises(StoryError, match="beyond all measure"):
        archive.read("2")


def test_a_forged_size_does_not_help() -> None:
    data = bytearray(zipped(("a", b"\0" * 200_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(StoryError):
        Archive(bytes(data), HERE, Limits(member_bytes=1_000)).read("a")


def test_damage_is_said_of_the_member() -> None:
    with pytest.raises(StoryError, match="the file 'a' in it is damaged"):
        Archive(damaged(), HERE, Limits()).read("a")


def test_links_are_found_as_readers_find_them() -> None:
    archive = Archive(zipped(("x/a b.html", b"1"), ("x/Y.html", b"2"), ("c.css", b"3")), HERE, Limits())
    assert archive.find("x/o.opf", "a%20b.html#part") == "x/a b.html"
    assert archive.find("x/o.opf", "./y.HTML") == "x/Y.html"
    assert archive.find("x/y/z.html", "../../c.css") == "c.css"
    assert archive.find("x/o.opf", "https://example.org/c.css") is None
    assert archive.read("c.css") == b"3"
    assert "c.css" in archive
    assert archive.find("x/o.opf", "../../../etc/passwd") is None
    assert archive.find("x/o.opf", "../../c.css") is None


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 255))
def test_no_damage_escapes_as_anything_else(tail: bytes, at: int, byte: int) -> None:
    data = bytearray(zipped(("a.html", b"some words " * 9), ("b", zlib.compress(b"x"))) + tail)
    data[at % len(data)] = byte
    try:
        archive = Archive(bytes(data), HERE, Limits())
        for name in ("a.html", "b"):
            if name in archive:
                archive.read(name)
    except StoryError as error:
        assert error.fault.hint
