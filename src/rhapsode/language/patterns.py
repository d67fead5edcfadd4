"""Words in, a regular expression that matches any of them out: built as a tree, so that a list of five hundred costs
no more than one of five.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_APOSTROPHES = "['’]"
_Tree = dict[str, Any]
"""Letter → what may follow it; "" where a word may end."""


def any_of(words: Iterable[str]) -> str:
    """The source of a pattern for any of `words`, the longest first: a group that captures nothing.

    An apostrophe matches either kind. Of no words at all it matches nothing.
    """
    tree: _Tree = {}
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _write(tree) if tree else "(?!)"


def _write(tree: _Tree) -> str:
    branches = [_write_letter(letter) + _write(tree[letter]) for letter in sorted(tree) if letter]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"


def _write_letter(letter: str) -> str:
    return _APOSTROPHES if letter in "'’" else r"\s+" if letter == " " else re.escape(letter)
