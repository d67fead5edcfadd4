"""Writes into README.md and docs/tutorial.md what commands print, and into the README what was measured.

A fenced block after `<!-- screen -->` begins with `$ ` and a command, which is run in a folder with the sample stories;
`<!-- screen 12 -->` keeps its first 12 lines. What stands after `<!-- figures -->` comes from benchmarks/results/;
--figures writes only these.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from rhapsode.files import write_text

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGES = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
PICTURE = ROOT / "docs" / "images" / "inspect.svg"
_PICTURE_ROWS = 44
SCREEN = re.compile(r"<!-- screen ?(\d*) -->\n```console\n\$ (.+?)\n(.*?)```\n", re.S)
_FIGURES = re.compile(r"(<!-- figures -->\n)(.*?)(<!-- /figures -->\n)", re.S)


class Figure(NamedTuple):
    """A figure of the README: which row of which results holds it, and under which head."""

    what: str
    file: str
    row: tuple[str, ...]
    column: str
    unit: str = " %"


FIGURES = (
    Figure("lines of verse found, plain text (F1)", "structure.md", ("plain", "verse by line"), "measured"),
    Figure("the same, blank lines between them (F1)", "structure.md", ("double", "verse by line"), "measured"),
    Figure("prose not taken for verse, plain text", "structure.md", ("plain", "prose kept"), "measured"),
    Figure("headings found, plain text (F1)", "structure.md", ("plain", "headings"), "measured"),
    Figure("headings found, EPUB (F1)", "structure.md", ("epub", "headings"), "measured"),
    Figure("scene breaks found, wrapped at 50 columns (F1)", "structure.md", ("narrow", "scene breaks"), "measured"),
    Figure("letters found by line, plain text (F1)", "structure.md", ("plain", "letters"), "measured"),
    Figure("quoted characters, novels of PDNC (F1)", "structure.md", ("pdnc", "quoted characters"), "measured"),
    Figure("speakers named rightly, 16 novels, from raw text", "speakers.md", ("name",), "rhapsode, titles left out"),
    Figure("the same by BookNLP, a neural pipeline", "speakers.md", ("name",), "BookNLP"),
    Figure("where the speech tag names the speaker", "speakers.md", ("explicit",), "rhapsode, titles left out"),
    Figure("cold build ÷ the engine and encoder alone", "speed.md", ("cold build ÷ limit",), "measured", ""),
    Figure("as fast as a pyttsx3 and pydub loop", "speed.md", ("pyttsx3", "default coder"), "measured", ""),
    Figure("peak memory", "speed.md", ("peak memory (PSS",), "measured", ""),
)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell command in `folder` as a user with an 80-column terminal would, with a store of its own."""
    hidden = ("FORCE_COLOR", "COLUMNS")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "XDG_CACHE_HOME": str(folder / ".cache"),
    }
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def prepare_folder(folder: Path) -> None:
    """Put in what a reader of the pages has at hand: the sample stories."""
    shutil.copytree(ROOT / "stories", folder / "stories")


def fill_screens(page: str, folder: Path) -> str:
    """`page` with every screen as its command prints it now. Raises CalledProcessError."""

    def fill(match: re.Match[str]) -> str:
        done = run(match[2], folder)
        done.check_returncode()
        rows = [row.rstrip() for row in done.stdout.splitlines()]
        if match[1] and len(rows) > int(match[1]):
            rows = [*rows[: int(match[1])], "…"]
        shown = "".join(f"{row}\n" for row in rows)
        mark = f"<!-- screen {match[1]} -->" if match[1] else "<!-- screen -->"
        return f"{mark}\n```console\n$ {match[2]}\n{shown}```\n"

    return SCREEN.sub(fill, page)


def fill_figures(page: str) -> str:
    """`page` with the figures that the results hold now; what has not been measured is left out."""
    rows = [
        f"| {figure.what} | {value} | [{figure.file}](benchmarks/results/{figure.file}) |\n" for figure, value in find()
    ]
    table = "| what | measured | where |\n|---|---|---|\n" + "".join(rows)
    return _FIGURES.sub(lambda match: match[1] + table + match[3], page)


def find() -> Iterator[tuple[Figure, str]]:
    """Each figure that stands in the results, as it stands there."""
    for figure in FIGURES:
        path = RESULTS / figure.file
        head: list[str] = []
        for line in path.read_text("utf-8").splitlines() if path.exists() else []:
            cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
            if figure.column in cells:
                head = cells
            elif len(cells) == len(head) and all(any(part in cell for cell in cells) for part in figure.row):
                yield figure, cells[head.index(figure.column)] + figure.unit
                break


def draw_picture(folder: Path) -> None:
    """The beginning of `inspect` in its colours, as a picture."""
    done = run("FORCE_COLOR=1 rhapsode inspect stories/party-wall.txt", folder)
    done.check_returncode()
    console = Console(record=True, width=80, file=io.StringIO())
    console.print(Text.from_ansi("\n".join(done.stdout.splitlines()[:_PICTURE_ROWS])))
    title = "rhapsode inspect stories/party-wall.txt"
    drawn = console.export_svg(title=title, theme=MONOKAI, unique_id="inspect")
    write_text(PICTURE, re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.S))  # no fonts from the network


def main() -> int:
    """Write the pages, or with --figures only the figures."""
    if "--figures" in sys.argv:
        write_text(PAGES[0], fill_figures(PAGES[0].read_text("utf-8")))
        return 0
    for path in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            prepare_folder(Path(folder))
            write_text(path, fill_screens(fill_figures(path.read_text("utf-8")), Path(folder)))
            draw_picture(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
