"""Golden casts: `tests/cases/characters/<name>.case` holds a story, a line `%%%`, and what its cast should be.

Rows: `Name = other names | gender` is one who speaks, with all these names ("m?" allows unknown); `not Name` is
nobody; `apart One / Two` are two people; `says Name | words` is who speaks a passage that begins so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rhapsode.model import Character, Story
from tests.attributing.stories import attribute_text, find_passage

CASES = sorted((Path(__file__).parent.parent / "cases" / "characters").glob("*.case"))


def find_character(story: Story, name: str) -> Character | None:
    """Whoever speaks under a name."""
    return next((c for c in story.characters if name in (c.name, *c.aliases)), None)


def check_row(story: Story, row: str) -> str:
    """What is wrong with a row; "" where nothing is."""
    kind, _, rest = row.partition(" ")
    if kind == "not":
        return f"{rest} speaks" if find_character(story, rest) else ""
    if kind == "apart":
        one, two = (find_character(story, name) for name in rest.split(" / "))
        return f"{rest}: {one} and {two}" if one is None or two is None or one == two else ""
    if kind == "says":
        name, words = rest.split(" | ")
        spoken = find_passage(story, words).speaker or ""
        said = find_character(story, spoken)
        return "" if said and name in (said.name, *said.aliases) else f"{words} is {spoken}'s"
    return check_character(story, row)


def check_character(story: Story, row: str) -> str:
    """The same for a row of one character."""
    names, _, gender = row.partition("|")
    wanted = [name.strip() for name in names.replace("=", ",").split(",") if name.strip()]
    found = find_character(story, wanted[0])
    if found is None:
        return f"{wanted[0]} is not there"
    missing = set(wanted) - {found.name, *found.aliases}
    if missing:
        return f"{found.name} is not {sorted(missing)}"
    gender = gender.strip()
    right = not gender or found.gender == gender.rstrip("?") or (gender.endswith("?") and not found.gender)
    return "" if right else f"{found.name} is “{found.gender}”"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cast(path: Path) -> None:
    text, rows = path.read_text(encoding="utf-8").split("\n%%%\n")
    story = attribute_text(text)
    wrong = [fault for row in rows.strip().splitlines() if (fault := check_row(story, row.strip()))]
    assert not wrong, [(c.name, c.aliases, c.gender, c.lines) for c in story.characters]


def test_there_are_cases() -> None:
    assert len(CASES) >= 15
