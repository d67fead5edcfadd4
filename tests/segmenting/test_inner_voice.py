"""Quarrels with an inner voice: where they begin, who has which turn, where they end."""

from __future__ import annotations

import re

from rhapsode.model import Inner
from rhapsode.segmenting.speech import find_inner_voices


def turns(text: str, first_person: bool = False) -> list[tuple[Inner | None, str]]:
    """Whose each thought is, and its first three words."""
    rooms = [match.span() for match in re.finditer(r"[^\n]+", text)]
    plain = ['"' not in text[slice(*room)] for room in rooms]
    found = find_inner_voices(text, rooms, plain, [first_person] * len(rooms))
    stretches = [s for index in sorted(found) for s in found[index]]
    return [(s.inner, " ".join(text[s.start : s.end].split()[:3])) for s in stretches]


def test_the_two_take_turns() -> None:
    text = "You forgot the salt, nagged the voice in his head.\nI did not.\nTaste it, then.\nFine. I forgot the salt."
    assert turns(text) == [
        (Inner.VOICE, "You forgot the"),
        (Inner.ANSWER, "I did not."),
        (Inner.VOICE, "Taste it, then."),
        (Inner.ANSWER, "Fine. I forgot"),
    ]


def test_a_voice_that_stirs_speaks_in_the_next_paragraph() -> None:
    text = "She shut the gate. Her conscience whispered:\nGo back.\nI will not go back.\nYou left it open."
    assert [who for who, _ in turns(text)] == [Inner.VOICE, Inner.ANSWER, Inner.VOICE]


def test_the_voice_goes_on_behind_its_tag() -> None:
    text = "If you jump, whispered the voice, you'll be wet for a week.\nI like being wet."
    assert turns(text) == [
        (Inner.VOICE, "If you jump,"),
        (Inner.VOICE, "you'll be wet"),
        (Inner.ANSWER, "I like being"),
    ]


def test_telling_ends_it() -> None:
    text = "Don't, said the voice in her head.\nI must.\nShe jumped. The water closed over her.\nThe frogs went quiet."
    assert [words for _, words in turns(text)] == ["Don't,", "I must."]


def test_speech_ends_it() -> None:
    text = 'Run, urged a voice in the back of his mind.\nWhere to?\n"Are you lost?" said the nun.\nYou are early.'
    assert [words for _, words in turns(text)] == ["Run,", "Where to?"]


def test_a_voice_that_is_only_told_of_is_none() -> None:
    assert turns("The voice of the sea was low.\nHe listened.\nThe gulls were asleep.") == []


def test_plain_telling_is_none() -> None:
    assert turns("He put the kettle on.\nNobody came.\nYou could hear the clock.") == []
