"""How lengths, sizes, rows and passages look, on any width."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from rhapsode.cli.screen import (
    KIND_STYLES,
    Row,
    count,
    format_clock,
    format_duration,
    format_size,
    pad,
    print_passages,
    print_row,
    shorten,
)
from rhapsode.model import Kind
from rhapsode.shown import show


def make_console(width: int, terminal: bool = False) -> tuple[Console, io.StringIO]:
    written = io.StringIO()
    console = Console(file=written, width=width, force_terminal=terminal, color_system=None, highlight=False)
    return console, written


@pytest.mark.parametrize(
    ("milliseconds", "text", "clock"),
    [
        (0, "0 s", "0:00"),
        (38_400, "38 s", "0:38"),
        (59_600, "1 min 00 s", "0:59"),
        (725_000, "12 min 05 s", "12:05"),
        (3_840_000, "1 h 04 min", "1:04:00"),
        (360_000_000, "100 h 00 min", "100:00:00"),
    ],
)
def test_lengths(milliseconds: int, text: str, clock: str) -> None:
    assert format_duration(milliseconds) == text
    assert format_clock(milliseconds) == clock


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 kB"), (512_000, "512 kB"), (999_600, "1.0 MB"), (12_340_000, "12.3 MB"), (1_400_000_000, "1.40 GB")],
)
def test_sizes(size: int, text: str) -> None:
    assert format_size(size) == text


def test_counts() -> None:
    assert [count(n, "line") for n in (0, 1, 1204)] == ["0 lines", "1 line", "1,204 lines"]
    assert count(2, "entry", "entries") == "2 entries"


def test_every_kind_has_a_style() -> None:
    assert set(KIND_STYLES) == set(Kind)


def test_rows_wrap_beside_their_label_on_a_terminal_and_not_elsewhere() -> None:
    console, written = make_console(40, terminal=True)
    print_row(console, "made in", "four seconds, and all of the lines had to be spoken")
    rows = written.getvalue().splitlines()
    assert rows[0] == "  made in     four seconds, and all of"
    assert all(row.startswith(" " * 14) for row in rows[1:])
    console, written = make_console(40)
    print_row(console, "made in", "four seconds, and all of the lines had to be spoken")
    assert written.getvalue() == "  made in     four seconds, and all of the lines had to be spoken\n"


def test_passages_stand_in_columns_as_wide_as_they_need_to_be() -> None:
    console, written = make_console(80)
    print_passages(
        console,
        [
            Row(Kind.DIALOGUE, ("Maud", "en-gb"), "“You are\nearly.”"),
            Row(Kind.LYRIC, ("", "en-us"), "The water is low\nand the gate is shut", ("bare lines",)),
        ],
    )
    assert written.getvalue().splitlines() == [
        "dialogue  Maud  en-gb  “You are early.”",
        "lyric           en-us  The water is low",
        "                       and the gate is shut",
        "                       ↳ bare lines",
    ]


@given(
    width=st.integers(10, 200),
    rows=st.lists(
        st.builds(
            Row,
            st.sampled_from(list(Kind)),
            st.tuples(st.text(max_size=40), st.text(max_size=40)),
            st.text(max_size=200),
            st.tuples(st.text(max_size=60)),
        ),
        max_size=5,
    ),
)
def test_any_passage_is_printed_whole(width: int, rows: list[Row]) -> None:
    """Markup in a story is text, and no word of it is lost."""
    console, written = make_console(width)
    print_passages(console, rows)
    squeezed = "".join(written.getvalue().split())
    for row in rows:
        for word in row.text.split():
            if word.isalnum() and len(word) < 20:
                assert word in squeezed


def test_wide_letters_keep_the_columns() -> None:
    console, written = make_console(40)
    rows = [
        Row(Kind.DIALOGUE, ("春子",), "「雨が降っていますね、春子さん。」" * 2),
        Row(Kind.DIALOGUE, ("Anna",), "Ja."),
    ]
    print_passages(console, rows)
    shown = written.getvalue().splitlines()
    assert shown[0].startswith("dialogue  春子  「雨")
    assert shown[-1] == "dialogue  Anna  Ja."
    assert all(cell_len(row) <= 40 for row in shown)


@given(st.text(max_size=50), st.integers(2, 30))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    assert cell_len(shorten(text, width)) <= width
    assert cell_len(show(text)) > width or shorten(text, width) == show(text)
    assert cell_len(pad(text, width)) == cell_len(pad(text, width, right=True)) == width
