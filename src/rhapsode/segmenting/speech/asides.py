"""A speech in, the parts of it that are said out: "You (turning to the clerk) may go" has an aside of the narrator's.

Only brackets that tell how or to whom something is said are asides; what the speaker himself puts in brackets is
his own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rhapsode.telling.persons import addresses, speaks_of_itself
from rhapsode.text.spans import Stretch

_BRACKETS = re.compile(r"\(([^()]{4,120})\),?")
_HOW = re.compile(
    r"(?:(?:still |again |then |and |now )?(?:with (?:an? |great |much |some |his |her )"
    r"|in an? (?:\w+,? ){0,3}(?:tone|voice|whisper|manner|accent)"
    r"|to (?:[A-Z]|her|him|them|the|his)|aside|aloud|[A-Za-z][a-z]{2,}ing\b(?! (?:to be|of course))"
    r"|(?:rather |very |more |quite |half |most )?[a-z]{3,}ly[,.]?$)"
    r"|.*\b(?:she|he|they)\s(?:was|had|\w+ed|spoke|said|sat|stood|took|went|came)\b)",
    re.DOTALL,
)
_HIS_OWN = re.compile(
    r"(?:which|though|although|excepting|including|considering|concerning|meaning)\b|.*\?$", re.DOTALL
)


def cut_asides(text: str, stretch: Stretch) -> Iterator[Stretch]:
    """The parts of `stretch` around the asides in it."""
    if text.find("(", stretch.start, stretch.end) < 0:
        yield stretch
        return
    at = stretch.start
    for match in _BRACKETS.finditer(text, stretch.start, stretch.end):
        if _is_aside(match[1]):
            yield replace(stretch, start=at, end=match.start(), chained=False)
            at = match.end()
    if at < stretch.end:
        yield replace(stretch, start=at)


def _is_aside(inner: str) -> bool:
    """Whether brackets tell how something is said; a clause that hangs on the speech is the speaker's own."""
    if not _HOW.match(inner) or _HIS_OWN.match(inner):
        return False
    return not speaks_of_itself(inner) and not addresses(inner)
