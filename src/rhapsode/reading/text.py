"""A plain text file → its text, unchanged but for byte order mark and line ends; it has no marks."""

from __future__ import annotations

from pathlib import Path

from rhapsode.model import Limits, Manuscript
from rhapsode.reading.source import decode, load


class TextReader:
    """Reads `.txt` of any encoding that says so, UTF-8, else Windows-1252."""

    suffixes = (".txt", ".text")

    def read(self, path: Path, limits: Limits) -> Manuscript:
        """Read a story. Raises StoryError."""
        text, remarks = decode(load(path, limits), path)
        return Manuscript(path, text, remarks=remarks)
