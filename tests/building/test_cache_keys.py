"""Whatever decides what a thing becomes is in the key that it is kept under: found again by another way, the syntax."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhapsode.building import cached, pipeline
from rhapsode.building.cache_keys import Rules, find_modules
from rhapsode.plugins import BUILT_IN

ROOT = Path(__file__).parent.parent.parent / "src" / "rhapsode"


def locate(module: str) -> Path | None:
    """The file of a module of ours; None for what is none, such as a function."""
    place = ROOT.parent.joinpath(*module.split("."))
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


def imports_in(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that code may import, wherever in it."""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say the whole name"
            names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
        yield from (name for name in names if name.partition(".")[0] == "rhapsode" and locate(name))


def with_imports(modules: set[str]) -> set[str]:
    """`modules`, the packages that they lie in, and all that these import, and so on."""
    found: set[str] = set()
    todo = set(modules)
    while todo:
        module = todo.pop()
        found.add(module)
        path = locate(module)
        assert path is not None, module
        inner = set(imports_in(ast.parse(path.read_text("utf-8")))) | {module.rpartition(".")[0]}
        todo |= inner - found - {""}
    return found


def plugins(group: str) -> set[str]:
    return {spec.partition(":")[0] for spec in BUILT_IN[group].values()}


def of_function(function: object) -> set[str]:
    return set(imports_in(ast.parse(inspect.getsource(function))))  # type: ignore[arg-type]


UNDERSTANDING = of_function(pipeline.understand) | plugins("readers") | {"rhapsode.corrections", "rhapsode.story_json"}
WRITING = {"rhapsode.casting", "rhapsode.voices_file", "rhapsode.script_json"}
MAKING = {"rhapsode.recording", "rhapsode.stitching", "rhapsode.binding.books", "rhapsode.engines.engine_host"}
STEPS = {"rhapsode.building.pipeline", "rhapsode.building.cached", "rhapsode.building.understanding"}


@pytest.mark.parametrize(
    ("rules", "entries"),
    [
        (cached.STORY_RULES, UNDERSTANDING),
        (cached.SCRIPT_RULES, WRITING),
        (cached.BOOK_RULES, MAKING | plugins("engines") | plugins("binders")),
    ],
    ids=["understandings", "scripts", "books"],
)
def test_whatever_is_imported_is_in_the_key(rules: Rules, entries: set[str]) -> None:
    needed = with_imports(entries)
    assert {"rhapsode.model", "rhapsode.version", "rhapsode.errors"} <= needed
    assert sorted((needed | STEPS) - find_modules(rules, ROOT).keys()) == []


def test_the_function_that_understands_imports_steps_1_to_3() -> None:
    assert {"rhapsode.reading", "rhapsode.segmenting", "rhapsode.attributing"} <= of_function(pipeline.understand)


def test_what_understanding_does_not_need_changes_no_key() -> None:
    found = find_modules(cached.STORY_RULES, ROOT)
    assert [name for name in found if name.startswith(("rhapsode.cli", "rhapsode.binding", "rhapsode.engines"))] == []


def test_imports_of_any_shape_are_found(tmp_path: Path) -> None:
    sources = {
        "__init__": "",
        "entry/__init__": "from rhapsode.entry.inner import (\n    one,  # why\n    two as three,\n)\n",
        "entry/inner/__init__": "",
        "entry/inner/one": "def late() -> None:\n    import rhapsode.late\n",
        "entry/inner/two": "from rhapsode import second as other, third\n",
        "late": "import sys\n",
        "second": "if sys:\n    from rhapsode.fourth import (a, b)\n",
        "third": "",
        "fourth": "",
        "apart": "from rhapsode.fifth import x\n",
        "fifth": "",
        "stranger": "",
    }
    for name, source in sources.items():
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
    found = find_modules(Rules(("rhapsode.entry",), ("rhapsode.apart",)), tmp_path)
    names = "entry entry.inner entry.inner.one entry.inner.two late second third fourth apart".split()
    assert set(found) == {"rhapsode", *(f"rhapsode.{name}" for name in names)}
