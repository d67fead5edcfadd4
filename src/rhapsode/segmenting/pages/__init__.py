"""Where the story begins and ends on a saved page, and what interrupts it there."""

from __future__ import annotations

from rhapsode.segmenting.pages.parts import PARTS, Table, declare, find_page_parts, make_table, share_lines
from rhapsode.segmenting.pages.surroundings import LINKS, LineEvidence, gather_windows

__all__ = [
    "LINKS",
    "PARTS",
    "LineEvidence",
    "Table",
    "declare",
    "find_page_parts",
    "gather_windows",
    "make_table",
    "share_lines",
]
