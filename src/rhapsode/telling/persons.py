"""Words in, who they are about out: is it told of somebody, or said by somebody to somebody?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from rhapsode.text.marks import CLOSERS, CRIES, ENDERS

_CRIES = tuple(CRIES)
_BEHIND = CLOSERS + "_*/ \n"

_FIRST = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours|[Ii]['’](?:m|ve|ll|d))\b")
_SECOND = re.compile(r"\b(?:you|your|yours|yourself|thou|thee|thy)\b", re.IGNORECASE)
_PAST = (
    r"(?:was|were|had|could|would|did|\w+ed|took|put|went|came|sat|stood|saw|felt|thought|knew|made|gave|got|let|ran"
    r"|held|kept|left|found|heard|told|said|began|fell|rose|drew|threw|caught|brought|shook|bit|shut|set|lay"
    r"|read|spoke|broke|wrote|met|hung|swung|bent|grew|wore|slid|spun|swore|woke|stole|froze|hit|cut"
    r"|became|rang|sang|swam|drank|sank|blew|flew"
    r"|tore|chose|bore|crept|slept|swept|wept|leapt|dealt|dug|stuck|struck|slung|clung|rode|drove|shone|sought|bought"
    r"|taught|paid|sold|built|sent|spent|lent|bound|wound|laid|hid|won|burst|cast|hurt|spat"
    r"|stank|shrank)"
)
_PAST_THIRD = re.compile(
    rf"(?:\b(?:[Ss]he|[Hh]e|[Tt]hey)|(?<![{ENDERS}] )(?<!^)\b[A-Z][\w'’]+|(?:^|[{ENDERS}]\s+)[A-Z][\w'’]+"
    rf"|\b(?:[Tt]he|[Aa]n?|[Hh]er|[Hh]is) \w+(?: \w+)?)\s+(?:\w+ly\s+)?{_PAST}\b"
)
_ECHO = re.compile(
    r"(?:No, |Yes, |But )?(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|[Ii]t) (?:did|was|were|had|could|would)"
    r"(?:n['’]t| not)?[.!?…]*"
)
"""An answer that only repeats the verb: "I did not."."""
_PAST_FIRST = re.compile(rf"\bI\s+(?:\w+ly\s+)?{_PAST}\b")
_NOT_SUBJECTS = re.compile(r"\b(?:It|That|This|There|What|Who|And|But|So|Then|On|In|At|If|When|Not|Never|Once)\s+\w+$")
_PRESENT = re.compile(
    r"\b(?:is|are|am|isn['’]t|aren['’]t|don['’]t|doesn['’]t|can['’]t|won['’]t|will|shall|can|must|has|have"
    r"|\w+['’](?:s|ll|re|ve|m))\b"
)


def speaks_of_itself(words: str) -> bool:
    """First person."""
    return _FIRST.search(words) is not None


def addresses(words: str) -> bool:
    """Second person."""
    return _SECOND.search(words) is not None


def is_direct(words: str) -> bool:
    """First or second person, or a question or exclamation: as one speaks, not as one tells in the third person."""
    return speaks_of_itself(words) or addresses(words) or words.rstrip(_BEHIND).endswith(_CRIES)


def is_present(words: str) -> bool:
    """Holds a verb in the present or future."""
    return _PRESENT.search(words) is not None


def is_told(words: str, first_person: bool) -> bool:
    """Narration: somebody did something. `first_person` says that the narrator is an I."""
    if addresses(words) or _ECHO.fullmatch(words.strip(_BEHIND)):
        return False
    if first_person:
        return _PAST_FIRST.search(words) is not None or _told_of_others(words)
    return not speaks_of_itself(words) and _told_of_others(words)


def _told_of_others(words: str) -> bool:
    return any(not _NOT_SUBJECTS.match(m.group().lstrip(ENDERS + " \n")) for m in _PAST_THIRD.finditer(words))


def find_first_persons(scenes: Sequence[str]) -> tuple[bool, ...]:
    """For each scene, of which all that is told outside quotations is given, whether the narrator is an I.

    A scene decides by itself where its I is hardly ever spoken of, or more than others act. Between the two, and where
    too little is told, the whole story decides.
    """
    counted = [_Persons(told) for told in scenes]
    whole = _tells(_Whole(counted))
    return tuple(_tells(scene) or (whole and _may_tell(scene)) for scene in counted)


def is_second_person(told: str) -> bool:
    """Whether what is told outside quotations is told of a you: "You put down the tray"."""
    yours = len(_YOU.findall(told))
    if yours < _FEWEST or yours * 1000 * _LETTERS_A_WORD < _YOURS_PER_THOUSAND * len(told):
        return False
    return yours > len(_I.findall(told))


class _Persons:
    """How often the narrator of a scene speaks of himself, how often others act, and how many characters are told."""

    def __init__(self, told: str) -> None:
        self._told = told
        self.mine, self.length = len(_I.findall(told)), len(told)

    @cached_property
    def others(self) -> int:
        """Only counted where an I is there: it costs as much as all other finding of persons together."""
        return len(_PAST_THIRD.findall(self._told))

    @cached_property
    def deeds(self) -> int:
        """What the I did; an I that only thinks and speaks may be anybody's."""
        return len(_PAST_FIRST.findall(self._told))


class _Whole:
    """The same of all scenes together."""

    def __init__(self, scenes: Sequence[_Persons]) -> None:
        self._scenes = scenes
        self.mine, self.length = sum(scene.mine for scene in scenes), sum(scene.length for scene in scenes)

    @property
    def others(self) -> int:
        return sum(scene.others for scene in self._scenes)

    @property
    def deeds(self) -> int:
        return sum(scene.deeds for scene in self._scenes)


def _has_an_i(mine: int, length: int) -> bool:
    return mine >= _FEWEST and mine * 1000 * _LETTERS_A_WORD >= _PER_THOUSAND * length


def _tells(scene: _Persons | _Whole) -> bool:
    if not _has_an_i(scene.mine, scene.length) or scene.mine * _OTHERS < scene.others:
        return False
    return scene.mine >= scene.others or scene.deeds * _DEEDS >= scene.others


def _may_tell(scene: _Persons) -> bool:
    """Whether a scene of a story told by an I may be so too."""
    if _has_an_i(scene.mine, scene.length):
        return True
    return scene.length < _ENOUGH and (scene.mine > 0 or not scene.others)


_I = re.compile(r"(?<![\w.])(?:I|my|me|myself|I['’](?:m|d|ve|ll))(?![\w.’'])")
_YOU = re.compile(r"\b[Yy](?:ou|our|ours|ourself)\b")
_FEWEST = 3
_YOURS_PER_THOUSAND = 15  # words of telling: asides to a reader stay below it
_PER_THOUSAND = 6  # words of telling: essays' asides stay below three, told lives lie above twenty
_LETTERS_A_WORD = 5.7
_OTHERS = (
    2  # deeds of others to one "I": a thought without marks, or an aside to the reader, has more of them around it
)
_DEEDS = 8  # of others to one of the narrator: an adventurer among many has seven, thoughts without marks thirty
_ENOUGH = 1200  # characters of telling that decide for a scene by itself
