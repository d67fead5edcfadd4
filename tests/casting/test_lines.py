"""Lines of a paragraph: where tags belong, how long lines are, what an open end is given."""

from __future__ import annotations

import pytest

from rhapsode.casting.lines import Draft, draft_lines
from rhapsode.casting.paragraphs import gather_paragraphs
from rhapsode.casting.wording import prepare_pronunciation
from tests.casting.stories import write_story


def drafts_of(rows: str) -> list[Draft]:
    story = write_story(rows)
    paragraphs = gather_paragraphs(story, story.chapters[0].scenes, lambda passage: True)
    return [draft for p in paragraphs for draft in draft_lines(p, prepare_pronunciation({}), "en")[0]]


def said(draft: Draft) -> str:
    return "".join(words.text for words in draft.spoken)


def test_a_tag_belongs_to_the_speech_in_its_sentence() -> None:
    drafts = drafts_of('narration | It rained. She said,\ndialogue Ada | "Yes." \nnarration | It was so.')
    assert [(said(d), d.tag_of is not None) for d in drafts] == [
        ("It rained.", False),
        ("She said,", True),
        ("Yes.", False),
        ("It was so.", False),
    ]


def test_a_speech_without_its_comma_gets_one_that_shows_nowhere() -> None:
    first, _ = drafts_of('dialogue Ada | "Stop"\nnarration | she said.')
    comma = first.spoken[-1]
    assert (comma.text, comma.start == comma.end) == (",", True)


@pytest.mark.parametrize(
    ("told", "hangs"),
    [
        ("Anna cried.", True),
        ("Old Mr. Brandt shouted.", True),
        ("She suddenly asked him.", True),
        ("She went on.", True),
        ("And she began to dance round him.", False),
        ("As she said this, she came upon a house.", False),
        ("She had stopped crying.", False),
        ("The last word was a bleat.", False),
        ("Anna ran, and cried.", False),
    ],
)
def test_a_tag_hangs_on_a_cry_before_it(told: str, hangs: bool) -> None:
    first, second = drafts_of(f'dialogue Ada | "Go!" \nnarration | {told}')
    assert (not first.ends_sentence, second.tag_of is not None) == (hangs, hangs)


def test_a_long_sentence_is_several_lines_of_one_sentence() -> None:
    drafts = drafts_of(f"narration | {'word, ' * 200}end.")
    assert all(len(said(draft)) <= 400 for draft in drafts)
    assert [draft.ends_sentence for draft in drafts] == [False] * (len(drafts) - 1) + [True]


def test_a_stretch_without_words_is_listed() -> None:
    story = write_story('dialogue Ada | "…"')
    (paragraph,) = gather_paragraphs(story, story.chapters[0].scenes, lambda passage: True)
    assert draft_lines(paragraph, prepare_pronunciation({}), "en") == ((), ((0, 3),))
