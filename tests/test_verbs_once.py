"""Verbs of speech stand in `data/languages` alone: no module but those of the floors lists them, in no language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhapsode.language import load_every

SOURCE = Path(__file__).parent.parent / "src" / "rhapsode"
FLOORS = ("text", "language", "telling")
"""The packages that hold what all others read."""
OTHER_WORDS_TOO = frozenset(
    "add answer answers begin begins calls cry directed remark repeat replies reply return returns whisper".split()
)
"""Forms that are nouns as often, or what the code itself is made of."""
VERBS = frozenset[str]().union(*(language.verbs.surely for language in load_every())) - OTHER_WORDS_TOO

_PATTERN = re.compile(r"\(\?|\[\^|\\[sSwWbBdD]|\w\|\w")
_ENDINGS = re.compile(r"\(\?:(?=[\w|]*\))")
"""What parts a verb from its endings in a pattern: in `shout(?:ed|s)` the verb is `shout`."""


def verbs_in(text: str) -> set[str]:
    """The different verbs of speech that `text` lists."""
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", _ENDINGS.sub(" ", text))} & VERBS


def lists_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and words of each pattern and each list of words in code; texts for people are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            yield node.lineno, " ".join(_strings(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            yield node.lineno, " ".join(_strings(node.func))
        elif isinstance(node, ast.Tuple | ast.Set | ast.List | ast.Dict):
            yield node.lineno, " ".join(word for word in _strings(node) if " " not in word)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield node.lineno, " ".join(text for text in _strings(node.value) if _PATTERN.search(text))


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def copies_in(source: str) -> list[str]:
    """Where `source` lists two or more verbs of speech, each with its line."""
    return [
        f"{line}: {' '.join(sorted(verbs))}"
        for line, text in lists_of(ast.parse(source))
        if len(verbs := verbs_in(text)) > 1
    ]


@pytest.mark.parametrize(
    "source",
    [
        "SAYS = frozenset('said asked'.split())",
        "SAYS = ('whispered', 'shouted')",
        "SAYS = {'sagte': 1, 'fragte': 2}",
        "import re\nP = re.compile(r'\\b(?:said|cried)\\b')",
        "import re\nP = re.compile(r'\\b(?:shout(?:ed|s)|murmur(?:ed|s)|exclaim(?:ed|s))\\b')",
        "_NAGS = r'(?:murmured|insisted)'",
        "_NAGS = 'murmured|insisted'",
    ],
)
def test_a_list_of_verbs_is_seen(source: str) -> None:
    assert copies_in(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Ada said, and Tom asked."""',
        "raise ValueError('nobody said who asked')",
        "REASON = 'said by whoever asked'",
        "import re\nP = re.compile(r'\\bsaid\\b')",
        "WORDS = frozenset('wrote read signed'.split())",
    ],
)
def test_one_verb_or_words_for_people_are_no_list(source: str) -> None:
    assert copies_in(source) == []


def _modules() -> list[Path]:
    rooms = (path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in FLOORS)
    return [path for path in rooms if path.name != "__init__.py"]  # which names functions: explain, declare


def test_verbs_of_speech_are_listed_once() -> None:
    copies = {str(path.relative_to(SOURCE)): copies_in(path.read_text("utf-8")) for path in _modules()}
    assert {name: found for name, found in copies.items() if found} == {}
