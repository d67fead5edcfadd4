"""Files are written whole or not at all, under names that every system takes."""

from __future__ import annotations

import errno
import os
import stat
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import OutputError
from rhapsode.files import replacing, safe_name, write_text


def test_a_new_file_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_text(tmp_path / "deep" / "a.txt", "naïve “quotes”")
    assert (tmp_path / "deep" / "a.txt").read_bytes() == "naïve “quotes”".encode()
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.txt"]


def test_the_temporary_file_lies_in_the_same_folder_and_keeps_the_ending(tmp_path: Path) -> None:
    with replacing(tmp_path / "book.m4b") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".m4b"
        temporary.write_bytes(b"x")


@pytest.mark.parametrize("fails", ["body", "verify"])
def test_an_old_file_stays_when_the_new_one_fails(tmp_path: Path, fails: str) -> None:
    path = tmp_path / "book.m4b"
    path.write_bytes(b"old")

    def verify(_: Path) -> None:
        if fails == "verify":
            raise OutputError("not whole")

    with pytest.raises((OutputError, ZeroDivisionError)), replacing(path, verify) as temporary:
        temporary.write_bytes(b"half")
        if fails == "body":
            raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_killed_writers_left_is_swept_away_after_an_hour(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in (".book.a.part.m4b", ".book.b.part.m4b", ".song.a.part.m4b"))
    for left in (old, fresh, other):
        left.write_bytes(b"half a book")
    for left in (old, other):
        os.utime(left, (time.time() - 4_000,) * 2)
    write_text(tmp_path / "book.m4b", "a book")
    assert set(tmp_path.iterdir()) == {fresh, other, tmp_path / "book.m4b"}


def test_a_full_disk_is_one_clear_line_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "book.m4b"
    clear = r"book\.m4b: can't write: No space left on device — free some space"
    with pytest.raises(OutputError, match=clear), replacing(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="can't write here"):
        write_text(tmp_path / "file" / "a.txt", "x")


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_book_is_as_readable_as_any_other_file(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.txt", "b.txt")}
    assert len(modes) == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a:b", "a-b"),
        (".", "untitled"),
        ("", "untitled"),
        ("a\tb\n c", "a b c"),
        ("evil\u202egnp.exe", "evil⟨U+202E⟩gnp.exe"),
        ("\x1b[2J\x9bm\u200b\ud800", "␛[2J⟨U+009B⟩m�"),
        ("Who? Me!", "Who- Me!"),
        ("Ænigma — Ωmega", "Ænigma — Ωmega"),
    ],
)
def test_titles_become_safe_names(title: str, name: str) -> None:
    assert safe_name(title) == name


def test_two_long_titles_stay_apart() -> None:
    first, second = safe_name("😀" * 500), safe_name("😀" * 501)
    assert first != second
    assert max(len(first.encode()), len(second.encode())) <= 120


@given(st.text())
def test_any_title_gives_a_name_inside_its_folder(title: str) -> None:
    name = safe_name(title)
    assert name and name not in (".", "..")
    assert not set(name) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name)
    assert len(name.encode()) <= 120
    assert Path("folder", name).parent == Path("folder")
    assert safe_name(name) == name
