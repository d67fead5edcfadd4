"""Tags in German, French and Spanish. A case is a language, a paragraph with one speech, and who speaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.telling import GrammarTagReader, find_grammar, find_told
from tests.attributing.stories import attribute_text, list_said
from tests.telling.pointed import say_who

NAMES = ("Ulrike", "Baptiste", "Inés")


def read(language: str, text: str, speech: str) -> str:
    known = find_grammar(language)
    assert known is not None
    named = {match.start(): (at, match.end()) for at, name in enumerate(NAMES) for match in re.finditer(name, text)}
    start, end = text.index(speech), text.index(speech) + len(speech)
    tags = GrammarTagReader(text, named, known).read(((0, start), (end, len(text))), (0, 0), (0, 0))
    tag = next((tag for tag in tags if tag.strong), None)
    if tag is None:
        return "-"
    return say_who(tag.pointer, NAMES)


@pytest.mark.parametrize(
    ("language", "text", "speech", "who"),
    [
        ("de", "»Komm«, sagte Ulrike.", "»Komm«", "Ulrike"),
        ("de", "»Komm«, sagte da leise Ulrike.", "»Komm«", "Ulrike"),
        ("de-AT", "»Komm!«, rief der alte Lotse.", "»Komm!«", "der Lotse"),
        ("de", "»Komm«, flüsterte sie.", "»Komm«", "f"),
        ("de", "»Komm«, sagte ich.", "»Komm«", "i"),
        ("de", "»Kommst du?«, wollte Ulrike wissen, und fragte es noch einmal.", "»Kommst du?«", "Ulrike"),
        ("de", "Ulrike fragte: »Kommst du?«", "»Kommst du?«", "Ulrike"),
        ("de", "Da rief Ulrike: »Komm!«", "»Komm!«", "Ulrike"),
        ("de", "Der Regen hörte auf. Er sagte: »Komm.«", "»Komm.«", "m"),
        ("de", "»Komm.« Ulrike lief zum Tor.", "»Komm.«", "-"),
        ("fr", "« Viens », dit Baptiste.", "« Viens »", "Baptiste"),
        ("fr", "« Viens-tu ? » demanda-t-il.", "« Viens-tu ? »", "m"),
        ("fr", "« Viens », répondit-elle à Baptiste.", "« Viens »", "f"),
        ("fr", "« Viens ! » s’écria le gardien.", "« Viens ! »", "le gardien"),
        ("fr", "« Viens », murmura l’homme.", "« Viens »", "l'homme"),
        ("fr", "« Viens », répondis-je.", "« Viens »", "i"),
        ("fr", "Baptiste demanda : « Viens-tu ? »", "« Viens-tu ? »", "Baptiste"),
        ("fr", "« Viens. » Baptiste ferma la porte.", "« Viens. »", "-"),
        ("es", "—Ven —dijo Inés.", "—Ven ", "Inés"),
        ("es", "—Ven —respondió ella.", "—Ven ", "f"),
        ("es", "—Ven —gritó la maestra.", "—Ven ", "la maestra"),
        ("es", "—Ven —dije.", "—Ven ", "i"),
        ("es", "Inés preguntó: «¿Vienes?»", "«¿Vienes?»", "Inés"),
        ("es", "—Ven. —Inés cerró la puerta.", "—Ven. ", "-"),
    ],
)
def test_tag(language: str, text: str, speech: str, who: str) -> None:
    assert read(language, text, speech) == who


def test_other_languages_are_read_as_english_is() -> None:
    assert find_grammar("en-us") is None
    assert find_grammar("") is None
    assert find_grammar("ja") is None


def test_who_is_told_to_speak() -> None:
    known = find_grammar("de")
    assert known is not None
    told = find_told("»Ja«, sagte Ulrike. Konrad rief: »Nein!« »Doch«, sagte Sie. Das Haus stand still.", known)
    assert told == {"Ulrike", "Konrad"}


def test_things_are_not_of_the_cast() -> None:
    story = attribute_text(
        "Das Haus stand am Fluss, und der Fluss war hoch. Das Haus war alt. Der Fluss war älter.\n\n"
        "»Wir ziehen um«, sagte Ulrike.\n\n»Wohin?«, fragte der Lotse.\n\n»In ein anderes Haus«, sagte Ulrike.\n"
    )
    assert [who for who, _ in list_said(story)] == ["Ulrike", "Lotse", "Ulrike"]
    assert {character.name for character in story.characters} == {"Ulrike", "Lotse"}


WORDS = "Ulrike,Baptiste,sagte,dit,dijo,-il,der,le,el,Lotse,gardien,l’homme,s’écria,sie,ella,leise,:,.,!,—,«,»".split(
    ","
)


@given(st.sampled_from(["de", "fr", "es"]), st.lists(st.sampled_from(WORDS), max_size=16))
def test_any_row_of_words_can_be_read(language: str, words: list[str]) -> None:
    assert read(language, " ".join([*words, "»Ja«", *reversed(words)]), "»Ja«")
