"""What is known of languages: words, names, numbers and codes. No story's text is seen here."""

from __future__ import annotations

from rhapsode.language.codes import is_unsaid, suggest_language, tag_language
from rhapsode.language.english import ENGLISH
from rhapsode.language.folding import fold_name, suggest_name
from rhapsode.language.given_names import load_given_names
from rhapsode.language.knowledge import GROUPS
from rhapsode.language.loading import base_language, load, load_every, read_language, tell_gender_of_title
from rhapsode.language.numbers import read_number
from rhapsode.language.patterns import any_of

__all__ = [
    "ENGLISH",
    "GROUPS",
    "any_of",
    "base_language",
    "fold_name",
    "is_unsaid",
    "load",
    "load_every",
    "load_given_names",
    "read_language",
    "read_number",
    "suggest_language",
    "suggest_name",
    "tag_language",
    "tell_gender_of_title",
]
