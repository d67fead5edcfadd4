"""A Markdown file → its text, marks from its markup, and metadata from the YAML block at its top.

CommonMark with tables, strike-through and footnotes. HTML in it counts as in a browser; tags that HTML doesn't
know (`<sigh>`) are words. A soft line break is a space, a hard one a line. A block quote whose paragraphs all have
hard line breaks is VERSE; any other is taken for something read in the story, a letter or a message: LETTER.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from lxml.html import defs
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from rhapsode.errors import StoryError
from rhapsode.model import Limits, Manuscript
from rhapsode.reading.blocks import BlockWriter
from rhapsode.reading.front_matter import read_front_matter
from rhapsode.reading.markup import Page, write_page
from rhapsode.reading.parsing import BrokenMarkupError, parse_html
from rhapsode.reading.source import decode, load

_TAG = re.compile(r"\s*</?([A-Za-z][A-Za-z0-9-]*)")
_HTML_TAGS = defs.tags | frozenset({"main", "bdi", "data", "dialog", "picture", "search", "template", "slot"})
_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
_CODE_INDENT = 4
_NESTING = 200  # what lies deeper is dropped without a word by the parser, whose own limit is 20; it recurses


class MarkdownReader:
    """Reads `.md`."""

    suffixes = (".md", ".markdown", ".mdown", ".mkd")

    def read(self, path: Path, limits: Limits) -> Manuscript:
        """Read a story. Raises StoryError."""
        text, remarks = decode(load(path, limits), path)
        book, body, unused = read_front_matter(text)
        writer = BlockWriter()
        html, swallowed = render(body)
        if swallowed is not None:
            line = text.count("\n") - body.count("\n") + swallowed
            unused = (*unused, f"the comment that begins in line {line} is never closed: what follows is left out")
        try:
            write_page(parse_html(html), Page(path.name), writer)
        except BrokenMarkupError as error:
            raise StoryError(
                f"there is nothing to read: {error}", path=path, hint="write the story below it"
            ) from error
        return Manuscript(path, writer.text(), book, writer.marks(), (*remarks, *unused))


def render(text: str) -> tuple[str, int | None]:
    """Markdown as HTML, with the block quotes and footnotes classed by what they are taken for.

    And the line, from 1, of a comment that is never closed: it hides all that follows it, as it would in a browser.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    parser.block.ruler.before("reference", "footnote", _find_footnote, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "footnote_mark", _find_footnote_mark)
    tokens = parser.parse(text)
    _class_quotes(tokens)
    _keep_unknown_tags(tokens)
    unclosed = [token for token in tokens if token.type == "html_block" and _is_unclosed(token.content)]
    swallowed = unclosed[0].map[0] + 1 if unclosed and unclosed[0].map else None
    return str(parser.renderer.render(tokens, parser.options, {})), swallowed


def _is_unclosed(html: str) -> bool:
    return html.rfind("<!--") > html.rfind("-->")


def _find_footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`[^1]: a note`, with the paragraphs indented under it."""
    begin, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    match = _NOTE.match(state.src, begin, end)
    if match is None or state.sCount[start_line] - state.blkIndent >= _CODE_INDENT:
        return False
    if silent:
        return True
    token = state.push("footnote_open", "aside", 1)
    token.attrs = {"class": "footnote"}
    was_indent, was_shift, was_count = state.blkIndent, state.tShift[start_line], state.sCount[start_line]
    was_begin, was_parent = state.bMarks[start_line], state.parentType
    state.bMarks[start_line], state.tShift[start_line] = match.end(), 0
    state.blkIndent += _CODE_INDENT
    state.sCount[start_line] = state.blkIndent
    state.parentType = "blockquote"  # so that a line at the margin may go on with the paragraph
    state.md.block.tokenize(state, start_line, end_line)
    state.parentType, state.blkIndent = was_parent, was_indent
    state.bMarks[start_line], state.tShift[start_line], state.sCount[start_line] = was_begin, was_shift, was_count
    state.push("footnote_close", "aside", -1)
    return True


def _find_footnote_mark(state: StateInline, silent: bool) -> bool:
    """`[^1]` in a sentence."""
    match = _NOTE_MARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_mark_open", "a", 1).attrs = {"class": "noteref"}
        state.push("text", "", 0).content = f"[{match[1]}]"
        state.push("footnote_mark_close", "a", -1)
    state.pos = match.end()
    return True


def _class_quotes(tokens: Sequence[Token]) -> None:
    """Class each outermost block quote as verse or letter."""
    depth = begin = 0
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            if depth == 0:
                begin = at
            depth += 1
        elif token.type == "blockquote_close":
            depth -= 1
            if depth == 0:
                kind = "verse" if _all_broken(tokens[begin:at]) else "letter"
                tokens[begin].attrSet("class", kind)


def _all_broken(tokens: Iterable[Token]) -> bool:
    paragraphs = [token.children or [] for token in tokens if token.type == "inline"]
    return all(any(child.type == "hardbreak" for child in children) for children in paragraphs) and bool(paragraphs)


def _keep_unknown_tags(tokens: Iterable[Token]) -> None:
    """Turn what looks like a tag, but is none that HTML knows, back into words."""
    for token in tokens:
        if token.type == "html_block" and _is_unknown(token.content):
            token.content = f"<p>{escape(token.content)}</p>\n"
        for child in token.children or ():
            if child.type == "html_inline" and _is_unknown(child.content):
                child.type = "text"


def _is_unknown(tag: str) -> bool:
    match = _TAG.match(tag)
    return match is not None and match[1].lower() not in _HTML_TAGS
