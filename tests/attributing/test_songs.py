"""Songs."""

from __future__ import annotations

import pytest

from rhapsode.model import Kind
from tests.attributing.stories import attribute_text, read_text

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


@pytest.mark.parametrize(
    ("lead", "who"),
    [
        ("It was Tamsin who had written that song, long ago.", "Tamsin"),
        ("Everybody in the village knew that song by Tamsin.", "Tamsin"),
        ("Nobody knew the song. Everybody in the village hummed it all the same.", None),
    ],
)
def test_maker(lead: str, who: str | None) -> None:
    """Whoever made a song is whose it is, though nobody is said to sing it."""
    text = f'Tamsin sat by the door. Josiah stood.\n\n{lead}{SONG}"Well," said Josiah.\n\n"Well what?"\n'
    reading = read_text(text)
    makers = {reading.members[member].label for _, member in reading.stage.makers}
    assert makers == ({who} if who else set())
