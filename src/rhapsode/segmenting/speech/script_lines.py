"""Lines in, chat and script lines out: "HARRY: You came." and "[10:42] moth_07: brb", with who says them.

A single "Word: text" is prose. Labels count where several stand in a row or come back, in capitals, between angle
brackets or behind a time stamp.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rhapsode.model import Kind, Range
from rhapsode.text.marks import OPENERS
from rhapsode.text.spans import Stretch

_TIME = r"(?:[\[(]?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?\s*[-–—|]?\s*)"
_LABEL = re.compile(
    rf"(?P<time>{_TIME})?(?:<(?P<nick>[^<>\n]{{1,30}})>[ \t]*:?"
    r"|\*{0,2}(?P<name>[^\W\d_][\w.'’ -]{0,28}?|[\w.-]{2,24})\*{0,2}"
    r"(?:[ \t]?[(\[](?P<how>[^()\[\]\n]{1,60})[)\]])?:\*{0,2})[ \t]+(?=\S)"
)
_CLOCK = re.compile(_TIME)
_DIRECTION = re.compile(r"[(\[][^()\[\]\n]{1,80}[)\]][ \t]*")
_NOT_NAMES = frozenset(
    "note notes warning warnings summary disclaimer rating author pairing pairings words title chapter part"
    " fandom genre characters a/n an ps p.s. nb example question answer date time place to from subject re cc"
    " first second third finally however and but so then results conclusion".split()
)
_FEWEST = 3  # labelled lines; two may be chance ("Warning: …", "Summary: …")
_NEAR = 2  # lines between two labelled ones of one exchange


@dataclass(frozen=True, slots=True)
class _Label:
    line: int
    name: str
    sure: bool  # capitals, brackets or a time stamp
    typed: bool  # a time stamp, or a handle: small letters, figures
    body: int  # where what is said begins


def find_script_lines(text: str, lines: Sequence[Range]) -> list[list[Stretch]]:
    """For each line (or paragraph) the stretches of its label and of what is said; empty where it is prose."""
    labels = [label for index, line in enumerate(lines) if (label := _read_label(text, index, line))]
    kept = set(_exchanges(labels))
    often = Counter(label.name for label in kept)
    kept.update(label for label in labels if often[label.name] >= _FEWEST)  # who spoke so often speaks alone too
    result: list[list[Stretch]] = [[] for _ in lines]
    chat = 2 * sum(label.typed for label in kept) > len(kept)
    for label in kept:
        result[label.line] = list(_stretches(text, lines[label.line], label, chat))
    return result


def _read_label(text: str, index: int, line: Range) -> _Label | None:
    match = _LABEL.match(text, line[0], min(line[1], line[0] + 120))
    if not match:
        return None
    name = (match["nick"] or match["name"]).strip()
    if name.lower() in _NOT_NAMES or len(name.split()) > 3:
        return None
    sure = bool(match["nick"] or match["time"]) or (name.isupper() and len(name) > 1)
    looks_like_name = sure or name[0].isupper() or any(c in "_0123456789." for c in name) or name.islower()
    timed = match["time"] or _CLOCK.match(match["how"] or "")
    typed = bool(match["nick"] or timed) or name.islower() or any(c in "_0123456789" for c in name)
    return _Label(index, name, sure, typed, match.end()) if looks_like_name else None


def _exchanges(labels: Sequence[_Label]) -> Iterator[_Label]:
    """The labels that belong to an exchange: sure ones that come back or stand together, others in longer runs."""
    often = Counter(label.name for label in labels)
    for run in _runs(labels):
        names = {label.name for label in run}
        sure = sum(label.sure for label in run)
        comes_back = len(run) > len(names) or any(often[name] > 1 for name in names)
        if (len(run) >= 2 and sure == len(run)) or (len(run) >= _FEWEST and comes_back and len(names) > 1):
            yield from run
        else:
            yield from (label for label in run if label.sure and often[label.name] >= _FEWEST)


def _runs(labels: Sequence[_Label]) -> Iterator[list[_Label]]:
    run: list[_Label] = []
    for label in labels:
        if run and label.line - run[-1].line > _NEAR:
            yield run
            run = []
        run.append(label)
    if run:
        yield run


def _stretches(text: str, line: Range, label: _Label, chat: bool) -> Iterator[Stretch]:
    """The label, and what is said behind it; in a chat that is a message, but where it stands in quotation marks."""
    start, end = line
    body = label.body
    direction = _DIRECTION.match(text, body, end)
    if direction and direction.end() < end:
        body = direction.end()
    yield Stretch(start, body, "script label", Kind.NARRATION)
    speaker = label.name.title() if label.name.isupper() else label.name
    if chat and text[body] not in OPENERS:
        yield Stretch(body, end, "line of a chat", Kind.LETTER, speaker)
    else:
        yield Stretch(body, end, "script line", speaker=speaker)
