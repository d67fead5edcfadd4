"""Scene breaks: the marks that stand for them, and those of which only a wider gap is left."""

from __future__ import annotations

import re
from dataclasses import replace

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet

_ORNAMENT = re.compile(r"[*#~=+_.·•⁂❖◆◇○●☆★✦✧❦❧§°^<>|/\\\s⸻—–-]+|[xXoO0*~=_.\s-]+")
_SPELT = re.compile(r"(?i)\W*(?:line ?break|scene ?break|page ?break|time ?skip|break|scene change|scenebreak|lb)\W*")
_LETTERS = re.compile(r"(?i)\W*[ox0]+(?:\W*[ox0]+)+\W*")


def is_scene_mark(line: str) -> bool:
    """Whether a line is nothing but a mark between scenes: `* * *`, `oOo`, `-x-`, `LINE BREAK`, a lone dot."""
    if len(line) > 80:
        return False
    if line in {".", "#", "%", "&", "…"}:
        return True
    if not any(character.isalnum() for character in line):
        return _ORNAMENT.fullmatch(line) is not None and line.strip(". ") != "" and line not in {"-", "—", "–"}
    if _SPELT.fullmatch(line):
        return True
    return (_ORNAMENT.fullmatch(line) is not None and len(line.split()) != 1) or _LETTERS.fullmatch(line) is not None


def find_scene_marks(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks of one line that is only a mark between scenes."""
    return tuple(
        replace(block, kind=Kind.SCENE_BREAK, reason="a mark between scenes")
        if not block.reason and len(block.lines) == 1 and is_scene_mark(sheet.text[block.start : block.end])
        else block
        for block in blocks
    )
