"""Which of the program's own files decide what is made: those that its code imports, found by reading the imports.

A list kept by hand lacks some; an import that is forgotten does not run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable

from rhapsode.version import VERSION

_PACKAGE = "rhapsode"
_DATA = "data"
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(rhapsode[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(rhapsode[\w.]*))", re.M
)
_WORD = re.compile(rb"\w+")


@dataclass(frozen=True, slots=True)
class Rules:
    """The code that decides what something becomes, by the names of its modules.

    `entries` are packages, with all that lies in them, and modules; what they import decides too, and the package's
    data. Of the modules in `alone` the imports don't count: those run the steps, and so import everything.
    """

    entries: tuple[str, ...]
    alone: tuple[str, ...] = ()


@cache
def hash_rules(rules: Rules) -> str:
    """Changes with every change in a file that decides, and with the version: an installation may lack the sources."""
    total = sha256(VERSION.encode())
    root = package_files(_PACKAGE)
    for name, content in sorted(find_modules(rules, root).items()):
        total.update(f"{name} {len(content)}\n".encode() + content)
    for name, place in sorted(_walk(root / _DATA)):
        total.update(name.encode() + place.read_bytes())
    return total.hexdigest()


def find_modules(rules: Rules, root: Traversable) -> Mapping[str, bytes]:
    """The modules of the package at `root` that decide, by dotted name, with their source."""
    known = {_dotted(name): place for name, place in _walk(root) if name.endswith(".py")}
    todo = [name for name in known if any(name == one or name.startswith(f"{one}.") for one in rules.entries)]
    found: dict[str, bytes] = {}
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found[name] = known[name].read_bytes()
            todo += _find_imports(name, found[name], known)
    return found | {name: known[name].read_bytes() for name in rules.alone if name in known}


def _find_imports(name: str, source: bytes, known: Collection[str]) -> Iterator[str]:
    """What a module's source may import, and the packages that it lies in, which are run before it."""
    yield name.rpartition(".")[0]
    for whence, names, whole in _IMPORT.findall(source):
        module = (whence or whole).decode()
        yield module
        if names:
            yield from (one for word in _WORD.findall(names) if (one := f"{module}.{word.decode()}") in known)


def _walk(place: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    """The files below `place`, with their paths from there."""
    for inner in place.iterdir():
        if inner.is_dir():
            if inner.name != "__pycache__":
                yield from _walk(inner, f"{within}{inner.name}/")
        else:
            yield within + inner.name, inner


def _dotted(path: str) -> str:
    """ "text/__init__.py" → "rhapsode.text"."""
    return f"{_PACKAGE}/{path}".removesuffix(".py").removesuffix("/__init__").replace("/", ".")
