"""Two renderings of one text → where the letters and digits of the one lie in the other; carries labels across.

White space, punctuation and case don't count. Both texts are walked once: where they agree they are compared in
long stretches; where they part, the nearest pair of equal grams ahead says where they meet again. Linear but
for the search ahead, which is bounded.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

Span = tuple[int, int]
Stretch = tuple[int, int, int]
"""Begin in the one, begin in the other, length."""

_STEP = 512
_SEARCHES = ((400, 12), (4_000, 24), (60_000, 48), (600_000, 48))
"""How far ahead, for grams of which length: a book's title stands in its imprint and again in its first sentence,
so the farther the leap, the longer the words that must agree. Endnotes are as long as the longest leap."""


def letters_of(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, case folded one to one, and where each stands."""
    places = [at for at, char in enumerate(text) if char.isalnum()]
    folded = "".join(_fold(text[at]) for at in places)
    return folded, places


def _fold(char: str) -> str:
    lower = char.lower()
    return lower if len(lower) == 1 else char


def stretches(a: str, b: str) -> list[Stretch]:
    """Equal stretches of two strings, in order in both."""
    found: list[Stretch] = []
    i = j = 0
    while i < len(a) and j < len(b):
        length = _common(a, b, i, j)
        if length:
            found.append((i, j, length))
            i, j = i + length, j + length
            continue
        i, j = _meet(a, b, i, j)
    return found


def _common(a: str, b: str, i: int, j: int) -> int:
    length = 0
    while a[i + length : i + length + _STEP] == b[j + length : j + length + _STEP]:
        if i + length >= len(a):
            return length
        length += min(_STEP, len(a) - i - length)
    rest = zip(a[i + length : i + length + _STEP], b[j + length : j + length + _STEP], strict=False)
    return length + next((n for n, (x, y) in enumerate(rest) if x != y), min(len(a) - i, len(b) - j) - length)


def _meet(a: str, b: str, i: int, j: int) -> Span:
    """Where two strings that part at (i, j) agree again, with the least left out."""
    for ahead, size in _SEARCHES:
        window = b[j : j + ahead]
        grams = {window[n : n + size]: n for n in range(len(window) - size, -1, -1)}
        best: tuple[int, int, int] | None = None
        for n in range(min(ahead, len(a) - i - size + 1)):
            if best is not None and n >= best[0]:
                break
            at = grams.get(a[i + n : i + n + size])
            if at is not None and (best is None or n + at < best[0]):
                best = (n + at, n, at)
        if best is not None:
            return i + best[1], j + best[2]
    return len(a), len(b)


def carry_labels(text_a: str, spans_a: Sequence[Span], text_b: str) -> tuple[list[Span], float]:
    """Spans of `text_a` as spans of `text_b`, and the share of `text_a`'s letters and digits found there.

    A span of which no letter is found comes back empty, where it would stand.
    """
    letters_a, places_a = letters_of(text_a)
    letters_b, places_b = letters_of(text_b)
    found = stretches(letters_a, letters_b)
    share = sum(length for _, _, length in found) / max(1, len(letters_a))
    starts = [begin for begin, _, _ in found]
    return [_carry(span, places_a, places_b, found, starts) for span in spans_a], share


def _carry(
    span: Span, places_a: list[int], places_b: list[int], found: Sequence[Stretch], starts: Sequence[int]
) -> Span:
    first, last = bisect_left(places_a, span[0]), bisect_left(places_a, span[1]) - 1
    begin = _first_from(first, found, starts)
    end = _last_to(last, found, starts)
    if begin is None or end is None or begin > end:
        at = places_b[begin] if begin is not None and begin < len(places_b) else (places_b[-1] + 1 if places_b else 0)
        return at, at
    return places_b[begin], places_b[end] + 1


def _first_from(letter: int, found: Sequence[Stretch], starts: Sequence[int]) -> int | None:
    """The counterpart of the first letter at or after `letter` that has one."""
    at = bisect_left(starts, letter + 1) - 1
    if at >= 0 and letter < found[at][0] + found[at][2]:
        return found[at][1] + letter - found[at][0]
    return found[at + 1][1] if at + 1 < len(found) else None


def _last_to(letter: int, found: Sequence[Stretch], starts: Sequence[int]) -> int | None:
    """The counterpart of the last letter at or before `letter` that has one."""
    at = bisect_left(starts, letter + 1) - 1
    if at < 0:
        return None
    begin, other, length = found[at]
    return other + min(letter - begin, length - 1)


def main() -> int:
    """Print, for each EPUB of a corpora folder, the share of the plain text's letters that reading it gives."""
    from rhapsode.reading import read

    corpora = Path(sys.argv[1])
    worst = 1.0
    for path in sorted((corpora / "epub").glob("*.epub")):
        plain = (corpora / "structure/plain" / f"{path.stem}.txt").read_text(encoding="utf-8")
        text = read(path).text
        _, share = carry_labels(plain, [], text)
        _, back = carry_labels(text, [], plain)
        worst = min(worst, share)
        print(f"{path.stem:50s} {100 * share:8.3f} % of the plain text found   {100 * back:8.3f} % of what was read")
    return 0 if worst >= 0.995 else 1


if __name__ == "__main__":
    sys.exit(main())
