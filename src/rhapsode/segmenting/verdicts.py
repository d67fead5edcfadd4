"""Quotations in, the same with their kinds out: speech, a letter, or narration that is held with tongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rhapsode.model import Kind, Range
from rhapsode.segmenting.quotations import Quotation
from rhapsode.segmenting.quoted_letters import Paragraph, announces_letter, find_letters
from rhapsode.segmenting.speech_evidence import is_written, setting_of, weigh


def judge(text: str, paragraphs: Sequence[Range], found: Sequence[Sequence[Quotation]]) -> Iterator[list[Quotation]]:
    """For each paragraph its quotations with their kinds; those held with tongs are left out."""
    seen = [_see(text, room, quotations) for room, quotations in zip(paragraphs, found, strict=True)]
    for room, quotations, letter in zip(paragraphs, found, find_letters(seen), strict=True):
        yield list(_judge_paragraph(text, room, quotations, letter))


def _see(text: str, room: Range, quotations: Sequence[Quotation]) -> Paragraph:
    words = text[room[0] : room[1]]
    if not quotations:
        return Paragraph(words, "", words, False, False, False)
    first, last = quotations[0], quotations[-1]
    begins = not text[room[0] : first.start].strip(" _([*")
    told = text[last.end : room[1]]
    whole = begins and len(quotations) == 1 and not any(map(str.isalnum, told))
    return Paragraph(words, text[first.start : first.end], told, begins, whole, last.chained)


def _judge_paragraph(text: str, room: Range, quotations: Sequence[Quotation], letter: bool) -> Iterator[Quotation]:
    goes_on = written = False
    for index, quotation in enumerate(quotations):
        left = quotations[index - 1].end if index else room[0]
        right = quotations[index + 1].start if index + 1 < len(quotations) else room[1]
        setting = setting_of(text, (quotation.start, quotation.end), (left, right), index == 0, goes_on)
        announced = announces_letter(setting.before) and setting.words >= _LETTER_WORDS
        written = letter if index == 0 else written and goes_on
        if written or announced or is_written(setting):
            written = True
            yield replace(quotation, kind=Kind.LETTER, reason="letter in quotes")
        elif weigh(setting) > 0:
            goes_on = True
            yield quotation


_LETTER_WORDS = 4  # shorter ones are answers or words spoken of
