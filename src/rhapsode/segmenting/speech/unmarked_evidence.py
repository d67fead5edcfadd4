"""Sentences outside quotation marks in, what speaks for and against each one's being thought out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from rhapsode.segmenting.speech.habits import Era, Habit, Teller
from rhapsode.segmenting.speech.sentences import Sentence, Spot
from rhapsode.telling.manner import FACTS

BIAS, LITTLE = "bias", "little is told"
_TENSES = {1: "present", 0: "no tense", -1: "past"}
_LENGTHS = (1, 3, 6, 10, 16, 25)
_WIDTHS = ((25, "a short paragraph"), (60, "a middling paragraph"))
_FLAGS = ("beside a tag of thinking", "right behind a speech", "right before a speech", "emphasised")
_WHERE = ("before it", "behind it", "before its tag", "behind its tag")
_NEIGHBOURS = tuple(f"a {how} sentence {where}" for how, where in product(("direct", "told"), _WHERE))
LATELY = 6
"""Paragraphs that are looked back for others of the kind."""
_PLACES = (
    "alone in its paragraph",
    "in a paragraph of few",
    "in a long paragraph",
    *(name for _, name in _WIDTHS),
    "a wide paragraph",
    "the paragraph above ends in speech",
    "the paragraph above has speech",
    "the paragraph below begins with speech",
    "in a paragraph with speech",
    "before anything is told",
    "behind all that is told",
    "all of the paragraph is direct",
    "a direct paragraph above",
    "a direct paragraph below",
    "several direct paragraphs lately",
)
SAME, OVER_SPEECH, OVER_TAG = "the same paragraph", "over a speech", "over its tag"
NEXT, OVER_PARAGRAPHS = "the next paragraph", "over paragraphs with speech"
LINKS = (SAME, OVER_SPEECH, OVER_TAG, NEXT, OVER_PARAGRAPHS)
STEPS = ("begins to think", "ceases to think", "thinks on")
ENOUGH = 3
"""Sentences of a paragraph that is more than a few."""


def declare_unmarked() -> tuple[str, ...]:
    """The names of all evidence, and of how one sentence follows another."""
    tellers, eras = [teller.value for teller in Teller], [era.value for era in Era]
    persons = [f"first person, {who}" for who in tellers]
    persons += [f"first person, {tense}" for tense in _TENSES.values()]
    persons += [f"second person, {tense}, {who}" for tense, who in product(_TENSES.values(), tellers)]
    tenses = [f"{tense}, {era}" for tense, era in product(_TENSES.values(), eras)]
    facts = [*FACTS, *(f"{fact}, {Teller.ME.value}" for fact in FACTS)]
    lengths = [*(f"at most {most} words" for most in _LENGTHS), "more words"]
    own = [
        BIAS,
        LITTLE,
        *tellers,
        *eras,
        *persons,
        *tenses,
        *(f"third person, {each}" for each in tenses),
        *facts,
        *lengths,
    ]
    links = [name_step(step, link) for link, step in product(LINKS, STEPS)]
    return (*own, *_FLAGS, *_NEIGHBOURS, *_PLACES, *links)


def name_step(step: str, link: str) -> str:
    """How a sentence follows the one before it, as evidence."""
    return f"{step}, {link}"


def gather_evidence(spots: Sequence[Spot], habits: Sequence[Habit]) -> Iterator[list[list[str]]]:
    """For each paragraph the evidence of each of its sentences."""
    broken = [[habits[spot.scene].is_broken(sentence) for sentence in spot.sentences] for spot in spots]
    told = [n for n, spot in enumerate(spots) if spot.speech or any(s.manner.tense < 0 for s in spot.sentences)]
    bounds = (told[0], told[-1]) if told else (0, len(spots))
    for number, spot in enumerate(spots):
        around = [*_name_place(spots, number, bounds), *_name_direct(spots, number, broken)]
        yield [
            [*_name_sentence(sentence, habits[spot.scene]), *_name_neighbours(spot, at, broken[number]), *around]
            for at, sentence in enumerate(spot.sentences)
        ]


def _name_sentence(sentence: Sentence, habit: Habit) -> Iterator[str]:
    manner, teller, era = sentence.manner, habit.teller.value, habit.era.value
    tense = _TENSES[manner.tense]
    yield from (BIAS, teller, era, f"{tense}, {era}")
    if not habit.enough:
        yield LITTLE
    if manner.first:
        yield f"first person, {teller}"
        if habit.teller is not Teller.ME:
            yield f"first person, {tense}"
    if manner.second:
        yield f"second person, {tense}, {teller}"
    if manner.others:
        yield f"third person, {tense}, {era}"
    for name in manner.names:
        yield name
        if habit.teller is Teller.ME:
            yield f"{name}, {teller}"
    yield next((f"at most {most} words" for most in _LENGTHS if manner.words <= most), "more words")
    flags = (sentence.tagged, sentence.behind_speech, sentence.before_speech, sentence.emphasised)
    yield from (name for name, there in zip(_FLAGS, flags, strict=True) if there)


def _name_neighbours(spot: Spot, at: int, broken: Sequence[bool]) -> Iterator[str]:
    """How the sentences beside one are put; those on the other side of its tag are so too."""
    for step, beside, beyond in ((-1, _WHERE[0], _WHERE[2]), (1, _WHERE[1], _WHERE[3])):
        other = at + step
        if 0 <= other < len(broken) and spot.sentences[other].tags:
            other, beside = other + step, beyond
        if 0 <= other < len(broken):
            yield f"a {'direct' if broken[other] else 'told'} sentence {beside}"


def _name_place(spots: Sequence[Spot], number: int, bounds: tuple[int, int]) -> Iterator[str]:
    """Where a paragraph stands: its size, the speech around it, and whether the story has begun or is over."""
    spot = spots[number]
    if number < bounds[0]:
        yield "before anything is told"
    if number > bounds[1]:
        yield "behind all that is told"
    if spot.speech:
        yield "in a paragraph with speech"
        return
    count = len(spot.sentences)
    yield (
        "alone in its paragraph" if count == 1 else "in a long paragraph" if count > ENOUGH else "in a paragraph of few"
    )
    words = sum(sentence.manner.words for sentence in spot.sentences)
    yield next((name for most, name in _WIDTHS if words < most), "a wide paragraph")
    if number and spots[number - 1].scene == spot.scene and spots[number - 1].speech:
        yield f"the paragraph above {'ends in' if spots[number - 1].ends else 'has'} speech"
    if number + 1 < len(spots) and spots[number + 1].scene == spot.scene and spots[number + 1].begins:
        yield "the paragraph below begins with speech"


def _name_direct(spots: Sequence[Spot], number: int, broken: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Which of a paragraph and its neighbours are all in another person, tense or mood than the story's."""
    if all(broken[number]):
        yield "all of the paragraph is direct"
    if number and not spots[number - 1].speech and all(broken[number - 1]):
        yield "a direct paragraph above"
    if number + 1 < len(spots) and not spots[number + 1].speech and all(broken[number + 1]):
        yield "a direct paragraph below"
    lately = range(max(0, number - LATELY), number)
    if sum(not spots[at].speech and bool(broken[at]) and all(broken[at]) for at in lately) > 1:
        yield "several direct paragraphs lately"
