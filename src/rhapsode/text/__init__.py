"""How any text is cut: lines, sentences, quotation marks, quotations and spans; and which language it is in."""

from __future__ import annotations

from rhapsode.text.guessing import find_language, guess_language
from rhapsode.text.letter_case import is_title_case
from rhapsode.text.lines import close_up, find_lines, measure_layout
from rhapsode.text.marks import APOSTROPHES, ENDERS, QUOTES, Family
from rhapsode.text.quotation_marks import Side, find_marks
from rhapsode.text.quotations import find_quotations
from rhapsode.text.sentences import LONGEST_PART, cut_long, find_ends
from rhapsode.text.spans import Stretch, cut_out, find_rests, keep_first, merge, trim, without_overlap

__all__ = [
    "APOSTROPHES",
    "ENDERS",
    "LONGEST_PART",
    "QUOTES",
    "Family",
    "Side",
    "Stretch",
    "close_up",
    "cut_long",
    "cut_out",
    "find_ends",
    "find_language",
    "find_lines",
    "find_marks",
    "find_quotations",
    "find_rests",
    "guess_language",
    "is_title_case",
    "keep_first",
    "measure_layout",
    "merge",
    "trim",
    "without_overlap",
]
