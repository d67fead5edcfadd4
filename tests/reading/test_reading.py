"""Which reader takes a file, and the lines for files that none does."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.errors import StoryError
from rhapsode.model import Limits
from rhapsode.reading import read

from .books import page
from .conftest import EpubMaker


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "# One *two*"),
        ("a.TXT", "# One *two*"),
        ("a.md", "One two"),
        ("a.Markdown", "One two"),
        ("a", "# One *two*"),
        ("Vol. 2 of it", "# One *two*"),
    ],
)
def test_the_ending_names_the_reader(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text("# One *two*")
    assert read(tmp_path / name).text == text


@pytest.mark.parametrize("name", ["a.epub", "a.EPUB", "a.txt", "a", "a.zip", "a.md"])
def test_an_epub_is_one_whatever_its_ending(make_epub: EpubMaker, name: str) -> None:
    path = make_epub({"a.xhtml": page("<p>One.</p>")})
    manuscript = read(path.rename(path.with_name(name)))
    assert manuscript.text == "One."
    assert bool(manuscript.remarks) == (name.lower() != "a.epub")


DATA = Path(__file__).parent.parent / "data"
REFUSED = {
    "text-in-an-unknown-ending.docx": "stories ending in .docx can't be read — there are readers for .txt, .text, .md",
    "text-in-an-epub.epub": "this is not a whole EPUB",
    "pdf-called-text.txt": "this is a PDF, not a text",
    "zip-called-text.txt": "this is a zip file, not a text",
    "rich-text-called-markdown.md": "this is a rich text file, not a text",
    "bytes-called-text.txt": "NUL bytes",
    "utf-16-cut-short.txt": "begins as UTF-16 but breaks off",
    "empty.txt": "the file is empty",
    "empty.md": "the file is empty",
    "empty.epub": "the file is empty",
    "blank.txt": "the file holds only blanks",
    "comments-only.md": "nothing to read",
    "missing.txt": "no such file",
    "": "this is a folder",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_gets_one_line(name: str) -> None:
    with pytest.raises(StoryError) as caught:
        read(DATA / "stories" / name)
    assert REFUSED[name] in str(caught.value)
    assert str(caught.value).startswith(str(DATA / "stories" / name))
    assert " — " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_broken_file_is_tried() -> None:
    assert {path.name for path in (DATA / "stories").iterdir()} == set(REFUSED) - {"missing.txt", ""}


def test_limits_are_the_callers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("four")
    assert read(tmp_path / "a.txt", Limits(file_bytes=4)).text == "four"
    with pytest.raises(StoryError, match="larger than 3 bytes"):
        read(tmp_path / "a.txt", Limits(file_bytes=3))
