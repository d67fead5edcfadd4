"""Guessing a language, and what its books do around speech."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.language import load
from rhapsode.text import find_language, guess_language

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
    "cs": "Starý muž se dlouho díval na řeku a pak řekl, že jeho loď už nepřijede, když ještě není jaro, ale on by.",
    "sk": "Starý muž sa dlho díval na rieku a potom povedal, že jeho loď už nepríde, keď ešte nie je jar, čo bol rád.",
    "da": "Hun vidste ikke, hvad han havde gjort med båden, men nu var det for sent at spørge, og vinden var vendt.",
    "nb": "Hun visste ikke hva han hadde gjort med båten, men nå var det for sent å spørre, og vinden hadde snudd.",
    "fi": "Vanha mies katsoi jokea ja sanoi, että vene ei tule enää, mutta hän odotti kuin se olisi ollut jo lähellä.",
    "hu": "Az öreg nem szólt, csak nézte a folyót, és azt mondta, hogy a csónak már nem jön meg, de ő még vár egy.",
    "ro": "Bătrânul nu a spus nimic, dar se uita la râu și îi era frică să nu vină barca după ce se lăsa noaptea.",
    "ca": "La vella no deia res, però mirava el riu amb aquell gos que havia estat seva i que no tornaria més del mar.",
    "tr": "Yaşlı adam nehre baktı ve bir şey demedi, ama sonra dedi ki bu tekne daha gelmez, ne kadar beklesen de.",
    "vi": "Ông già nhìn dòng sông và không nói gì, rồi ông bảo là con thuyền đã đi và sẽ không có ai trở lại với tôi.",
    "id": "Orang tua itu melihat ke sungai dan tidak berkata apa pun, tetapi dia sudah tahu perahu yang itu akan.",
    "hr": "Starac je gledao rijeku i nije rekao ništa, ali kad je pao mrak, reče da brod više ne dolazi i da sam bio.",
    "sl": "Starec je gledal reko in ni rekel nič, ko pa je padel mrak, je rekel, da čoln ne bo prišel in da bi bil že.",
    "et": "Vana mees vaatas jõge ja ei öelnud midagi, aga siis ta ütles, et paat ei tule enam, kui see oli juba.",
    "lv": "Vecais vīrs skatījās uz upi un neko neteica, bet tad viņš teica, ka laiva vairs nenāks un ka tas ir jau.",
    "lt": "Senis žiūrėjo į upę ir nieko nesakė, bet jis jau žinojo, kad valtis iš ten ne grįš ir kad tai buvo labai.",
    "is": "Gamli maðurinn horfði á ána og sagði ekki neitt, en þá vissi hann að báturinn var farinn og að það var um.",
    "eo": "La maljunulo rigardis la riveron kaj diris nenion, sed li jam sciis, ke la boato ne venos kaj ke estas tre.",
    "la": "Senex flumen spectabat et nihil dixit, sed cum nox ad ripam venit, navis iam non erat in aqua nec quod.",
    "af": "Die ou man het na die rivier gekyk en niks gesê nie, maar toe weet hy dat die boot nie van daar af kom nie.",
    "cy": "Yr oedd yr hen ŵr yn edrych ar yr afon ac ni ddywedodd ddim, ond mae y cwch wedi mynd i ffwrdd fel hyn.",
    "el": "Ο γέρος κοίταζε το ποτάμι και δεν είπε τίποτα, γιατί η βάρκα δεν θα γύριζε πια.",
    "he": "הזקן הביט בנהר ולא אמר דבר, כי הסירה לא תשוב עוד.",
    "yi": "דער אַלטער מאַן האָט געקוקט אויפֿן טײַך און געזאָגט, אַז די שיפֿל װעט מער נישט קומען.",
    "ar": "نظر الشيخ إلى النهر ولم يقل شيئا، لأن القارب لن يعود.",
    "fa": "پیرمرد به رودخانه نگاه کرد و چیزی نگفت، چون قایق دیگر برنمی‌گشت.",
    "ur": "بوڑھے نے دریا کی طرف دیکھا اور کچھ نہیں کہا، کیونکہ کشتی اب واپس نہیں آئے گی۔",
    "hi": "बूढ़े ने नदी की ओर देखा और कुछ नहीं कहा, क्योंकि नाव अब वापस आने वाली नहीं थी, यह वह जानता था।",
    "mr": "म्हातारा नदीकडे बघत होता आणि काही बोलला नाही, पण ती नाव परत येणार नाही हे तो जाणून होता.",
    "bn": "বুড়ো নদীর দিকে তাকিয়ে রইল, কিছু বলল না।",
    "pa": "ਬੁੱਢਾ ਨਦੀ ਵੱਲ ਵੇਖਦਾ ਰਿਹਾ।",
    "gu": "ડોસો નદી તરફ જોતો રહ્યો.",
    "ta": "முதியவர் ஆற்றைப் பார்த்தார், ஒன்றும் சொல்லவில்லை.",
    "te": "ముసలివాడు నది వైపు చూశాడు, ఏమీ అనలేదు.",
    "kn": "ಮುದುಕ ನದಿಯನ್ನು ನೋಡಿದ, ಏನೂ ಹೇಳಲಿಲ್ಲ.",
    "ml": "വൃദ്ധൻ പുഴയിലേക്ക് നോക്കി, ഒന്നും പറഞ്ഞില്ല.",
    "si": "මහල්ලා ගඟ දෙස බැලුවේය.",
    "th": "ชายชรามองแม่น้ำแล้วไม่พูดอะไร เพราะเรือจะไม่กลับมาอีก",
    "my": "အဘိုးအိုသည် မြစ်ကို ကြည့်နေ၏။",
    "ka": "მოხუცი მდინარეს უყურებდა და არაფერი უთქვამს.",
    "hy": "Ծերունին նայեց գետին և ոչինչ չասաց։",
    "am": "ሽማግሌው ወንዙን ተመለከተ ምንም አልተናገረም።",
    "ko": "노인은 강을 바라보며 아무 말도 하지 않았다. 배는 다시 오지 않을 것이다.",
    "be": "Стары доўга глядзеў на раку і маўчаў, а потым сказаў, што лодка ўжо не вернецца.",
    "bg": "Старецът дълго гледаше към реката и мълчеше, а после каза, че лодката няма да се върне.",
    "sr": "Старац је дуго гледао реку и ћутао, а онда је рекао да се њихов чамац неће вратити.",
    "kk": "Қарт өзенге ұзақ қарап тұрды да, қайық енді қайтып келмейді деді.",
    "zh": "那天晚上燈塔的光一直亮著，可是裡面已經沒有人了。",
}


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_guess(language: str) -> None:
    assert guess_language(SAMPLES[language]) == language


@pytest.mark.parametrize("language", ["ko", "vi", "fr", "cs"])
def test_letters_may_come_in_parts(language: str) -> None:
    assert guess_language(normalize("NFD", SAMPLES[language])) == language


def test_an_old_spelling_is_no_other_language() -> None:
    old = "Старикъ долго смотрѣлъ на рѣку и молчалъ, а потомъ сказалъ, что лодка никогда не вернется. Мы были одни."
    assert guess_language(old) == "ru"


def test_one_letter_of_another_language_is_chance() -> None:
    assert guess_language("— Не ходи, — объяснил отец. И я не пошёл.") == "ru"


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_what_is_known_is_no_guess(language: str) -> None:
    assert find_language(SAMPLES[language]) == (language, False)


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("", False),
        ("“Zxqv brrk!” Ann tlonk.", False),
        ("Zxqv brrk tlonk vorrim uzt. " * 10, True),
        ("\U00010454\U00010467\U0001045b \U00010475\U0001045d", True),
    ],
)
def test_a_text_of_no_known_language_is_a_guess(text: str, guessed: bool) -> None:
    assert find_language(text) == ("en", guessed)


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
def test_writing_is_that_of_the_base_language(language: str, dash: bool) -> None:
    assert load(language).writing.dash is dash
