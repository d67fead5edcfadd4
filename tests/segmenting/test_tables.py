"""What the tables of rules and passes say that each row reads and writes is true, and each field is of use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from rhapsode import segmenting
from rhapsode.model import Story
from rhapsode.segmenting import READ_AFTER, RULES, Block, Sheet
from rhapsode.segmenting.speech import PASSES, Parts, Pass, Prose
from tests.segmenting.test_cases import CASES, read_case, understand

blocks, passes = sys.modules[Block.__module__], sys.modules[Pass.__module__]

FIELDS = {field.name for field in fields(Block)}
ASPECTS = {"start": "lines", "end": "lines", "detail": "finding", "confidence": "finding"}
Row = tuple[str, frozenset[str], frozenset[str]]
"""A row's name, what it reads and what it writes."""

RULE_ROWS: tuple[Row, ...] = tuple((r.name, frozenset(r.reads.split()), frozenset(r.writes.split())) for r in RULES)
PASS_ROWS: tuple[Row, ...] = tuple((p.name, frozenset(p.reads), frozenset(p.writes)) for p in PASSES)
LAID_OUT = frozenset({"lines", "indents", "gap", "wrapped"})
"""What blocks have before the first rule: how their lines stand on the page."""
ARRANGED = frozenset({"said", "quarrels", "thoughts", "interruptions"})
"""What `Parts.arrange` reads when all passes have run."""


def check_table(rows: Sequence[Row], given: frozenset[str], after: frozenset[str]) -> None:
    """Whatever is read was given or written above; whatever is written is read below, or where all rows have run."""
    written = set(given)
    for name, reads, writes in rows:
        assert reads <= written, f"{name} reads what no row above it writes: {reads - written}"
        written |= writes
    for at, (name, _, writes) in enumerate(rows):
        read = after.union(*(reads for _, reads, _ in rows[at + 1 :]))
        assert writes <= read, f"what {name} writes nobody reads: {writes - read}"


def test_what_a_rule_writes_is_read_and_what_it_reads_is_written() -> None:
    check_table(RULE_ROWS, LAID_OUT, frozenset(READ_AFTER.split()))
    assert frozenset().union(*(reads | writes for _, reads, writes in RULE_ROWS)) <= FIELDS


def test_what_a_pass_writes_is_read_and_what_it_reads_is_written() -> None:
    check_table(PASS_ROWS, frozenset(), ARRANGED)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("one", frozenset("a"), frozenset("b"))], "no row above"),
        ([("one", frozenset(), frozenset("a")), ("two", frozenset(), frozenset("a"))], "nobody reads"),
        ([("one", frozenset(), frozenset("a")), ("two", frozenset("a"), frozenset("b"))], "nobody reads"),
    ],
    ids=["read, never written", "written by two, read by none", "written last, not read after"],
)
def test_a_table_with_a_fault_is_refused(rows: list[Row], fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        check_table(rows, frozenset(), frozenset())


class Watched(Block):
    """A block that notes which of its fields are read, but for those that a copy or comparison takes."""

    __slots__ = ()
    seen: set[str] = set()  # noqa: RUF012

    def __getattribute__(self, name: str) -> Any:
        if name in FIELDS:
            file = sys._getframe(1).f_code.co_filename
            if file != "<string>" and not file.endswith("dataclasses.py"):
                Watched.seen.add(ASPECTS.get(name, name))
        return object.__getattribute__(self, name)


def watch_rule(
    rule: Callable[[Sheet, tuple[Block, ...]], tuple[Block, ...]], read: set[str], written: set[str]
) -> Callable[[Sheet, tuple[Block, ...]], tuple[Block, ...]]:
    def watched(sheet: Sheet, before: tuple[Block, ...]) -> tuple[Block, ...]:
        Watched.seen = set()
        after = tuple(rule(sheet, before))
        read.update(Watched.seen)
        known = {(block.start, block.end): block for block in before}
        for block in after:
            old = known.get((block.start, block.end))
            written.update(_changes(old, block) if old is not None else {"lines"})
        Watched.seen = set()
        return after

    return watched


def _changes(one: Any, two: Any) -> Iterator[str]:
    names = (field.name for field in fields(two))
    return (ASPECTS.get(name, name) for name in names if getattr(one, name) != getattr(two, name))


def understand_cases(pattern: str, folder: Path) -> Iterator[Story]:
    for path in sorted(CASES.glob(pattern)):
        header, text, _ = read_case(path)
        yield understand(header, text, folder)


def test_rules_read_and_write_what_their_rows_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: Mapping[str, tuple[set[str], set[str]]] = {row.name: (set(), set()) for row in RULES}
    monkeypatch.setattr(blocks, "Block", Watched)
    watched = tuple(replace(row, rule=watch_rule(row.rule, *seen[row.name])) for row in RULES)
    monkeypatch.setattr(segmenting, "RULES", watched)
    after: set[str] = set()
    for _ in understand_cases("block-*.case", tmp_path):
        after |= Watched.seen
    assert after <= set(READ_AFTER.split())
    for name, reads, writes in RULE_ROWS:
        assert seen[name][0] <= reads, name
        assert seen[name][1] <= writes, name


class Ledger:
    """Stands for the parts found so far, and notes which of them are read."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self.read = parts, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self._parts, name)


def watch_pass(row: Pass) -> Pass:
    def watched(prose: Prose, parts: Parts) -> Parts:
        ledger = Ledger(parts)
        found: dict[str, Any] = {}

        def note(given: Any, **changes: Any) -> Any:
            found.update(changes)
            return given

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passes, "replace", note)
            row.find(prose, ledger)  # type: ignore[arg-type]
        assert ledger.read <= set(row.reads), row.name
        assert found.keys() <= set(row.writes), row.name
        return replace(parts, **found)

    return replace(row, find=watched)


def test_passes_read_and_write_what_their_rows_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(passes, "PASSES", tuple(map(watch_pass, PASSES)))
    assert all(story.passages for story in understand_cases("speech-*.case", tmp_path))
