"""What a page carries beside its story: licences, contents, page numbers, site links, notes and inserts."""

from __future__ import annotations

from rhapsode.segmenting.furniture.front_and_back import (
    find_archive_headers,
    find_closing_words,
    find_contents,
    find_licences,
    find_pictures_and_footnotes,
)
from rhapsode.segmenting.furniture.inline_marks import Insert, cut_out, find_inserts
from rhapsode.segmenting.furniture.notes import find_notes
from rhapsode.segmenting.furniture.page_numbers import take_out_pages
from rhapsode.segmenting.furniture.web_pages import find_page_links

__all__ = [
    "Insert",
    "cut_out",
    "find_archive_headers",
    "find_closing_words",
    "find_contents",
    "find_inserts",
    "find_licences",
    "find_notes",
    "find_page_links",
    "find_pictures_and_footnotes",
    "take_out_pages",
]
