"""Who is announced by the telling before a speech. A case is that telling and who will speak."""

from __future__ import annotations

import pytest

from rhapsode.telling import Announcements, Clauses
from tests.telling.pointed import say_who
from tests.telling.test_subjects import NAMES, make_subjects


def announce(text: str) -> str:
    subjects = make_subjects(text)
    announcements = Announcements(subjects, Clauses(subjects))
    gap = (0, len(text))
    tokens = subjects.split(announcements.find_last_sentence(gap), len(text))
    found = announcements.find(tokens, gap, own=True)
    if found is None:
        return "-"
    return say_who(found, NAMES)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mr. Brown sat down. Ada said: ", "Ada"),
        ("Ada looked at Mr. Brown and said— ", "Ada"),
        ("After a while Ada began again. ", "Ada"),
        ("After a while Ada went on. ", "Ada"),
        ("He was met by Ada with ", "Ada"),
        ("To Ada's ", "Ada"),
        ("In answer to Ada's question of ", "Ada"),
        ("The barrister called: ", "barrister"),
        ("Ada drew a breath— ", "-"),
        ("Ada went out. ", "-"),
        ("The voice continued. ", "-"),
        ("He came in, followed by Ada. ", "-"),
    ],
)
def test_announced(text: str, who: str) -> None:
    assert announce(text) == who
