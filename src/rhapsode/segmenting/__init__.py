"""Step 2: a manuscript in, a story out, whose passages are each of a kind and tile the text.

The text is cut into blocks, and each rule of `RULES` tells, in order, what some of them are, and by what evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rhapsode.corrections import correct_kinds
from rhapsode.language.codes import tag_language
from rhapsode.model import Correction, Manuscript, Story
from rhapsode.segmenting.blocks import Block, Rule, RuleRow, Sheet, find_blocks, find_paragraphs, split_block
from rhapsode.segmenting.findings import Finding
from rhapsode.segmenting.furniture.front_and_back import (
    find_archive_headers,
    find_closing_words,
    find_contents,
    find_dedications,
    find_licences,
    find_pictures_and_footnotes,
)
from rhapsode.segmenting.furniture.inline_marks import Insert, cut_out, find_inserts
from rhapsode.segmenting.furniture.notes import find_notes
from rhapsode.segmenting.furniture.page_numbers import take_out_pages
from rhapsode.segmenting.furniture.web_pages import find_page_links
from rhapsode.segmenting.letters.messages import find_messages
from rhapsode.segmenting.letters.set_apart import find_diaries, find_letters, find_signatures, settle_letters
from rhapsode.segmenting.markup import follow_markup
from rhapsode.segmenting.pages import LineEvidence, find_page_parts, gather_windows
from rhapsode.segmenting.speech.marked_paragraphs import find_marked_paragraphs
from rhapsode.segmenting.speech.passages import split_speech
from rhapsode.segmenting.structure.chapters import build_chapters, mark_first_persons
from rhapsode.segmenting.structure.headings import find_headings, find_views
from rhapsode.segmenting.structure.lists import find_lists
from rhapsode.segmenting.structure.scene_breaks import find_scene_marks
from rhapsode.segmenting.structure.titles import find_title, name_book
from rhapsode.segmenting.verse.stanzas import find_verse
from rhapsode.text.guessing import find_language
from rhapsode.text.lines import close_up, find_lines, measure_layout

__all__ = [
    "READ_AFTER",
    "RULES",
    "Block",
    "Finding",
    "Rule",
    "RuleRow",
    "Sheet",
    "build_chapters",
    "find_blocks",
    "find_messages",
    "find_paragraphs",
    "follow_markup",
    "segment",
    "split_block",
    "tell_blocks",
]

RULES: tuple[RuleRow, ...] = (
    # what the markup says
    RuleRow(follow_markup, reads="lines wrapped", writes="finding kind within level wrapped lines"),
    # the lines that Project Gutenberg's books begin and end with
    RuleRow(find_licences, reads="lines finding", writes="finding kind"),
    # the wording of menus and of links to share, and rows of them
    RuleRow(find_page_links, reads="lines finding", writes="finding kind"),
    # the wording of FanFiction.net's and AO3's headers
    RuleRow(find_archive_headers, reads="lines finding", writes="finding kind"),
    # square brackets and their first word
    RuleRow(find_pictures_and_footnotes, reads="lines finding", writes="finding kind"),
    # a heading that says so, entries that come again as headings
    RuleRow(find_contents, reads="lines finding", writes="finding kind"),
    # `The End`
    RuleRow(find_closing_words, reads="lines finding", writes="finding kind"),
    # `Ida's POV`, `~Flashback~`
    RuleRow(find_views, reads="lines finding", writes="finding kind level"),
    # numbers in a row, chapters' words, titles under most numbers, capitals set apart
    RuleRow(find_headings, reads="lines finding kind level gap", writes="finding kind level lines"),
    # lines of ornaments
    RuleRow(find_scene_marks, reads="lines finding", writes="finding kind"),
    # labels such as `A/N:`, the tone below them, leave-taking at a chapter's end
    RuleRow(find_notes, reads="lines finding kind level", writes="finding kind"),
    # a title and by-line before anything else
    RuleRow(find_title, reads="lines finding kind level indents within wrapped", writes="finding kind level lines"),
    # the ends of a saved page and what an author puts between: all that is seen of lines, weighed in a row
    RuleRow(
        find_page_parts,
        reads="lines finding kind level indents wrapped gap",
        writes="finding kind level lines indents wrapped gap",
    ),
    # `To`, `For`, and short lines, at the start
    RuleRow(find_dedications, reads="lines finding", writes="finding wrapped"),
    # bullets, columns, names with commas, capitals
    RuleRow(find_lists, reads="lines finding wrapped", writes="finding wrapped"),
    # headings, salutations, announcements, quotation marks that stay open, signatures
    RuleRow(find_letters, reads="lines finding kind within", writes="finding kind within"),
    # dates that stand alone
    RuleRow(find_diaries, reads="lines finding kind", writes="finding kind"),
    # `Yours …` in a few short lines
    RuleRow(find_signatures, reads="lines finding within", writes="finding kind wrapped"),
    # lines put as nobody tells here, below a telephone, a note, a pen
    RuleRow(find_messages, reads="lines finding kind within wrapped", writes="finding kind"),
    # signs around whole paragraphs
    RuleRow(find_marked_paragraphs, reads="lines finding within", writes="finding"),
    # lines that end before they must; capitals, rhyme, metre; neighbours
    RuleRow(
        find_verse, reads="lines finding kind within gap indents wrapped", writes="finding kind within wrapped lines"
    ),
    # what is left inside letters
    RuleRow(settle_letters, reads="finding kind within", writes="finding kind within"),
)
READ_AFTER = "lines finding kind within level wrapped gap indents"
"""What of blocks is read after the rules: by the passes that find speech, by inserts, chapters and paragraphs."""


def segment(manuscript: Manuscript, corrections: Sequence[Correction] = ()) -> Story:
    """What every passage of `manuscript` is, by the rules in order and then by the user's corrections.

    Raises CorrectionError where a correction fits no passage, or several.
    """
    text, book = manuscript.text, manuscript.book
    language, remarks = _tell_language(manuscript)
    sheet, blocks, pages = tell_blocks(manuscript, language)
    book = replace(name_book(sheet, blocks, book), language=sheet.language)
    chapters = build_chapters(sheet, blocks, book.title)
    starts = [scene.start for chapter in chapters for scene in chapter.scenes]
    passages, first_persons = split_speech(text, blocks, starts, sheet.marks, sheet.language)
    inserts = sorted([*pages, *find_inserts(sheet, blocks)], key=lambda insert: insert.start)
    passages = cut_out(text, passages, inserts)
    chapters = mark_first_persons(chapters, first_persons)
    story = Story(manuscript.source, text, book, chapters, passages, remarks=remarks)
    story = correct_kinds(story, corrections)
    return replace(story, paragraphs=find_paragraphs(sheet, blocks, story.passages))


def tell_blocks(
    manuscript: Manuscript, language: str, before: Rule | None = None
) -> tuple[Sheet, tuple[Block, ...], tuple[Insert, ...]]:
    """The blocks of `manuscript` with what the rules find them to be; and the page numbers and heads between them.

    With `before`, only the rules above that one are asked.
    """
    lines, pages = take_out_pages(manuscript.text, close_up(manuscript.text, find_lines(manuscript.text)))
    sheet = Sheet(manuscript.text, measure_layout(manuscript.text, lines), manuscript.marks, language)
    blocks = find_blocks(manuscript.text, lines, sheet.layout)
    for row in RULES:
        if row.rule is before:
            break
        blocks = row.rule(sheet, blocks)
    return sheet, blocks, pages


def see_pages(manuscript: Manuscript, language: str) -> tuple[str, list[list[LineEvidence]]]:
    """The text, and what the rule that tells a page's parts sees of its lines: to learn from."""
    sheet, blocks, _ = tell_blocks(manuscript, language, before=find_page_parts)
    return sheet.text, gather_windows(sheet, blocks)


def _tell_language(manuscript: Manuscript) -> tuple[str, tuple[str, ...]]:
    """What the book or the user says, or else its words; and the manuscript's remarks with one where neither tells."""
    said = tag_language(manuscript.book.language)
    if said:
        return said, manuscript.remarks
    language, guessed = find_language(manuscript.text)
    remark = ("its language can't be told: it is read as English — say which it is with --language",)
    return language, (*manuscript.remarks, *remark * guessed)
