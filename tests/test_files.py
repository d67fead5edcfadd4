"""Files are written whole or not at all, under names that every system takes."""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.errors import OutputError
from rhapsode.files import is_file, is_folder, is_there, replacing, safe_name, sweep, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, locks and links")


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


WRITER = """
import sys, time
from pathlib import Path
from rhapsode.files import replacing
with replacing(Path(sys.argv[1])) as temporary:
    temporary.write_bytes(b"half a book")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of writing "other.m4b" in the test's folder."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITER, str(tmp_path / "other.m4b")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@posix
def test_what_a_killed_writer_left_is_swept_away_by_the_next_and_a_living_one_s_is_not(
    tmp_path: Path, writer: subprocess.Popen[str]
) -> None:
    write_text(tmp_path / "book.m4b", "a book")
    (left,) = tmp_path.glob(".*")
    assert (left.suffix, left.read_bytes()) == (".m4b", b"half a book")
    sweep(tmp_path)
    assert left.exists()
    writer.kill()
    writer.wait()
    write_text(tmp_path / "book.m4b", "another book")
    assert list(tmp_path.iterdir()) == [tmp_path / "book.m4b"]


@posix
@pytest.mark.parametrize("below", [True, False])
def test_books_with_a_file_for_each_chapter_lie_in_folders_of_their_own(
    tmp_path: Path, writer: subprocess.Popen[str], below: bool
) -> None:
    writer.kill()
    writer.wait()
    sweep(tmp_path.parent, below)
    assert len(list(tmp_path.iterdir())) == (0 if below else 1)


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    ours = ".book.a1b2c3d4.part.m4b"  # as version 0.1.0 named them, which locked nothing
    others = [
        "book.part.m4b",
        ".book.part",
        ".book.abc.part.m4b",
        "x.a1b2c3d4.rhapsode.part.m4b",
        ".part",
        ".a.part.b.c",
    ]
    for name in [ours, *others]:
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (time.time() - 4_000,) * 2)
    (tmp_path / ".book.00000000.part.m4b").write_bytes(b"perhaps at work")
    (tmp_path / ".book.a1b2c3d5.rhapsode.part.m4b").mkdir()
    sweep(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*others, ".book.00000000.part.m4b", ".book.a1b2c3d5.rhapsode.part.m4b"}
    sweep(tmp_path / "no such folder")
    sweep(tmp_path / "book.part.m4b")


@posix
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "book.m4b"
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            listener.bind(str(path))
        else:
            path.symlink_to("/dev/null")
        with pytest.raises(OutputError, match=r"book\.m4b: this is not an ordinary file — name another one"):
            write_text(path, "a book")
    assert not stat.S_ISREG(path.stat().st_mode)


@posix
def test_a_path_that_can_not_be_looked_at_is_one_clear_line(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, loop / "book.m4b", tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(OutputError, match="can't write here: "):
            write_text(path, "a book")
        assert not is_there(path) and not is_file(path) and not is_folder(path)
    assert is_folder(tmp_path) and is_there(tmp_path) and not is_file(tmp_path)


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
