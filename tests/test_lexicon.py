"""The word lists."""

from __future__ import annotations

from rhapsode.language import lexicon


def test_lists_are_lower_case() -> None:
    for name in dir(lexicon):
        words = getattr(lexicon, name)
        if name.isupper() and isinstance(words, frozenset):
            assert all(word == word.lower() for word in words), name


def test_genders_of_titles_and_nouns() -> None:
    assert [lexicon.gender_of_title(title) for title in ("Mr.", "mrs", "Dr.")] == ["m", "f", ""]
    assert [lexicon.gender_of_noun(noun) for noun in ("Landlord", "aunt", "stranger")] == ["m", "f", ""]


def test_no_title_or_noun_has_two_genders() -> None:
    assert not lexicon.MALE_TITLES & lexicon.FEMALE_TITLES
    assert not lexicon.MALE_NOUNS & lexicon.FEMALE_NOUNS


def test_pet_names_lead_to_full_names() -> None:
    assert "margaret" in lexicon.HYPOCORISMS["maggie"]
    assert lexicon.HYPOCORISMS["bob"] == {"robert"}


def test_strong_verbs_of_speech_are_verbs_of_speech() -> None:
    assert lexicon.STRONG_SPEECH_VERBS <= lexicon.SPEECH_VERBS
