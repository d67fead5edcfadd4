"""Labelled books → the weights by which speakers are chosen.

Trains on LitBank and QuoteLi3 (both CC BY 4.0, see NOTICE), The Time Traders, the modern stories and the stories as
people save them (free of rights), and on nothing else.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.training.chains import OPEN, Chain, fit_chains
from benchmarks.training.weight_files import Learnt
from rhapsode.attributing import Groundwork, lay_groundwork
from rhapsode.attributing.choosing import Contest, declare, gather_evidence, split_chains
from rhapsode.attributing.turns import Setting
from rhapsode.language import fold_name
from rhapsode.model import Limits, Manuscript, Story
from rhapsode.reading import read
from rhapsode.segmenting import segment
from rhapsode.telling import Named

TRAINING = ("litbank", "quoteli3", "noveldialogues", "modern", "fanfic")
CREDIT = (
    "Trained on LitBank and QuoteLi3 (both CC BY 4.0, see NOTICE), The Time Traders, modern stories and stories as"
    " people save them (free of rights) by benchmarks/training."
)
STRUCK = 0.5  # of the tags
COPIES = 5  # with other tags struck each; one alone leaves the scores to chance by half a point
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

UNLABELLED = -2


@dataclass(frozen=True)
class Lesson:
    """A labelled text as the program reads it; `answers` are the true candidates' places by turn."""

    corpus: str
    name: str
    gold: Mapping[str, Any]
    manuscript: Manuscript
    story: Story
    reading: Groundwork
    answers: tuple[int, ...]


# --- lessons ------------------------------------------------------------------------------------------------


def load_lesson(path: Path) -> Lesson:
    """Read a text and match its labels with the turns and the cast that the program finds."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    return read_lesson(path.parent.name, gold, _read_plain(path.parent / gold["text_file"]))


def read_lesson(corpus: str, gold: Mapping[str, Any], manuscript: Manuscript) -> Lesson:
    """A manuscript with its labels as a lesson."""
    story = segment(manuscript)
    reading = lay_groundwork(story)
    return Lesson(corpus, gold["novel"], gold, manuscript, story, reading, _find_answers(reading, gold))


def load_saved_lesson(path: Path) -> Lesson:
    """The same of a story as people save it, whose labels give the words that are said instead of their places."""
    labels = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".labels.json")
    manuscript = _read_plain(path.with_name(f"{name}.txt"))
    said = [span for span in labels["spans"] if span["kind"] == "dialogue" and span["speaker"]]
    quotes = [_place_quote(manuscript.text, span, number) for number, span in enumerate(said)]
    characters = [{**c, "gender": c["gender"] or "", "category": ""} for c in labels["characters"]]
    gold = {"novel": name, "narrator": labels["narrator"], "characters": characters, "quotes": quotes}
    return read_lesson("fanfic", gold, manuscript)


def _place_quote(text: str, span: Mapping[str, Any], number: int) -> dict[str, Any]:
    start = -1
    for _ in range(span["nth"]):
        start = text.index(span["text"], start + 1)
    kind = {"E": "Explicit", "A": "Anaphoric"}.get(span["type"], "Implicit")
    place = [start, start + len(span["text"])]
    return {"id": str(number), "type": kind, "speaker": span["speaker"], "attributable": True, "spans": [place]}


def _read_plain(source: Path) -> Manuscript:
    manuscript = read(source, Limits())
    if len(manuscript.text) != len(source.read_bytes().decode("utf-8")):
        raise SystemExit(f"{source}: read as another text than the labels count on")
    return manuscript


def load_lessons(corpora: Path, corpus: str) -> list[Lesson]:
    """All lessons of one corpus."""
    if corpus == "fanfic":
        return [load_saved_lesson(path) for path in sorted((corpora / corpus).glob("*.labels.json"))]
    return [load_lesson(path) for path in sorted((corpora / "quotes" / corpus).glob("*.gold.json"))]


def _find_answers(reading: Groundwork, gold: Mapping[str, Any]) -> tuple[int, ...]:
    rows = [q for q in gold["quotes"] if q["attributable"]]
    spans = sorted((s, e, q["speaker"]) for q in rows for s, e in q["spans"])
    starts = [span[0] for span in spans]
    bearers = {c["name"]: _find_bearers(reading, c, gold.get("narrator")) for c in gold["characters"]}
    return tuple(_find_answer(choice, spans, starts, bearers, reading) for choice in reading.contests)


def _find_bearers(reading: Groundwork, character: Mapping[str, Any], narrator: str | None) -> set[int]:
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
    choice: Contest,
    spans: Sequence[tuple[int, int, str]],
    starts: Sequence[int],
    bearers: Mapping[str, set[int]],
    reading: Groundwork,
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
        _strike_tag(choice.setting) if dice.random() < STRUCK else choice.setting for choice in lesson.reading.contests
    ]
    choices = tuple(gather_evidence(settings, lesson.reading.stage))
    answers = []
    for old, new, answer in zip(lesson.reading.contests, choices, lesson.answers, strict=True):
        member = old.members[answer] if answer >= 0 else None
        answers.append(answer if member is None else new.members.index(member) if member in new.members else OPEN)
    return replace(lesson, reading=replace(lesson.reading, contests=choices), answers=tuple(answers))


def _strike_tag(setting: Setting) -> Setting:
    tag = setting.tag
    if tag is None or not isinstance(tag.pointer, Named):
        return setting
    around = tuple(other for other in setting.tags if other.outside)
    return replace(setting, tags=around, tag=None, told=setting.told - {tag.pointer.member})


# --- fitting ------------------------------------------------------------------------------------------------


LONGEST = 40  # turns; longer chains are cut, which spares memory and loses one link


def _cut_chains(lessons: Sequence[Lesson]) -> Iterator[Chain]:
    for lesson in lessons:
        for start, end in split_chains(lesson.reading.contests):
            for at in range(start, end, LONGEST):
                stop = min(end, at + LONGEST)
                if any(answer >= 0 for answer in lesson.answers[at:stop]):
                    yield lesson.reading.contests[at:stop], lesson.answers[at:stop]


def fit(lessons: Sequence[Lesson]) -> dict[str, float]:
    """The weights that make the lessons' labels likeliest, read as they stand and with tags struck out."""
    taught = [*lessons, *(strike_tags(lesson, copy) for copy in range(COPIES) for lesson in lessons)]
    turns = sum(answer >= 0 for lesson in lessons for answer in lesson.answers)
    return fit_chains(list(_cut_chains(taught)), turns, BELIEFS)


def learn(corpora: Path) -> Learnt:
    """What all lessons together teach."""
    lessons = [lesson for corpus in TRAINING for lesson in load_lessons(corpora, corpus)]
    turns = sum(answer >= 0 for lesson in lessons for answer in lesson.answers)
    report = [f"{turns} labelled turns of {len(lessons)} texts"]
    return Learnt("speakers", tuple(declare()), fit(lessons), CREDIT, report)
