"""What a word is, as pieces of patterns: whoever counts, compares or looks up words takes one of these."""

from __future__ import annotations

LETTERS = r"[^\W\d_]+"
"""A row of letters of any script: no digit, no underscore, no mark."""
WORD = rf"{LETTERS}(?:['’]{LETTERS})*"
"""Letters with apostrophes inside: don't, l’eau."""
HYPHENED_WORD = rf"{LETTERS}(?:['’-]{LETTERS})*"
"""The same with hyphens inside: mother-in-law's."""
DOTTED_WORD = r"[^\W_]+(?:[.'’][^\W_]+)*"
"""Digits count as letters, and dots may stand inside: p.m, 3rd, O’Neil."""
