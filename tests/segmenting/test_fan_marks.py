"""The marks of fan fiction, and what looks like them."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind
from rhapsode.segmenting.speech import find_interruptions, find_signed


def signed(text: str) -> list[tuple[str, str]]:
    (found,) = find_signed(text, [(0, len(text))])
    return [(s.kind.value, text[s.start : s.end]) for s in found]


def interruptions(text: str) -> list[tuple[str, str]]:
    (found,) = find_interruptions(text, [(0, len(text))])
    return [(s.kind.value, text[s.start : s.end]) for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::Run,:: it told her.", ("thought", "::Run,::")),
        ("//Who goes there?// said the elf.", ("dialogue", "//Who goes there?//")),
        ("<Put that down at once.> The wolf yawned.", ("thought", "<Put that down at once.>")),
        ("♪ Row the boat, row the boat ♪", ("lyric", "♪ Row the boat, row the boat ♪")),
        ("♫ Row the boat", ("lyric", "♫ Row the boat")),
    ],
)
def test_signed(text: str, expected: tuple[str, str]) -> None:
    assert signed(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org//a//b for more.",
        "a < b and b > c",
        "<b>Bold</b> words",
        "std::vector::size",
        "12//5//2026",
    ],
)
def test_not_signed(text: str) -> None:
    assert signed(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See you :-) soon", (Kind.BOILERPLATE.value, ":-)")),
        ("See you <3", (Kind.BOILERPLATE.value, "<3")),
        ("~Flashback~ It was spring.", ("scene-break", "~Flashback~")),
        ("~end of flashback~", ("scene-break", "~end of flashback~")),
    ],
)
def test_interruptions(text: str, expected: tuple[str, str]) -> None:
    assert interruptions(text) == [expected]


@pytest.mark.parametrize(
    "text", ["He had two things: (a) rope", "The score was 3:0", "She said (and meant) it: go", "x=8)"]
)
def test_no_interruptions(text: str) -> None:
    assert interruptions(text) == []


def test_a_row_of_notes_is_no_song() -> None:
    """Found in no time: each run of signs is tried once, not at each of its signs."""
    assert signed("♪" * 100_000) == []
