"""Text that holds what UTF-8 or XML can't → the same with U+FFFD there; halves of a pair that meet become one."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_NO_MARKUP = re.compile("[\0-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP_BLANKS = str.maketrans("\v\f", "  ")  # blanks to HTML, and forbidden in XML


def mend_text(text: str) -> str:
    """`text` with U+FFFD for each NUL and each half of a surrogate pair that stands alone."""
    return _NO_TEXT.sub(REPLACEMENT, _join_pairs(text))


def mend_markup(text: str) -> str:
    """`text` with U+FFFD for each character that XML can't hold."""
    return _NO_MARKUP.sub(REPLACEMENT, _join_pairs(text).translate(_MARKUP_BLANKS))


def count_mended(before: str, after: str) -> int:
    """How many characters of `after` are U+FFFD that weren't in `before`."""
    return max(0, after.count(REPLACEMENT) - before.count(REPLACEMENT))


def say_mended(count: int) -> tuple[str, ...]:
    """A remark on so many replaced characters; none for none."""
    if not count:
        return ()
    plural = "s that no text can hold are" if count > 1 else " that no text can hold is"
    return (f"{count:,} character{plural} read as U+FFFD",)


def _join_pairs(text: str) -> str:
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)
