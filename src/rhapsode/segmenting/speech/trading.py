"""Thoughts that fill paragraph after paragraph in, those out that two voices of one head trade: a "you" and an "I".

Nobody names a voice here; the lines alone tell. Whoever speaks to a "you" is the voice, whoever speaks of himself
answers it. One who thinks on through several paragraphs says the same in all of them, and no turns are seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rhapsode.model import Inner
from rhapsode.telling.persons import addresses, speaks_of_itself
from rhapsode.text.spans import Stretch

_LONGEST = 45  # words of a turn
_FEWEST, _FEWEST_AGAIN = 4, 2  # turns of the first quarrel of a scene, and of those after it
_PLAIN = 2  # turns by which one side says "you", or the other "I", more often


def take_turns(text: str, alone: Sequence[Stretch | None], scenes: Sequence[int]) -> dict[int, Stretch]:
    """By paragraph, the thoughts that are traded, each with whose it is.

    `alone` has for each paragraph the thought that is all of it, None where there is more or none; `scenes` where it
    stands.
    """
    found: dict[int, Stretch] = {}
    quarrelled = -1
    for run in _runs(text, alone, scenes):
        scene = scenes[run[0][0]]
        lead = _weigh_sides(text, [thought for _, thought in run])
        known = scene == quarrelled
        if (abs(lead) >= _PLAIN and len(run) >= _FEWEST) or (known and len(run) >= _FEWEST_AGAIN):
            quarrelled = scene
            sides = (Inner.VOICE, Inner.ANSWER) if lead >= 0 else (Inner.ANSWER, Inner.VOICE)
            for turn, (at, thought) in enumerate(run):
                found[at] = _give(thought, sides[turn % 2])
    return found


def _runs(text: str, alone: Sequence[Stretch | None], scenes: Sequence[int]) -> Iterator[list[tuple[int, Stretch]]]:
    """Runs of short paragraphs of one scene that are thoughts and no more."""
    run: list[tuple[int, Stretch]] = []
    for at, thought in enumerate(alone):
        short = thought is not None and len(text[thought.start : thought.end].split()) <= _LONGEST
        if run and (not short or scenes[at] != scenes[run[0][0]]):
            yield run
            run = []
        if short and thought is not None:
            run.append((at, thought))
    if run:
        yield run


def _weigh_sides(text: str, thoughts: Sequence[Stretch]) -> int:
    """How much more the first, third, fifth … say "you" and the others "I" than the other way round."""
    lead = 0
    for turn, thought in enumerate(thoughts):
        words = text[thought.start : thought.end]
        lead += (addresses(words) - speaks_of_itself(words)) * (-1) ** turn
    return lead


def _give(thought: Stretch, inner: Inner) -> Stretch:
    reason = "inner voice" if inner is Inner.VOICE else "answer to the inner voice"
    return Stretch(thought.start, thought.end, reason, thought.kind, confidence=thought.confidence, inner=inner)
