"""Where the shown words of a text are, and one mark for each from whatever an engine tells of its times.

A shown word is what a reader would point at: a run without blanks, dashes and dots of omission, less the punctuation
around it. `$12.50`, `don't`, `and/or` and an emoji are one word each; a lone dash is none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rhapsode.model import Range, WordMark

_RUN = re.compile(r"(?:(?!--|\.\.)[^\s—–―…])+")
_UNSAYABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\uffff]|\[(?=\[)"
)
_SPOKEN_SIGNS = frozenset("%&@#§")  # punctuation to Unicode, but engines read it


def find_words(text: str) -> tuple[Range, ...]:
    """The character ranges of the shown words of `text`, in order, none empty."""
    words = (_trim(text, *run.span()) for run in _RUN.finditer(text))
    return tuple(word for word in words if word is not None)


def _trim(text: str, start: int, end: int) -> Range | None:
    """`start` to `end` less the characters around it that aren't said; None when none is."""
    while start < end and not _is_said(text[start]):
        start += 1
    while end > start and not _is_said(text[end - 1]):
        end -= 1
    return (start, end) if start < end else None


def _is_said(char: str) -> bool:
    if char.isalnum():
        return True
    category = unicodedata.category(char)
    return category[0] == "M" or category in ("Sc", "Sm", "So") or char in _SPOKEN_SIGNS


def place_words(words: Sequence[Range], text: str, events: Iterable[tuple[int, int]], frames: int) -> list[WordMark]:
    """A mark for each of `words` from an engine's `events` (character offset, frame), which may be anything.

    Events need not be one for each word: `$12.50` may give five, `and/or` three, `“yes”` one beside the word. The first
    inside a word, or in the signs right before it, is when it begins; the others are dropped. Words without an
    event share the time of the word before them. Marks are in order, do not overlap and end by `frames`.
    """
    onsets = _find_onsets(words, text, events)
    marks: list[WordMark] = []
    index = 0
    at = 0  # nothing begins before this frame
    while index < len(words):
        following = _next_known(onsets, index + 1)
        at = min(max(onsets.get(index, at), at), frames)
        until = min(max(onsets.get(following, frames), at), frames)
        shared = _spread(words[index:following], at, until)
        known = index in onsets
        marks.extend(
            WordMark(start, end, first, last, guessed=not known or number > 0)
            for number, ((start, end), (first, last)) in enumerate(zip(words[index:following], shared, strict=True))
        )
        index = following
        at = until
    return marks


def spread_words(words: Sequence[Range], start_frame: int, end_frame: int) -> list[WordMark]:
    """Guessed marks for `words`, each as long as its letters, where the engine tells no times."""
    ranges = _spread(words, start_frame, end_frame)
    return [WordMark(*word, *frames, guessed=True) for word, frames in zip(words, ranges, strict=True)]


def _find_onsets(words: Sequence[Range], text: str, events: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The frame of the first event of each word that has one."""
    starts = [start for start, _ in words]
    onsets: dict[int, int] = {}
    for offset, frame in events:
        index = bisect_right(starts, offset) - 1
        inside = index >= 0 and offset < words[index][1]
        if not inside:
            index += 1
            before = text[max(0, offset) : starts[index]] if index < len(words) else " "
            if any(map(str.isspace, before)):
                continue  # something said after one word and before the next: a sign, a blank
        onsets.setdefault(index, frame)
    return onsets


def _next_known(onsets: dict[int, int], index: int) -> int:
    """The first index from `index` on that has an onset, or the one after the last word."""
    last = max(onsets, default=-1)
    while index not in onsets and index <= last:
        index += 1
    return index if index in onsets else 1 << 60


def _spread(words: Sequence[Range], start_frame: int, end_frame: int) -> list[Range]:
    """`start_frame` to `end_frame` shared out among `words` by their length."""
    total = sum(end - start for start, end in words)
    edges = [start_frame]
    said = 0
    for start, end in words:
        said += end - start
        edges.append(start_frame + (end_frame - start_frame) * said // total)
    return list(pairwise(edges))


def make_plain(text: str) -> tuple[str, list[int] | None]:
    """`text` without what can't be said, and for each character left its offset in `text` (None: the same).

    Control characters, lone surrogates and the first of two brackets (`[[` once meant phonemes) become blanks;
    characters that only steer the typesetting (soft hyphens, direction marks) go.
    """
    bad = {match.start() for match in _UNSAYABLE.finditer(text)}
    if not bad:
        return text, None
    offsets = [at for at, char in enumerate(text) if at not in bad or unicodedata.category(char) != "Cf"]
    return "".join(" " if at in bad else text[at] for at in offsets), [*offsets, len(text)]
