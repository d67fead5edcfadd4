"""Marks between scenes."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.structure import is_scene_mark

MARKS = "* * *|***|*|oOo|OoO|---|- - -|#|# # #|xXx|XXX|~*~|~~~|-x-|-xx-|LINE BREAK|Scene Break|.|. . . * . . .|⁂|❦|___"
MARKS += "|o0o|O0O|♥ ♥ ♥|☘☘☘☘"
OTHERS = (
    "xOx|♥|♥♥|♥ ☘ ♥|"
    "Oh!|X|Ox.|xoxo|...|. . .|?!|!!!|No|“…”|—|-|1|I|ooze|break|line breaking news|o.O|:)|^_^|-_-|>_<|" + "*" * 90
)


@pytest.mark.parametrize("line", [*MARKS.split("|"), "-oOoOo-", "<><><>", "=====", "~ ~ ~", "0o0o0"])
def test_mark(line: str) -> None:
    assert is_scene_mark(line)


@pytest.mark.parametrize("line", OTHERS.split("|"))
def test_no_mark(line: str) -> None:
    assert not is_scene_mark(line)
