"""What is known of marks and words stands in `text`, `language` and `telling` alone: no other module keeps a list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhapsode.text import APOSTROPHES, ENDERS, QUOTES

SOURCE = Path(__file__).parent.parent / "src" / "rhapsode"
FLOORS = ("text", "language", "telling")
"""The packages that hold what all others read."""
HOLE = "\ue000"
"""Stands for what an f-string fills in."""
ARGUED = {
    "building/output_paths.py": "a glob, in which the sign says “not”",
    "reading/tags.py": "the grammar of HTML's attributes",
}
"""Lists that are no copies, by module, and why."""

_PROSE = re.compile(r"[^\W\d_]{2,} [^\W\d_]+|[\u4e00-\u9fff]{4}")
_PATTERN = re.compile(r"\(\?|\[\^|\\[sSwWbBdD]")
_LONE = re.compile(r"(?:^|(?<=[|(:]))(?:\\([.?])|([!…。！？]))(?=[|)]|$)")
_CLASS = re.compile(r"(?<!\\)\[\^?(\]?(?:\\.|[^\]\\])*)\]", re.DOTALL)


def quotation_marks_in(text: str) -> set[str]:
    """The different quotation marks of `text`; apostrophes count beside others only, else none."""
    found = set(text) & set(QUOTES)
    return found if found - set(APOSTROPHES) else set()


def stops_in(text: str, pattern: bool) -> set[str]:
    """The stops that `text` lists; of a pattern, the most that one class or one choice of it lists."""
    ends = set(ENDERS)
    if not pattern:
        return set(text) & ends
    lone = {match[1] or match[2] for match in _LONE.finditer(text)}
    return max([lone, *({*match[1]} & ends for match in _CLASS.finditer(text))], key=len)


def constants_of(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line, text and whether it is a pattern, of each string or list of short strings in code, docstrings left out."""
    done: set[int] = set()
    patterns: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            done.add(id(node.value))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            patterns.update(id(part) for argument in node.args[:1] for part in ast.walk(argument))
        elif isinstance(node, ast.JoinedStr):
            done.update(id(part) for part in node.values)
            parts = [part.value if isinstance(part, ast.Constant) else HOLE for part in node.values]
            text = "".join(map(str, parts)).replace(f"“{HOLE}”", HOLE)  # somebody's words, shown to people
            yield node.lineno, text, id(node) in patterns or bool(_PATTERN.search(text))
        elif isinstance(node, ast.Tuple | ast.Set | ast.List):
            yield node.lineno, "".join(_short(node.elts)), False
        elif isinstance(node, ast.Dict):
            yield node.lineno, "".join(_short([*filter(None, node.keys), *node.values])), False
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in done:
            yield node.lineno, node.value, id(node) in patterns or bool(_PATTERN.search(node.value))


def _short(elements: list[ast.expr]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, ast.Constant) and isinstance(element.value, str) and len(element.value) <= 2:
            yield element.value


def copies_in(source: str) -> list[str]:
    """Where `source` lists two or more quotation marks or stops, each with its line."""
    found = []
    for line, text, pattern in constants_of(ast.parse(source)):
        if not pattern and _PROSE.search(text):
            continue  # words for people
        listed = [kind for kind in (quotation_marks_in(text), stops_in(text, pattern)) if len(kind) > 1]
        found += [f"{line}: {''.join(sorted(kind))}" for kind in listed]
    return found


@pytest.mark.parametrize(
    "source",
    [
        "MARKS = '“”'",
        "MARKS = frozenset('\"“')",
        "import re\nP = re.compile('[\"”]?')",
        "import re\nP = re.compile(f'{X}[.!]')",
        "ends = line[-1] in ('.', '?')",
        "ends = line[-1] in '.!?…'",
        "import re\nP = re.compile(r'(?:\\.|!|\\?)$')",
        "import re\nP = re.compile(r'\\bsaid\\b[^.!?]{0,40}$')",
        "PAIRS = {'“': '”'}",
        'quoted = text[0] in "\'‘"',
    ],
)
def test_a_list_of_marks_is_seen(source: str) -> None:
    assert copies_in(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Says “this” and “that”. Really!"""',
        "raise ValueError(f'“{name}” has no voice “{voice}”. Which one?')",
        "import re\nP = re.compile(r'P\\.S\\.?(?!\\w)')",
        'import re\nP = re.compile("[\'’]s\\\\b")',
        "import re\nP = re.compile(r'(?<!\\w)a/n(?:[:.]|!)?')",
        "ends = text.endswith('!')",
        "version = '1.0'",
    ],
)
def test_a_single_mark_or_words_for_people_are_no_list(source: str) -> None:
    assert copies_in(source) == []


def _modules() -> list[str]:
    paths = (path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
    return sorted(path for path in paths if path.split("/")[0] not in FLOORS)


def test_marks_and_stops_are_listed_once() -> None:
    copies = {name: found for name in _modules() if (found := copies_in((SOURCE / name).read_text("utf-8")))}
    assert {name: found for name, found in copies.items() if name not in ARGUED} == {}
    assert [name for name in ARGUED if name not in copies] == []
