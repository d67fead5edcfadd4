"""Plain text comes back as it is."""

from __future__ import annotations

from pathlib import Path

from rhapsode.model import Book, Limits
from rhapsode.reading.text import TextReader


def test_nothing_but_mark_and_line_ends_changes(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbf  # Title \r\n\r\n\r\n*text*\xc2\xa0here\r- end\x0c\n\n")
    manuscript = TextReader().read(path, Limits())
    assert manuscript.text == "  # Title \n\n\n*text*\u00a0here\n- end\x0c\n\n"
    assert (manuscript.source, manuscript.marks, manuscript.book, manuscript.remarks) == (path, (), Book(), ())
