"""What a sentence says: whose it is, who does what, and which tag governs a speech."""

from __future__ import annotations

from rhapsode.telling.announcements import Announcements
from rhapsode.telling.clauses import Clauses, find_verbs, is_denied, is_object
from rhapsode.telling.grammar_tags import GrammarTagReader, find_grammar, find_told
from rhapsode.telling.persons import find_first_persons, is_direct, is_second_person, is_told
from rhapsode.telling.pointers import Named, Noun, Person, Pointer, Pronoun
from rhapsode.telling.subjects import Subjects
from rhapsode.telling.tag_patterns import is_tag_after, is_tag_before, thinks
from rhapsode.telling.tags import SpeechTag, TagReader

__all__ = [
    "Announcements",
    "Clauses",
    "GrammarTagReader",
    "Named",
    "Noun",
    "Person",
    "Pointer",
    "Pronoun",
    "SpeechTag",
    "Subjects",
    "TagReader",
    "find_first_persons",
    "find_grammar",
    "find_told",
    "find_verbs",
    "is_denied",
    "is_direct",
    "is_object",
    "is_second_person",
    "is_tag_after",
    "is_tag_before",
    "is_told",
    "thinks",
]
