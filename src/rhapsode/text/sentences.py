"""Where sentences end, and where a long one may be cut: a paragraph in, offsets out.

The paragraph is the text as printed; characters that nobody says (a footnote mark, say) are NUL in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rhapsode.language.loading import find_words
from rhapsode.text.marks import BRACKETS_OPEN, CLOSING, DASHES, EMPHASIS, ENDERS, OPENERS, QUOTES, WIDE_ENDERS, in_class
from rhapsode.text.words import DOTTED_WORD

LONGEST_PART = 400
"""Characters of a line; engines lose their breath, and captions their reader, in longer ones."""
_SHORTEST_CUT = 150  # a cut nearer to the start than this would leave a stump
_LATIN = "".join(mark for mark in ENDERS if ord(mark) < 0x3000)
_CLOSING = in_class(CLOSING) + "\\x00"
# A run of marks is tried once, from its first (the look-behind), and never given back (++): text of dots stays linear.
_ENDS = re.compile(
    rf"(?<![{_LATIN}])(?:\.(?:[ \xa0]\.){{1,5}}+|[{_LATIN}]++)(?:[{_CLOSING}]*+(?=\s|\Z)|[”」』](?=[\w“「『]))"
    rf"|[{WIDE_ENDERS}]++[」』”’）\x00]*+"
)
_WORD_BEFORE = re.compile(rf"{DOTTED_WORD}\Z")
_NEXT = re.compile(rf"[\s\x00]*([{in_class(QUOTES, BRACKETS_OPEN, EMPHASIS, DASHES)}.… ]*)(\w?)")
_ELLIPSES = ("..", ". .", "…")
_GOES_ON = re.compile(r"[\s\x00]+I\b")
_CLAUSE_ENDS = ("; ", ": ", "— ", "– ", " -- ", ", ", "；", "：", "，", "、", ",\n", ";\n", " ")

NEVER_LAST = find_words("titles", "abbreviated") | find_words("writing", "abbreviations")
"""Abbreviations after which a sentence goes on."""
BEFORE_NUMBERS = find_words("writing", "before_numbers")
"""Words that are abbreviations only when a number follows."""


def find_ends(text: str, language: str = "") -> list[int]:
    """Offsets just after each sentence of one paragraph, its closing marks included; the last is the text's end."""
    ends = list(find_ends_between(text, 0, len(text), language))
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends


def find_ends_between(text: str, start: int, end: int, language: str = "") -> Iterator[int]:
    """Offsets just after each sentence that ends in a part of a text; what goes on behind `end` is looked at too."""
    german = language.startswith("de")
    for match in _ENDS.finditer(text, start, end):
        if _is_end(text, match, german):
            yield match.end()


def find_next_end(text: str, start: int, end: int) -> int:
    """Just after the sentence that `start` stands in, its closing marks included; `end` where it ends no earlier."""
    return next(find_ends_between(text, start, end), end)


def find_starts_between(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences begin in a part of a text, behind the first."""
    for at in find_ends_between(text, start, end):
        begin = at
        while begin < end and text[begin].isspace():
            begin += 1
        if begin < end:
            yield begin


def _is_end(text: str, match: re.Match[str], german: bool) -> bool:
    first, end = text[match.start()], match.end()
    follows = _NEXT.match(text, end, end + 40)
    letter = follows[2] if follows else ""
    if first in WIDE_ENDERS:
        return not (letter and text[end : end + 1] in "とっ")  # Japanese: 「…！」と goes on
    if letter.islower():
        return False
    if match.group().startswith(_ELLIPSES):
        return _GOES_ON.match(text, end, end + 40) is None  # “Well… I don't know”
    if first != ".":
        return True
    return _ends_after_dot(text, match.start(), letter, german)


def _ends_after_dot(text: str, dot: int, letter: str, german: bool) -> bool:
    """Whether a single dot at `dot` ends a sentence, `letter` being the next one (no lower-case letter)."""
    word = _WORD_BEFORE.search(text[max(0, dot - 24) : dot])
    if word is None:
        return True
    token = word.group()
    folded = token.casefold()
    if folded in NEVER_LAST:
        return not letter
    if folded in BEFORE_NUMBERS and letter.isdigit():
        return False
    if len(token) == 1 and token.isupper():
        return not letter or (token == "I" and not _is_initial(text, dot - 1))
    if token.isdecimal():
        start = dot - len(token)
        first = start <= 3 and not text[:start].strip(OPENERS + BRACKETS_OPEN)
        return not letter or not (first or (german and len(token) <= 2))
    return True


def _is_initial(text: str, at: int) -> bool:
    """Whether the letter at `at` stands in a name: after another initial, or at the very start."""
    before = text[max(0, at - 8) : at].rstrip()
    return at == 0 or (before.endswith(".") and before[-2:-1].isupper())


def cut_long(text: str, start: int, end: int) -> list[int]:
    """Offsets where the sentence `start` to `end` is cut, its end last: no part is longer than `LONGEST_PART`."""
    cuts: list[int] = []
    while end - start > LONGEST_PART:
        start = _find_cut(text, start, start + LONGEST_PART)
        cuts.append(start)
    return [*cuts, end]


def _find_cut(text: str, start: int, limit: int) -> int:
    """The last place before `limit` where a clause ends, a strong mark before a weak one, a space before none."""
    for mark in _CLAUSE_ENDS:
        at = text.rfind(mark, start + min(_SHORTEST_CUT, (limit - start) // 2), limit - len(mark))
        if at >= 0:
            return at + len(mark)
    return limit
