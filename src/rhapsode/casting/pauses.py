"""How lines meet: drafts with their tones in, lines with the silence after each out.

Where several pauses meet, the largest counts. Inside one sentence the pause is that of a clause, unless a
character's own entry asks for a longer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhapsode.casting.lines import Draft
from rhapsode.casting.paragraphs import ParagraphGap
from rhapsode.casting.voice_rules import Tone
from rhapsode.model import Join, Kind, Line
from rhapsode.voices_file import Pauses


@dataclass(frozen=True, slots=True)
class Voiced:
    """A draft and how it will sound."""

    draft: Draft
    tone: Tone


def join_lines(voiced: Sequence[Voiced], chapter: int, pauses: Pauses) -> tuple[Line, ...]:
    """The lines of one chapter."""
    lines: list[Line] = []
    for index, one in enumerate(voiced):
        following = voiced[index + 1] if index + 1 < len(voiced) else None
        join = _find_join(one, following)
        lines.append(
            Line(
                chapter=chapter,
                scene=one.draft.scene,
                kind=one.draft.passage.kind,
                speaker=one.tone.speaker,
                voice=one.tone.voice,
                source=one.draft.source,
                spoken=one.draft.spoken,
                join=join,
                pause_ms=_find_pause(one, following, join, pauses),
                why=one.tone.why,
            )
        )
    return tuple(lines)


def _find_join(one: Voiced, other: Voiced | None) -> Join:
    if other is None:
        return Join.CHAPTER
    if other.draft.gap is ParagraphGap.SCENE:
        return Join.SCENE
    if other.draft.gap is ParagraphGap.PARAGRAPH:
        return Join.PARAGRAPH
    if not one.draft.ends_sentence:
        return Join.CLAUSE
    return Join.SENTENCE if _is_same(one, other) else Join.SPEAKER


def _find_pause(one: Voiced, other: Voiced | None, join: Join, pauses: Pauses) -> int:
    """The largest of all pauses that meet between two lines."""
    if other is None:
        return max(pauses.chapter_tail_ms, one.tone.after_ms, one.tone.own_after_ms)
    meeting = [_usual_pause(join, pauses)]
    if not _is_same(one, other):
        meeting += [one.tone.own_after_ms, other.tone.own_before_ms]
    if join is Join.CLAUSE:
        return max(meeting)
    if not _is_same(one, other):
        meeting.append(pauses.speaker_ms)
    if other.draft.gap is ParagraphGap.LINE and one.tone.line_pause_ms:
        meeting[0] = one.tone.line_pause_ms
    if _section(one) is not _section(other):
        meeting += [one.tone.after_ms, other.tone.before_ms]
    if one.draft.passage.kind is Kind.HEADING and other.draft.passage.kind is not Kind.HEADING:
        meeting.append(pauses.after_title_ms)
    return max(meeting)


def _is_same(one: Voiced, other: Voiced) -> bool:
    """Whether one person speaks both; somebody unknown is not the narrator."""
    if one.tone.speaker is None:
        return other.tone.speaker is None and one.tone.voice.id == other.tone.voice.id
    return one.tone.speaker == other.tone.speaker


def _usual_pause(join: Join, pauses: Pauses) -> int:
    if join is Join.SENTENCE:
        return pauses.sentence_ms
    if join is Join.PARAGRAPH:
        return pauses.paragraph_ms
    if join is Join.CLAUSE:
        return pauses.clause_ms
    return pauses.speaker_ms if join is Join.SPEAKER else pauses.scene_ms


def _section(voiced: Voiced) -> Kind:
    """The section that a line stands in: a speech in a letter is part of the letter."""
    passage = voiced.draft.passage
    return passage.within or passage.kind


def find_head(voiced: Sequence[Voiced], pauses: Pauses) -> int:
    """The silence before the first line of a chapter."""
    return max([pauses.chapter_head_ms, *(one.tone.before_ms for one in voiced[:1])])
