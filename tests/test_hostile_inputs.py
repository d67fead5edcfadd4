"""Stories made to break a reader or to take for ever: each ends as the rules say, in little time, with its words kept.

A case is a file in data/hostile-stories, named by what it once did, or made here where it would be large. Exit code, a
remark, the words, and what may be spoken of them are told for each.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from rhapsode.reading import read
from tests.cli.conftest import Rhapsode, rhapsode  # noqa: F401  (a fixture)
from tests.reading.books import page, parts_of, write_zip

HERE = Path(__file__).parent / "data" / "hostile-stories"
SECONDS = 15.0
"""Processor seconds that a case may take; the slowest took minutes, or never ended."""
ODD = "1 character that no text can hold is read as U+FFFD"


@dataclass(frozen=True, slots=True)
class Expected:
    """How a case ends. `words` is the text as read, `begins` its start where it is long, `remark` is in one of them."""

    words: str = ""
    begins: str = ""
    count: int = 0  # of words
    remark: str = ""
    chapters: tuple[str, ...] = ()


CASES: Mapping[str, Expected] = {
    "epub-nav-link-outside-refuses-whole-book.epub": Expected(
        "One\n\n“Come in,” said Tom. It rained all night.",
        remark="its table of contents leads to '../../x', where the book has nothing; left out",
        chapters=("One",),
    ),
    "epub-nav-surrogate-reference-traceback.epub": Expected(
        "One\n\n“Come in,” said Tom. It rained all night.",
        remark=f"its table of contents (OEBPS/nav.xhtml): {ODD}",
        chapters=("One",),
    ),
    "epub-page-surrogate-reference-traceback.epub": Expected("a\ufffdb", remark=f"the page 'OEBPS/p1.xhtml': {ODD}"),
    "epub-unclosed-elements-says-only-pictures.epub": Expected(
        begins="One\n\nx x x", count=100_001, remark="nested more than 120 deep: the inner elements are one"
    ),
    "epub-utf8-page-labelled-utf-16-read-as-noise.epub": Expected(
        "One\n\nOne two three.", remark="says that it is utf-16, which can't be: read as UTF-8"
    ),
    "md-front-matter-int-tag-empty-traceback.md": Expected("Tom ran."),
    "md-word-like-html-map-loses-words.md": Expected("He opened the <Map> and looked.\n\nHe ran home."),
    "md-word-like-html-script-loses-rest.md": Expected("He got a <Script> today.\n\nHe ran home to tell Ann."),
    "txt-blank-lines-20kB-quadratic-narrators.txt": Expected(begins="Tom ran.\n", count=4),
    "txt-spaces-40kB-quadratic-web-pages.txt": Expected(begins="Tom ran. ", count=4),
    "md-list-nested-300-loses-words.md": Expected(begins="w0", count=300, remark="nested more than 120 deep"),
    "md-footnotes-nested-300-lose-words.md": Expected(begins="Tom ran.", count=302, remark="nested more than 120 deep"),
    "md-pictures-60kB.md": Expected(begins="![![![", count=1),
    "txt-no-full-stop-250kB-quadratic-characters.txt": Expected(begins="The rain fell", count=60_000),
    "txt-20000-letters-M-quadratic.txt": Expected(begins="MMMM", count=1),
    "epub-of-2000-pages.epub": Expected(begins="Page 0", count=4_000),
}
MADE: Mapping[str, Callable[[], str]] = {
    "md-list-nested-300-loses-words.md": lambda: "".join(f"{'  ' * n}- w{n}\n" for n in range(300)),
    "md-footnotes-nested-300-lose-words.md": lambda: (
        "Tom ran.\n\n" + "\n\n".join(f"{'    ' * n}[^{n}]: w{n}" for n in range(300))
    ),
    "md-pictures-60kB.md": lambda: "![" * 30_000,
    "txt-no-full-stop-250kB-quadratic-characters.txt": lambda: "The rain fell on the town and Tom ran home " * 6_000,
    "txt-20000-letters-M-quadratic.txt": lambda: "M" * 20_000,
}


def take(name: str, folder: Path) -> Path:
    """The case as a file in `folder`."""
    path = folder / name
    if name == "epub-of-2000-pages.epub":
        write_zip(path, parts_of({f"{n}.xhtml": page(f"<p>Page {n}</p>") for n in range(2_000)}))
    elif name in MADE:
        path.write_text(MADE[name](), encoding="utf-8")
    else:
        shutil.copy(HERE / name, path)
    return path


def test_every_file_has_its_expectation() -> None:
    assert {path.name for path in HERE.iterdir()} == CASES.keys() - MADE.keys() - {"epub-of-2000-pages.epub"}


@pytest.mark.parametrize("name", CASES)
def test_a_case_ends_as_the_rules_say(
    name: str,
    tmp_path: Path,
    rhapsode: Rhapsode,  # noqa: F811
) -> None:
    expected = CASES[name]
    path = take(name, tmp_path)
    begun = time.process_time()
    done = rhapsode("inspect", "--json", "--no-store", path)
    taken = time.process_time() - begun
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    text = told["text"]
    assert not expected.words or text == expected.words
    assert text.startswith(expected.begins)
    assert not expected.count or len(text.split()) == expected.count
    assert expected.remark in "\n".join(told["remarks"])
    assert not expected.chapters or tuple(chapter["title"] for chapter in told["chapters"]) == expected.chapters
    assert read(path).text == text
    assert taken < SECONDS
