"""What is seen of lines, before it is weighed."""

from __future__ import annotations

import pytest

from rhapsode.segmenting.verse import NOTHING, announces, look_at, measure_room, stanza_evidence, survey
from rhapsode.text import is_title_case
from tests.segmenting.sheets import lay_out

PROSE = """The pump at the end of the yard had not worked since the
spring, but nobody had taken it away, and so the hens had
come to think of it as theirs. They stood about it in the
mornings, waiting for something which had been promised to
them, or to their mothers, and they went home to their own
boxes at dusk with an injured air, and the pump stood still
in the dark, and gave nothing away to anybody who came."""
VERSE = "Oh, the pump is in the yard,\nAnd the yard is in the rain,"


@pytest.mark.parametrize(
    ("text", "ends", "utterance", "tagged"),
    [
        ("And the yard is in the rain,", ",", False, False),
        ("“No.”", ".", True, False),
        ("“No,” said Ida", "", True, True),
        ("“Beware of the hens,", ",", False, False),
        ("»Nein.«", ".", True, False),
        ("— Нет.", ".", True, False),
        ("--No", "", True, False),
        ("Ida: no", "", True, False),
        ("[10:31] no", "", True, False),
    ],
)
def test_a_line(text: str, ends: str, utterance: bool, tagged: bool) -> None:
    line = look_at(text)
    assert (line.ends, line.utterance, line.tagged) == (ends, utterance, tagged)


def test_wrapped_prose_leaves_no_room_and_verse_does() -> None:
    sheet, (prose, verse) = lay_out(f"{PROSE}\n\n{VERSE}")
    assert sheet.layout.wrap
    assert measure_room(sheet, prose).fits == 0
    room = measure_room(sheet, verse)
    assert (room.fits, room.plain, room.over) == (1, 1, False)


def test_a_line_wider_than_the_wrap() -> None:
    sheet, (_, verse) = lay_out(f"{PROSE}\n\n{'And on and on the hens went home, ' * 2}\nOh")
    assert measure_room(sheet, verse).over


def test_stanza_evidence_is_bounded() -> None:
    sheet, blocks = lay_out(f"{PROSE}\n\n{VERSE}")
    evidence = stanza_evidence(survey(sheet, blocks, 76), 1, NOTHING, NOTHING)
    assert evidence["capitals"] == 1
    assert evidence["rhymes"] == 0
    assert all(-1 <= value <= 5 for value in evidence.values())


def test_title_case() -> None:
    assert all(map(is_title_case, ["The Pump", "Hens from the Yard", "4 Hill Road", "A Hen and—Her Pump", "“Hens”"]))
    assert not any(map(is_title_case, ["The pump", "hens", "And then they went", "火曜日", "", "—"]))


def test_announcing() -> None:
    assert announces("and this is what she sang:")
    assert not announces("and this is what she said:")
