"""Whose scene it is: a story's telling, talk and thoughts in; for each scene the one through whose eyes it is told out.

The viewpoint of close third person is named seldom: it is whose mind is told ("she knew", "he hated"), who speaks right
behind a thought and not right before it, and whose own thoughts never name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rhapsode.attributing.turns.conversations import Mention, Stage
from rhapsode.attributing.turns.speeches import is_turn
from rhapsode.language.english import ENGLISH
from rhapsode.language.patterns import any_of
from rhapsode.model import Kind, Passage, Range, Story
from rhapsode.weighing import load_decision, weigh

DECISION = "viewpoints"
_BETWEEN = r"(?:(?:\w+ly|had|did not|didn['’]t|never|could|would|still|only|already) )*"
_INWARD = rf"{_BETWEEN}(?:{any_of(ENGLISH.verbs.inward)})\b"
_MIND = re.compile(rf" {_INWARD}")
_PRONOUN = re.compile(rf"\b([Hh]e|[Ss]he)\b(?P<mind> {_INWARD})?")
_FACTS = (
    "told of as acting",
    "named",
    "named first",
    "mind told by name",
    "mind told of their sex",
    "pronouns of their sex",
    "speaks behind a thought",
    "speaks before a thought",
    "named in a thought",
    "thought of by their sex",
)
_SEXES = ("all", "mind", "thought")
"""Pronouns by sex: of all who act, of those whose mind is told, of those who are thought of."""
_WHERE = ("here", "in the story")
BIAS = "bias"


def declare_viewpoints() -> tuple[str, ...]:
    """The names of all evidence for somebody's being the viewpoint."""
    return (BIAS, *(f"{fact}, {where}" for where in _WHERE for fact in _FACTS))


@dataclass
class _Count:
    """What is counted of one stretch of the story: for each fact, whom it speaks of how often."""

    facts: dict[str, Counter[int]] = field(default_factory=lambda: {fact: Counter() for fact in _FACTS})
    sexes: dict[str, Counter[str]] = field(
        default_factory=lambda: {"all": Counter(), "mind": Counter(), "thought": Counter()}
    )

    def share(self, fact: str, member: int) -> float:
        total = self.facts[fact].total()
        return self.facts[fact][member] / total if total else 0.0

    def share_of_sex(self, which: str, gender: str) -> float:
        total = self.sexes[which].total()
        return (self.sexes[which][gender] / total if gender else 0.5) if total else 0.0


def find_viewpoints(story: Story, stage: Stage, scenes: Sequence[Range]) -> tuple[int | None, ...]:
    """For each scene its narrator, or the likeliest viewpoint; else as in the scene before."""
    weights = load_decision(DECISION).weights
    views: list[int | None] = []
    for number, evidence in enumerate(gather_viewpoints(story, stage, scenes)):
        own = stage.narrators[number]
        best = max(evidence, key=lambda member: (weigh(evidence[member], weights), -member), default=None)
        views.append(own if own is not None else best if best is not None else views[-1] if views else None)
    return tuple(views)


def gather_viewpoints(story: Story, stage: Stage, scenes: Sequence[Range]) -> Iterator[dict[int, Mapping[str, float]]]:
    """For each scene the evidence of each who is named in its telling."""
    numbers = {member.label: number for number, member in reversed([*enumerate(stage.members)])}
    counts = [_count(story, stage, scene, numbers) for scene in scenes]
    whole = _add(counts)
    for count in counts:
        members = set(count.facts["named"])
        yield {
            member: {
                BIAS: 1.0,
                **_describe(count, member, stage.members[member].gender, _WHERE[0]),
                **_describe(whole, member, stage.members[member].gender, _WHERE[1]),
            }
            for member in sorted(members)
        }


def _describe(count: _Count, member: int, gender: str, where: str) -> dict[str, float]:
    seen = {fact: count.share(fact, member) for fact in _FACTS if count.facts[fact]}
    seen["mind told of their sex"] = count.share_of_sex("mind", gender)
    seen["thought of by their sex"] = count.share_of_sex("thought", gender)
    seen["pronouns of their sex"] = count.share_of_sex("all", gender)
    return {f"{fact}, {where}": share for fact, share in seen.items()}


def _add(counts: Sequence[_Count]) -> _Count:
    whole = _Count()
    for count in counts:
        for fact, counter in count.facts.items():
            if fact != "named first" or not whole.facts[fact]:
                whole.facts[fact] += counter
        for which, sexes in count.sexes.items():
            whole.sexes[which] += sexes
    return whole


def _count(story: Story, stage: Stage, scene: Range, numbers: Mapping[str, int]) -> _Count:
    count = _Count()
    passages = story.passages_between(*scene)
    for mention in stage.between(*scene):
        if not mention.quoted:
            _count_mention(count, story.text, mention)
    for at, passage in enumerate(passages):
        if passage.kind is Kind.NARRATION:
            for match in _PRONOUN.finditer(story.text, passage.start, passage.end):
                sex = "f" if match[1].lower() == "she" else "m"
                count.sexes["all"][sex] += 1
                count.sexes["mind"][sex] += bool(match["mind"])
        elif passage.kind is Kind.THOUGHT and not is_turn(story, passage):
            _count_thought(count, stage, passages, at, numbers)
            for match in _PRONOUN.finditer(story.text, passage.start, passage.end):
                count.sexes["thought"]["f" if match[1].lower() == "she" else "m"] += 1
    return count


def _count_mention(count: _Count, text: str, mention: Mention) -> None:
    count.facts["named"][mention.member] += 1
    if not count.facts["named first"]:
        count.facts["named first"][mention.member] = 1
    if mention.subject:
        count.facts["told of as acting"][mention.member] += 1
    if _MIND.match(text, mention.end):
        count.facts["mind told by name"][mention.member] += 1


def _count_thought(
    count: _Count, stage: Stage, passages: Sequence[Passage], at: int, numbers: Mapping[str, int]
) -> None:
    thought = passages[at]
    for mention in stage.between(thought.start, thought.end):
        count.facts["named in a thought"][mention.member] += 1
    for step, fact in ((1, "speaks behind a thought"), (-1, "speaks before a thought")):
        other = at + step
        while 0 <= other < len(passages) and passages[other].kind is Kind.THOUGHT:
            other += step
        if 0 <= other < len(passages) and passages[other].kind is Kind.DIALOGUE:
            member = numbers.get(passages[other].speaker or "")
            if member is not None:
                count.facts[fact][member] += 1
