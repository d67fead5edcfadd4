"""Who speaks after whom: paragraphs, turns and conversations."""

from __future__ import annotations

from rhapsode.attributing.turns.conversations import Setting, mention_nouns
from rhapsode.attributing.turns.speeches import find_regions, find_turns

__all__ = [
    "Setting",
    "find_regions",
    "find_turns",
    "mention_nouns",
]
