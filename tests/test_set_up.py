"""tools/set-up.sh: what it says where Python is missing, old or incomplete, and what it repairs.

Interpreters are shell scripts that pretend, so nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest

from tests.cli.conftest import make_program, plain_environment

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script")

OLD = """cat >/dev/null; echo "$0 is Python 3.9.2, and rhapsode needs 3.11 or newer"; exit 0"""
WITHOUT_VENV = f'{quote(sys.executable)} -c "import sys; sys.modules[\\"ensurepip\\"] = None; exec(sys.stdin.read())"'
# Makes a .venv whose python notes what it is asked to do.
WORKING = """
if [ "$1" = - ]; then cat >/dev/null; exit 0; fi
echo "$*" >>"$PWD/asked"
if [ "$2" = venv ]; then rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python; fi
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a path with spaces, and a folder of programs beside it."""
    place = tmp_path / "my own books"
    (place / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "set-up.sh", place / "tools")
    shutil.copy(ROOT / "Makefile", place)
    (place / "pyproject.toml").write_text("[project]\n")
    os.utime(place / "pyproject.toml", (1, 1))
    for name in ("sh", "cat", "rm", "mkdir", "cp", "tr", "env"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to(found)
    return place


def set_up(checkout: Path, *extras: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "tools/set-up.sh", *extras],
        cwd=checkout,
        env={**plain_environment(PATH=str(checkout.parent / "bin")), "PYTHON": "", **more},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(checkout: Path) -> list[str]:
    return (checkout / "asked").read_text().splitlines() if (checkout / "asked").exists() else []


def test_no_python_at_all_is_one_line_that_helps(checkout: Path) -> None:
    done = set_up(checkout)
    assert done.returncode == 1
    assert done.stderr == (
        "no Python found: install Python 3.11 or newer, or name one with: make PYTHON=/path/to/python3\n"
    )


def test_an_old_python_is_named(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", OLD)
    done = set_up(checkout)
    assert done.returncode == 1
    assert "python3 is Python 3.9.2, and rhapsode needs 3.11 or newer" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (checkout / ".venv").exists()


def test_a_newer_one_of_another_name_is_found(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", OLD)
    make_program(checkout.parent / "bin", "python3.12", WORKING)
    done = set_up(checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "python3.12" in done.stdout


def test_a_python_without_venv_is_told_how_to_get_it(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WITHOUT_VENV)
    done = set_up(checkout)
    assert done.returncode == 1
    assert "lacks venv: on Debian or Ubuntu run: sudo apt install python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_python_that_is_asked_for_must_be_there(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WORKING)
    done = set_up(checkout, PYTHON="/no/such/python")
    assert done.returncode == 1
    assert done.stderr.startswith("can't run '/no/such/python': install Python 3.11 or newer")
    assert len(done.stderr.splitlines()) == 1


def test_it_is_done_once_and_again_when_something_changed(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WORKING)
    assert set_up(checkout).returncode == 0
    assert [line.split()[1] for line in asked(checkout)] == ["venv", "pip"]
    assert set_up(checkout).returncode == 0
    assert len(asked(checkout)) == 2, "nothing to do"
    os.utime(checkout / "pyproject.toml", (4_000_000_000, 4_000_000_000))
    assert set_up(checkout).returncode == 0
    assert [line.split()[1] for line in asked(checkout)] == ["venv", "pip", "pip"]


def test_extras_are_installed_beside(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WORKING)
    assert set_up(checkout).returncode == 0
    assert set_up(checkout, "dev,bench").returncode == 0
    assert asked(checkout)[-1].endswith("--editable .[dev,bench]")
    assert [line.split()[1] for line in asked(checkout)] == ["venv", "pip", "pip"]


def test_an_interrupted_set_up_is_begun_anew(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WORKING)
    assert set_up(checkout).returncode == 0
    (checkout / ".venv" / "ready").unlink()
    (checkout / ".venv" / "begun").touch()
    (checkout / ".venv" / "half").touch()
    assert set_up(checkout).returncode == 0
    assert not (checkout / ".venv" / "half").exists()
    assert [line.split()[1] for line in asked(checkout)] == ["venv", "pip", "venv", "pip"]


def test_a_failed_installation_is_told_and_tried_again(checkout: Path) -> None:
    failing = WORKING + 'if [ "$2" = pip ] && [ ! -f online ]; then echo "no route" >&2; exit 1; fi\n'
    make_program(checkout.parent / "bin", "python3", failing)
    done = set_up(checkout)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("couldn't install what rhapsode needs")
    (checkout / "online").touch()
    assert set_up(checkout).returncode == 0
    assert (checkout / ".venv" / "ready").exists()


def test_another_python_makes_another_environment(checkout: Path) -> None:
    make_program(checkout.parent / "bin", "python3", WORKING)
    other = make_program(checkout.parent / "other bin", "python3.13", WORKING)
    assert set_up(checkout).returncode == 0
    assert set_up(checkout, PYTHON=str(other)).returncode == 0
    assert [line.split()[1] for line in asked(checkout)] == ["venv", "pip", "venv", "pip"]
    assert set_up(checkout, PYTHON=str(other)).returncode == 0
    assert len(asked(checkout)) == 4


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_make_help_lists_every_target_that_is_meant_for_people(checkout: Path) -> None:
    ours = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}  # `make test` may run this
    done = subprocess.run(["make", "help"], cwd=checkout, env=ours, capture_output=True, text=True, check=True)
    listed = [row.split()[1] for row in done.stdout.splitlines()]
    wanted = [
        "help",
        "audiobook",
        "test",
        "test-slow",
        "torture",
        "test-corpora",
        "lint",
        "docs",
        "bench",
        "voices-table",
        "clean",
    ]
    assert set(wanted) <= set(listed)
    assert all(len(row) <= 100 for row in done.stdout.splitlines())
