"""Tales for tests, with a blank line between paragraphs, and other ways to lay them out."""

from __future__ import annotations

import textwrap
from pathlib import Path

TALES = {
    path.stem: path.read_text("utf-8").strip()
    for path in sorted((Path(__file__).parent.parent / "data" / "tales").glob("*.txt"))
}


def wrap_at(tale: str, width: int) -> str:
    """Lines of at most `width` columns, a blank line between paragraphs."""
    return "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False) for p in tale.split("\n\n"))


def one_line_each(tale: str) -> str:
    """One line a paragraph, and nothing between."""
    return tale.replace("\n\n", "\n")
