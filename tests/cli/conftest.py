"""A folder with a story in it, and `rhapsode` run there as a user would."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rhapsode.cli import run as run_command_line
from tests.books import write_story

Rhapsode = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story with a voices file of tones, in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_story(tmp_path)
    return Path("lock.txt")


@pytest.fixture
def rhapsode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rhapsode:
    """Run the command line in the test's folder, with a store there, and tell what came of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: Any) -> Done:
        speaks = arguments[0] in ("build", "preview") and "--jobs" not in arguments
        one_worker = ["--jobs", "1"] if speaks else []  # starting two costs more than it saves
        monkeypatch.setattr(sys, "argv", ["rhapsode", *map(str, arguments), *one_worker])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run_command_line()
        out, err = capsys.readouterr()
        return Done(int(left.value.code or 0), out, err)

    return run


def make_program(folder: Path, name: str, script: str) -> Path:
    """An executable shell script called `name`."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def plain_environment(**more: str) -> dict[str, str]:
    """This environment without what would colour or widen the output."""
    hidden = ("FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "RHAPSODE_CORPORA")
    return {**{key: value for key, value in os.environ.items() if key not in hidden}, **more}
