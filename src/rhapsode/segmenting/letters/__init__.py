"""Letters, diaries and messages that stand in a story, set apart or in quotation marks."""

from __future__ import annotations

from rhapsode.segmenting.letters.message_evidence import LINKS as MESSAGE_LINKS
from rhapsode.segmenting.letters.message_evidence import STEPS as MESSAGE_STEPS
from rhapsode.segmenting.letters.message_evidence import declare_messages, gather_message_evidence, name_message_step
from rhapsode.segmenting.letters.messages import find_messages, read_message_lines
from rhapsode.segmenting.letters.quoted import announces_letter
from rhapsode.segmenting.letters.set_apart import find_diaries, find_letters

__all__ = [
    "MESSAGE_LINKS",
    "MESSAGE_STEPS",
    "announces_letter",
    "declare_messages",
    "find_diaries",
    "find_letters",
    "find_messages",
    "gather_message_evidence",
    "name_message_step",
    "read_message_lines",
]
