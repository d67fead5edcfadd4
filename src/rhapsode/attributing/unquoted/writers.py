"""Letters → who wrote them, by the name they are signed with or headed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rhapsode.language.english import ENGLISH
from rhapsode.language.folding import fold_name
from rhapsode.model import Kind, Story
from rhapsode.text.marks import CLOSING, in_class

_SIGNED = re.compile(rf"(?:^|\n)[ \t_*—–-]*((?:[A-Z][\w'’.]*[ \t]*){{1,4}})[.{in_class(CLOSING)}]*\s*$")
_FROM = re.compile(
    r"(?i:letter|note|message|telegram|diary|journal)[^.\n]{0,30}?\b(?:from|of|by)\s+((?:[A-Z][\w'’]*\s?){1,3})"
)


def find_writers(story: Story, labels: dict[str, str]) -> dict[int, str]:
    """Index of each letter's passages → its writer; `labels` maps folded names to characters' names.

    Whom a line of a chat names has written it; else a letter's signature or its heading says who.
    """
    found = {
        index: labels.get(fold_name(passage.writer), passage.writer)
        for index, passage in enumerate(story.passages)
        if passage.writer
    }
    for block in _find_blocks(story):
        start, end = story.passages[block[0]].start, story.passages[block[-1]].end
        name = _read_signature(story.text[max(start, end - 120) : end]) or _read_heading(
            story.text[max(0, start - 160) : start]
        )
        if name:
            writer = labels.get(fold_name(name), name)
            found.update((index, writer) for index in block if index not in found)
    return found


def _find_blocks(story: Story) -> Iterator[list[int]]:
    block: list[int] = []
    for index, passage in enumerate(story.passages):
        if passage.kind == Kind.LETTER:
            block.append(index)
        elif block and passage.within != Kind.LETTER:
            yield block
            block = []
    if block:
        yield block


def _read_signature(tail: str) -> str:
    found = _SIGNED.search(tail.rstrip())
    name = found.group(1).strip(" .") if found else ""
    return "" if not name or name.split()[0].lower() in ENGLISH.letters.closings else name


def _read_heading(head: str) -> str:
    found = _FROM.findall(head)
    return str(found[-1]).strip().removesuffix("'s").removesuffix("’s") if found else ""
