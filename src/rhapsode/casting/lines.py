"""The lines of a paragraph: runs of equal speech in, one draft a sentence (or a part of one) out.

A draft knows whether the sentence ends with it; if not, what follows belongs to the same sentence and is joined
closely, whoever speaks it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rhapsode.casting.paragraphs import ParagraphGap, Run, SpokenParagraph, is_worth_saying
from rhapsode.casting.wording import Pronunciation, say
from rhapsode.model import VOICED_KINDS, Kind, Passage, Range, Words
from rhapsode.telling.tag_patterns import is_tag_after
from rhapsode.text.marks import CLOSING, CRIES, DASHES, ELLIPSIS, in_class
from rhapsode.text.sentences import cut_long, find_ends

_CUT_SHORT = CRIES + ELLIPSIS + DASHES
_BLANK = re.compile(r"[\x00\s]*")
_OPEN = re.compile(rf"[^\W_][{in_class(CLOSING)}\x00\s]*\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A line before it has a voice. `gap` is set on the first of a paragraph; `tag_of` where “she said” stands by."""

    passage: Passage
    scene: int
    source: tuple[Range, ...]
    spoken: tuple[Words, ...]
    ends_sentence: bool
    gap: ParagraphGap | None = None
    tag_of: Passage | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a paragraph that becomes a line."""

    run: Run
    start: int
    end: int
    ends_sentence: bool


def draft_lines(
    paragraph: SpokenParagraph, pronunciation: Pronunciation, language: str
) -> tuple[tuple[Draft, ...], tuple[Range, ...]]:
    """The lines of `paragraph`, and the stretches of it in which there is nothing to say."""
    parts = _split_parts(paragraph, language)
    silent: list[Range] = []
    drafts: list[Draft] = []
    for index, part in enumerate(parts):
        source = paragraph.ranges(part.start, part.end)
        if not is_worth_saying(paragraph, part.start, part.end):
            silent += source
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        ends = part.ends_sentence and not (following is not None and _hangs_on(part, following, paragraph, language))
        spoken = _word(paragraph, part, source, pronunciation, ends)
        gap = None if drafts else paragraph.gap
        drafts.append(Draft(part.run.passage, paragraph.scene, source, spoken, ends, gap))
    return _mark_tags(drafts), tuple(silent)


def _split_parts(paragraph: SpokenParagraph, language: str) -> list[_Part]:
    """The paragraph cut at the ends of sentences and of runs, and too long sentences at clauses."""
    if len(paragraph.runs) == 1 and paragraph.runs[0].passage.kind in (Kind.LYRIC, Kind.HEADING):
        ends = {paragraph.end}
    else:
        ends = {paragraph.start + end for end in find_ends(paragraph.text, language)}
    parts: list[_Part] = []
    ordered = sorted(ends)
    at = 0
    for index, run in enumerate(paragraph.runs):
        limit = paragraph.runs[index + 1].start if index + 1 < len(paragraph.runs) else paragraph.end
        start = run.start
        while start < limit:
            while at < len(ordered) and ordered[at] <= start:
                at += 1
            end = min(limit, ordered[at]) if at < len(ordered) else limit
            if _skip_blank(paragraph, end, limit) == limit:
                end = limit
            ended = end in ends or bool(at < len(ordered) and ordered[at] <= end)
            *cuts, last = cut_long(paragraph.text, start - paragraph.start, end - paragraph.start)
            for cut in cuts:
                parts.append(_Part(run, start, paragraph.start + cut, False))
                start = paragraph.start + cut
            parts.append(_Part(run, start, paragraph.start + last, ended))
            start = end
    return parts


def _skip_blank(paragraph: SpokenParagraph, start: int, limit: int) -> int:
    """The first offset from `start` on with something printed that is spoken."""
    shift = paragraph.start
    blank = _BLANK.match(paragraph.text, start - shift, limit - shift)
    return start if blank is None else blank.end() + shift


def _hangs_on(part: _Part, following: _Part, paragraph: SpokenParagraph, language: str) -> bool:
    """Whether `following` only says who spoke: “Go!” Anna cried. A full stop before it parts the two."""
    if part.run is following.run or part.run.passage.kind not in VOICED_KINDS:
        return False
    if following.run.passage.kind is not Kind.NARRATION:
        return False
    said = paragraph.text[part.start - paragraph.start : part.end - paragraph.start].rstrip(CLOSING + "\x00 \n\t")
    if not said or said[-1] not in _CUT_SHORT:
        return False
    told = paragraph.text[following.start - paragraph.start : following.end - paragraph.start]
    return is_tag_after(told.lstrip("\x00 \n\t").replace("\n", " "), language)


def _word(
    paragraph: SpokenParagraph, part: _Part, source: Sequence[Range], pronunciation: Pronunciation, ends: bool
) -> tuple[Words, ...]:
    """What is said in `part`, with offsets of the story; an open end gets a comma, so that the voice stays up."""
    shift = paragraph.start
    start, end = source[0][0] - shift, source[-1][1] - shift
    heading = part.run.passage.kind is Kind.HEADING
    words = list(say(paragraph.text, start, end, pronunciation, heading, shift))
    if not ends and part.end < paragraph.end and _OPEN.search("".join(w.text for w in words)):
        words.append(Words(",", end + shift, end + shift))
    return tuple(words)


def _mark_tags(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Each narration that shares a sentence with a speech beside it knows whose speech that is."""
    marked: list[Draft] = []
    for index, draft in enumerate(drafts):
        before = drafts[index - 1] if index else None
        after = drafts[index + 1] if index + 1 < len(drafts) else None
        if draft.passage.kind is Kind.NARRATION:
            if before is not None and not before.ends_sentence and before.passage.kind is Kind.DIALOGUE:
                draft = replace(draft, tag_of=before.passage)
            elif after is not None and not draft.ends_sentence and after.passage.kind is Kind.DIALOGUE:
                draft = replace(draft, tag_of=after.passage)
        marked.append(draft)
    return tuple(marked)
