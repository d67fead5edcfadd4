"""Whose is what no quotation marks hold: thoughts, songs and letters."""

from __future__ import annotations

from rhapsode.attributing.unquoted.resolving import resolve
from rhapsode.attributing.unquoted.viewpoints import declare_viewpoints, find_viewpoints, gather_viewpoints
from rhapsode.attributing.unquoted.writers import find_writers

__all__ = [
    "declare_viewpoints",
    "find_viewpoints",
    "find_writers",
    "gather_viewpoints",
    "resolve",
]
