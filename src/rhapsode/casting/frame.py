"""What is said around the story: opening, chapter titles, closing. A chapter and its drafts in, framed drafts out.

Nothing is said twice: a heading that repeats the book's title is spoken by the opening, and a chapter whose heading
is its title is not announced again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rhapsode.casting.lines import Draft
from rhapsode.casting.paragraphs import Gap
from rhapsode.model import Book, Chapter, Kind, Passage, Range, Words
from rhapsode.names import fold_name
from rhapsode.voices_file import Frame

_PLACEHOLDER = re.compile(r"\{(title|author)\}")


@dataclass(frozen=True, slots=True)
class Framed:
    """The drafts of a chapter with its frame, and the headings that are left out because the user wants no titles."""

    drafts: tuple[Draft, ...]
    left_out: tuple[Range, ...] = ()


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
    return re.sub(r"([.!?…])\.+$", r"\1", said.strip())  # a title may end with its own mark


def frame_chapter(drafts: Sequence[Draft], chapter: Chapter, opening: str, book: Book, frame: Frame) -> Framed:
    """`drafts` of `chapter` with the opening (where not empty) and the chapter's title before them."""
    count = next((i for i, d in enumerate(drafts) if d.passage.kind is not Kind.HEADING), len(drafts))
    headings, body = list(drafts[:count]), list(drafts[count:])
    spoken: list[Draft] = []
    title = _words(chapter.title)
    said = any(title <= _words(_text(d)) for d in body if d.passage.kind is Kind.HEADING)
    said = said or title <= {word for draft in headings for word in _words(_text(draft))}
    if opening:
        repeated = [h for h in headings if _repeats(_text(h), opening, book)]
        headings = [h for h in headings if h not in repeated]
        spoken.append(_open(opening, repeated, chapter.start))
    left_out: list[Range] = []
    if not frame.announce:
        left_out = [r for h in headings for r in h.source if _words(_text(h)) <= title]
        headings = [h for h in headings if not _words(_text(h)) <= title]
    elif title and not said and not (opening and title <= _words(opening)):
        spoken.append(_announce(chapter.title, chapter.start))
    whole = _separate([*spoken, *headings, *body])
    return Framed(tuple(whole), tuple(left_out))


def close_story(drafts: Sequence[Draft], closing: str, end: int) -> tuple[Draft, ...]:
    """`drafts` with the closing line, unless the story says it itself."""
    last = _text(drafts[-1]) if drafts else ""
    if not closing or _words(last) == _words(closing):
        return tuple(drafts)
    scene = drafts[-1].scene if drafts else 0
    passage = Passage(Kind.NARRATION, end, end)
    return (*drafts, Draft(passage, scene, (), (Words(closing, end, end),), True, Gap.SCENE))


def _open(opening: str, repeated: Sequence[Draft], start: int) -> Draft:
    source = tuple(r for draft in repeated for r in draft.source)
    left, right = (source[0][0], source[-1][1]) if source else (start, start)
    return Draft(Passage(Kind.HEADING, left, right), 0, source, (Words(opening, left, right),), True, Gap.PARAGRAPH)


def _announce(title: str, start: int) -> Draft:
    return Draft(Passage(Kind.HEADING, start, start), 0, (), (Words(title, start, start),), True, Gap.PARAGRAPH)


def _separate(drafts: list[Draft]) -> list[Draft]:
    """The lines after the first stand apart from it, as paragraphs, not as the next scene."""
    separated = drafts[:1]
    for draft in drafts[1:]:
        if draft.gap is Gap.SCENE and all(d.passage.kind is Kind.HEADING for d in separated) and draft.scene == 0:
            draft = replace(draft, gap=Gap.PARAGRAPH)
        separated.append(draft)
    return separated


def _repeats(heading: str, opening: str, book: Book) -> bool:
    """Whether the opening says what `heading` says: the book's title, its author, or both."""
    words = _words(heading)
    known = _words(opening) | {"by"}
    return bool(words) and words <= known and (_words(book.title) <= words or bool(_words(book.author) & words))


def _text(draft: Draft) -> str:
    return "".join(words.text for words in draft.spoken)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold_name(text)))
