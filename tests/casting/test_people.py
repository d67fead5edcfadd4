"""Who is who: names, aliases, entries of the user's, inner voices, narrators."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.casting.people import gather_people
from rhapsode.errors import VoicesFileError
from rhapsode.model import Character
from tests.casting.stories import settings_of, write_story

ROWS = """
dialogue Ada Moss | "One."
narration | said Ada.
dialogue Bruno | "Two."
===
dialogue Ada Moss | "Three."
dialogue Ada Moss's inner voice | "Four."
"""
CAST = (Character("Ada Moss", ("Ada",), "f", 2), Character("Bruno", ("Mr. Finch",), "m", 1))


def test_lines_and_scenes_are_counted() -> None:
    people = gather_people(write_story(ROWS, CAST), ())
    ada = people.persons["Ada Moss"]
    assert (ada.lines, ada.scenes, ada.gender) == (2, frozenset({0, 1}), "f")
    assert list(people.persons) == ["Ada Moss", "Bruno", "Ada Moss's inner voice"]


def test_an_inner_voice_knows_whose_it_is() -> None:
    inner = gather_people(write_story(ROWS, CAST), ()).persons["Ada Moss's inner voice"]
    assert (inner.inner_of, inner.gender) == ("Ada Moss", "f")


@pytest.mark.parametrize("name", ["ada moss", "ADA", "Áda  Moss", "mr. finch", "Bruno"])
def test_an_entry_matches_name_or_alias_however_it_is_spelt(tmp_path: Path, name: str) -> None:
    settings = settings_of(tmp_path, f"characters: {{{name}: {{rate: 90%}}}}")
    people = gather_people(write_story(ROWS, CAST), settings.characters)
    assert people.remarks == ()
    assert sum(len(person.entries) for person in people.persons.values()) == 1


def test_the_kind_of_apostrophe_does_not_matter(tmp_path: Path) -> None:
    story = write_story("dialogue Eve O’Dea | “Hm.”")
    people = gather_people(story, settings_of(tmp_path, "characters: {Eve O'Dea: {rate: 90%}}").characters)
    assert people.persons["Eve O’Dea"].entries


def test_two_labels_are_merged_and_renamed(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "characters: {Old Finch: {aliases: [Bruno, Ada]}}")
    people = gather_people(write_story(ROWS, CAST), settings.characters)
    finch = people.persons["Old Finch"]
    assert finch.lines == 3
    assert people.find("Bruno") is people.find("Ada Moss") is finch
    assert {"Bruno", "Ada Moss", "Mr. Finch"} <= set(finch.aliases)


def test_an_unmatched_name_of_the_storys_own_file_is_remarked_on(tmp_path: Path) -> None:
    own = settings_of(tmp_path, "\ncharacters: {Brunno: {rate: 90%}}")
    (remark,) = gather_people(write_story(ROWS, CAST), own.characters).remarks
    assert remark.startswith(f"{tmp_path / 'tale.voices.yaml'}:2: ") and "did you mean Bruno?" in remark
    series = settings_of(tmp_path, "characters: {Brunno: {rate: 90%}}", own=False)
    assert gather_people(write_story(ROWS, CAST), series.characters).remarks == ()


def test_an_ambiguous_name_lists_the_candidates(tmp_path: Path) -> None:
    cast = (Character("Ada Moss", ("Moss",)), Character("Bruno", ("Moss",)))
    settings = settings_of(tmp_path, "characters:\n  Moss: {rate: 90%}")
    with pytest.raises(VoicesFileError, match=r"yaml:2: .*“Moss” may be Ada Moss, Bruno"):
        gather_people(write_story(ROWS, cast), settings.characters)


def test_an_own_name_wins_over_an_alias(tmp_path: Path) -> None:
    cast = (Character("Moss", ()), Character("Bruno", ("Moss",)))
    people = gather_people(write_story(ROWS, cast), settings_of(tmp_path, "characters: {Moss: {rate: 90%}}").characters)
    assert people.persons["Moss"].entries and not people.persons["Bruno"].entries


def test_the_only_first_person_tells_the_book() -> None:
    assert gather_people(write_story(ROWS, CAST, narrator="Ada"), ()).narrator == "Ada"
    assert gather_people(write_story(ROWS, CAST), ()).narrator is None
