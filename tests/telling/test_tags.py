"""Tags beside speeches.

`tests/cases/tags/<group>.tags` holds a case a line: who speaks, ` | `, and a paragraph; "¶" parts it from the telling
of the paragraph before or after. Who speaks is a name, a noun, a pronoun (m, f, i, p), or "-" where no tag says so;
of several speeches one each, by commas.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhapsode.telling import Named, SpeechTag, TagReader
from tests.telling.pointed import say_who

NAMES = ("Ada", "Mr. Brown", "Corwin")


CASES = Path(__file__).parent.parent / "cases" / "tags"
ROWS = [
    pytest.param(*line.split(" | ", 1), id=f"{path.stem}: {line}")
    for path in sorted(CASES.glob("*.tags"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def read(text: str) -> tuple[SpeechTag, ...]:
    named = {}
    for member, name in enumerate(NAMES):
        named.update({match.start(): (member, match.end()) for match in re.finditer(re.escape(name), text)})
    quotes = tuple(match.span() for match in re.finditer("“[^”]*”", text))
    before, after = text.find(" ¶ ", 0, quotes[0][0]), text.find(" ¶ ", quotes[-1][1])
    start, end = (before + 3 if before >= 0 else 0), (after if after >= 0 else len(text))
    edges = [start, *(edge for quote in quotes for edge in quote), end]
    gaps = tuple(zip(edges[::2], edges[1::2], strict=True))
    lead, trail = (0, max(0, before)), (min(len(text), end + 3), len(text))
    return TagReader(text, named).read(gaps, lead, trail)


def name_pointed(tag: SpeechTag) -> str:
    return say_who(tag.pointer, NAMES)


def name_speakers(tags: tuple[SpeechTag, ...], quotes: int) -> list[str]:
    """Who speaks each speech: its own surest tag, else as the speech before, else as the first that has one."""
    strong = [tag for tag in tags if tag.strong]
    if not strong:
        return ["-"] * quotes
    found = [name_pointed(strong[0])]
    for quote in range(quotes):
        found.append(next((name_pointed(tag) for tag in strong if tag.quote == quote), found[-1]))
    return found[1:]


@pytest.mark.parametrize(("who", "text"), ROWS)
def test_tag(who: str, text: str) -> None:
    assert name_speakers(read(text), text.count("“")) == (who.split(", ") if text.count("“") > 1 else [who])


def test_there_are_tags_of_every_group() -> None:
    assert len(ROWS) >= 250


def surest(text: str) -> str:
    return name_pointed(next(tag for tag in read(text) if tag.strong))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“Yes,” said Ada.", "Ada"),
        ("“Yes,” Ada said.", "Ada"),
        ("“Yes!” cried old Mr. Brown from the stairs.", "Mr. Brown"),
        ("“Yes,” Mr. Brown replied, and Ada laughed.", "Mr. Brown"),
        ("“Yes,” said she.", "f"),
        ("“Yes,” he said to Ada.", "m"),
        ("“Yes,” I said.", "i"),
        ("“Yes,” said the old ferryman.", "ferryman"),
        ("“Yes,” said the bargee quietly.", "bargee"),
        ("“Yes,” the clerk answered.", "clerk"),
        ("“Yes,” was Ada’s answer.", "Ada"),
        ("“Yes,” came the voice of Mr. Brown.", "Mr. Brown"),
        ("Ada said: “Yes.”", "Ada"),
        ("Corwin turned to Ada and said, “Yes.”", "Corwin"),
        ("Mr. Brown, leaning over Ada, whispered, “Yes.”", "Mr. Brown"),
        ("They were met by Ada, who said, “Yes.”", "Ada"),
        ("Ada was silent; but Corwin, looking at Mr. Brown, said, “Yes.”", "Corwin"),
        ("“I could,” Ada went on, “if I would.”", "Ada"),
        ("“Then go,” thought Ada.", "Ada"),
        ("“Yes,” Ada’s mother said.", "mother"),
    ],
)
def test_strong_tag(text: str, who: str) -> None:
    assert surest(text) == who


@pytest.mark.parametrize("text", ["“Yes.” Ada laughed and shut the door.", "Ada shut the door. “Yes.”"])
def test_an_act_beside_a_speech_is_only_a_beat(text: str) -> None:
    tags = read(text)
    assert [tag.strong for tag in tags] == [False]
    assert name_pointed(tags[0]) == "Ada"


def test_what_follows_with_and_is_no_tag() -> None:
    assert not any(tag.strong for tag in read("“Yes,” and Ada ran away.") if isinstance(tag.pointer, Named))


def test_one_sentence_may_tag_the_speech_before_and_the_one_after() -> None:
    tags = read("“Yes,” said Ada, while Mr. Brown added: “No.”")
    assert [(name_pointed(tag), tag.quote) for tag in tags if tag.strong] == [("Ada", 0), ("Mr. Brown", 1)]


WORDS = (
    "Ada,Mr. Brown,she,he,I,the,old,man,his,voice,of,by,with,was,all,what,said,went,on,began,burst,spoke,asked,answer,"
    "and,while,who,to,from,It was,This,Thus,The speaker was,one of the,men,“Yes.”,“No,”,.,!,:,—,;,*,¶,’s,nothing"
).split(",")


@given(st.lists(st.sampled_from([*WORDS, ","]), max_size=24))
def test_any_row_of_words_can_be_read(words: list[str]) -> None:
    text = " ".join([*words, "“Yes.”", *reversed(words)])
    for tag in read(text):
        assert 0 <= tag.pointer.start <= tag.pointer.end <= len(text)
