"""Golden cases of all that a story ends with: a story of `tests/cases/understood`, a line `%%%`, its rows.

Rows in the order of the text: `chapter | title`, `scene | narrator`, and for each passage `kind: speaker | text` (a
line's end is `⏎`; `kind/within` where there is one; `letter by Bo` has a writer; nobody speaks where no name stands).
Rows of who speaks follow: `who Name = other names | gender`, where "f?" allows unknown. A speaker fits by any name of
theirs, and nobody else may be among the characters. Lines `% key: value` before the story give its `language`, its
`format`, and with `wrong` the fault that the program still has there: whoever mends it takes that line away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rhapsode.attributing import attribute
from rhapsode.model import Book, Character, Manuscript, Passage, Story
from rhapsode.reading import read
from rhapsode.segmenting import segment

CASES = Path(__file__).parent / "cases" / "understood"
FAULTS = {
    "number in words": "chapter numbers in words are read in English alone",
    "title unknown": "Sgt is no title",
    "verb unknown": "called, responded and texted are verbs of speech in one list and not in another",
    "Japanese": "no verb of speech is known in Japanese",
    "header of a mail": "a name runs on over the end of its line, and the full name of a header's From is not taken",
    "writer in quotation marks": "the signature of a letter in quotation marks is not read",
    "one family": "a father known by his title takes the lines of a child of his name",
    "verse in a speech": "verse that somebody says is said by nobody",
}
"""What `wrong` may name, and what it means."""


def read_case(path: Path) -> tuple[dict[str, str], str, list[str]]:
    """Header, story and rows of a case."""
    story, found, rows = path.read_text(encoding="utf-8").partition("\n%%%\n")
    assert found, f"{path.name} has no line %%%"
    header = {}
    while story.startswith("% "):
        row, _, story = story.partition("\n")
        key, _, value = row[2:].partition(":")
        header[key.strip()] = value.strip()
    assert header.keys() <= {"language", "format", "wrong"}, path.name
    return header, story + "\n", [row.strip() for row in rows.splitlines() if row.strip()]


def understand(header: Mapping[str, str], text: str, folder: Path) -> Story:
    """The story of a case after steps 1 to 3."""
    if "format" not in header:
        return attribute(segment(Manuscript(Path("case.txt"), text, Book(language=header.get("language", "")))))
    path = folder / f"case.{header['format']}"
    path.write_text(text, encoding="utf-8")
    return attribute(segment(read(path)))


def labelled_names(story: Story, rows: list[str]) -> dict[str, str]:
    """By each name of the story's characters, the name that the case gives them."""
    labels = [row[4:].partition("|")[0].split("=")[0].strip() for row in rows if row.startswith("who ")]
    found: dict[str, str] = {}
    for character in story.characters:
        names = (character.name, *character.aliases)
        found |= dict.fromkeys(names, next((label for label in labels if _bears(character, label)), character.name))
    return found


def _bears(who: Character, name: str) -> bool:
    """Whether somebody is called so; "Sgt" is as good as "Sgt."."""
    return name.replace(".", "") in {said.replace(".", "") for said in (who.name, *who.aliases)}


def rows_of(story: Story, wanted: list[str]) -> list[str]:
    """All that is understood, as the rows of a case say it."""
    names = labelled_names(story, wanted)
    told = list(_tell(story, names))
    order = [row.partition("|")[0].split("=")[0] for row in wanted if row.startswith("who ")]
    people = sorted(story.characters, key=lambda who: _rank(f"who {names[who.name]} ", order))
    told += [_tell_character(who, names, wanted) for who in people]
    return told


def _rank(who: str, order: list[str]) -> int:
    return order.index(who) if who in order else len(order)


def _tell(story: Story, names: Mapping[str, str]) -> Iterator[str]:
    starts = [
        (at, row)
        for chapter in story.chapters
        for at, row in (
            (chapter.start, f"chapter | {chapter.title}"),
            *((scene.start, f"scene | {_name(scene.narrator, names)}") for scene in chapter.scenes),
        )
    ]
    for passage in story.passages:
        while starts and starts[0][0] <= passage.start:
            yield starts.pop(0)[1].strip()
        yield _tell_passage(story, passage, names)
    yield from (row.strip() for _, row in starts)


def _name(who: str | None, names: Mapping[str, str]) -> str:
    return names.get(who, who) if who else ""


def _tell_passage(story: Story, passage: Passage, names: Mapping[str, str]) -> str:
    kind = f"{passage.kind}/{passage.within}" if passage.within else str(passage.kind)
    writer = f" by {_name(passage.writer, names)}" if passage.writer else ""
    speaker = f": {_name(passage.speaker, names)}" if passage.speaker else ""
    return f"{kind}{writer}{speaker} | {story.text[passage.start : passage.end]}".replace("\n", "⏎")


def _tell_character(who: Character, names: Mapping[str, str], wanted: list[str]) -> str:
    """The row of a case where it fits `who`, else what is found."""
    for row in wanted:
        said, _, gender = row.removeprefix("who ").partition("|")
        labels = filter(None, (name.strip() for name in said.replace("=", ",").split(",")))
        genders = {gender.strip(" ?"), ""} if gender.endswith("?") else {gender.strip()}
        if row.startswith("who ") and who.gender in genders and all(_bears(who, name) for name in labels):
            return row
    others = f" = {', '.join(who.aliases)}" if who.aliases else ""
    return f"who {names[who.name]}{others} | {who.gender}".strip()


def load_cases() -> Iterator[object]:
    """A parameter for each case; one that is `wrong` must fail."""
    for path in sorted(CASES.glob("*.case")):
        fault = read_case(path)[0].get("wrong")
        marks = [pytest.mark.xfail(reason=FAULTS[fault], strict=True, raises=AssertionError)] if fault else []
        yield pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize("path", list(load_cases()))
def test_case(path: Path, tmp_path: Path) -> None:
    header, text, rows = read_case(path)
    assert rows_of(understand(header, text, tmp_path), rows) == rows


def test_there_are_cases_of_all_that_a_story_has() -> None:
    rows = [row for path in CASES.glob("*.case") for row in read_case(path)[2]]
    assert len(list(CASES.glob("*.case"))) >= 40
    kinds = {row.partition(" ")[0].partition("/")[0].strip(":") for row in rows}
    assert kinds >= {"chapter", "scene", "who", "dialogue", "thought", "lyric", "letter", "heading", "note", "summary"}
