"""Scene breaks: the marks that stand for them, and those of which only a wider gap is left."""

from __future__ import annotations

import re
from unicodedata import category

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.text.marks import FACIAL, ORNAMENTS, SPEECHLESS

_ORNAMENTS = frozenset(ORNAMENTS)
_SPEECHLESS, _FACIAL = frozenset(SPEECHLESS), frozenset(FACIAL)
_SPELT = re.compile(r"(?i)(?:line ?break|scene ?break|page ?break|time ?skip|break|scene change|section break|lb)")
LEAST_SIGNS = 3
"""Of signs such as hearts and leaves; one or two are somebody's answer."""
LONGEST = 80
"""Characters of the longest mark; what is longer is a rule across the page or something else."""


def is_scene_mark(line: str) -> bool:
    """Whether a line is nothing but a mark between scenes: `* * *`, `oOo`, `-x-`, `LINE BREAK`, a lone dot."""
    if len(line) > LONGEST:
        return False
    core = "".join(c for c in line if c not in _ORNAMENTS and not c.isspace())
    if not core:
        return line in {".", "#", "%", "&"} or _is_ornament(line)
    if len(core) >= LEAST_SIGNS and len(set(core)) == 1 and category(core[0]) == "So":
        return True
    if set(core) <= set("xXoO0"):
        return _is_row_of_letters(line, core)
    bare = line.strip(ORNAMENTS + " ")
    loud = bare != line or bare.isupper() or " " in bare
    return loud and len(line) <= 40 and _SPELT.fullmatch(bare) is not None


def _is_ornament(line: str) -> bool:
    """Whether a line of signs is an ornament, and not somebody's silence, astonishment or face."""
    signs = set(line) - {" ", "\t"}
    if signs <= _SPEECHLESS or (len(line) <= 3 and len(signs) > 1 and signs & _FACIAL):
        return False
    return len(line) > 1 or line in "＊※⁂❖❦❧§★☆*~"


def _is_row_of_letters(line: str, core: str) -> bool:
    """`oOo`, `o0o`, `xXx`, `-x-`, but neither `X`, `Ox.` nor kisses."""
    if len(core) >= 3:
        letters = core.lower().replace("0", "o")
        return len(set(letters)) == 1 or len(core) > 4
    return len(line) > len(core) and line[0] in "-~*=_<" and line[-1] in "-~*=_>"


def find_scene_marks(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks of one line that is only a mark between scenes."""
    return tuple(
        block.as_found(Finding.SCENE_MARK, kind=Kind.SCENE_BREAK)
        if not block.found and len(block.lines) == 1 and is_scene_mark(sheet.text[block.start : block.end])
        else block
        for block in blocks
    )
