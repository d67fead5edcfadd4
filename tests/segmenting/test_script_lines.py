"""Script and chat lines, and prose with a colon."""

from __future__ import annotations

import re

import pytest

from rhapsode.segmenting.speech import find_script_lines


def speakers(text: str) -> list[str | None]:
    """Who speaks each line; None for prose."""
    found = find_script_lines(text, [match.span() for match in re.finditer(r"[^\n]+", text)])
    return [stretches[-1].speaker if stretches else None for stretches in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADA: Hello.\nBEN: Hello yourself.", ["Ada", "Ben"]),
        ("Ada: Hello.\nBen: Hi.\nAda: You're late.", ["Ada", "Ben", "Ada"]),
        ("[09:15] owlet: hi\n[09:16] newt_2: hi", ["owlet", "newt_2"]),
        ("09:15 - Owlet: hi\n09:16 - Newt: hi", ["Owlet", "Newt"]),
        ("<owlet> hi\n<newt_2> hello", ["owlet", "newt_2"]),
        ("**Ada:** Hello.\n**Ben:** Hi.\n**Ada:** Well?", ["Ada", "Ben", "Ada"]),
        ("ADA (laughing): No.\nBEN: Yes.", ["Ada", "Ben"]),
        ("He had one wish: soup.\nThere was one rule: no soup.", [None, None]),
        ("Warning: wet paint.\nNote: it is red.\nSummary: don't.", [None, None, None]),
        ("Only this: nothing.", [None]),
    ],
)
def test_speakers(text: str, expected: list[str | None]) -> None:
    assert speakers(text) == expected


def test_the_label_and_its_direction_are_told() -> None:
    text = "ADA: (sighing) Go on.\nBEN: I shall."
    label, said = find_script_lines(text, [(0, 21), (22, len(text))])[0]
    assert (text[label.start : label.end], label.reason) == ("ADA: (sighing) ", "script label")
    assert text[said.start : said.end] == "Go on."
