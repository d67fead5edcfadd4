"""What is known of languages: every file against its schema, and what falls back on what."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib.resources import files as package_files
from typing import Any

import pytest

from rhapsode.language import GROUPS, base_language, load, load_every, read_language, tell_gender_of_title

CODES = [language.code for language in load_every()]
FOLDER = package_files("rhapsode") / "data" / "languages"


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))


def _word_sets(data: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The lists of a file whose order tells nothing: dotted key, words."""
    for group, kind in GROUPS.items():
        for field in fields(kind):
            if field.metadata.get("read") and isinstance(field.default_factory(), frozenset):
                yield f"{group}.{field.name}", str(data.get(group, {}).get(field.name, "")).split()


@pytest.mark.parametrize("code", CODES)
def test_a_file_keeps_to_the_schema(code: str) -> None:
    assert read_language(code, _read(code)).code == code


@pytest.mark.parametrize("code", CODES)
def test_lists_of_words_are_sorted_lower_case_and_without_doubles(code: str) -> None:
    for key, words in _word_sets(_read(code)):
        assert words == sorted(set(words)), key
        assert words == [word.lower() for word in words], key


@pytest.mark.parametrize("code", CODES)
def test_no_verb_of_speech_is_listed_as_common_and_as_something_else(code: str) -> None:
    verbs = load(code).verbs
    assert not verbs.common & (verbs.strong | verbs.soft)


@pytest.mark.parametrize("code", CODES)
def test_an_abbreviated_title_is_a_title(code: str) -> None:
    assert load(code).titles.abbreviated <= load(code).titles.every


def test_titles_of_a_language_are_joined_with_those_of_english() -> None:
    assert {"fräulein", "mr"} <= load("de").titles.female | load("de").titles.male
    assert [tell_gender_of_title(title) for title in ("señora", "hr", "sgt", "kettle")] == ["f", "m", "", ""]


@pytest.mark.parametrize("code", CODES)
def test_nobody_has_two_genders(code: str) -> None:
    language = load(code)
    assert not language.titles.male & language.titles.female
    assert not language.nouns.male & language.nouns.female
    assert not language.names.male & language.names.female


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(ValueError, match=re.escape("data/languages/xx.toml: verbs.loud")):
        read_language("xx", {"verbs": {"loud": "shouts"}})
    with pytest.raises(ValueError, match="volume"):
        read_language("xx", {"volume": "loud"})


def test_a_list_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match=re.escape("verbs.strong must be a text of words")):
        read_language("xx", {"verbs": {"strong": ["says"]}})


def test_what_a_file_lacks_is_taken_from_english_key_by_key() -> None:
    lacking = read_language("xx", {"verbs": {"strong": "zei"}})
    assert lacking.verbs.strong == {"zei"}
    assert lacking.verbs.soft == load("en").verbs.soft
    assert lacking.sample == load("en").sample
    assert not lacking.writing.dash
    assert not lacking.grammar.pronouns


def test_a_table_that_falls_back_in_all_is_shared() -> None:
    assert load("is").names is load("en").names
    assert load("is").verbs is load("en").verbs
    assert load("is").letters.months == ()


def test_the_command_line_starts_without_any_language() -> None:
    program = "import rhapsode.cli, sys; sys.exit('rhapsode.language.knowledge' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("tag", "code"), [("de-AT", "de"), ("pt_BR", "pt"), ("EN", "en"), ("yue", "zh"), ("nn", "nb"), ("", "")]
)
def test_a_tag_leads_to_its_language(tag: str, code: str) -> None:
    assert base_language(tag) == code
    assert load(tag).code == code


def test_a_phrase_has_its_blanks() -> None:
    assert read_language("xx", {"verbs": {"common": "went_on"}}).verbs.common == {"went on"}


def test_genders_of_titles_and_nouns() -> None:
    english = load("en")
    assert [english.titles.tell_gender(title) for title in ("Mr.", "mrs", "Dr.")] == ["m", "f", ""]
    assert [english.nouns.tell_gender(noun) for noun in ("Landlord", "aunt", "stranger")] == ["m", "f", ""]


def test_pet_names_lead_to_full_names() -> None:
    names = load("en").names
    assert "margaret" in names.full_names["maggie"]
    assert names.full_names["bob"] == {"robert"}
