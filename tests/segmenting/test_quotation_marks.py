"""Which way marks face, and which apostrophes are none."""

from __future__ import annotations

import pytest

from rhapsode.text import Family, Side, find_marks


def faces(text: str) -> str:
    """The marks of a one-paragraph text as a string of ( ) and ?."""
    (marks,) = find_marks(text, [(0, len(text))])
    return "".join({Side.OPEN: "(", Side.CLOSE: ")", Side.EITHER: "?"}[mark.side] for mark in marks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," he said. "No."', "()()"),
        ("“Yes,” he said. “No.”", "()()"),
        ("“Yes,“ he said.", "()"),  # a closing mark of the wrong shape
        ("”Yes,” he said.", "()"),
        ("„Ja“, sagte er.", "()"),
        ("»Ja«, sagte er.", "()"),
        ("«Да», — сказал он.", "()"),
        ("« Oui », dit-il.", "()"),
        ("「はい」と言った。", "()"),
        ('He put it down--"there"--and left.', "()"),
        ('"I was--" He stopped.', "()"),
        ('the 12" plank', ")"),
        ("‘Yes,’ he said. ‘The dogs’ tails’", "()())"),
        ("‘’Tis late,’ he said.", "()"),
        ("'It's the boys' turn,' he said.", "())"),
    ],
)
def test_facing(text: str, expected: str) -> None:
    assert faces(text) == expected


def test_single_marks_count_only_where_they_stand_around_speech() -> None:
    text = "\"It's the 'new' way,\" said Ann.\n\n'Twas brillig, and the dogs' tails wagged."
    split = text.index("\n\n")
    marks = find_marks(text, [(0, split), (split + 2, len(text))])
    assert {mark.family for found in marks for mark in found} == {Family.DOUBLE}


@pytest.mark.parametrize("mark", ['"', '" ', '"a ', "“", "'“"])
def test_rows_of_marks_are_ornaments(mark: str) -> None:
    text = mark * 400
    assert find_marks(text, [(0, len(text))]) == [[]]


def test_many_short_speeches_are_no_ornaments() -> None:
    text = '"No." He sat. ' * 400
    (marks,) = find_marks(text, [(0, len(text))])
    assert len(marks) == 800
