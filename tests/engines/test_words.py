"""Words found and marked: one mark for each shown word, in order, inside the clip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.engines.words import find_words, make_plain, place_words, spread_words
from rhapsode.model import WordMark


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It cost $12.50, no less.", ["It", "cost", "$12.50", "no", "less"]),
        ("“Hello,” she said.", ["Hello", "she", "said"]),
        ("It went—slowly -- home...or not…yet", ["It", "went", "slowly", "home", "or", "not", "yet"]),
        ("‘Tis don’t, rock-’n’-roll and/or 50%", ["Tis", "don’t", "rock-’n’-roll", "and/or", "50%"]),
        ("a 😀 (b) *wow* — !", ["a", "😀", "b", "wow"]),
        ("שלום, עולם", ["שלום", "עולם"]),
        ("naïve café", ["naïve", "café"]),
        ("—…!? \n\t", []),
        ("", []),
    ],
)
def test_words_are_what_a_reader_would_point_at(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in find_words(text)] == words


@given(st.text(max_size=60))
def test_found_words_are_ordered_and_hold_all_letters(text: str) -> None:
    words = find_words(text)
    assert all(start < end for start, end in words)
    assert all(a[1] <= b[0] for a, b in pairwise(words))
    inside = {at for word in words for at in range(*word)}
    assert all(at in inside for at, char in enumerate(text) if char.isalnum())


def check_marks(marks: list[WordMark], text: str, frames: int) -> None:
    assert [(mark.start, mark.end) for mark in marks] == list(find_words(text))
    edges = [edge for mark in marks for edge in (mark.start_frame, mark.end_frame)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= frames for edge in edges)


@given(
    st.text(alphabet="ab “”,.—$1 😀\n", max_size=40),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(-100, 20_000)), max_size=20),
    st.integers(0, 10_000),
)
def test_whatever_an_engine_says_marks_are_in_order_and_inside(
    text: str, events: list[tuple[int, int]], frames: int
) -> None:
    check_marks(place_words(find_words(text), text, events, frames), text, frames)


def test_first_event_of_a_word_counts_and_signs_before_it_are_its_own() -> None:
    text = "It cost $12.50, “wow”"
    events = [(0, 0), (3, 10), (8, 20), (9, 25), (10, 30), (10, 35), (16, 50)]  # the last is at the quotation mark
    marks = place_words(find_words(text), text, events, 60)
    assert [(mark.start_frame, mark.end_frame) for mark in marks] == [(0, 10), (10, 20), (20, 50), (50, 60)]
    assert not any(mark.guessed for mark in marks)


def test_a_word_without_event_shares_the_time_of_the_one_before_and_says_so() -> None:
    text = "aa bb cc"
    marks = place_words(find_words(text), text, [(0, 0), (6, 80)], 100)
    assert [(m.start_frame, m.end_frame, m.guessed) for m in marks] == [
        (0, 40, False),
        (40, 80, True),
        (80, 100, False),
    ]


def test_without_times_words_are_spread_by_their_length() -> None:
    marks = spread_words(find_words("a bbb"), 0, 100)
    assert [(m.start_frame, m.end_frame, m.guessed) for m in marks] == [(0, 25, True), (25, 100, True)]


@given(st.text(max_size=50))
def test_plain_text_can_be_spoken_and_maps_back(text: str) -> None:
    plain, offsets = make_plain(text)
    plain.encode("utf-8")
    assert "\0" not in plain
    assert "[[" not in plain
    if offsets is not None:
        assert len(offsets) == len(plain) + 1
        assert all(plain[at] in (" ", text[offset]) for at, offset in enumerate(offsets[:-1]))


def test_soft_hyphens_go_and_control_characters_become_blanks() -> None:
    assert make_plain("so\u00adft a\x00b \ud800 [[x]]") == (
        "soft a b    [x]]",
        [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
    )
    assert make_plain("plain") == ("plain", None)
