"""Nothing of the system is needed: no program on PATH, no library but those of the packages, no network."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.books import write_story
from tests.cli.conftest import make_program, plain_environment

PROGRAM = [sys.executable, "-m", "rhapsode", "build", "lock.txt", "--no-store", "--jobs", "1"]
FORBIDDEN = ("espeak", "espeak-ng", "ffmpeg", "ffprobe", "avconv", "sox", "lame", "mpg123", "say")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def look_at(process: psutil.Process) -> tuple[set[str], set[str]]:
    """The files that `process` and its children have mapped, and the programs that they run."""
    maps, programs = set(), set()
    with suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            with suppress(OSError, psutil.Error):  # gone meanwhile
                programs.add(Path(f"/proc/{one.pid}/exe").readlink().name)
                rows = Path(f"/proc/{one.pid}/maps").read_text().splitlines()
                maps |= {row.split(maxsplit=5)[5] for row in rows if row.count("/")}
    return maps, programs


@pytest.mark.slow
@linux
def test_a_build_with_an_empty_path_uses_the_packages_libraries_alone(tmp_path: Path) -> None:
    lines = "\n\n".join(f"Sentence number {n} is about the weather and the lock." for n in range(40))
    write_story(tmp_path, lines, "defaults: {engine: espeak}\n")
    environment = plain_environment(PATH="", LD_LIBRARY_PATH="", ESPEAK_DATA_PATH="")
    maps: set[str] = set()
    programs: set[str] = set()
    with (tmp_path / "said").open("wb") as said:
        child = psutil.Popen(PROGRAM, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        while child.poll() is None:
            more = look_at(child)
            maps |= more[0]
            programs |= more[1]
            time.sleep(0.02)
    assert child.returncode == 0
    assert (tmp_path / "said").read_bytes() == b"", "not even a warning that something is missing"
    libraries = {path for path in maps if "espeak" in Path(path).name or "libav" in Path(path).name}
    assert any("espeak" in Path(path).name for path in libraries), "the library was never seen"
    assert any("libav" in Path(path).name for path in libraries)
    assert [path for path in libraries if "site-packages" not in path] == []
    assert {name for name in programs if not name.startswith("python")} == set()


@linux
@pytest.mark.parametrize("engine", ["espeak", "pyttsx3"])
def test_no_program_of_the_system_is_run(tmp_path: Path, engine: str) -> None:
    traps = tmp_path / "traps"
    for name in FORBIDDEN:
        make_program(traps, name, f"echo {name} >> {tmp_path}/caught")
    write_story(tmp_path, "It rained.\n\n“It did,” said Maud.", f"defaults: {{engine: {engine}}}\n")
    done = subprocess.run(
        PROGRAM, cwd=tmp_path, env=plain_environment(PATH=str(traps)), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "caught").exists()
    assert list((tmp_path / "output").glob("*.m4b"))
