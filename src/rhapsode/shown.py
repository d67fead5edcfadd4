"""Foreign text in, text out that steers nothing: controls and direction overrides are shown as symbols.

Story texts, titles, names, paths, quoted values and the messages of engines pass here before they reach a terminal,
an error, a log, a tag or a file name. Letters, marks and joiners of every script stay as they are.
"""

from __future__ import annotations

import re

_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # England, Scotland, Wales
_MARKS = "\u200e\u200f\u061c"  # say which way a sign goes, and reach no further: every right-to-left text has them
_STEERING = (
    "\x00-\x1f\x7f-\x9f"  # controls
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they reorder all up to their end
    "\u206a-\u206f\ufff9-\ufffb"  # formats that were given up
    "\ud800-\udfff"  # half characters, and bytes of a file's name that are no UTF-8
    "\U000e0000-\U000e007f"  # tags: a text that nobody sees
)
_LINE = re.compile(f"{_FLAG}|[{_STEERING}{_MARKS}]")
_PAGE = re.compile(f"{_FLAG}|(?![\\n\\t])[{_STEERING}{_MARKS}]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_HALVES = re.compile("[\ud800-\udfff]")
_JSON = re.compile(f"(?![\\n])[{_STEERING}{_MARKS}]")


def show(text: str) -> str:
    r"""`text` as one line: ␛ for an escape, ␊ for a line end, ⟨U+202E⟩ for an override, � for half a character.

    What is shown once stays as it is when it is shown again.
    """
    return _replace(_LINE, text)


def show_page(text: str) -> str:
    """`text` as `show` has it, but line ends and tabs stay."""
    return _replace(_PAGE, text)


def show_title(text: str) -> str:
    """`text` as one line for a title or a name: any white space is a blank."""
    return show(" ".join(text.split()))


def hold(text: str) -> str:
    """`text` as UTF-8 can hold it: half characters become U+FFFD, and nothing else changes."""
    return _HALVES.sub("\ufffd", text)


def show_json(dumped: str) -> str:
    r"""JSON as `json.dumps` wrote it, with escapes (\u009b) for what would steer; it is read back as the same value.

    Half characters, which strict readers refuse, become U+FFFD.
    """
    return _JSON.sub(lambda found: _escape(found[0]), dumped)


def _replace(pattern: re.Pattern[str], text: str) -> str:
    if text.isprintable() and text.isascii():
        return text
    keep = _MARKS if _RIGHT_TO_LEFT.search(text) else ""
    return pattern.sub(lambda found: _symbol(found[0], keep), text)


def _symbol(found: str, keep: str) -> str:
    code = ord(found[0])
    if len(found) > 1 or found in keep:
        return found
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"\u27e8U+{code:04X}\u27e9"


def _escape(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
