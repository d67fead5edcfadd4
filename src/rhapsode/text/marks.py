"""The one table of the marks that a text is written with: quotation marks, stops, dashes, brackets, signs.

Each name below is a string of marks, to look one up in, to strip with, or to put into a class of a pattern by
`in_class`. What is meant by few of them only is said where they are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple


class Family(Enum):
    """Quotation marks that close each other."""

    DOUBLE = "double quotes"
    ANGLE = "angle quotes"
    SINGLE = "single quotes"
    SINGLE_ANGLE = "single angle quotes"
    CORNER = "corner brackets"
    WHITE_CORNER = "white corner brackets"


class _Row(NamedTuple):
    """The quotation marks of a family by their shape: those that open, that close, and that may do either.

    `turned` are openers by shape that close in some languages: German „so“ and ‚so‘.
    """

    opens: str
    closes: str
    either: str
    turned: str = ""


_QUOTATION_MARKS: Mapping[Family, _Row] = {
    Family.DOUBLE: _Row("“„‟", "”", '"＂', turned="“"),
    Family.ANGLE: _Row("", "", "«»"),  # «French», »German«, »Swedish»
    Family.SINGLE: _Row("‘‚‛", "’", "'", turned="‘"),
    Family.SINGLE_ANGLE: _Row("", "", "‹›"),
    Family.CORNER: _Row("「", "」", ""),
    Family.WHITE_CORNER: _Row("『", "』", ""),
}
CLOSED_BY: Mapping[str, str] = {
    '"': '"',
    "＂": "＂",
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«»",
    "'": "'",
    "‘": "’",
    "‚": "‘’",
    "‛": "’",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
}
"""What may close each opener."""
APOSTROPHES = "'’"
_SINGLE_FAMILIES = (Family.SINGLE, Family.SINGLE_ANGLE)


def _gather(*columns: str, families: Iterable[Family] = Family) -> str:
    return "".join(getattr(_QUOTATION_MARKS[family], column) for family in families for column in columns)


def _without(marks: str, others: str) -> str:
    return "".join(mark for mark in marks if mark not in others)


FAMILIES: Mapping[str, Family] = {
    mark: family for family in Family for mark in _gather("opens", "closes", "either", families=(family,))
}
"""Each quotation mark's family."""
OPEN_BY_SHAPE, CLOSE_BY_SHAPE = _gather("opens"), _gather("closes")
QUOTES = _gather("opens", "closes", "either")
OPENERS = _gather("opens", "either")
"""What may open a quotation, in some language."""
CLOSERS = _gather("closes", "either", "turned")
"""What may close a quotation, in some language."""
SINGLES = _gather("opens", "closes", "either", families=_SINGLE_FAMILIES)
DOUBLES, DOUBLE_OPENERS, DOUBLE_CLOSERS = (_without(marks, SINGLES) for marks in (QUOTES, OPENERS, CLOSERS))
"""Those that are read for themselves: a single mark is told from an apostrophe only by what stands around it."""
SURE_QUOTES, SURE_OPENERS = (_without(marks, APOSTROPHES) for marks in (QUOTES, OPENERS))
"""Those that are never an apostrophe, as in 'Tis or dogs’."""
STRAIGHT = "\"＂'"
"""Those whose shape doesn't say which way they face, and that all languages write alike."""
LEFT_ANGLES, RIGHT_ANGLES = "«‹", "»›"
CORNERS = _gather("opens", "closes", families=(Family.CORNER, Family.WHITE_CORNER))

FULL_STOPS, CRIES, ELLIPSIS = ".。", "!?！？", "…"
ENDERS = FULL_STOPS + CRIES + ELLIPSIS
"""What ends a sentence."""
COMMAS, COLONS = ",，、", ":;：；"
HALTS = ENDERS + COLONS
"""What ends a clause that could stand alone."""
STOPS = HALTS + COMMAS
WIDE_ENDERS = "。！？"
"""Those of scripts that put no blank behind a sentence."""
ARROWS_BACK, ARROWS_ON = "<«‹←◄◀⇐", ">»›→►▶⇒❯⟩"
"""What points to the page before, or to the next."""
LONG_DASHES = "–—―"
DASHES = "-" + LONG_DASHES
BRACKETS_OPEN, BRACKETS_CLOSE = "([{（", ")]}）"
MIND_SIGNS = ":<="
"""Signs around what is said from mind to mind."""
EMPHASIS = "_*"
"""Signs that are typed around stressed words."""
OPENING = OPENERS + BRACKETS_OPEN + EMPHASIS
"""What may stand before the first word of a sentence."""
CLOSING = CLOSERS + BRACKETS_CLOSE + EMPHASIS
"""What may stand behind the stop of a sentence."""

ORNAMENTS = "*#~=+_.·•＊＃～＝※⁂❖◆◇○●☆★✦✧❦❧§°^<>|/\\⸻—–-:,'\"!@$%&()[]{}"
"""Signs that stand between scenes, alone or in rows."""
SPEECHLESS = ".,!?…'\"()[]{}:;@$%&"
"""Signs that are somebody's silence, astonishment or oath where a line holds nothing else."""
FACIAL = "^_.:;()>\"'"
"""Signs of which small faces are made."""
FACES = (
    r"[:;=]['’]?[-o^]?[)(DPpOo3|\\/*]{1,3}|<3+|</3|\^[_.-]?\^;?|>[_.]<|[Tt]_[Tt]|;_;|[oO0]_[oO0]|o\.O|O\.o|-_-;?|\\o/"
)
"""A pattern of emoticons."""
LETTERED_FACES = r"[8xX][-'o^]?[)(DPpOo3|\\/*]{1,3}|xD+|XD+"
"""Those that begin with a letter or a figure, and so may be something else: 8), XO."""


def in_class(*marks: str) -> str:
    """`marks` as they stand between the square brackets of a pattern."""
    return re.escape("".join(marks))
