"""Who there is: every naming of somebody, and which forms of name are one character."""

from __future__ import annotations

from rhapsode.attributing.characters.members import Member, gather_cast, join_aliases, join_members
from rhapsode.attributing.characters.names import Company, NameForm, find_names

__all__ = [
    "Company",
    "Member",
    "NameForm",
    "find_names",
    "gather_cast",
    "join_aliases",
    "join_members",
]
