"""A length in words in, the text of a novel out: from a folder of labelled books, or made up from templates.

Made-up novels have chapters, scenes, dialogue between named speakers, letters and songs, and hardly a sentence twice:
what is said twice is spoken once, and would flatter every figure.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

_SEED = 7
_PARAGRAPHS_A_SCENE = 45
_SCENES_A_CHAPTER = 3

_PEOPLE = "Marit Oskar Lindell Bridie Anselm Tove Caspian Ruth Jorun Eddick".split()
_VERBS = "said asked answered whispered called muttered replied repeated".split()
_NOUNS = """lantern ferry orchard ledger kettle harbour staircase blanket telescope violin letter bridge clock garden
    window basket rope candle suitcase mirror wheel anchor curtain chimney hammer map needle saddle bell
    drawer""".split()
_ADJECTIVES = """crooked patient silver narrow forgotten heavy quiet borrowed yellow stubborn hollow early distant
    careful broken gentle frozen salted painted wooden bitter lucky""".split()
_ACTS = """carried opened watched mended followed counted hid polished measured dropped painted remembered bought
    turned lifted emptied wrapped described traded missed""".split()
_TIMES = """before breakfast|after the storm|all that winter|on the second evening|while the tide went out|
    without a word|for the third time|until somebody laughed|by the last light|long after midnight""".replace(
    "\n    ", ""
).split("|")
_RHYMES = "shore more door before floor store|night light bright sight white might|rain lane again plain train grain"


def take_novel(corpora: Path | None, words: int) -> str:
    """A text of about so many words (to the paragraph): real where `corpora` holds novels, else made up."""
    folder = corpora / "quotes" / "pdnc" if corpora else None
    paths = sorted(folder.glob("*.txt")) if folder and folder.is_dir() else []
    paragraphs = _real_paragraphs(paths) if paths else make_paragraphs(random.Random(_SEED))
    taken: list[str] = []
    count = 0
    for paragraph in paragraphs:
        taken.append(paragraph)
        count += len(paragraph.split())
        if count >= words:
            break
    return "\n\n".join(taken) + "\n"


def _real_paragraphs(paths: list[Path]) -> Iterator[str]:
    """The paragraphs of one book after the other, so that a shorter novel is the beginning of a longer one."""
    for path in paths:
        yield from re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())


def make_paragraphs(dice: random.Random) -> Iterator[str]:
    """An endless novel."""
    chapter = 0
    while True:
        chapter += 1
        yield f"Chapter {chapter}\n\nThe {dice.choice(_ADJECTIVES).title()} {dice.choice(_NOUNS).title()}"
        for scene in range(_SCENES_A_CHAPTER):
            if scene:
                yield "* * *"
            yield from _make_scene(dice)


def _make_scene(dice: random.Random) -> Iterator[str]:
    present = dice.sample(_PEOPLE, 3)
    turn = 0
    while turn < _PARAGRAPHS_A_SCENE:
        turn += 1
        if dice.random() < 0.55:
            yield _make_speech(dice, present[turn % len(present)])
        elif dice.random() < 0.03:
            yield f"{present[0]} began to sing:"
            yield _make_song(dice)
        else:
            yield " ".join(_make_sentence(dice, dice.choice(present)) for _ in range(dice.randint(2, 7)))


def _make_sentence(dice: random.Random, who: str) -> str:
    first, second = dice.sample(_NOUNS, 2)
    sentence = f"{who} {dice.choice(_ACTS)} the {dice.choice(_ADJECTIVES)} {first}"
    if dice.random() < 0.6:
        sentence += f" and {dice.choice(_ACTS)} a {dice.choice(_ADJECTIVES)} {second}"
    return f"{sentence} {dice.choice(_TIMES)}."


def _make_speech(dice: random.Random, who: str) -> str:
    first, second = dice.sample(_NOUNS, 2)
    said = f"Somebody {dice.choice(_ACTS)} the {dice.choice(_ADJECTIVES)} {first} {dice.choice(_TIMES)}"
    rest = f"I never {dice.choice(_ACTS)} a {second} so {dice.choice(_ADJECTIVES)}."
    return f"“{said},” {dice.choice(_VERBS)} {who}. “{rest}”"


def _make_song(dice: random.Random) -> str:
    ends = dice.sample(dice.choice(_RHYMES.split("|")).split(), 4)
    return "\n".join(f"The {dice.choice(_ADJECTIVES)} {dice.choice(_NOUNS)} and the {end}," for end in ends)
