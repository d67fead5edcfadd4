"""How lines meet: the largest pause counts, and inside a sentence only the clause's or a character's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhapsode.casting.lines import Draft
from rhapsode.casting.paragraphs import ParagraphGap
from rhapsode.casting.pauses import Voiced, find_head, join_lines
from rhapsode.casting.voice_rules import Tone
from rhapsode.model import Join, Kind, Passage, Voice, Words
from rhapsode.voices_file import Pauses

TIMES = st.integers(0, 5000)
PAUSES = st.builds(Pauses, TIMES, TIMES, TIMES, TIMES, TIMES, TIMES, TIMES, TIMES)


@st.composite
def voiced(draw: st.DrawFn) -> Voiced:
    speaker = draw(st.sampled_from([None, "Ada", "Bruno"]))
    kind = draw(st.sampled_from([Kind.NARRATION, Kind.DIALOGUE, Kind.LYRIC, Kind.HEADING, Kind.LETTER]))
    tone = Tone(speaker, Voice("e", speaker or "n", "en"), "", *(draw(TIMES) for _ in range(5)))
    gap = draw(st.sampled_from([None, None, ParagraphGap.LINE, ParagraphGap.PARAGRAPH, ParagraphGap.SCENE]))
    return Voiced(Draft(Passage(kind, 0, 1), 0, ((0, 1),), (Words("x", 0, 1),), draw(st.booleans()), gap), tone)


@given(st.lists(voiced(), min_size=2, max_size=6), PAUSES)
def test_the_largest_of_all_that_meet_counts(lines: list[Voiced], pauses: Pauses) -> None:
    joined = join_lines(lines, 0, pauses)
    for line, one, other in zip(joined, lines, lines[1:], strict=False):
        own = [0] if one.tone.speaker == other.tone.speaker else [one.tone.own_after_ms, other.tone.own_before_ms]
        assert line.pause_ms >= max(own)
        if line.join is Join.CLAUSE:
            assert line.pause_ms == max(pauses.clause_ms, *own)
        else:
            changes = one.tone.speaker != other.tone.speaker
            assert line.pause_ms >= (pauses.speaker_ms if changes else 0)
            asked = {getattr(pauses, name) for name in Pauses.__dataclass_fields__}
            asked |= {one.tone.line_pause_ms, one.tone.after_ms, other.tone.before_ms, *own}
            assert line.pause_ms in asked
    assert joined[-1].join is Join.CHAPTER
    assert joined[-1].pause_ms == max(pauses.chapter_tail_ms, lines[-1].tone.after_ms, lines[-1].tone.own_after_ms)


@given(voiced(), PAUSES)
def test_the_head_is_the_larger_of_the_chapters_and_the_sections(first: Voiced, pauses: Pauses) -> None:
    assert find_head([first], pauses) == max(pauses.chapter_head_ms, first.tone.before_ms)
    assert find_head([], pauses) == pauses.chapter_head_ms
