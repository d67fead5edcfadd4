"""Deep markup → flatter, word for word."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.reading.nesting import DEPTH, flatten


def deepest(markup: str) -> int:
    depth = most = 0
    for tag in re.findall(r"<(/?)(?:b|p)>", markup):
        depth += -1 if tag else 1
        most = max(most, depth)
    return most


def test_what_is_not_deep_stays_as_it_is() -> None:
    markup = "<p>a<br/>b <b class='x'>c</b></p><!-- <b> --><script>x</script>" * 3
    assert flatten(markup) == markup


def test_blocks_that_are_too_deep_leave_a_line_break_and_spans_nothing() -> None:
    outer, inner = "<p>" * DEPTH, "<p>a <b>b</b> c</p>d"
    assert flatten(outer + inner + "</p>" * DEPTH) == f"{outer}<br/>a b c<br/>d{'</p>' * DEPTH}"


def test_what_nobody_sees_stays_unseen_however_deep() -> None:
    markup = "<b>" * 500 + "<script>one</script>" + "<svg><svg>two</svg></svg>" + "three" + "</b>" * 500
    assert "<script>one</script><svg>two</svg>three" in flatten(markup)


@given(st.lists(st.sampled_from(["<b>", "<p>", "</b>", "</p>", "<br/>", "word ", "<!--", "-->", "<"]), max_size=80))
def test_any_soup_keeps_its_words_and_is_no_deeper_than_it_may_be(soup: list[str]) -> None:
    markup = "<b>" * DEPTH + "".join(soup)
    assert flatten(markup).count("word ") == markup.count("word ")
    if "<!--" not in soup and "<" not in soup:
        assert deepest(flatten(markup)) <= DEPTH
