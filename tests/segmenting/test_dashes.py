"""Speech that a dash begins, in the ways of several languages."""

from __future__ import annotations

import pytest

from rhapsode.language import load
from rhapsode.segmenting.speech import find_dashed, speaks_by_dashes


def said(text: str, language: str) -> list[str]:
    return [text[s.start : s.end].strip() for s in find_dashed(text, 0, len(text), load(language).writing, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "—Ven —dijo ella—. Ya es tarde.", ["—Ven", "Ya es tarde."]),
        ("pt", "—Vem cá —disse a avó.", ["—Vem cá"]),
        ("ru", "— Иди, — сказала она. — Уже поздно.", ["— Иди,", "Уже поздно."]),
        ("ru", "— Дом — это не стены.", ["— Дом — это не стены."]),
        ("pl", "— Chodź — powiedziała babcia. — Już późno.", ["— Chodź", "Już późno."]),
        ("it", "— Vieni — disse la nonna. — È tardi.", ["— Vieni", "È tardi."]),
        ("fr", "— Viens, dit-elle. Il est tard.", ["— Viens,", "Il est tard."]),
        ("fr", "— Viens, dit-elle, il est tard.", ["— Viens,", "il est tard."]),
        ("fr", "— Viens, dit-elle en riant.", ["— Viens,"]),
        ("en", "—Come, Nora said. It's late.", ["—Come,", "It's late."]),
        ("en", "—Come! she cried.", ["—Come!"]),
        ("en", "He waited — and waited.", []),
    ],
)
def test_said(language: str, text: str, expected: list[str]) -> None:
    assert said(text, language) == expected


@pytest.mark.parametrize(
    ("language", "paragraphs", "expected"),
    [
        ("fr", ["— Oui.", "Il dort."], True),
        ("en", ["—Yes.", "—No.", "—Well?", "He slept."], True),
        ("en", ["—Yes.", "He slept."], False),
        ("en", ['"Yes."', '"No."', "—but no one came", "—and no one went", "—or stayed"], False),
        ("en", ["- eggs", "- milk", "- bread"], False),
    ],
)
def test_the_file_or_its_language_speaks_so(language: str, paragraphs: list[str], expected: bool) -> None:
    text = "\n".join(paragraphs)
    starts = [text.index(paragraph) for paragraph in paragraphs]
    rooms = [(start, start + len(paragraph)) for start, paragraph in zip(starts, paragraphs, strict=True)]
    assert speaks_by_dashes(text, rooms, load(language).writing) is expected
