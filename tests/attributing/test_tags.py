"""Tags beside speeches. A case is a paragraph with one speech, and who the surest tag points at."""

from __future__ import annotations

import pytest

from rhapsode.attributing.prose import Turn
from rhapsode.attributing.tags import Source, Tag, TagReader

NAMES = ("Ada", "Mr. Brown", "Corwin")


def read(text: str) -> tuple[Tag, ...]:
    start, end = text.index("“"), text.rindex("”") + 1
    named = {}
    for member, name in enumerate(NAMES):
        at = text.find(name)
        while at >= 0:
            named[at] = (member, at + len(name))
            at = text.find(name, at + 1)
    inner = [i for i, char in enumerate(text) if char in "“”"]
    quotes = tuple((inner[i], inner[i + 1] + 1) for i in range(0, len(inner), 2))
    edges = [0, *(edge for quote in quotes for edge in quote), len(text)]
    gaps = tuple(zip(edges[::2], edges[1::2], strict=True))
    assert start < end
    return TagReader(text, named).read(Turn(0, 0, tuple(range(len(quotes))), quotes, gaps), (0, 0), (0, 0))


def surest(text: str) -> str:
    tag = next(tag for tag in read(text) if tag.strong)
    return NAMES[tag.pointer.who] if tag.pointer.source == Source.NAME else tag.pointer.word


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
    assert NAMES[tags[0].pointer.who] == "Ada"


def test_what_follows_with_and_is_no_tag() -> None:
    assert not any(tag.strong for tag in read("“Yes,” and Ada ran away.") if tag.pointer.source == Source.NAME)


def test_one_sentence_may_tag_the_speech_before_and_the_one_after() -> None:
    tags = read("“Yes,” said Ada, while Mr. Brown added: “No.”")
    assert [(NAMES[tag.pointer.who], tag.quote) for tag in tags if tag.strong] == [("Ada", 0), ("Mr. Brown", 1)]
