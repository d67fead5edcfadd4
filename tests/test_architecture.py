"""The shape of the code: who imports whom, how long functions are, what belongs where."""

from __future__ import annotations

import ast
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def _functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
                found.append(
                    (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", (node.end_lineno or 0) - first + 1)
                )
    return found


def test_nobody_imports_upwards() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_function_is_over_60_lines_and_nine_in_ten_are_at_most_30() -> None:
    functions = _functions()
    assert [row for row in functions if row[1] > 60] == []
    assert statistics.quantiles([lines for _, lines in functions], n=10)[-1] <= 30


def test_every_module_says_what_goes_in_and_what_comes_out() -> None:
    silent = [str(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


@pytest.mark.parametrize("word", ["utils", "helpers", "core", "manager", "base", "common", "misc"])
def test_modules_are_named_after_things(word: str) -> None:
    assert [str(p) for p in SOURCES if word in p.stem.split("_")] == []


def test_steps_2_and_3_are_reached_by_the_doors_of_their_rooms() -> None:
    """Tests and benchmarks import from packages, never from a module inside: a move within a room breaks none."""
    rooms = [ROOT / "src" / "rhapsode" / room for room in ("segmenting", "attributing", "telling", "text", "language")]
    inside = {
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for room in rooms for path in room.rglob("*.py")
    }
    guilty = []
    for path in sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            else:
                continue
            if names & inside:
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_only_the_command_line_prints_or_exits() -> None:
    guilty = []
    for path in SOURCES:
        if path.parent.name == "cli" or path.name == "__main__.py" or path.name == "worker.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.exit", "exit", "click.echo"):
                guilty.append(f"{path.name}:{node.lineno}")
    assert guilty == []


def test_only_files_py_and_the_store_write() -> None:
    """`open` for writing, `write_text` and `write_bytes` happen in files.py, or on a temporary path it gave."""
    guilty = []
    for path in SOURCES:
        if path.name == "files.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, on = node.func.attr, ast.unparse(node.func.value)
                if name in ("write_text", "write_bytes") and on != "files" and "temporary" not in on:
                    guilty.append(f"{path.name}:{node.lineno} {ast.unparse(node.func)}")
    assert guilty == []


def test_version_and_help_load_no_heavy_package() -> None:
    program = (
        "import sys, rhapsode.cli as c\n"
        "try: c.cli(['--help'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'av', 'pydub', 'rich', 'lxml', 'ruamel', 'mutagen', 'PIL', 'pyttsx3', 'sqlite3'}\n"
        "heavy.add('subprocess')\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_no_reason_steers_the_program() -> None:
    """A reason is words for people: it is shown, never compared, searched or looked up."""
    guilty = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare):
                looked_at = [node.left, *node.comparators]
            elif isinstance(node, ast.Subscript):
                looked_at = [node.slice]
            elif isinstance(node, ast.Match):
                looked_at = [node.subject]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                looked_at = [node.func.value] if node.func.attr in _SEARCHES else []
            else:
                continue
            if any(isinstance(part, ast.Attribute) and part.attr == "reason" for part in looked_at):
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


_SEARCHES = ("startswith", "endswith", "find", "index", "count", "partition", "split", "casefold", "lower")
