"""Page numbers and running heads."""

from __future__ import annotations

from rhapsode.segmenting.furniture import take_out_pages
from rhapsode.text import find_lines

LINE = "the hens went on waiting, and the pump went on being of no use"


def taken(text: str) -> list[str]:
    _, inserts = take_out_pages(text, find_lines(text))
    return [text[insert.start : insert.end] for insert in inserts]


def page(mark: str) -> str:
    return f"And {LINE} to\n\n{mark}\n\nanybody at all, but {LINE}.\n\n"


def test_numbers_in_the_middle_of_sentences() -> None:
    assert taken("".join(page(f"- {n} -") for n in range(7, 12))) == [f"- {n} -" for n in range(7, 12)]


def test_running_heads_beside_them() -> None:
    text = "".join(page(f"THE PUMP\n\n{n}") for n in range(7, 12))
    assert taken(text) == [part for n in range(7, 12) for part in ("THE PUMP", str(n))]


def test_chapters_are_no_pages() -> None:
    assert taken("".join(f"{n}\n\nThe pump stood still. And {LINE}.\n\n" for n in range(1, 9))) == []


def test_two_numbers_are_none() -> None:
    assert taken(page("7") + page("8")) == []


def test_numbers_in_no_order_are_none() -> None:
    assert taken("".join(page(str(n)) for n in (7, 3, 99, 12, 5))) == []


def test_a_parted_paragraph_is_whole_again() -> None:
    text = "".join(page(str(n)) for n in range(7, 12))
    lines, _ = take_out_pages(text, find_lines(text))
    assert [line.gap for line in lines] == [0, 0, *[1, 0] * 4]
