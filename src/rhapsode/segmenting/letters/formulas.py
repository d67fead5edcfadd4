"""Formulas of letters and dates, in all languages: the patterns that letters set apart and letters in quotation marks
are both found by.
"""

from __future__ import annotations

from rhapsode.language.english import ENGLISH
from rhapsode.language.loading import find_words, load_every
from rhapsode.language.patterns import any_of

_LETTERS = ENGLISH.letters
_WORDS_TOO = frozenset({"march", "may"})
"""Months that are another word without a capital."""

DEAR = rf"(?:dearly )?(?:{any_of(_LETTERS.greetings)})"
ADDRESSES = any_of(_LETTERS.addresses)
FOREIGN_DEAR = any_of(find_words("letters", "greetings") - _LETTERS.greetings)
DEVOTIONS = any_of(_LETTERS.devotions)
SIGN_OFFS = any_of(find_words("letters", "sign_offs"))
POSSESSIVES = any_of(find_words("letters", "possessives"))
HEADINGS = any_of(word.title() for word in find_words("letters", "headings"))
MAIL_FIELDS = any_of(find_words("letters", "mail_fields"))
DIARIES = any_of(find_words("letters", "diaries"))
DAYS = any_of(day for language in load_every() for day in language.letters.weekdays)
_MONTHS = {month for language in load_every() for month in (*language.letters.months, *language.letters.short_months)}
MONTHS = "|".join([any_of(_MONTHS - _WORDS_TOO), *(f"(?-i:{month.capitalize()})" for month in sorted(_WORDS_TOO))])
