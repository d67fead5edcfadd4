"""What a hostile story, name or voices file says reaches a terminal, a log, JSON and tags only as symbols.

Cases are files in data/hostile; each is run through the commands as a user would, on a terminal too.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen import File

from rhapsode import cli
from rhapsode.binding.labels import label
from rhapsode.cli.echo import describe_error, echo, echo_json
from rhapsode.cli.inspect import print_overview
from rhapsode.cli.progress import Bars
from rhapsode.cli.screen import Row, Screen, make_text, print_passages, print_row, shorten
from rhapsode.errors import ChoiceError, RhapsodeError
from rhapsode.model import Book, Chapter, ChapterMark, Character, Kind, Scene, Story
from tests.books import TONE
from tests.cli.conftest import Rhapsode, plain_environment, rhapsode  # noqa: F401  (a fixture)
from tests.test_shown import hostile, steers

CASES = sorted(p for p in (Path(__file__).parent / "data" / "hostile").iterdir() if p.suffix != ".yaml")
COMMANDS = (
    ("inspect",),
    ("inspect", "--why"),
    ("inspect", "--doubtful"),
    ("inspect", "--json"),
    ("cast",),
    ("cast", "--json"),
    ("build", "--jobs", "1"),
    ("build", "--json", "--jobs", "1", "--per-chapter", "--format", "mp3"),
    ("preview", "--no-play", "--jobs", "1"),
)
# What rich itself writes: styles of ours, and for bars the cursor hidden, shown, moved up and its line cleared.
_STYLE = r"(?:[0-3]|3[1-6]|38;5;\d+)"
OURS = re.compile(rf"\x1b\[(?:(?:{_STYLE};)*{_STYLE}m|\?25[lh]|1A|2K)|\r")
posix = pytest.mark.skipif(os.name != "posix", reason="terminals as POSIX has them")


def take(case: Path, folder: Path) -> str:
    """The case and its voices file in a folder where tones speak; the name of the story."""
    for path in case.parent.glob(f"{case.stem}.*"):
        shutil.copy(path, folder)
    (folder / "voices.yaml").write_text(TONE, encoding="utf-8")
    return case.name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_command_says_what_steers(case: Path, tmp_path: Path, rhapsode: Rhapsode) -> None:  # noqa: F811
    name = take(case, tmp_path)
    for command, *options in (COMMANDS[1], COMMANDS[3], COMMANDS[4], COMMANDS[6], COMMANDS[7]):
        done = rhapsode(command, name, *options)
        assert done.code in (0, 1)
        assert not steers(done.out, "\n\t"), command
        assert not steers(done.err, "\n\t"), command
        assert "Traceback" not in done.err
        for line in done.err.splitlines():
            assert line.startswith(("rhapsode: ", "  ", f"{name}: ")) or not case.name.startswith("voices"), line
    for book in tmp_path.glob("output/**/*.m*"):
        assert not steers(str(book.relative_to(tmp_path)))
        tags = File(book).tags
        assert tags is not None
        shown = [str(value) for key, value in tags.items() if not key.startswith(("APIC", "covr", "PRIV"))]
        assert not steers("".join(shown), "\x00\n")


def test_a_key_forges_no_line(tmp_path: Path, rhapsode: Rhapsode) -> None:  # noqa: F811
    name = take(next(case for case in CASES if case.name.startswith("voices-key-newline")), tmp_path)
    done = rhapsode("cast", name)
    (line,) = done.err.splitlines()
    assert "no key called “a␊rhapsode: everything is fine”" in line
    assert done.code == 1


def test_json_says_all_that_the_story_says(tmp_path: Path, rhapsode: Rhapsode) -> None:  # noqa: F811
    name = take(next(case for case in CASES if case.name.startswith("epub-title-c1")), tmp_path)
    said = rhapsode("inspect", name, "--json").out
    assert r"\u202e" in said
    assert json.loads(said)["title"].endswith("B\u202eexe")


def run_on_terminal(folder: Path, *arguments: str) -> str:
    """What `rhapsode` writes to a terminal."""
    import pty

    ours, theirs = pty.openpty()
    environment = plain_environment(TERM="xterm-256color", XDG_CACHE_HOME=str(folder / "cache"))
    command = [sys.executable, "-m", "rhapsode", *arguments]
    child = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    written = b""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            written += part
    os.close(ours)
    assert child.wait(timeout=10) in (0, 1, 2)
    return written.decode("utf-8")


@posix
@pytest.mark.parametrize(
    "case", [c for c in CASES if c.stem.startswith(("txt-", "voices-value"))], ids=lambda c: c.name
)
def test_nothing_steers_a_terminal(case: Path, tmp_path: Path) -> None:
    written = run_on_terminal(tmp_path, "build", take(case, tmp_path))
    assert "\x1b[" in written
    assert not steers(OURS.sub("", written), "\n"), written


@posix
@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_steers_a_terminal_with_any_command(case: Path, command: tuple[str, ...], tmp_path: Path) -> None:
    written = run_on_terminal(tmp_path, command[0], take(case, tmp_path), *command[1:])
    assert not steers(OURS.sub("", written), "\n"), written


@posix
@pytest.mark.parametrize("command", ["inspect", "cast", "build"])
@pytest.mark.parametrize("name", ["no\x1b]0;pwned\x07\n rhapsode: such\x9b\u202e.txt", "-\x1b[2J", b"a\xff\x9b.md"])
def test_a_file_s_name_steers_nothing(name: str | bytes, command: str, rhapsode: Rhapsode, tmp_path: Path) -> None:  # noqa: F811
    for there in (False, True):
        if there:
            Path(os.fsdecode(name)).write_text("Tom ran home.\n\n“Wait,” said Ida.\n", encoding="utf-8")
            Path("voices.yaml").write_text(TONE, encoding="utf-8")
        done = rhapsode(command, os.fsdecode(name))
        assert done.code in (0, 1, 2)
        assert not steers(done.out, "\n") and not steers(done.err, "\n")
        assert there or len(done.err.splitlines()) == 1
        assert [path for path in tmp_path.glob("output/*") if steers(path.name)] == []


# --- for any text -------------------------------------------------------------------------------------------


def make_story(title: str, name: str, text: str) -> Story:
    scene = Scene(0, len(text), name)
    people = (Character(name, (title,), "f", 3),)
    return Story(Path("x"), text, Book(title, name), (Chapter(title, 0, len(text), (scene,)),), (), people, (text,))


@given(hostile, hostile, hostile, st.booleans())
def test_what_is_printed_of_any_text_steers_nothing(title: str, name: str, text: str, terminal: bool) -> None:
    written = io.StringIO()
    screen = Screen(file=written, width=60, force_terminal=terminal, color_system=None, highlight=False)
    print_overview(screen, make_story(title, name, text))
    print_passages(screen, [Row(Kind.DIALOGUE, (name, title), text, (title,)), Row(Kind.LYRIC, (name,), text)])
    print_row(screen, "title", title)
    screen.print(make_text(title, (name, "bold")))
    screen.print(text, markup=False)  # whoever forgets make_text
    Bars(screen).remark(text)
    assert not steers(written.getvalue(), "\n\t")
    assert not steers(shorten(title, 20))


@given(hostile, hostile)
def test_what_is_echoed_of_any_text_is_one_line(text: str, path: str) -> None:
    written = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", written)
        echo(text)
        assert not steers(written.getvalue(), "\n") and written.getvalue().count("\n") == 1
        echo_json({text: [path]})
        assert not steers(written.getvalue(), "\n") and written.getvalue().count("\n") == 2
    error = ChoiceError(text, path=Path("x" + path.replace("\x00", "")), hint=path)
    assert [line[:10] for line in describe_error(error)] == ["rhapsode: "]


@given(hostile, hostile)
def test_tags_of_any_text_steer_nothing(title: str, text: str) -> None:
    book = Book(title, text, description=text, publisher=title, genre=text, series=title, source=title)
    labels = label(book, [ChapterMark(title, 0, 9), ChapterMark(text, 9, 20)], 10)
    said = [labels.title, labels.album, labels.author, labels.publisher, labels.genre, labels.grouping, labels.encoder]
    assert not steers("".join([*said, *(mark.title for mark in labels.chapters)]))
    assert not steers(labels.description, "\n\t")


# --- the one door -------------------------------------------------------------------------------------------

_DOORS = {"echo.py": {"click.echo"}, "screen.py": {"Text", "Text.assemble", "Screen"}, "safe_output.py": set()}
_PRINTERS = {"print", "click.echo", "click.secho", "click.echo_via_pager", "Console", "Screen", "Text", "Text.assemble"}
_PRINTERS |= {"Text.from_markup", "Text.from_ansi", "sys.stdout.write", "sys.stderr.write", "json.dumps", "json.dump"}


def test_only_one_door_leads_to_the_terminal() -> None:
    calls = []
    for path in sorted(Path(cli.__file__).parent.rglob("*.py")):
        allowed = _DOORS.get(path.name, set()) | ({"json.dumps"} if path.name == "echo.py" else set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _PRINTERS - allowed:
                calls.append(f"{path.name}:{node.lineno}: {ast.unparse(node.func)}")
    assert calls == []


# --- for developers -----------------------------------------------------------------------------------------


def test_an_error_keeps_its_traceback_for_those_who_ask(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rhapsode: Rhapsode,  # noqa: F811
) -> None:
    def fail(*_: object) -> None:
        try:
            raise ValueError("deep down\x1b[2J")
        except ValueError as error:
            raise RhapsodeError("it broke", details="Traceback of the child\x9b") from error

    monkeypatch.setattr("rhapsode.reading.read", fail)
    (tmp_path / "x.txt").write_text("Tom ran.", encoding="utf-8")
    assert rhapsode("inspect", "x.txt").err == "rhapsode: it broke\n"
    asked = rhapsode("--debug", "inspect", "x.txt")
    assert asked.code == 1
    assert asked.err.startswith("Traceback (most recent call last)")
    assert "ValueError: deep down␛[2J" in asked.err
    assert "In another process:\nTraceback of the child⟨U+009B⟩\n" in asked.err
    assert asked.err.endswith("\nrhapsode: it broke\n")
    assert rhapsode("inspect", "x.txt").err == "rhapsode: it broke\n", "asked for once, not for good"
    monkeypatch.setenv("RHAPSODE_DEBUG", "1")
    assert rhapsode("inspect", "x.txt").err == asked.err
    build = rhapsode("build", "x.txt", "--jobs", "1").err
    assert "ValueError: deep down␛[2J" in build and build.endswith("rhapsode: it broke\n")


def test_a_bug_s_traceback_steers_nothing(tmp_path: Path) -> None:
    program = "import rhapsode.cli as cli\ndef fail(): raise ValueError('a\\x1b[2J\\nb')\ncli.run = fail\ncli.main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=tmp_path, check=False, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last)")
    assert done.stderr.endswith("ValueError: a␛[2J\nb\n")
