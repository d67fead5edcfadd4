"""What is said for what is shown: single shapes, and that nothing shown is unaccounted for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.casting.wording import Pronunciation, prepare_pronunciation, say

NONE = prepare_pronunciation({})
SOME = prepare_pronunciation({"smithy": "smi-thee", "Lark Hill": "lark ill", "Lark": "lurk"})


def spoken(text: str, pronunciation: Pronunciation = NONE, heading: bool = False) -> str:
    return "".join(words.text for words in say(text, 0, len(text), pronunciation, heading))


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("“I know,”", "I know,"),
        ("'Tis the dogs' bowl, don't you see?", "'Tis the dogs' bowl, don't you see?"),
        ("‘Come,’ he said, ‘it’s late.’", "Come, he said, it’s late."),
        ("I _never_ said *that*.", "I never said that."),
        ("the **very** end", "the very end"),
        ("a snake_case_name", "a snake_case_name"),
        ("♪ la la la ♪", "la la la"),
        ("See you there :-) Bye <3", "See you there Bye"),
        ("(page 8) and (see x)", "(page 8) and (see x)"),
        ("at 10:30 or so", "at 10:30 or so"),
        ("Read https://www.example.com/a/b?c=d now", "Read example dot com now"),
        ("or www.example.org.", "or example dot org."),
        ("He went -- slowly -- home", "He went — slowly — home"),
        ("But --", "But—"),
        ("« Non » dit-il, et « oui »", "Non dit-il, et oui"),
        ("Il dit «\u00a0non\u00a0» et part", "Il dit non et part"),
        ("er rief „Halt“ und »Wer da?«", "er rief Halt und Wer da?"),
        ("— Non, dit-elle.", "Non, dit-elle."),
        ("-5 degrees", "-5 degrees"),
        ("two\nlines  and\ta tab", "two lines and a tab"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("hidden\x00\x00 mark", "hidden mark"),
        ("Great \U0001f600 news", "Great news"),
        ("5 < 6 and a & b", "5 < 6 and a & b"),
    ],
)
def test_marks_without_a_sound_are_dropped(shown: str, said: str) -> None:
    assert spoken(shown) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("The smithy, the SMITHY, the Smithy", "The smi-thee, the smi-thee, the smi-thee"),
        ("Lark Hill and Lark", "lark ill and lurk"),
        ("a lark over LARK HILL", "a lark over lark ill"),
        ("the \u017fmithy", "the smi-thee"),
        ("Lark\nHill larks Larkin", "lark ill larks Larkin"),
    ],
)
def test_the_users_words_are_said_the_users_way(shown: str, said: str) -> None:
    assert spoken(shown, SOME) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("CHAPTER XII", "CHAPTER 12"),
        ("XLIV", "44"),
        ("Chapter IV. The Ferry", "Chapter 4. The Ferry"),
        ("Part Two", "Part Two"),
        ("Mix", "Mix"),
        ("I was a Stranger", "I was a Stranger"),
    ],
)
def test_headings_have_roman_numbers(shown: str, said: str) -> None:
    assert spoken(shown, NONE, heading=True) == said


def test_roman_numbers_outside_headings_stay() -> None:
    assert spoken("Louis XIV.") == "Louis XIV."


@given(st.text(alphabet='ab _*"“”’.,:-)(\n\x00♪www/Lark Hil', max_size=80), st.booleans())
def test_every_shown_character_is_in_one_piece(text: str, heading: bool) -> None:
    pieces = say(text, 0, len(text), SOME, heading, 100)
    at = 100
    for words in pieces:
        assert words.start == at < words.end
        at = words.end
    assert at == 100 + len(text)


@given(st.text(max_size=80))
def test_letters_are_said_as_printed(text: str) -> None:
    for words in say(text, 0, len(text), NONE):
        if words.text and words.text.strip() and len(words.text) == words.end - words.start and "." not in words.text:
            assert words.text == text[words.start : words.end].replace("\n", " ")
