"""What a voice's name means."""

from __future__ import annotations

import pytest

from rhapsode.casting.timbres import load_timbres
from rhapsode.casting.voices_at_hand import Stock
from rhapsode.model import EngineVoice

IDS = ("cmn", "de", "en-gb", "en-us", "en-us+f3", "es", "es-419", "fr-be", "fr-fr", "pt", "pt-br")
OFFERED = {"espeak": tuple(EngineVoice("espeak", i, i, i.partition("+")[0], "f" if "+" in i else "m") for i in IDS)}


def stock(language: str) -> Stock:
    return Stock(OFFERED, language, load_timbres())


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-us"),
        ("en-GB", "en-gb"),
        ("en-AU", "en-us"),
        ("de-AT", "de"),
        ("fr", "fr-fr"),
        ("fr-CA", "fr-fr"),
        ("fr-BE", "fr-be"),
        ("pt", "pt-br"),
        ("es-MX", "es"),
        ("zh", "cmn"),
        ("", "en-us"),
    ],
)
def test_auto_is_the_voice_of_the_language(language: str, voice: str) -> None:
    found = stock(language).find("espeak", "auto")
    assert found is not None and found.id == voice
    assert stock(language).speaks_language("espeak")


def test_a_variant_alone_is_that_of_the_automatic_voice() -> None:
    found = stock("en").find("espeak", "+f3")
    assert found is not None and (found.id, found.gender) == ("en-us+f3", "f")
    assert stock("en").find("espeak", "+f99") is None


def test_a_variant_alone_is_that_of_the_voice_that_the_defaults_name() -> None:
    offered = {"espeak": (*OFFERED["espeak"], EngineVoice("espeak", "en-gb+f3", "x", "en-gb", "f"))}
    found = Stock(offered, "en", load_timbres(), "en-gb").find("espeak", "+f3")
    assert found is not None and found.id == "en-gb+f3"


def test_an_effect_may_be_asked_for_but_is_not_offered() -> None:
    found = stock("en").find("espeak", "en-gb+whisper")
    assert found is not None and (found.id, found.language) == ("en-gb+whisper", "en-gb")
    assert "en-us+whisper" not in [voice.id for voice in stock("en").pool("espeak", (), "")]


def test_a_missing_voice_is_guessed_at() -> None:
    assert stock("en").suggest("espeak", "en-su") == "did you mean en-us?"
    assert stock("en").suggest("espeak", "+f4") == "did you mean +f3?"
    assert "rhapsode voices --engine espeak" in stock("en").suggest("espeak", "zzzzzz")


@pytest.mark.parametrize("language", ["tlh", "xx", "english", "und"])
def test_a_language_that_nobody_speaks_is_read_by_the_english_voice(language: str) -> None:
    found = stock(language).find("espeak", "auto")
    assert found is not None and found.id == "en-us"
    assert not stock(language).speaks_language("espeak")


@pytest.mark.parametrize(
    ("languages", "usual"), [(("de", "en-gb", "fr"), "en-gb"), (("de", "fr"), "de"), (("de", "mul"), "mul")]
)
def test_without_the_usual_english_voice_it_is_the_nearest(languages: tuple[str, ...], usual: str) -> None:
    offered = {"system": tuple(EngineVoice("system", f"v-{tag}", tag, tag) for tag in languages)}
    found = Stock(offered, "tlh", load_timbres()).find("system", "auto")
    assert found is not None and found.language == usual


def test_a_voice_may_mind_no_language() -> None:
    offered = {"tone": (EngineVoice("tone", "tone-f1", "tone-f1", "mul", "f"),)}
    assert Stock(offered, "en", load_timbres()).speaks_language("tone")


def test_the_pool_is_the_list_in_the_storys_language() -> None:
    assert [v.id for v in stock("en").pool("espeak", ("de", "+f3", "nobody"), "f")] == ["en-us+f3"]
    assert [v.id for v in stock("en").pool("espeak", (), "m")] == ["en-gb", "en-us"]
    assert stock("en").pool("none", (), "m") == ()
