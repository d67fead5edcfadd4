"""What stands inside passages is cut out of them, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.model import Kind, Mark, Passage, Role
from rhapsode.segmenting.furniture import Insert, cut_out, find_inserts
from tests.segmenting.sheets import lay_out


def inserts_of(text: str, *marks: Mark) -> list[tuple[str, str]]:
    sheet, blocks = lay_out(text, *marks)
    return [(text[i.start : i.end], str(i.kind)) for i in find_inserts(sheet, blocks)]


def test_marks_of_footnotes() -> None:
    assert inserts_of("A bishop[1] and a cook² met.[*]") == [
        ("[1]", "boilerplate"),
        ("²", "boilerplate"),
        ("[*]", "boilerplate"),
    ]


def test_figures_that_are_no_footnotes() -> None:
    assert inserts_of("Ten m2 [of it] and ² alone, [sic] [a]") == []


def test_marked_footnotes_and_pages() -> None:
    marks = (Mark(3, 4, Role.FOOTNOTE_MARK), Mark(5, 7, Role.PAGE_NUMBER))
    assert inserts_of("one1 22 two", *marks) == [("1", "boilerplate"), ("22", "boilerplate")]


def test_asides() -> None:
    assert inserts_of("He ran (A/N: fast!) and (an odd thing) fell.") == [("(A/N: fast!)", "note")]


WRAPPED = """The lamp was lit and the keep-
er went up, and the other keeper
came down, and then for a while
they stood on the stairs and did
not speak of the well-
known matter, or of any other un-
likely one, until it grew to be
far too late to speak about it.
It was a well-known thing, and a
thing that was better left there
for all of them to find at last."""


def test_hyphens_of_words_that_stand_whole_elsewhere() -> None:
    sheet, blocks = lay_out(WRAPPED)
    assert sheet.layout.wrap
    places = [insert.start for insert in find_inserts(sheet, blocks)]
    assert [WRAPPED[place - 4 : place + 1] for place in places] == ["keep-"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=5), st.lists(st.integers(1, 9), max_size=5))
def test_cut_passages_tile_what_they_tiled(spans: list[tuple[int, int]], lengths: list[int]) -> None:
    text = "abc def ghi jkl mno pqr stu vwx yz" * 2
    inserts, end = [], 0
    for start, length in sorted(spans):
        if start >= end:
            inserts.append(Insert(start, start + length, Kind.NOTE, "x"))
            end = start + length
    passages, at = [], 0
    for length in lengths:
        passages.append(Passage(Kind.NARRATION, at, at + length))
        at += length
    made = cut_out(text, passages, inserts)
    covered = [place for p in made for place in range(p.start, p.end) if not text[place].isspace()]
    wanted = {n for p in passages for n in range(p.start, p.end)} | {n for i in inserts for n in range(i.start, i.end)}
    assert covered == sorted(place for place in wanted if not text[place].isspace())
