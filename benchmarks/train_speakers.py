"""Labelled books → the weights by which `rhapsode.attributing` chooses speakers.

    python -m benchmarks.train_speakers CORPORA        writes src/rhapsode/data/speakers.json

Trains on LitBank and QuoteLi3 (both CC BY 4.0, see NOTICE) and on nothing else. The model is a chain over each
conversation: the weights of a candidate's evidence and of how speakers follow each other, found by maximum
likelihood with L-BFGS. Turns whose true speaker is not among the candidates are left open: any row of speakers will do.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rhapsode.attributing.choosing.chain import split_chains
from rhapsode.attributing.choosing.evidence import Choice, weigh_all
from rhapsode.attributing.turns.conversations import Setting
from rhapsode.attributing.turns.tags import LEAD, TRAIL
from rhapsode.attributing.understanding import Reading, read_story
from rhapsode.language.folding import fold_name
from rhapsode.model import Limits, Manuscript, Story
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.telling.subjects import Source

TRAINING = ("litbank", "quoteli3")
WEIGHTS = Path(__file__).parent.parent / "src" / "rhapsode" / "data" / "speakers.json"
RIDGE = 3.0
"""Pull of the weights towards what is believed, with ENOUGH turns; with half of them it is four times that.

At 0.3, and one struck copy, scores are half a point to a point lower.
"""
ENOUGH = 2000
FAITH = 10  # times as strong is the pull where something is believed
RAREST = 3  # evidence seen in fewer rows is not learnt
STRUCK = 0.5  # of the tags
COPIES = 5  # with other tags struck each; one alone leaves the scores to chance by half a point
LONGEST = 40  # turns; longer chains are cut, which spares memory and loses one link
BATCH = 48
STEPS = 150
BELIEFS: Mapping[str, float] = {
    "introduces": 5,
    "tag after named": 4.5,
    "tag after names another": -4.5,
    "tag before named": 4.5,
    "tag before names another": -4.5,
    "tag after I": 2,
    "tag after not I": -2,
    "tag before I": 2,
    "tag before not I": -2,
    "tag after gender clashes": -2,
    "tag before gender clashes": -2,
    "tag after gender fits": 1,
    "tag before gender fits": 1,
    "tag after noun itself": 3,
    "tag before noun itself": 3,
    "tag after noun gender clashes": -2,
    "beat before named": 1,
    "beat after named": 1,
    "beat after names another": -1,
    "beat after gender fits": 0.5,
    "beat after gender clashes": -1,
    "beat before gender clashes": -1,
    "beat between named": 2.5,
    "beat between names another": -2.5,
    "beat between gender fits": 1,
    "beat between gender clashes": -2,
    "leads to pronoun": 3,
    "other scene none": -1,
    "other scene beat": -1,
    "other scene pronoun": -1,
    "other scene noun": -1,
    "styles gender fits": -0.5,
    "addresses": -3,
    "talks of": -2,
    "speaks to": -1,
    "addressed at -1": 1.5,
    "addressed at 1": 1,
    "spoken to at -1": 1,
    "verse answered at -1": 1.5,
    "only heard": -1,
    "not told of yet pronoun": -2,
    "never tagged": -1,
    "styled at -1 gender clashes": -1,
    "styled at 1 gender clashes": -1,
    "follows next none same": -1,
    "follows next? none same": -2,
    "follows next none returns": 2,
    "follows next? none returns": 2,
    "follows next beat returns": 1,
    "follows next pronoun returns": 1,
}
"""What is believed before anything is counted; the pull is towards these weights, and the rest towards nothing."""

Floats = NDArray[np.float64]
OPEN, UNLABELLED = -1, -2


@dataclass(frozen=True)
class Lesson:
    """A labelled text as the program reads it; `answers` are the true candidates' places by turn."""

    corpus: str
    name: str
    gold: Mapping[str, Any]
    manuscript: Manuscript
    story: Story
    reading: Reading
    answers: tuple[int, ...]


# --- lessons ------------------------------------------------------------------------------------------------


def load_lesson(path: Path) -> Lesson:
    """Read a text and match its labels with the turns and the cast that the program finds."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    return read_lesson(path.parent.name, gold, _read_plain(path.parent / gold["text_file"]))


def read_lesson(corpus: str, gold: Mapping[str, Any], manuscript: Manuscript) -> Lesson:
    """A manuscript with its labels as a lesson."""
    story = segment(manuscript)
    reading = read_story(story)
    return Lesson(corpus, gold["novel"], gold, manuscript, story, reading, _find_answers(reading, gold))


def _read_plain(source: Path) -> Manuscript:
    manuscript = read(source, Limits())
    if len(manuscript.text) != len(source.read_bytes().decode("utf-8")):
        raise SystemExit(f"{source}: read as another text than the labels count on")
    return manuscript


def load_lessons(corpora: Path, corpus: str) -> list[Lesson]:
    """All lessons of one corpus."""
    return [load_lesson(path) for path in sorted((corpora / "quotes" / corpus).glob("*.gold.json"))]


def _find_answers(reading: Reading, gold: Mapping[str, Any]) -> tuple[int, ...]:
    rows = [q for q in gold["quotes"] if q["attributable"]]
    spans = sorted((s, e, q["speaker"]) for q in rows for s, e in q["spans"])
    starts = [span[0] for span in spans]
    bearers = {c["name"]: _find_bearers(reading, c, gold.get("narrator")) for c in gold["characters"]}
    return tuple(_find_answer(choice, spans, starts, bearers, reading) for choice in reading.choices)


def _find_bearers(reading: Reading, character: Mapping[str, Any], narrator: str | None) -> set[int]:
    """The members that a labelled character may be: those called by one of its names, else those with such a form."""
    names = {_plain(x) for x in [character["name"], *character["aliases"], *character.get("expanded", [])]} - {""}
    if character["name"] == narrator:
        names.add("narrator")
    members = list(enumerate(reading.members))
    labelled = {i for i, member in members if _plain(member.label) in names}
    return labelled or {i for i, member in members if any(_plain(form.label) in names for form in member.forms)}


def _plain(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in fold_name(name).replace("'s", "")).split()
    return " ".join(words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words)


def _find_answer(
    choice: Choice,
    spans: Sequence[tuple[int, int, str]],
    starts: Sequence[int],
    bearers: Mapping[str, set[int]],
    reading: Reading,
) -> int:
    votes: Counter[str] = Counter()
    for start, end in choice.setting.turn.quotes:
        for span in spans[max(0, bisect_left(starts, start) - 2) : bisect_left(starts, end)]:
            votes[span[2]] += max(0, min(end, span[1]) - max(start, span[0]))
    if not +votes:
        return UNLABELLED
    right = bearers.get(votes.most_common(1)[0][0], set())
    places = [place for place, member in enumerate(choice.members) if member in right]
    return max(places, key=lambda place: reading.members[choice.members[place]].weight, default=OPEN)


def strike_tags(lesson: Lesson, copy: int = 0) -> Lesson:
    """The lesson once more, half of the tags that name a speaker struck out: what is left must tell by itself.

    The labels stay, so that every tagged turn teaches about untagged ones too; that is worth seven tenths of a point.
    """
    dice = random.Random(f"{lesson.name}{copy}")
    settings = [
        _strike_tag(choice.setting) if dice.random() < STRUCK else choice.setting for choice in lesson.reading.choices
    ]
    choices = tuple(weigh_all(settings, lesson.reading.stage))
    answers = []
    for old, new, answer in zip(lesson.reading.choices, choices, lesson.answers, strict=True):
        member = old.members[answer] if answer >= 0 else None
        answers.append(answer if member is None else new.members.index(member) if member in new.members else OPEN)
    return replace(lesson, reading=replace(lesson.reading, choices=choices), answers=tuple(answers))


def _strike_tag(setting: Setting) -> Setting:
    tag = setting.tag
    if tag is None or tag.pointer.source != Source.NAME:
        return setting
    around = tuple(other for other in setting.tags if other.quote in (LEAD, TRAIL))
    return replace(setting, tags=around, tag=None, told=setting.told - {tag.pointer.who})


# --- the chain as arrays ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """Chains of about one length side by side: B chains, T turns, K candidates.

    `rows` and `columns` say which evidence stands for which (chain, turn, candidate); `allowed` and `told` are 0
    where a candidate is possible, and possible under the labels, else very low. `same` and `returns` are the
    columns of the weights for how a turn follows.
    """

    shape: tuple[int, int, int]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    allowed: Floats
    told: Floats
    members: NDArray[np.int64]
    same: NDArray[np.int64]
    returns: NDArray[np.int64]


Chain = tuple[Sequence[Choice], Sequence[int]]
NEVER = -1e9


def _cut_chains(lessons: Sequence[Lesson]) -> Iterator[Chain]:
    for lesson in lessons:
        for start, end in split_chains(lesson.reading.choices):
            for at in range(start, end, LONGEST):
                stop = min(end, at + LONGEST)
                if any(answer >= 0 for answer in lesson.answers[at:stop]):
                    yield lesson.reading.choices[at:stop], lesson.answers[at:stop]


def _number_evidence(chains: Sequence[Chain]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for choices, _ in chains:
        for choice in choices:
            counts.update(word for row in choice.evidence for word in set(row))
            counts.update((f"follows {choice.follows} same", f"follows {choice.follows} returns"))
    return {word: number for number, word in enumerate(sorted(w for w, n in counts.items() if n >= RAREST))}


def _make_batch(chains: Sequence[Chain], numbers: Mapping[str, int]) -> Batch:
    shape = len(chains), max(len(c) for c, _ in chains), max(len(x.members) for c, _ in chains for x in c)
    rows: list[int] = []
    columns: list[int] = []
    allowed, told = np.full(shape, NEVER), np.full(shape, NEVER)
    allowed[:, :, 0] = told[:, :, 0] = 0
    members = np.full(shape, -1)
    follows = np.full((2, *shape[:2]), -1)
    for b, (choices, answers) in enumerate(chains):
        for t, (choice, answer) in enumerate(zip(choices, answers, strict=True)):
            count = len(choice.members)
            allowed[b, t, :count] = told[b, t, :count] = 0
            members[b, t, :count] = choice.members
            if answer >= 0:
                told[b, t] = NEVER
                told[b, t, answer] = 0
            follows[:, b, t] = [numbers.get(f"follows {choice.follows} {how}", -1) for how in ("same", "returns")]
            for k, words in enumerate(choice.evidence):
                found = [numbers[word] for word in words if word in numbers]
                rows += [(b * shape[1] + t) * shape[2] + k] * len(found)
                columns += found
    return Batch(shape, np.array(rows), np.array(columns), allowed, told, members, follows[0], follows[1])


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis))


def _relate(batch: Batch, t: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Over (chain, two before, before, here): whether the speaker stays, and whether the one before last returns."""
    here = batch.members[:, t]
    known = (here >= 0)[:, None, :]
    same = ((batch.members[:, t - 1][:, :, None] == here[:, None, :]) & known)[:, None]
    if t < 2:
        return same, np.zeros((1, 1, 1, 1), bool)
    returns = ((batch.members[:, t - 2][:, :, None] == here[:, None, :]) & known)[:, :, None] & ~same
    return same, returns


def _sum_chains(batch: Batch, unary: Floats, stay: Floats, back: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Log of the sum over all rows of speakers; and what is expected of candidates, staying and returning."""
    length = batch.shape[1]
    forward = [unary[:, 0][:, None, :]]
    pairs: list[Floats] = [np.zeros(1)]
    relations = [_relate(batch, t) for t in range(1, length)]
    for t, (same, returns) in enumerate(relations, start=1):
        pairs.append(same * stay[:, t][:, None, None, None] + returns * back[:, t][:, None, None, None])
        forward.append(_log_sum(forward[-1][:, :, :, None] + pairs[t], 1) + unary[:, t][:, None, :])
    total = _log_sum(forward[-1].reshape(batch.shape[0], -1), 1)
    backward = np.zeros_like(forward[-1])
    shares = np.zeros(batch.shape)
    expected = np.zeros((2, *batch.shape[:2]))
    for t in range(length - 1, -1, -1):
        shares[:, t] = np.exp(_log_sum(forward[t] + backward, 1) - total[:, None])
        if t:
            ahead = pairs[t] + (unary[:, t][:, None, :] + backward)[:, None]
            joint = np.exp(forward[t - 1][:, :, :, None] + ahead - total[:, None, None, None])
            expected[0, :, t] = (joint * relations[t - 1][0]).sum((1, 2, 3))
            expected[1, :, t] = (joint * relations[t - 1][1]).sum((1, 2, 3))
            backward = _log_sum(ahead, 3)
    return total, shares, expected[0], expected[1]


def _pick(weights: Floats, columns: NDArray[np.int64]) -> Floats:
    return np.where(columns >= 0, weights[columns], 0.0)


def _measure(batch: Batch, weights: Floats) -> tuple[float, Floats]:
    """How unlikely the labels are, and the slope of that."""
    evidence = np.bincount(batch.rows, weights=weights[batch.columns], minlength=int(np.prod(batch.shape)))
    unary = evidence.reshape(batch.shape)
    stay, back = _pick(weights, batch.same), _pick(weights, batch.returns)
    free = _sum_chains(batch, unary + batch.allowed, stay, back)
    tied = _sum_chains(batch, unary + batch.told, stay, back)
    slope = np.bincount(
        batch.columns, weights=(free[1] - tied[1]).reshape(-1)[batch.rows], minlength=len(weights)
    ).astype(float)
    for columns, at in ((batch.same, 2), (batch.returns, 3)):
        known = columns >= 0
        np.add.at(slope, columns[known], (free[at] - tied[at])[known])
    return float((free[0] - tied[0]).sum()), slope


# --- fitting ------------------------------------------------------------------------------------------------


def fit(lessons: Sequence[Lesson]) -> dict[str, float]:
    """The weights that make the lessons' labels likeliest, read as they stand and with tags struck out."""
    taught = [*lessons, *(strike_tags(lesson, copy) for copy in range(COPIES) for lesson in lessons)]
    chains = sorted(_cut_chains(taught), key=lambda chain: len(chain[0]))
    numbers = _number_evidence(chains)
    batches = [_make_batch(chains[at : at + BATCH], numbers) for at in range(0, len(chains), BATCH)]

    turns = sum(answer >= 0 for lesson in lessons for answer in lesson.answers)
    pull = RIDGE * (ENOUGH / turns) ** 2
    ridge = np.array([pull * (FAITH if word in BELIEFS else 1) for word in sorted(numbers, key=numbers.__getitem__)])
    believed = np.array([BELIEFS.get(word, 0.0) for word in sorted(numbers, key=numbers.__getitem__)])

    def measure(weights: Floats) -> tuple[float, Floats]:
        parts = [_measure(batch, weights) for batch in batches]
        away = weights - believed
        back = ridge * away
        return sum(part[0] for part in parts) + float(back @ away) / 2, sum((part[1] for part in parts), back)

    weights = _descend(measure, believed)
    return {**BELIEFS, **{word: float(weights[number]) for word, number in numbers.items()}}


def _descend(measure: Callable[[Floats], tuple[float, Floats]], weights: Floats) -> Floats:
    """L-BFGS with a memory of ten steps."""
    loss, slope = measure(weights)
    memory: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        direction = _turn(slope, memory)
        size = 1.0
        while True:
            ahead = weights - size * direction
            new_loss, new_slope = measure(ahead)
            if new_loss <= loss - 1e-4 * size * float(slope @ direction) or size < 1e-4:
                break
            size /= 2
        step, change = ahead - weights, new_slope - slope
        if float(step @ change) > 1e-10:
            memory = [*memory, (step, change)][-10:]
        settled = abs(loss - new_loss) < 1e-4 * abs(loss)
        weights, loss, slope = ahead, new_loss, new_slope
        if settled:
            break
    return weights


def _turn(slope: Floats, memory: Sequence[tuple[Floats, Floats]]) -> Floats:
    direction = slope.copy()
    shares = []
    for step, change in reversed(memory):
        share = float(step @ direction) / float(step @ change)
        shares.append(share)
        direction -= share * change
    if memory:
        step, change = memory[-1]
        direction *= float(step @ change) / float(change @ change)
    else:
        direction /= max(1.0, float(np.linalg.norm(slope)))
    for (step, change), share in zip(memory, reversed(shares), strict=True):
        direction += step * (share - float(change @ direction) / float(step @ change))
    return direction


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    lessons = [lesson for corpus in TRAINING for lesson in load_lessons(parser.parse_args().corpora, corpus)]
    weights = {word: round(weight, 3) for word, weight in sorted(fit(lessons).items()) if abs(weight) >= 0.001}
    credit = "Trained on LitBank and QuoteLi3 (both CC BY 4.0, see NOTICE) by benchmarks/train_speakers.py."
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.exists() else {}
    data = {"credit": credit, "bends": kept.get("bends", {}), "weights": weights}
    WEIGHTS.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8")
    turns = sum(answer >= 0 for lesson in lessons for answer in lesson.answers)
    print(f"{len(weights)} weights from {turns} labelled turns of {len(lessons)} texts: {WEIGHTS}")


if __name__ == "__main__":
    main()
