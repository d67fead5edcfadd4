"""Where the story begins and ends on a saved page: blocks in; notes, summaries, the site's words and headings out.

The lines at both ends of the text, around chapters' headings and wherever an author may break in are weighed in a row:
each line's evidence, that of its neighbours, and which part follows which. Nothing is settled by one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise

import numpy as np

from rhapsode.language.loading import base_language
from rhapsode.model import SILENT_FROM, UNSPOKEN_KINDS, Kind, Role
from rhapsode.segmenting.blocks import Block, Sheet, split_block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.markup import HEADINGS_SPEAK, tells_of
from rhapsode.segmenting.pages.evidence import declare_own
from rhapsode.segmenting.pages.series import read_numbered
from rhapsode.segmenting.pages.surroundings import LINKS, SETTLED, LineEvidence, declare_around, gather_windows
from rhapsode.segmenting.structure.headings import CHAPTER_LEVEL, SCENE_LEVEL
from rhapsode.weighing import Floats, LabelLink, load_decision, run_labels

PARTS = (Kind.NARRATION, Kind.NOTE, Kind.SUMMARY, Kind.BOILERPLATE, Kind.HEADING)
"""What a line can be; narration stands for all that is the story's own, whatever it is there."""
_STORY, _HEADING = 0, PARTS.index(Kind.HEADING)
_SILENT = [at for at, part in enumerate(PARTS) if part in UNSPOKEN_KINDS]
FINDINGS: Mapping[Kind, Finding] = {
    Kind.NOTE: Finding.PAGE_NOTE,
    Kind.SUMMARY: Finding.PAGE_SUMMARY,
    Kind.BOILERPLATE: Finding.PAGE_SITE,
    Kind.HEADING: Finding.PAGE_HEADING,
}
KNOWN = frozenset(
    {
        Finding.LABELLED, Finding.SUMMARY, Finding.CONTINUED, Finding.LINKS,
        Finding.ARCHIVE_WORDS, Finding.CLOSING, Finding.SAID_AGAIN,
    }
)  # fmt: skip
"""Findings whose kind is told by a label or by the wording."""
GUESSED = frozenset({Finding.TITLE, Finding.TITLE_BELOW, Finding.TITLE_APART, Finding.TITLE_ABOVE_FIRST})
"""Headings that a rule tells by their place only."""
LEAST_STORY = 0.15
"""The share of a text's characters that must be its story before what no rule has found is taken for anything else."""
LIKELY_STORY = 0.4
"""How likely it may be at most that a line is the story's own, where it is taken for anything else."""
SURE_APART, SURE_HEADING = 0.75, 0.9
"""How sure it must be that a line is none of the story's, or a heading, to be parted from a block of the story."""
_NO_TITLE = frozenset({"a row", "an arrow", "an address", "site field", "note field", "only figures", "two fields"})
_TO_READERS = frozenset({"craft", "review", "ownership", "greetings", "netspeak", "note field"})
SURE_STORY = 0.9
"""How sure it must be that a line is the story's own against a label or a rule's heading."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a line is, how sure that is, and whether it is a field or a by-line that names title or author."""

    row: LineEvidence
    kind: Kind
    confidence: float
    named: str = ""


def find_page_parts(sheet: Sheet, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """What an author and a site put around the story, and headings inside it; what the markup says is left alone."""
    if base_language(sheet.language) != "en":
        return blocks
    verdicts = _weigh(sheet, blocks)
    story = (v.row.line.start for told in verdicts.values() for v in told if v.kind is Kind.NARRATION)
    first_story = min(story, default=0)
    titled = any(block.finding is Finding.TITLE for block in blocks)
    found: list[Block] = []
    for index, block in enumerate(blocks):
        for part, verdict in _cut(block, verdicts.get(index, ())):
            told = _tell(sheet, part, verdict, part.start < first_story and not titled) if verdict else part
            titled = titled or told.finding is Finding.TITLE
            found.append(told)
    return tuple(found)


def _weigh(sheet: Sheet, blocks: Sequence[Block]) -> dict[int, list[_Verdict]]:
    """For each block that may be anything else than the story, by its index, what its lines are."""
    verdicts: dict[int, list[_Verdict]] = {}
    marked = tells_of(sheet, Role.HEADING, HEADINGS_SPEAK)
    for rows in gather_windows(sheet, blocks):
        judged = [_judge(row, share, marked) for row, share in zip(rows, share_lines(rows, _load_table()), strict=True)]
        for verdict in _agree(judged):
            if blocks[verdict.row.line.block].finding not in SETTLED:
                verdicts.setdefault(verdict.row.line.block, []).append(verdict)
    verdicts = {index: told if blocks[index].found else _keep_whole(told) for index, told in verdicts.items()}
    if _read_share(blocks, verdicts) < LEAST_STORY:
        return {index: told for index, told in verdicts.items() if blocks[index].found}
    return verdicts


def _agree(judged: Sequence[_Verdict]) -> Iterator[_Verdict]:
    """The verdicts of a window put right by each other: a title stands above its by-line, numbers in a row are alike.

    What looks like a heading below a motto in verse names its source.
    """
    rows = [verdict.kind is Kind.HEADING for verdict in judged if "counts in a row, bare" in verdict.row.names]
    alike = sum(rows) * 2 >= len(rows)
    above: _Verdict | None = None
    for verdict, below in zip(judged, [*judged[1:], None], strict=True):
        told = _put_right(verdict, above, below, alike)
        yield told
        above = told


def _put_right(verdict: _Verdict, above: _Verdict | None, below: _Verdict | None, alike: bool) -> _Verdict:
    names = frozenset(verdict.row.names)
    verse = above is not None and above.kind is Kind.NARRATION and "above: several short lines" in names
    if verdict.kind is Kind.HEADING and verse:
        return replace(verdict, kind=Kind.NARRATION)
    counted = {"counts in a row, bare", "alone"} <= names and "counts what the rows left out" not in names
    if verdict.kind is Kind.NARRATION and alike and counted:
        return replace(verdict, kind=Kind.HEADING, confidence=0.5)
    if verdict.kind is Kind.BOILERPLATE and _is_by_line(verdict):
        return replace(verdict, kind=Kind.HEADING, named="author")
    titled = verdict.kind is Kind.BOILERPLATE and below is not None and _is_by_line(below)
    if titled and "in title case" in names and not names & _NO_TITLE:
        return replace(verdict, kind=Kind.HEADING)
    return verdict


def _is_by_line(verdict: _Verdict) -> bool:
    names = verdict.row.names
    return "a by-line" in names and "two fields" not in names and "an address" not in names


def _keep_whole(told: list[_Verdict]) -> list[_Verdict]:
    """Lines of one block: where some are the story's own, the others must be surer to be parted from them."""
    if len(told) == 1 or all(verdict.kind is not Kind.NARRATION for verdict in told):
        return told
    return [
        verdict
        if verdict.confidence >= (SURE_HEADING if verdict.kind is Kind.HEADING else SURE_APART)
        else replace(verdict, kind=Kind.NARRATION, named="")
        for verdict in told
    ]


def _read_share(blocks: Sequence[Block], verdicts: Mapping[int, Sequence[_Verdict]]) -> float:
    """The share of the text that is the story's own."""
    rest = sum(
        verdict.row.line.end - verdict.row.line.start
        for told in verdicts.values()
        for verdict in told
        if verdict.kind is not Kind.NARRATION
    )
    whole = sum(block.end - block.start for block in blocks if block.finding not in SETTLED)
    return 1 - rest / max(1, whole)


def _judge(row: LineEvidence, share: Floats, marked: bool) -> _Verdict:
    """What a line is; where the markup tells of headings (`marked`), it is none of them."""
    best = int(share.argmax()) if share[_STORY] < LIKELY_STORY and not _is_emphasised(row) else _STORY
    if best in _SILENT:
        return _Verdict(row, PARTS[best], float(share[_SILENT].sum()))
    if best == _HEADING:
        if "title field" in row.names:  # the book's frame says it
            return _Verdict(row, Kind.BOILERPLATE, float(1 - share[_STORY]), "title")
        if "a by-line" in row.names:
            return _Verdict(row, Kind.HEADING, float(share[best]), "author")
        if marked or _counts_nothing(row):
            return _Verdict(row, Kind.NARRATION, 0.5)
    return _Verdict(row, PARTS[best], float(share[best]))


def _is_emphasised(row: LineEvidence) -> bool:
    """Whether a line is set in emphasis as a whole and says nothing to readers: somebody thinks it."""
    names = frozenset(row.names)
    return "between marks of emphasis" in names and not names & _TO_READERS


def _counts_nothing(row: LineEvidence) -> bool:
    """Whether a number is none of a row of headings: an item of a list, one that stands once, one of a poem's."""
    alone = "counts alone, bare" in row.names and "top 0" not in row.names
    left_out = "counts what the rows left out" in row.names and not _opens_text(row)
    return "counts in a list" in row.names or alone or left_out


def _opens_text(row: LineEvidence) -> bool:
    """Whether a bare number is the first line of all, and the next doesn't go on from it in small letters."""
    return "top 0" in row.names and not {"below: begins small", "below: in small letters"} & {*row.names}


def _cut(block: Block, verdicts: Sequence[_Verdict]) -> Iterator[tuple[Block, _Verdict | None]]:
    """The block in parts, of each of which all lines are the same, and all of them sure or none.

    What a rule knows by its wording or as a heading stays whole.
    """
    if not verdicts:
        yield block, None
        return
    told = {verdict.kind for verdict in verdicts}
    if block.finding in KNOWN or (block.kind is Kind.HEADING and (block.finding not in GUESSED or len(told) == 1)):
        yield block, min(verdicts, key=lambda verdict: (verdict.kind is Kind.NARRATION, verdict.confidence))
        return
    rest, cut = block, 0
    runs = [list(run) for _, run in groupby(verdicts, key=_sort)]
    for run, after in pairwise([*runs, None]):
        least = min(run or (), key=lambda verdict: verdict.confidence)
        if after is None:
            yield rest, least
            return
        above, rest = split_block(rest, after[0].row.line.first - cut)
        cut = after[0].row.line.first
        yield above, least


def _sort(verdict: _Verdict) -> tuple[Kind, bool, str]:
    """What lines of one part have in common: of those that are not read, too, whether that is sure."""
    return verdict.kind, verdict.kind in UNSPOKEN_KINDS and verdict.confidence >= SILENT_FROM, verdict.named


def _tell(sheet: Sheet, block: Block, verdict: _Verdict, first: bool) -> Block:
    """The block as it was weighed; what the rules said of it stands where that is the same."""
    kind, sure = verdict.kind, verdict.confidence
    if block.finding is Finding.ROW_NUMBER and "counts in a list" in verdict.row.names:
        return replace(block, kind=Kind.NARRATION, finding=None, level=0, confidence=1.0)
    if kind is Kind.NARRATION:
        if block.finding is Finding.LABELLED:  # in a serial the label comes often, as those of a chat do
            return block
        unlikely = block.kind in UNSPOKEN_KINDS or block.finding in GUESSED
        unlikely = unlikely and (sure >= SURE_STORY or not (block.finding in KNOWN or block.finding in GUESSED))
        return replace(block, kind=kind, finding=None, level=0, confidence=1.0) if unlikely else block
    if block.kind is Kind.HEADING and (kind is Kind.HEADING or block.finding is Finding.BY_LINE):
        return block
    if kind is block.kind or block.finding in KNOWN:
        return replace(block, confidence=max(sure, block.confidence))
    if block.kind is Kind.HEADING and block.finding not in GUESSED:
        return block
    if kind is not Kind.HEADING:
        return block.as_found(FINDINGS[kind], kind=kind, level=0, within=None, confidence=sure)
    if verdict.named == "author":
        return block.as_found(Finding.BY_LINE, kind=kind, level=0, within=None, confidence=sure)
    counted = read_numbered(" ".join(sheet.text[block.start : block.end].split())) is not None
    finding = Finding.TITLE if first and not counted else Finding.PAGE_HEADING
    level = 0 if finding is Finding.TITLE else CHAPTER_LEVEL if counted else SCENE_LEVEL
    return block.as_found(finding, kind=kind, level=level, within=None, confidence=sure)


# --- weighing -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The weights as tables: of each name for each part, and for each link of the parts that follow each other."""

    numbers: Mapping[str, int]
    own: Floats
    follows: Mapping[str, Sequence[Sequence[float]]]


def make_table(weights: Mapping[str, float]) -> Table:
    """The weights, whose names are those of `declare`, or of them that were learnt."""
    names = sorted({name.split(": ", 1)[1] for name in weights if ": " in name})
    own = np.array([[weights.get(f"{part.value}: {name}", 0.0) for part in PARTS] for name in names])
    follows = {link: [[weights[_name_move(a, b, link)] for b in PARTS] for a in PARTS] for link in LINKS}
    return Table({name: number for number, name in enumerate(names)}, own, follows)


def share_lines(rows: Sequence[LineEvidence], table: Table) -> Floats:
    """For each line of a window the probability of each part."""
    links = []
    for row in rows:
        scores = table.own[[table.numbers[name] for name in row.names]].sum(0).tolist()
        links.append(LabelLink(scores, table.follows[row.link] if row.link else None))
    return np.array(run_labels(links))


@cache
def _load_table() -> Table:
    return make_table(load_decision("pages").weights)


def _name_move(before: Kind, here: Kind, link: str) -> str:
    return f"{before.value} then {here.value}, {link}"


def declare() -> list[str]:
    """Each name that is weighed: evidence for each part but the story, and parts that follow each other."""
    seen = sorted({*declare_own(), *declare_around()})
    moves = [_name_move(before, here, link) for link in LINKS for before in PARTS for here in PARTS]
    return [f"{part.value}: {name}" for part in PARTS[1:] for name in seen] + moves
