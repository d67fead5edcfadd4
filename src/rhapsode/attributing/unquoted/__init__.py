"""Whose is what no quotation marks hold: thoughts, songs and letters."""

from __future__ import annotations

from rhapsode.attributing.unquoted.resolving import find_points_of_view, resolve
from rhapsode.attributing.unquoted.writers import find_writers

__all__ = [
    "find_points_of_view",
    "find_writers",
    "resolve",
]
