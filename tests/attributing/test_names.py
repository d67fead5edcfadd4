"""Names by capital letters."""

from __future__ import annotations

from rhapsode.attributing.characters import NameForm, find_names
from rhapsode.language import load


def names_of(text: str) -> list[str]:
    return [naming.form.label for naming in find_names(text, ()).namings]


def test_titles_given_and_family_names_are_told_apart() -> None:
    (naming,) = find_names("Then came Mrs. Ada Brown with a lamp.", ()).namings
    assert naming.form == NameForm(("mrs",), ("Ada", "Brown"), False)
    assert naming.form.gender == "f"


def test_a_word_that_is_common_elsewhere_is_no_name_at_the_start_of_a_sentence() -> None:
    text = "They saw Rowan. Rowan saw them. Light fell on the light grass. Light rain came."
    assert names_of(text) == ["Rowan", "Rowan"]


def test_a_role_with_an_article_names() -> None:
    text = "They asked the Warden twice. Nobody told the Warden why."
    assert names_of(text) == ["the Warden", "the Warden"]


def test_a_rank_in_short_is_a_title() -> None:
    assert names_of("They met Sgt Reed and Lt. Grey there.") == ["Sgt. Reed", "Lt. Grey"]


def test_titles_are_those_of_the_language() -> None:
    text = "Entonces vio a Ibarra en la puerta. Era la vieja Señora Ibarra."
    titled = NameForm(("señora",), ("Ibarra",), False)
    assert titled in [naming.form for naming in find_names(text, (), (), load("es").titles).namings]
    assert titled not in [naming.form for naming in find_names(text, ()).namings]


def test_titles_have_small_letters_in_some_languages() -> None:
    text = "Der kom to fremmede. Den ene var hr. Holm, den anden var fru Lund."
    forms = [naming.form for naming in find_names(text, (), (), load("da").titles).namings]
    assert NameForm(("hr",), ("Holm",), False) in forms
    assert NameForm(("fru",), ("Lund",), False) in forms


def test_a_title_ends_a_name_and_begins_another() -> None:
    assert names_of("They met Ada Brown, Mr. Green and Mrs. Grey there.") == ["Ada Brown", "Mr. Green", "Mrs. Grey"]


def test_an_address_is_known_by_its_commas() -> None:
    text = '"Come here, Ada," he said. "Ada is here."'
    namings = find_names(text, ((0, 17), (27, 41))).namings
    assert [(naming.quoted, naming.vocative) for naming in namings] == [(True, True), (True, False)]


def test_words_in_capitals_name_nobody_by_themselves() -> None:
    assert names_of("THE LONG ROAD\n\nIt was dark.") == []


def test_what_stands_beside_a_name_is_counted() -> None:
    text = "We saw Ada. Ada laughed. In Ada there is a well, said Ada, and old Ada, old Ada."
    (company,) = find_names(text, ()).companies.values()
    assert (company.acts, company.places, company.tags, company.age) == (1, 1, 1, "old")


def test_a_month_names_where_it_speaks() -> None:
    text = "They came in May. We told May twice. May was late.\n\n"
    assert "May" not in names_of(text)
    assert names_of(text + "Nobody laughed, said May.").count("May") == 4


def test_verse_lines_begin_with_capitals_that_name_nobody() -> None:
    text = "The river is wide,\nWith reeds beside,\nThe river is deep,\nWith herons asleep.\n"
    assert names_of(text) == []


def test_a_word_that_only_opens_sentences_is_no_part_of_a_name() -> None:
    text = "We knew Lugs. They had met Lugs at sea. Ask Lugs. So did Lugs, and Lugs was sure."
    assert set(names_of(text)) == {"Lugs"}


def test_contractions_name_nobody() -> None:
    assert names_of("“Don’t,” he said. “Can’t you? Won’t you? Don’t, and ’Twas nothing.”") == []
