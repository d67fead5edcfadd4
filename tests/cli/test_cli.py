"""The command line as a whole: exit codes, one line for each error, pipes, interruption, help."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rhapsode.version import VERSION
from tests.books import TONE, write_story
from tests.cli.conftest import Rhapsode, plain_environment

DATA = Path(__file__).parent.parent / "data"
EMPTY = (
    *([command, ""] for command in ("build", "preview", "inspect", "cast")),
    *(["build", "x.txt", option, ""] for option in ("-o", "--voices", "--cover", "--store")),
    ["preview", "x.txt", "-o", ""],
    ["voices", "-o", ""],
)
COMMANDS = ("build", "preview", "inspect", "cast", "voices", "store")
PROGRAM = [sys.executable, "-m", "rhapsode"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")


def test_version_and_help(rhapsode: Rhapsode) -> None:
    assert rhapsode("--version").out == f"rhapsode {VERSION}\n"
    top = rhapsode("--help")
    assert top.code == 0
    for name in COMMANDS:
        assert f"  {name} " in top.out
        told = rhapsode(name, "-h")
        assert told.code == 0
        assert f"Usage: rhapsode {name} " in told.out
        assert all(len(row) <= 80 for row in told.out.splitlines())
        assert "  rhapsode " in told.out, "an example"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(rhapsode: Rhapsode, name: str) -> None:
    from rhapsode.cli import cli

    command = cli.commands[name] if hasattr(cli, "commands") and name in cli.commands else cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    silent = [p.opts for p in command.params if p.param_type_name == "option" and not getattr(p, "help", "")]
    assert silent == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["biuld", "x.txt"], "no command called 'biuld'. Did you mean build? — see: rhapsode --help"),
        (["zzz"], "no command called 'zzz'. There are: build, preview, inspect"),
        (["build"], "missing argument 'STORY...' — see: rhapsode build --help"),
        (["build", "--fromat", "mp3", "x.txt"], "no such option"),
        (["build", "--format", "oggs", "x.txt"], "'oggs' is no kind of file that can be made"),
        (["build", "--format", "m4", "x.txt"], "did you mean m4b?"),
        (["build", "--chapters", "3-1", "x.txt"], "'3-1' is no chapter or range of chapters"),
        (["build", "--speak", "notes", "x.txt"], "'notes' is no kind of passage; there are narration, dialogue"),
        (["build", "--jobs", "0", "x.txt"], "0 is not in the range"),
        (["preview", "--kind", "song", "x.txt"], "'song' is no kind of passage"),
        (["inspect", "a.txt", "b.txt"], "unexpected extra argument"),
        (["store", "--forget", "everything"], "'everything' is not one of"),
        (
            ["preview", "x.txt", "-o", "one.txt"],
            "'one.txt' ends in .txt, which is no kind of sound; choose .m4b, .mp3",
        ),
        (["preview", "x.txt", "-o", "one"], "'one' has no ending, so it is no kind of sound; choose .m4b, .mp3"),
        (["preview", "x.txt", "--find", ""], "there are no words in it"),
        (["preview", "x.txt", "--speaker", " "], "there are no words in it"),
        *((asked, "an empty name is no path") for asked in EMPTY),
        (["build", "x.txt", "-o", "x" * 300], "is longer than this system takes; choose a shorter name"),
        (["preview", "x.txt", "-o", "x" * 300 + ".wav"], "is longer than this system takes; choose a shorter name"),
        (["store", "--store", "x" * 300], "is longer than this system takes; choose a shorter name"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(rhapsode: Rhapsode, asked: list[str], told: str) -> None:
    done = rhapsode(*asked)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("rhapsode: ") and told in done.err
    assert re.search(r"— see: rhapsode .*--help$", done.err.rstrip())


@pytest.mark.parametrize("command", ["build", "inspect", "preview", "cast"])
def test_a_file_whose_name_begins_with_a_dash(rhapsode: Rhapsode, tmp_path: Path, command: str) -> None:
    write_story(tmp_path, name="-dash.txt")
    done = rhapsode(command, "-dash.txt")
    assert (done.code, done.out) == (2, "")
    assert "; for the file of that name write ./-dash.txt — see: " in done.err and len(done.err.splitlines()) == 1
    assert "./-" not in rhapsode(command, "-dish.txt").err
    assert rhapsode(command, "./-dash.txt").code == 0


@pytest.mark.parametrize("path", sorted((DATA / "stories").iterdir()), ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["build", "inspect"])
def test_a_broken_story_is_one_line(rhapsode: Rhapsode, path: Path, command: str) -> None:
    done = rhapsode(command, path)
    assert (done.code, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"rhapsode: {path}")
    assert " — " in line, "what to do"
    assert not Path("output").exists() or not list(Path("output").iterdir())


@pytest.mark.parametrize("command", ["build", "inspect", "preview", "cast"])
def test_what_is_not_there_is_one_line(rhapsode: Rhapsode, tmp_path: Path, command: str) -> None:
    done = rhapsode(command, "missing.txt")
    assert (done.code, done.out) == (1, "")
    assert done.err == "rhapsode: missing.txt: no such file — check the name and the folder\n"
    (tmp_path / "folder").mkdir()
    done = rhapsode(command, "folder")
    assert done.code in (1, 2) and done.out == ""
    assert len(done.err.splitlines()) == 1 and "folder" in done.err


@posix
@pytest.mark.parametrize("name", ["n" * 250 + ".txt", "雨" * 82 + ".txt"])
@pytest.mark.parametrize("asked", [["build"], ["inspect"], ["cast"], ["cast", "--write"]])
def test_a_name_that_leaves_no_room_for_a_voices_file(
    rhapsode: Rhapsode, tmp_path: Path, name: str, asked: list[str]
) -> None:
    (tmp_path / name).write_text("It rained on the lock.", encoding="utf-8")
    (tmp_path / "voices.yaml").write_text(TONE, encoding="utf-8")
    done = rhapsode(*asked, name)
    if "--write" in asked:
        assert done.code == 1
        assert done.err.endswith(" — give the story a shorter name\n") and len(done.err.splitlines()) == 1
    else:
        assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("voices", "told"),
    [
        ("defaults: {engine: tones}\n", "lock.voices.yaml:1: "),
        ("defaults: {engine: tone, voice: tone-x9}\n", "no voice “tone-x9”"),
        (TONE + "frame: {scene-sound: bell.wav}\n", "bell.wav"),
        (TONE + "corrections:\n  - {text: Never said, set: {kind: narration}}\n", "lock.voices.yaml:7: "),
        (TONE + "sections: {lyrik: {speak: true}}\n", "did you mean lyric"),
        ("- what\n", "keys and values"),
    ],
)
@pytest.mark.parametrize("command", ["build", "cast"])
def test_a_fault_of_a_voices_file_is_one_line(
    rhapsode: Rhapsode, tmp_path: Path, command: str, voices: str, told: str
) -> None:
    write_story(tmp_path, voices=voices)
    done = rhapsode(command, "lock.txt")
    assert (done.code, done.out) == (1, "")
    assert told in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["build", "preview", "inspect", "cast"])
def test_twelve_faults_are_twelve_lines(rhapsode: Rhapsode, story: Path, command: str) -> None:
    path = DATA / "voices" / "twelve-faults.yaml"
    faulty = [number for number, line in enumerate(path.read_text().splitlines(), 1) if re.search(r"# \d+$", line)]
    done = rhapsode(command, story, "--voices", path)
    assert (done.code, done.out) == (1, "")
    rows = done.err.splitlines()
    assert len(rows) == 12
    for row, number in zip(rows, faulty, strict=True):
        assert row.startswith(f"rhapsode: {path}:{number}: ")


@pytest.mark.parametrize("cover", ["missing.png", "lock.txt"])
def test_a_cover_that_is_none_is_one_line(rhapsode: Rhapsode, story: Path, cover: str) -> None:
    done = rhapsode("build", story, "--cover", cover)
    assert done.code == 1
    assert cover in done.err and len(done.err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_line(rhapsode: Rhapsode, story: Path) -> None:
    Path("taken").write_text("a file")
    for asked in (["-o", "taken/books"], ["--store", "taken/store"]):
        done = rhapsode("build", story, *asked)
        assert done.code == 1
        assert "taken" in done.err and len(done.err.splitlines()) == 1


# --- as a process -------------------------------------------------------------------------------------------


@posix
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    write_story(tmp_path, "It rained on the lock, and nobody came through.\n\n" * 2_000)
    command = f"{shlex.join(PROGRAM)} inspect lock.txt --no-store | head -n 3"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, env=plain_environment(), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 3


@posix
def test_a_build_goes_on_when_its_reader_goes_away(tmp_path: Path) -> None:
    write_story(tmp_path)
    command = [*PROGRAM, "build", "lock.txt", "--no-store", "--jobs", "1"]
    child = subprocess.Popen(
        command, cwd=tmp_path, env=plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None and child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(timeout=20) == 0
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["The Lock-keeper.m4b"]


SLOW_TO_PRINT = """inspect lock.txt|cast lock.txt|cast lock.txt --json --write|build lock.txt --jobs 1
|preview lock.txt --jobs 1|voices""".replace("\n", "").split("|")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
@pytest.mark.parametrize(
    "asked",
    [
        *("inspect lock.txt --json", "store --json", "--help"),
        *(pytest.param(asked, marks=pytest.mark.slow) for asked in SLOW_TO_PRINT),
    ],
)
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, asked: str) -> None:
    write_story(tmp_path)
    environment = plain_environment(XDG_CACHE_HOME=str(tmp_path / "cache"))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *asked.split()], cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    told = done.stderr.decode().splitlines()
    hint = "free some space there, or send it elsewhere"
    assert told[-1] == f"rhapsode: can't write to standard output: No space left on device — {hint}"
    assert len(told) == (1 if "--write" not in asked else 2)
    assert "build" not in asked or list((tmp_path / "output").glob("*.m4b"))


@posix
@pytest.mark.parametrize("asked", ["build lock.txt", "inspect lock.txt", "voices", "store"])
def test_a_working_folder_that_was_deleted_is_one_line(tmp_path: Path, asked: str) -> None:
    environment = plain_environment(PYTHONPATH=os.pathsep.join(sys.path))
    command = f"mkdir gone && cd gone && rmdir ../gone && exec {shlex.join(PROGRAM)} {asked}"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rhapsode: the working folder is not there any more: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_bug_shows_its_traceback(tmp_path: Path) -> None:
    """Nothing is swallowed: what is not ours to explain ends with Python's own report and exit code."""
    program = (
        "import sys, rhapsode.building.builds as p\n"
        "def broken(*a, **k): raise ZeroDivisionError('a bug')\n"
        "p.plan_build = broken\n"
        "sys.argv = ['rhapsode', 'build', 'lock.txt', '--no-store']\n"
        "from rhapsode.cli import main\n"
        "main()"
    )
    write_story(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" in done.stderr and "ZeroDivisionError: a bug" in done.stderr


@posix
def test_a_terminal_sees_bars_and_a_pipe_none(tmp_path: Path) -> None:
    import pty

    write_story(tmp_path)
    parent, child = pty.openpty()
    command = [*PROGRAM, "build", "lock.txt", "--no-store", "--jobs", "1"]
    environment = plain_environment(COLUMNS="80", TERM="xterm-256color")
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=child, stderr=child)
    os.close(child)
    seen = b""
    try:
        while part := os.read(parent, 65_536):
            seen += part
    except OSError:  # how Linux says that nobody writes any more
        pass
    os.close(parent)
    assert process.wait(timeout=20) == 0
    text = seen.decode()
    assert "record" in text and "lines" in text and "━" in text
    assert "\x1b[" in text
    assert "→ " in text
    assert "\x1b[?25h" in text, "the cursor is back"


def test_any_story_can_be_printed_on_a_narrow_console(tmp_path: Path) -> None:
    write_story(tmp_path, "“Ça va?” said Łukasz — 雨.\n")
    environment = plain_environment(PYTHONIOENCODING="ascii", LC_ALL="C")
    for asked in (["inspect", "lock.txt"], ["inspect", "lock.txt", "--json"]):
        done = subprocess.run([*PROGRAM, *asked], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "--json" not in asked or json.loads(done.stdout.decode())["text"].startswith("“Ça va?”")


@posix
def test_what_the_system_refuses_is_one_line(
    tmp_path: Path, rhapsode: Rhapsode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a file that nobody thought of."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/closed/folder\n/file")

    monkeypatch.setattr("rhapsode.cli.session.open_session", refuse)
    done = rhapsode("inspect", write_story(tmp_path))
    assert done.code == 1
    assert done.err == "rhapsode: /closed/folder␊/file: Permission denied — check this path and its rights\n"


@posix
def test_what_killed_runs_left_is_swept_by_any_command(rhapsode: Rhapsode, tmp_path: Path) -> None:
    folders = [tmp_path, tmp_path / "output", tmp_path / "output" / "A book"]
    folders[-1].mkdir(parents=True)
    for folder in folders:
        (folder / ".01 - One.a1b2c3d4.rhapsode.part.m4b").write_bytes(b"half a book")
        (folder / "mine.part").write_bytes(b"")
    assert rhapsode("store").code == 0
    assert [[path.name for path in folder.glob("*.*")] for folder in folders] == [["mine.part"]] * 3


@posix
@pytest.mark.parametrize("kind", ["pipe", "socket", "loop", "device"])
def test_a_book_s_name_that_is_no_file_is_refused_at_once(rhapsode: Rhapsode, story: Path, kind: str) -> None:
    Path("output").mkdir()
    goal = Path("output", "The Lock.m4b")
    with socket.socket(socket.AF_UNIX) as listener:
        if kind == "pipe":
            os.mkfifo(goal)
        elif kind == "socket":
            listener.bind(str(goal))
        else:
            goal.symlink_to("/dev/zero" if kind == "device" else goal.name)
        done = rhapsode("build", story, "--title", "The Lock")
        assert done.code == 1
        (line,) = done.err.splitlines()
        assert line.startswith(f"rhapsode: {goal}: ")
        assert ("Too many levels" if kind == "loop" else "not an ordinary file") in line
        done = rhapsode("preview", story, "-o", goal.with_suffix(".wav") if kind == "loop" else goal)
        assert done.code == (0 if kind == "loop" else 1)
