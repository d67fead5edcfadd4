"""What speaks for speech, and what for words that are only mentioned."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.speech import declare, gather_evidence, is_written, read_surroundings
from rhapsode.weighing import add_up, load_decision


def weight(text: str, goes_on: bool = False) -> float:
    """How much speaks for the one quotation of `text`."""
    start, end = text.index('"'), text.rindex('"') + 1
    setting = read_surroundings(text, (start, end), (0, len(text)), True, "en")
    return add_up(gather_evidence(setting, goes_on), load_decision("quotations").weights)


@pytest.mark.parametrize(
    "text",
    [
        '"Go home," said the bishop.',
        '"No."',
        'She turned round. "You again!"',
        'He asked, "Is there soup?"',
        'Somebody shouted "Fire!" and ran.',
        'Then the parrot: "Pieces of cake!"',
    ],
)
def test_speech(text: str) -> None:
    assert weight(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        'They called it the "new" road.',
        'He had read "Ploughs of the North" twice that year.',
        'Her face seemed to say, "Not here."',
        'On the gate was painted "KEEP OUT" in green.',
        'The vicar had his doubts; "he should not care to live there, and he would not ask his wife to."',
        'It was a "sort of picnic," as they said in those parts.',
    ],
)
def test_words_that_are_only_mentioned(text: str) -> None:
    assert weight(text) < 0


def test_a_speech_before_it_makes_it_likelier() -> None:
    assert weight('and "a bun" for the dog.', goes_on=True) > weight('and "a bun" for the dog.')


def test_each_piece_of_evidence_has_its_own_name() -> None:
    assert len(set(declare())) == len(declare())
    assert set(declare()) == load_decision("quotations").weights.keys()


@pytest.mark.parametrize(
    ("after", "expected"),
    [(" wrote his aunt.", True), (" the letter ran.", True), (" the king said.", False), (" it said.", False)],
)
def test_written(after: str, expected: bool) -> None:
    text = '"All is well,"' + after
    assert is_written(read_surroundings(text, (0, 14), (0, len(text)), True, "en")) is expected
