"""Links that stand around a story on a web page and are saved with it: menus, sharing, the way to the next chapter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rhapsode.model import Kind
from rhapsode.segmenting.blocks import Block, Sheet
from rhapsode.segmenting.findings import Finding
from rhapsode.text.marks import STOPS

_MOST_WORDS = 4  # in one link of a row
_ROW = re.compile(r"(?<![ \t])[ \t]*[|·•»][ \t]*")
_LINK = re.compile(
    r"(?i)\W*(?:"
    r"skip to (?:main |primary )?(?:content|navigation)|(?:jump|back|return) to (?:top|content|the top)"
    r"|(?:log|sign) ?(?:in|out|up|on)|register|subscribe|search|menu|home"
    r"|follow/fav(?:orite)?|(?:share|like|print|tweet) this(?: story| chapter| page)?:?|click to share.*|loading\W*"
    r"|(?:share on |share to )?(?:facebook|twitter|tumblr|pinterest|reddit|whatsapp|e-?mail|print)"
    r"|(?:facebook|twitter|tumblr|pinterest|reddit|whatsapp|e-?mail|print)(?:[ \t]+\w+){1,8}"
    r"|(?:\d+ )?(?:comments?|reviews?|kudos|likes?|replies)(?: \(?\d+\)?)?|leave a (?:comment|reply|review)"
    r"|(?:add|post|write|read|view) (?:a |the |all )?(?:comments?|reviews?)"
    r"|(?:first|prev(?:ious)?|next|last) (?:chapter|page|part|post)|(?:chapter|story|entire|full) index|entire work"
    r"|report (?:abuse|story|this)|add to (?:favorites|favourites|library|reading list|bookmarks)|bookmark(?: this)?"
    r")\W*"
)


def find_page_links(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks of which each line is a link, or a row of links: `Home | Stories | Log in`."""
    return tuple(
        block.as_found(Finding.LINKS, kind=Kind.BOILERPLATE)
        if not block.found and _is_all_links([sheet.text[start:end] for start, end in block.lines])
        else block
        for block in blocks
    )


def _is_all_links(lines: Sequence[str]) -> bool:
    """Whether all are links and at least one is known by its words: a row alone may be a sum, or a chat."""
    known = False
    for line in lines:
        told = _tell(line)
        if not told:
            return False
        known = known or told == "words"
    return known


def _tell(line: str) -> str:
    """What shows that a line is a link: its words, or that it is one in a row; empty for anything else."""
    if _LINK.fullmatch(line):
        return "words"
    items = [item for item in _ROW.split(line.strip()) if item]
    if len(items) < 2 or any(len(item.split()) > _MOST_WORDS or item[-1] in STOPS for item in items):
        return ""
    return "words" if any(map(_LINK.fullmatch, items)) else "row"
