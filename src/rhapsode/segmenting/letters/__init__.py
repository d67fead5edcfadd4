"""Letters, diaries and messages that stand in a story, set apart or in quotation marks."""

from __future__ import annotations

from rhapsode.segmenting.letters.quoted import announces_letter
from rhapsode.segmenting.letters.set_apart import find_diaries, find_letters

__all__ = [
    "announces_letter",
    "find_diaries",
    "find_letters",
]
