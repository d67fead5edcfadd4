"""Songs."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind
from tests.attributing.stories import attribute_text

SONG = """

The wheat is in, the moon is low,
The crows have had their share,
And I have nowhere else to go
And somebody is there.

"""


@pytest.mark.parametrize(
    ("lead", "singer"),
    [
        ("Old Tamsin had waited. Then Tamsin stood up and sang:", "Tamsin"),
        ("Tamsin had waited long for him. Then she stood up, and she sang:", "Tamsin"),
        ("Tamsin had waited. On the wall somebody had painted four lines in white.", None),
    ],
)
def test_singer(lead: str, singer: str | None) -> None:
    story = attribute_text(f"{lead}{SONG}Nobody clapped, and Tamsin sat down.\n")
    assert {p.speaker for p in story.passages if p.kind == Kind.LYRIC} == {singer}
