"""What people write for a language, and the tag that it means."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.engines.espeak import EspeakEngine
from rhapsode.language import is_unsaid, suggest_language, tag_language

WRITTEN = {
    "en": "en EN eng English english ENGLISH",
    "en-us": "en-US en_US en_us.UTF-8",
    "en-gb": "en-GB en_GB eng-GB en-UK English-GB",
    "de": "de deu ger German Deutsch deutsch",
    "de-at": "de-AT de_AT@euro ger_AT",
    "fr": "fr fre fra French français FRANÇAIS",
    "el": "el gre ell Greek Ελληνικά",
    "zh": "zh chi zho cmn Chinese Mandarin 中文",
    "he": "he iw heb Hebrew עברית",
    "nb": "nb nob Bokmål",
    "ar": "ar ara العربية",
    "hi": "hi hin Hindi हिन्दी",
    "cs": "cs cze ces čeština",
    "sr-latn": "sr-Latn srp-Latn",
    "es-419": "es-419 spa_419",
    "zh-hant-tw": "zh-Hant-TW",
    "grc": "grc",
    "pdc": "pdc",
}


@pytest.mark.parametrize(("tag", "written"), [(tag, one) for tag, all_ in WRITTEN.items() for one in all_.split()])
def test_what_names_a_language(tag: str, written: str) -> None:
    assert tag_language(written) == tag
    assert tag_language(f" {written}\n") == tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("American English", "en-us"),
        ("English (US)", "en-us"),
        ("English (United Kingdom)", "en-gb"),
        ("Portuguese (Brazil)", "pt-br"),
        ("Chinese (Simplified)", "zh"),
        ("Norwegian Bokmål", "nb"),
        ("Brazilian Portuguese", "pt-br"),
        ("in the English language", "en"),
        ("Français (Canada)", "fr"),
        ("en, fr", "en"),
        ("eng; fre", "en"),
        ("n/a, German", "de"),
        ("c\u030ces\u030ctina", "cs"),
    ],
)
def test_what_names_a_language_in_several_words(written: str, tag: str) -> None:
    assert tag_language(written) == tag


@pytest.mark.parametrize("written", ["", " ", "und", "UND", "mul", "zxx", "mis", "und-Latn"])
def test_what_says_that_none_is_said(written: str) -> None:
    assert is_unsaid(written)
    assert tag_language(written) == ""


@pytest.mark.parametrize("written", ["xx", "xyz", "foo", "Elbonian", "unknown", "e", "12", "English or German", "—"])
def test_what_names_no_language(written: str) -> None:
    assert tag_language(written) == ""
    assert not is_unsaid(written)


@pytest.mark.parametrize(("written", "meant"), [("Englsh", "en"), ("Germna", "de"), ("qqqqqqq", "")])
def test_what_may_be_meant(written: str, meant: str) -> None:
    assert suggest_language(written) == meant


def test_every_language_that_is_spoken_has_its_tag() -> None:
    engine = EspeakEngine()
    spoken = {voice.language for voice in engine.voices()}
    engine.close()
    assert len(spoken) > 100
    assert {tag for tag in spoken if tag_language(tag) != tag} == {"cmn", "cmn-latn-pinyin"}  # both are Chinese
    assert (tag_language("cmn"), tag_language("cmn-latn-pinyin")) == ("zh", "zh-latn-pinyin")


@given(st.text(max_size=30))
def test_a_tag_is_well_formed_and_its_own_tag(written: str) -> None:
    tag = tag_language(written)
    assert re.fullmatch(r"([a-z]{2,4}(-[a-z0-9]{1,8})*)?", tag)
    assert tag_language(tag) == tag
