"""Guessing a language, and what its books do around speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.segmenting.languages import guess_language, habits_of

SAMPLES = {
    "en": "The ferry was late again, and nobody on the quay could say what had become of the man who rang the bell.",
    "de": "Der Kapitän war nicht mehr an Bord, und niemand wusste, wer nun das Schiff durch die Nacht bringen sollte.",
    "fr": "La vieille dame ne disait rien, mais elle regardait par la fenêtre comme si l'on devait venir.",
    "es": "La casa estaba vacía cuando llegaron, pero en la mesa había una taza que no era de nadie.",
    "it": "Il treno non era ancora arrivato e la signora, che aspettava da due ore, si mise a parlare con il cane.",
    "pt": "A menina não sabia o que fazer com a chave, mas ela era bonita e já não tinha dono que a pedisse.",
    "nl": "De man met de hoed zei niets meer, maar hij bleef naar het water kijken dat langzaam over de dijk kwam.",
    "sv": "Hon visste inte vad han hade gjort med båten, men det var för sent att fråga och vinden hade redan vänt.",
    "pl": "Nie wiedział, co się stało z jego psem, ale na progu leżała kość i było już zupełnie ciemno.",
    "ru": "Старик долго смотрел на реку и молчал, а потом сказал, что лодка больше никогда не вернётся.",
    "uk": "Він довго дивився на річку, її вода була темна, і ніхто не міг сказати, чи є там дно.",
    "ja": "その夜、灯台の光は一度も消えなかった。けれども、そこにはもう誰もいなかった。",
    "zh": "那天晚上燈塔的光一直亮著，可是裡面已經沒有人了。",
}


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_guess(language: str) -> None:
    assert guess_language(SAMPLES[language]) == language


@pytest.mark.parametrize("text", ["", "...", "12 34", "Zxqv brrk tlonk.", "\x00\n"])
def test_unsure_is_english(text: str) -> None:
    assert guess_language(text) == "en"


def test_a_foreign_licence_in_front_does_not_decide() -> None:
    licence = "This text is in the public domain, and you may do with it as you please. " * 30
    assert guess_language(licence + "\n\n" + SAMPLES["de"] * 400) == "de"


@given(st.text(max_size=300))
def test_any_text_has_a_language(text: str) -> None:
    assert guess_language(text).isalpha()


@pytest.mark.parametrize(("language", "dash"), [("es-MX", True), ("pt_BR", True), ("EN-gb", False), ("xx", False)])
def test_habits_are_those_of_the_base_language(language: str, dash: bool) -> None:
    assert habits_of(language).dash is dash
