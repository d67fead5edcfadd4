"""Bars on a terminal, nothing elsewhere; remarks in either case."""

from __future__ import annotations

import io

from rich.console import Console

from rhapsode.cli.progress import Bars, Silent
from rhapsode.protocols import Watcher


def make_console(width: int = 80, terminal: bool = True) -> tuple[Console, io.StringIO]:
    written = io.StringIO()
    return Console(file=written, width=width, force_terminal=terminal, color_system=None), written


def draw(bars: Bars) -> list[str]:
    """The bars as they stand, top down."""
    console, written = make_console(terminal=False)
    console.print(bars.render())
    return [row for row in written.getvalue().splitlines() if row.strip()]


def test_steps_stand_in_order_with_what_is_done() -> None:
    console, _ = make_console()
    with Bars(console) as bars:
        bars.begin("read", 0, "lock.txt")
        assert "lock.txt" in draw(bars)[0]
        bars.begin("encode", 4, "pieces")
        bars.begin("record", 1_200, "lines")
        bars.advance("record", 600, 90_000)
        record, encode = draw(bars)
    assert "record" in record and "600/1,200 lines" in record
    assert "encode" in encode and "0/4 pieces" in encode
    assert all(len(row) <= 80 for row in (record, encode))


def test_what_is_finished_is_said_to_be_done_and_goes_with_its_book() -> None:
    console, _ = make_console()
    with Bars(console) as bars:
        bars.begin("record", 2, "lines")
        bars.advance("record", 2, 10_000)
        assert draw(bars)[0].rstrip().endswith("done")
        bars.finish()
        assert draw(bars) == []
        bars.begin("record", 3, "lines")
        assert "0/3 lines" in draw(bars)[0]


def test_nobody_looks_and_nothing_is_drawn() -> None:
    console, written = make_console(terminal=False)
    with Bars(console) as bars:
        bars.begin("record", 2, "lines")
        bars.advance("record", 2, 10_000)
        bars.remark("read as [Windows-1252]")
    assert written.getvalue() == "  read as [Windows-1252]\n"


def test_both_are_watchers() -> None:
    watchers: list[Watcher] = [Bars(make_console()[0]), Silent()]
    for watcher in watchers:
        watcher.begin("record", 1, "lines")
        watcher.advance("record")
        watcher.remark("something")
    assert isinstance(watchers[1], Silent) and watchers[1].remarks == ["something"]
