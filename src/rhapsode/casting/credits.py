"""What is said around the story: opening, chapter titles, closing. A chapter and its drafts in, framed drafts out.

Nothing is said twice: a heading that repeats the book's title is spoken by the opening, and a chapter whose heading
is its title is not announced again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rhapsode.casting.lines import Draft
from rhapsode.casting.paragraphs import ParagraphGap
from rhapsode.casting.wording import Pronunciation, say
from rhapsode.language.english import ENGLISH
from rhapsode.language.folding import fold_name
from rhapsode.language.loading import load
from rhapsode.model import Book, Chapter, Kind, Passage, Range, Story, Words
from rhapsode.text.marks import ENDERS
from rhapsode.text.sentences import cut_long
from rhapsode.voices_file import Frame

_PLACEHOLDER = re.compile(r"\{(title|author)\}")


@dataclass(frozen=True, slots=True)
class Framed:
    """The drafts of a chapter with its frame, and the headings that are left out because the user wants no titles."""

    drafts: tuple[Draft, ...]
    left_out: tuple[Range, ...] = ()


def translate_frame(frame: Frame, language: str) -> Frame:
    """`frame` with the default opening and closing in the story's language; what the user wrote stays."""
    own = load(language or "en").frame
    return replace(
        frame,
        opening=own.opening if frame.opening == ENGLISH.frame.opening else frame.opening,
        closing=own.closing if frame.closing == ENGLISH.frame.closing else frame.closing,
    )


def word_opening(template: str, book: Book) -> str:
    """The opening line. What is unknown is left out with the words that lead to it: “{title}, by {author}.”"""
    if not book.title:
        return ""
    said = ""
    at = 0
    for match in _PLACEHOLDER.finditer(template):
        value = book.title if match[1] == "title" else book.author
        if value:
            said += template[at : match.start()] + value
        at = match.end()
    said += template[at:]
    return re.sub(rf"([{ENDERS}])\.+$", r"\1", said.strip())  # a title may end with its own mark


@dataclass(frozen=True, slots=True)
class Framing:
    """What frames the chapters of one story. `opening` is empty where it isn't said."""

    story: Story
    frame: Frame
    opening: str
    pronunciation: Pronunciation

    def shown(self, draft: Draft) -> str:
        """What is printed where `draft` speaks."""
        return " ".join(self.story.text[start:end] for start, end in draft.source)

    def word(self, text: str, source: Sequence[Range], at: int) -> tuple[Draft, ...]:
        """`text` as lines of its own, cut as those of the text are. They stand for `source`, or for nothing at `at`."""
        start, end = (source[0][0], source[-1][1]) if source else (at, at)
        spoken = "".join(words.text for words in say(text, 0, len(text), self.pronunciation, heading=True))
        passage = Passage(Kind.HEADING, start, end)
        place = source[0] if source else (at, at)  # of the words: a reader's eye goes to the first of several lines
        drafts: list[Draft] = []
        cut = 0
        *cuts, last = cut_long(spoken, 0, len(spoken))
        for following in cuts:
            part = spoken[cut:following].rstrip()
            open_end = "," if part[-1:].isalnum() else ""  # so that the voice stays up
            drafts.append(Draft(passage, 0, tuple(source), (Words(part + open_end, *place),), False))
            cut, place, source = following, (end, end), ()  # what is printed is heard once
        drafts.append(Draft(passage, 0, tuple(source), (Words(spoken[cut:last], *place),), True))
        return (replace(drafts[0], gap=ParagraphGap.PARAGRAPH), *drafts[1:])


def frame_chapter(drafts: Sequence[Draft], chapter: Chapter, framing: Framing, first: bool) -> Framed:
    """`drafts` of `chapter` with its title before them, and the opening before the `first`."""
    count = next((i for i, d in enumerate(drafts) if d.passage.kind is not Kind.HEADING), len(drafts))
    headings, body = list(drafts[:count]), list(drafts[count:])
    title = _words(chapter.title)
    said = title <= {word for draft in headings for word in _words(framing.shown(draft))}
    said = said or any(title <= _words(framing.shown(d)) for d in body if d.passage.kind is Kind.HEADING)
    spoken: list[Draft] = []
    if first and framing.opening:
        # A title below another heading is read again: what is spoken keeps the order of the text.
        repeated = list(takewhile(lambda h: _repeats(framing.shown(h), framing), headings))
        headings = headings[len(repeated) :]
        spoken += framing.word(framing.opening, [r for h in repeated for r in h.source], chapter.start)
        said = said or title <= _words(framing.opening)
    left_out: list[Range] = []
    if not framing.frame.announce:
        silent = [h for h in headings if _words(framing.shown(h)) <= title]
        left_out = [r for h in silent for r in h.source]
        headings = [h for h in headings if h not in silent]
    elif not said:
        spoken += framing.word(chapter.title, (), chapter.start)
    return Framed(tuple(_separate([*spoken, *headings, *body])), tuple(left_out))


def close_story(drafts: Sequence[Draft], framing: Framing, end: int) -> tuple[Draft, ...]:
    """`drafts` with the closing line, unless the story says it itself."""
    closing = framing.frame.closing
    if not closing or (drafts and _words(framing.shown(drafts[-1])) == _words(closing)):
        return tuple(drafts)
    passage, scene = Passage(Kind.NARRATION, end, end), drafts[-1].scene if drafts else 0
    first, *others = (replace(line, passage=passage, scene=scene) for line in framing.word(closing, (), end))
    return (*drafts, replace(first, gap=ParagraphGap.SCENE), *others)


def _separate(drafts: list[Draft]) -> list[Draft]:
    """The lines after the first stand apart from it, as paragraphs, not as the next scene."""
    separated = drafts[:1]
    for draft in drafts[1:]:
        if (
            draft.gap is ParagraphGap.SCENE
            and all(d.passage.kind is Kind.HEADING for d in separated)
            and draft.scene == 0
        ):
            draft = replace(draft, gap=ParagraphGap.PARAGRAPH)
        separated.append(draft)
    return separated


def _repeats(heading: str, framing: Framing) -> bool:
    """Whether the opening says what `heading` says: the book's title, its author, or both."""
    book = framing.story.book
    words = _words(heading)
    known = _words(framing.opening) | {"by"}
    return bool(words) and words <= known and (_words(book.title) <= words or bool(_words(book.author) & words))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold_name(text)))
