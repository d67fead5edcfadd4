"""Which quotations are speech, which a letter, and which words are only mentioned and stay narration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Range
from rhapsode.segmenting.letters.quoted import QuotedParagraph, announces_letter, find_letters
from rhapsode.segmenting.speech.evidence import Surroundings, gather_evidence, is_written, read_surroundings
from rhapsode.text.marks import ENDERS
from rhapsode.text.spans import Stretch
from rhapsode.weighing import add_up, load_decision, to_confidence


def judge(
    text: str, paragraphs: Sequence[Range], found: Sequence[Sequence[Stretch]], letters: Sequence[bool], language: str
) -> Iterator[list[Stretch]]:
    """For each paragraph its quotations with their kinds; words that are only mentioned are left out.

    `letters` says which paragraphs are known to be letters: there only what has a tag is said.
    """
    quoted_letters = find_quoted_letters(text, paragraphs, found)
    for room, quotations, quoted_letter, letter in zip(paragraphs, found, quoted_letters, letters, strict=True):
        if letter:
            yield [
                s
                for s, setting in find_surroundings(text, room, quotations, language)
                if setting.tag_before or setting.tag_after
            ]
        else:
            yield list(_judge_paragraph(text, room, quotations, quoted_letter, language))


def find_quoted_letters(text: str, paragraphs: Sequence[Range], found: Sequence[Sequence[Stretch]]) -> list[bool]:
    """For each paragraph, whether the quotation that begins it is part of a letter."""
    seen = []
    last = 0
    for room, quotations in zip(paragraphs, found, strict=True):
        seen.append(_see(text, room, quotations, not text[last : room[0]].strip()))
        last = room[1]
    return find_letters(seen)


def find_surroundings(
    text: str, room: Range, quotations: Sequence[Stretch], language: str
) -> Iterator[tuple[Stretch, Surroundings]]:
    for index, quotation in enumerate(quotations):
        left = quotations[index - 1].end if index else room[0]
        right = quotations[index + 1].start if index + 1 < len(quotations) else room[1]
        yield quotation, read_surroundings(text, (quotation.start, quotation.end), (left, right), index == 0, language)


def _see(text: str, room: Range, quotations: Sequence[Stretch], follows: bool) -> QuotedParagraph:
    words = text[room[0] : room[1]]
    if not quotations:
        return QuotedParagraph(words, "", words, False, False, False, follows)
    first, last = quotations[0], quotations[-1]
    begins = not text[room[0] : first.start].strip(" _([*")
    told = text[last.end : room[1]]
    whole = begins and len(quotations) == 1 and not any(map(str.isalnum, told))
    return QuotedParagraph(words, text[first.start : first.end], told, begins, whole, last.chained, follows)


def _judge_paragraph(
    text: str, room: Range, quotations: Sequence[Stretch], letter: bool, language: str
) -> Iterator[Stretch]:
    weights = load_decision("quotations").weights
    goes_on = written = thought = mentioned = False
    for index, (quotation, setting) in enumerate(find_surroundings(text, room, quotations, language)):
        written = letter if index == 0 else written and (_goes_on(setting) or (letter and not setting.before))
        written = written or _is_letter(setting)
        if written:
            yield replace(quotation, kind=Kind.LETTER, reason="letter in quotes")
            continue
        beside = mentioned and _STOPPED.isdisjoint(setting.before)
        weight = add_up(gather_evidence(setting, goes_on, beside), weights)
        if weight <= 0:
            mentioned = True
            continue
        thought = setting.thinks or (thought and not (setting.tag_before or setting.tag_after))
        goes_on = True
        yield _said(quotation, thought, weight)


def _is_letter(setting: Surroundings) -> bool:
    announced = announces_letter(setting.before) and setting.words >= _LETTER_WORDS
    return announced or is_written(setting)


def _said(quotation: Stretch, thought: bool, weight: float) -> Stretch:
    """A quotation that is spoken or thought, as sure as the evidence."""
    sure = round(to_confidence(weight), 2)
    if thought:
        return Stretch(quotation.start, quotation.end, "quoted thought", Kind.THOUGHT, None, quotation.chained, sure)
    reason = quotation.reason if weight > _DOUBTFUL else f"{quotation.reason}, doubtful"
    return Stretch(quotation.start, quotation.end, reason, quotation.kind, None, quotation.chained, sure)


def _goes_on(setting: Surroundings) -> bool:
    """The sentence before the marks is not over."""
    return setting.before.endswith((",", "—", "-"))


_STOPPED = frozenset(ENDERS + ";")
_DOUBTFUL = 1.5  # less evidence is said to be doubtful: 220 of the 420 labelled ones there are speech
_LETTER_WORDS = 4  # shorter ones are answers or words spoken of
