"""tools/compare_understandings.py: which differences of two answers are found, and what is counted apart."""

from __future__ import annotations

import gzip
import importlib.util
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "compare_understandings.py"
TEXT = "One\n\n“Hi.”\n\n* * *\n\nShe left.\n"
STORY: dict[str, Any] = {
    "schema": "rhapsode-story/1",
    "source": "x.txt",
    "title": "T",
    "text": TEXT,
    "remarks": [],
    "characters": [
        {"name": "Mia", "aliases": [], "gender": "f", "lines": 1},
        {"name": "Bo", "aliases": [], "gender": "", "lines": 0},
    ],
    "chapters": [
        {
            "title": "One",
            "start": 0,
            "end": 29,
            "scenes": [{"start": 0, "end": 12, "narrator": "Mia"}, {"start": 12, "end": 29, "narrator": None}],
        }
    ],
    "segments": [
        {"start": 0, "end": 3, "kind": "heading", "speaker": None, "confidence": 1.0, "reason": "numeral"},
        {"start": 5, "end": 10, "kind": "dialogue", "speaker": "Mia", "confidence": 0.9, "reason": "tag"},
        {"start": 12, "end": 17, "kind": "scene-break", "speaker": None, "confidence": 1.0, "reason": ""},
        {"start": 19, "end": 28, "kind": "letter", "speaker": None, "confidence": 1.0, "reason": "", "writer": "Bo"},
    ],
}
UNDERSTOOD = {"name": "a.txt", "exit": 0, "sha256": "0", "cpu_s": 0.5, "story": STORY}
REFUSED = {"name": "a.txt", "exit": 1, "sha256": "0", "message": "rhapsode: a.txt: the file is empty\n"}

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("compare_understandings", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their own names
    spec.loader.exec_module(module)
    return module


def compare(tool: Any, change: Change) -> tuple[dict[str, tuple[str, str]], Counter[str]]:
    """What is found between STORY and a changed one: {kind: (old, new)}, and what is counted apart."""
    new = deepcopy(UNDERSTOOD)
    change(new["story"])  # type: ignore[arg-type]
    apart: Counter[str] = Counter()
    found = tool.compare_answers(UNDERSTOOD, new, apart)
    return {one.kind: (one.old, one.new) for one in found}, apart


def test_an_answer_is_equal_to_itself(tool: Any) -> None:
    assert compare(tool, lambda story: None) == ({}, Counter())


@pytest.mark.parametrize(
    ("change", "kind", "values"),
    [
        (lambda s: s.update(title="U"), "book: title", ("T", "U")),
        (lambda s: s.update(remarks=["read as Windows-1252"]), "book: remarks", ("[]", '["read as Windows-1252"]')),
        (lambda s: s["chapters"][0].update(title="Two"), "chapter: title", ("One", "Two")),
        (
            lambda s: s["chapters"][0]["scenes"][0].update(narrator=None),
            "scene: narrator somebody → nobody",
            ("Mia", "null"),
        ),
        (
            lambda s: s["segments"][1].update(kind="thought"),
            "passage: kind dialogue → thought",
            ("dialogue", "thought"),
        ),
        (lambda s: s["segments"][1].update(speaker="Bo"), "passage: speaker somebody → somebody", ("Mia", "Bo")),
        (lambda s: s["segments"][3].pop("writer"), "passage: writer somebody → nobody", ("Bo", "null")),
        (lambda s: s["segments"][1].pop("speaker"), "passage: speaker somebody → nobody", ("Mia", "(no such key)")),
        (lambda s: s["characters"][0].update(gender="m"), "character: gender", ("f", "m")),
        (lambda s: s["characters"].pop(), "character: gone", ("Bo", "nobody")),
        (lambda s: s["characters"].reverse(), "character: order", ("Mia", "Bo")),
    ],
)
def test_each_kind_of_difference_is_found_once(tool: Any, change: Change, kind: str, values: tuple[str, str]) -> None:
    assert compare(tool, change) == ({kind: values}, Counter())


def test_a_passage_cut_in_two_is_one_difference(tool: Any) -> None:
    def cut(story: dict[str, Any]) -> None:
        first = {**story["segments"][3], "end": 22}
        story["segments"][3:] = [first, {**first, "start": 23, "end": 28}]

    assert compare(tool, cut)[0] == {"passage: span": ("19–28 letter", "19–22 letter, 23–28 letter")}


def test_a_scene_gone_is_one_difference(tool: Any) -> None:
    def join(story: dict[str, Any]) -> None:
        story["chapters"][0]["scenes"] = [{"start": 0, "end": 29, "narrator": "Mia"}]

    assert compare(tool, join)[0] == {"scene: span": ("0–12, 12–29", "0–29")}


def test_where_the_text_differs_what_lies_behind_is_compared_by_its_new_place(tool: Any) -> None:
    def lengthen(story: dict[str, Any]) -> None:
        story["text"] = TEXT.replace("Hi", "Hello")
        story["segments"][1]["end"] += 3
        for row in (*story["segments"][2:], story["chapters"][0]["scenes"][1]):
            row.update(start=row["start"] + 3, end=row["end"] + 3)
        story["chapters"][0]["scenes"][0]["end"] += 3
        story["chapters"][0]["end"] += 3

    assert compare(tool, lengthen)[0] == {"text": ("i", "ello")}


def test_confidences_reasons_candidates_and_new_keys_are_counted_apart(tool: Any) -> None:
    def reword(story: dict[str, Any]) -> None:
        story["segments"][1].update(confidence=0.8, reason="said Mia", candidates=[{"name": "Mia"}], register="curt")
        story["segments"][0]["confidence"] = 0.7
        story["paragraphs"] = [[0, 3]]

    found, apart = compare(tool, reword)
    assert found == {}
    assert apart == {
        "passage.confidence": 2,
        "passage.reason": 1,
        "passage.candidates": 1,
        "new key: passage.register": 1,
        "new key: book.paragraphs": 1,
    }


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ({**REFUSED, "message": "rhapsode: a.txt: it is broken\n"}, "message"),
        ({**REFUSED, "exit": 2}, "exit code"),
        (UNDERSTOOD, "exit code"),
        ({**REFUSED, "sha256": "1"}, "the story's file itself changed"),
    ],
)
def test_refusals_are_compared_by_message_and_exit_code(tool: Any, new: Mapping[str, Any], kind: str) -> None:
    assert tool.compare_answers(REFUSED, REFUSED, Counter()) == []
    assert [one.kind for one in tool.compare_answers(REFUSED, new, Counter())] == [kind]


def write(path: Path, *answers: Mapping[str, Any]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in ({"schema": "rhapsode-snapshot/1"}, *answers))
    return path


def test_the_command_says_what_differs_and_exits_with_1(tool: Any, tmp_path: Path, capsys: Any) -> None:
    changed = deepcopy(UNDERSTOOD)
    changed["story"]["segments"][1]["speaker"] = "Bo"  # type: ignore[index]
    old = write(tmp_path / "old.json.gz", UNDERSTOOD, {**REFUSED, "name": "b.txt"})
    new = write(tmp_path / "new.json.gz", changed, {**REFUSED, "name": "c.txt"})
    assert tool.main([str(old), str(old)]) == 0
    assert "2 stories, 0 differ: 0 differences" in capsys.readouterr().out
    assert tool.main([str(old), str(new)]) == 1
    out = capsys.readouterr().out
    assert "a.txt, chapter 1, line 3, offset 5: 'Mia' → 'Bo'" in out
    assert "One ▸“Hi.” * * * She left." in out
    assert "story only in one  ×2" in out
    assert tool.main([str(old), str(new), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["counts"]["passage: speaker somebody → somebody"] == 1


def test_of_two_snapshots_only_the_wanted_stories_are_compared(tool: Any, tmp_path: Path) -> None:
    old = write(tmp_path / "old.json.gz", UNDERSTOOD, {**REFUSED, "name": "b.txt"})
    new = write(tmp_path / "new.json.gz", UNDERSTOOD)
    found = tool.compare_snapshots(old, new, {"a.txt"})
    assert (found.files, found.differences) == (1, [])
    assert len(tool.compare_snapshots(old, new).differences) == 1


def test_a_foreign_file_is_no_snapshot(tool: Any, tmp_path: Path) -> None:
    foreign = tmp_path / "x.json.gz"
    foreign.write_bytes(gzip.compress(b"{}\n"))
    with pytest.raises(ValueError, match="no snapshot of schema"):
        tool.main([str(foreign), str(foreign)])


@pytest.mark.slow
def test_this_checkout_understands_as_itself(tool: Any, tmp_path: Path) -> None:
    (tmp_path / "fanfic").mkdir()
    (tmp_path / "fanfic" / "one.txt").write_text("“Hello,” said Lena.\n\n“Well?” asked Tom.\n", "utf-8")
    (tmp_path / "fanfic" / "empty.md").write_text("", "utf-8")
    file = tmp_path / "now.json.gz"
    command = [sys.executable, str(TOOL), "--corpora", str(tmp_path), "--only", "fanfic", "--jobs", "1"]
    subprocess.run([*command, "--snapshot", str(TOOL.parent.parent), str(file)], check=True)
    empty, one = tool._read_answers(file)
    assert (empty["exit"], empty["message"]) == (
        1,
        "rhapsode: fanfic/empty.md: the file is empty — put the story in it\n",
    )
    assert [row["speaker"] for row in one["story"]["segments"] if row["kind"] == "dialogue"] == ["Lena", "Tom"]
    assert tool.main([str(file), str(file)]) == 0
