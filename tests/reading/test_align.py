"""Labels carried from one rendering of a text to another."""

from __future__ import annotations

import pytest
from benchmarks.align import carry_labels, stretches
from hypothesis import given
from hypothesis import strategies as st

PLAIN = "I\n\nThe Lamp goes out\n\nIt was a dark night on the shore, and nobody stirred.\n\nRow, lads,\nrow!\n\nDone."


def test_layout_and_insertions_do_not_matter() -> None:
    other = (
        "THE LAMP\n\nby nobody at all, imprint of nowhere\n\nI. The Lamp\ngoes out\n\nIt was a dark[1] night on the\n"
        "shore—and nobody stirred. Row, lads, / row! Done.\n\n[1] A note about the dark, and about nights in general."
    )
    spans = [
        (PLAIN.index(words), PLAIN.index(words) + len(words))
        for words in ("The Lamp goes", "a dark night", "Row, lads,\nrow!")
    ]
    carried, share = carry_labels(PLAIN, spans, other)
    assert [other[start:end] for start, end in carried] == ["The Lamp\ngoes", "a dark[1] night", "Row, lads, / row"]
    assert share == 1.0


def test_what_is_not_there_comes_back_empty() -> None:
    carried, share = carry_labels("only here. " + PLAIN, [(0, 9)], PLAIN)
    assert carried[0][0] == carried[0][1]
    assert share == pytest.approx(1 - 8 / (8 + sum(map(str.isalnum, PLAIN))))


@given(st.text(alphabet="ab c", max_size=60), st.text(alphabet="ab c", max_size=60))
def test_stretches_are_equal_and_in_order(a: str, b: str) -> None:
    i = j = 0
    for begin, other, length in stretches(a, b):
        assert begin >= i
        assert other >= j
        assert length > 0
        assert a[begin : begin + length] == b[other : other + length]
        i, j = begin + length, other + length


@given(st.text(max_size=60), st.data())
def test_a_text_is_wholly_found_in_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ((found_start, found_end),), share = carry_labels(text, [(start, end)], text)
    assert [c for c in text[found_start:found_end] if c.isalnum()] == [c for c in text[start:end] if c.isalnum()]
    assert share == 1.0 or not any(map(str.isalnum, text))
