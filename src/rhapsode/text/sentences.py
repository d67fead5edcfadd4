"""Where sentences end, and where a long one may be cut: a paragraph in, offsets out.

The paragraph is the text as printed; characters that nobody says (a footnote mark, say) are NUL in it.
"""

from __future__ import annotations

import re

from rhapsode.language.loading import find_words

LONGEST = 400
"""Characters of a line; engines lose their breath, and captions their reader, in longer ones."""
_SHORTEST_CUT = 150  # a cut nearer to the start than this would leave a stump
_CLOSERS = "\"'”’“‘»«›‹)\\]」』）*_\x00"
# A run of marks is tried once, from its first (the look-behind), and never given back (++): text of dots stays linear.
_ENDS = re.compile(
    rf"(?<![.!?…])(?:\.(?:[ \xa0]\.){{1,5}}+|[.!?…]++)(?:[{_CLOSERS}]*+(?=\s|\Z)|[”」』](?=[\w“「『]))"
    r"|[。！？]++[」』”’）\x00]*+"
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\Z")
_NEXT = re.compile(r"[\s\x00]*([\"'“”‘„«»‹›「『(\[*_—–\-.… ]*)(\w?)")
_CLAUSE_ENDS = ("; ", ": ", "— ", "– ", " -- ", ", ", "；", "：", "，", "、", ",\n", ";\n", " ")

NEVER_LAST = find_words("titles", "abbreviated") | find_words("writing", "abbreviations")
"""Abbreviations after which a sentence goes on."""
BEFORE_NUMBERS = find_words("writing", "before_numbers")
"""Words that are abbreviations only when a number follows."""


def find_ends(text: str, language: str = "") -> list[int]:
    """Offsets just after each sentence of one paragraph, its closing marks included; the last is the text's end."""
    german = language.startswith("de")
    ends = [match.end() for match in _ENDS.finditer(text) if _is_end(text, match, german)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends


def _is_end(text: str, match: re.Match[str], german: bool) -> bool:
    marks, after = match.group(), text[match.end() : match.end() + 40]
    follows = _NEXT.match(after)
    letter = follows.group(2) if follows else ""
    if marks[0] in "。！？":
        return not (letter and after[:1] in "とっ")  # Japanese: 「…！」と goes on
    if letter.islower():
        return False
    if marks.startswith(("..", ". .", "…")):
        return re.match(r"[\s\x00]+I\b", after) is None  # “Well… I don't know” goes on
    if marks[0] != ".":
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
        first = start <= 3 and not text[:start].strip("\"'“‘(")
        return not letter or not (first or (german and len(token) <= 2))
    return True


def _is_initial(text: str, at: int) -> bool:
    """Whether the letter at `at` stands in a name: after another initial, or at the very start."""
    before = text[max(0, at - 8) : at].rstrip()
    return at == 0 or (before.endswith(".") and before[-2:-1].isupper())


def cut_long(text: str, start: int, end: int) -> list[int]:
    """Offsets where the sentence `start` to `end` is cut so that no part is longer than `LONGEST`, its end last."""
    cuts: list[int] = []
    while end - start > LONGEST:
        start = _find_cut(text, start, start + LONGEST)
        cuts.append(start)
    return [*cuts, end]


def _find_cut(text: str, start: int, limit: int) -> int:
    """The last place before `limit` where a clause ends, a strong mark before a weak one, a space before none."""
    for mark in _CLAUSE_ENDS:
        at = text.rfind(mark, start + min(_SHORTEST_CUT, (limit - start) // 2), limit - len(mark))
        if at >= 0:
            return at + len(mark)
    return limit
