"""A sentence in, how it is put out: in which person, tense and mood, and what of daily talk is in it.

English only. All is told by the sentence's own words; what it means, the story's habit tells.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rhapsode.text.marks import BRACKETS_OPEN, CLOSING, CRIES, OPENING

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_I = frozenset("i i'm i'd i've i'll im".split())
_FIRST = _I | frozenset("me my mine myself".split())
_WE = frozenset("we we're we've we'll we'd us our ours ourselves let's".split())
_YOU = frozenset("you you're you've you'll you'd u".split())
_SECOND = _YOU | frozenset("your yours yourself ur yr".split())
_THEY = frozenset("he she they he's she's they're he'd she'd they'd he'll she'll they'll they've".split())
_OTHERS = _THEY | frozenset("him her them his their hers himself herself themselves".split())
_SUBJECTS = frozenset("i we you he she they it who nobody somebody everybody everyone".split())
_THIRDS = frozenset("he she it who nobody somebody everybody everyone".split())
_PRESENT = frozenset(
    "is are am isn't aren't don't doesn't do does has hasn't haven't have can can't cannot will won't shall must"
    " i'm i've i'll you're you've you'll he's she's it's we're we've we'll they're they've they'll he'll she'll it'll"
    " that's there's what's who's where's how's here's everybody's nobody's gonna gotta ain't dont cant wont".split()
)
_PAST = frozenset(
    "was were had did wasn't weren't hadn't didn't took went came sat stood knew thought made gave got ran held kept"
    " heard told said began fell rose drew threw caught brought shook bit spoke broke wrote met hung swung bent grew"
    " wore slid spun swore woke stole froze became rang sang swam drank sank blew flew tore chose bore crept slept"
    " swept wept leapt dealt dug stuck struck slung clung rode drove shone sought bought taught paid sold built sent"
    " spent lent laid hid won spat stank shrank lit led meant lost ate didnt".split()
)
_EITHER = frozenset("put let shut set read hit cut cast hurt burst lay bound wound felt found left saw".split())
"""Forms that may be past or present: behind he, she or it they are past."""
_MODALS = frozenset("could would should might couldn't wouldn't shouldn't i'd you'd he'd she'd we'd they'd".split())
_NO_COMMAND = frozenset(
    "a an the this that these those my your his her its our their i you he she it we they me him us them and but or so"
    " nor yet for if when while as because since though although until unless than then there here where who whom whose"
    " what which why how in on at by of to from with without into onto over under up down out off about after before"
    " behind between through across along around near beside above below inside outside against toward towards not no"
    " yes nobody nothing somebody something someone everyone everybody everything anything any some all both each every"
    " either neither one two three another other others most more many much few several such very too only just even"
    " still almost perhaps maybe once twice never always now soon later again somewhere nowhere half mr mrs".split()
)
_OBJECTS = frozenset(
    "it him her them me us this that the a an my your his their our one up down out off away back on in at to about for"
    " over yourself something nothing anything if into like now here there again all and go yes no".split()
)
_CRY = frozenset(
    "oh o ow ouch ah aha ha haha hah huh hm hmm mm well please damn dammit hell god gods christ jesus heavens yes yeah"
    " yep yup no nope nah ok okay right wait hey wow whoa ugh oops shit fuck crap bloody dear good great fine sorry"
    " thanks really seriously typical hush shh hurrah hooray alas".split()
)
_HERE = frozenset("here now today tonight tomorrow yesterday".split())
_ALWAYS = frozenset("always every nobody everybody everyone people anyone anybody none nothing somebody".split())
_CASUAL = frozenset("u ur yr lol omg thx pls plz btw idk tbh lmao gonna wanna dont im ive cant didnt wont w".split())
_SKIPPED = frozenset("never always only just still also really even not already almost quite once then".split())
_GROUPS = (
    ("we", _WE),
    ("here and now", _HERE),
    ("always and everybody", _ALWAYS),
    ("casual spelling", _CASUAL),
)
_END = tuple(CRIES)
_BRACKETS = tuple(BRACKETS_OPEN)
_FEW = 6  # words: a longer sentence without a known verb has one that isn't known


FACTS = (
    "we",
    "asks",
    "exclaims",
    "no stop",
    "small first letter",
    "cries out",
    "commands",
    "short forms",
    "here and now",
    "always and everybody",
    "casual spelling",
    "no verb",
    "in capitals",
    "in brackets",
)
"""What may be seen of a sentence besides its person and tense: names of evidence."""


class Manner(NamedTuple):
    """`names` of what is seen, as evidence; `tense` is 1 for present, -1 for past, 0 where it isn't told."""

    names: tuple[str, ...]
    tense: int
    words: int
    first: bool
    second: bool
    others: bool


def read_manner(sentence: str) -> Manner:
    """How `sentence` is put."""
    bare = sentence.strip(OPENING + CLOSING + " \n\t")
    words = _WORD.findall(bare.lower().replace("’", "'"))
    every = set(words)
    tense, verbless = _tell_tense(words, every)
    first, second, others = not every.isdisjoint(_FIRST), not every.isdisjoint(_SECOND), not every.isdisjoint(_OTHERS)
    names = _name_mood(bare, words, every)
    if sentence.strip()[:1] in _BRACKETS:
        names.append("in brackets")
    if verbless and len(words) < _FEW:
        names.append("no verb")
    return Manner(tuple(names), tense, len(words), first, second, others)


def _name_mood(bare: str, words: list[str], every: set[str]) -> list[str]:
    names = [name for name, group in _GROUPS if not every.isdisjoint(group)]
    if bare.endswith("?"):
        names.append("asks")
    elif bare.endswith(_END):
        names.append("exclaims")
    elif bare[-1:].isalnum():
        names.append("no stop")
    if bare[:1].islower():
        names.append("small first letter")
    elif len(words) > 1 and bare.isupper():
        names.append("in capitals")
    if words and words[0] in _CRY:
        names.append("cries out")
    if _commands(words):
        names.append("commands")
    if any("'" in word and not word.endswith("'s") for word in words):
        names.append("short forms")
    return names


def _commands(words: list[str]) -> bool:
    """Whether the first word orders something: "Look at me", "Don't ask"."""
    at = 0
    while at < len(words) and (words[at] in _CRY or words[at] in ("now", "just", "then")):
        at += 1
    rest = words[at : at + 2]
    if not rest:
        return False
    if rest[0] in ("don't", "let's", "dont"):
        return True
    if len(rest) < 2:
        return False
    first = rest[0]
    return (
        first not in _NO_COMMAND
        and first not in _PRESENT | _PAST | _MODALS
        and "'" not in first
        and not first.endswith(("ed", "ing", "ly", "s"))
        and (rest[1] in _OBJECTS or rest == ["do", "not"])
    )


def _tell_tense(words: list[str], every: set[str]) -> tuple[int, bool]:
    """The tense of the first verb that tells it, and whether there is no verb at all."""
    for word, after in zip(words, [*words[1:], "", ""], strict=False):
        if word in _PRESENT:
            return 1, False
        if word in _PAST:
            return -1, False
        if word in _SUBJECTS and after and after not in _SKIPPED:
            told = _tell_verb(word, after)
            if told:
                return told, False
    if any(word.endswith("ed") and len(word) > 3 for word in words):
        return -1, False
    if len(words) > 1 and words[1] in _EITHER and words[0] not in _NO_COMMAND | _CRY | _SUBJECTS:
        return -1, False  # "Corvin read the card"
    if not every.isdisjoint(_MODALS):
        return 0, False
    if not every.isdisjoint(_EITHER):
        return 0, False
    return 0, not _commands(words)


def _tell_verb(subject: str, verb: str) -> int:
    """The tense of the word behind a pronoun: "she hates" 1, "she hated" -1."""
    if verb in _PAST or verb.endswith("ed") or (verb in _EITHER and subject in _THIRDS):
        return -1
    if verb in _PRESENT:
        return 1
    if verb in _MODALS or verb in _NO_COMMAND or verb.endswith(("ing", "ly")) or "'" in verb:
        return 0
    if subject in _THIRDS:
        return 1 if verb.endswith("s") and not verb.endswith("ss") else 0
    return 1 if verb not in _EITHER else 0
