"""A Markdown file → its text, marks from its markup, and metadata from the YAML block at its top.

CommonMark with tables, strike-through and footnotes. HTML in it counts as in a browser; what is no HTML (`<sigh>`,
`<Map>`, a comment without end) is words. What is nested deeper than any author nests loses its structure, not its
words. A soft line break is a space, a hard one a line. A block quote whose paragraphs all have hard line breaks is
VERSE; any other is taken for something read in the story, a letter or a message: LETTER.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from rhapsode.errors import StoryError
from rhapsode.model import Limits, Manuscript
from rhapsode.reading.blocks import BlockWriter
from rhapsode.reading.front_matter import read_front_matter
from rhapsode.reading.markup import Page, write_page
from rhapsode.reading.nesting import DEPTH
from rhapsode.reading.parsing import BrokenMarkupError, parse_html
from rhapsode.reading.source import decode, load
from rhapsode.reading.tags import Tag, find_tags, find_unclosed_comment, judge_tags, keep_words

_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
_BRACKET = re.compile(r"\\.|`[^`\n]*`|[\[\]]")
_BRACKETS = 5
_CODE_INDENT = 4
_MARKERS = re.compile(r"(?:(?:[-*+>]|\d{1,9}[.)]|\[\^[^\]\s]{1,60}\]:)[ \t]+)*")


class MarkdownReader:
    """Reads `.md`."""

    suffixes = (".md", ".markdown", ".mdown", ".mkd")

    def read(self, path: Path, limits: Limits) -> Manuscript:
        """Read a story. Raises StoryError."""
        text, remarks = decode(load(path, limits), path)
        book, body, unused = read_front_matter(text)
        writer = BlockWriter()
        rendered = render(body, text.count("\n") - body.count("\n") + 1)
        try:
            parsed = parse_html(rendered.html)
            write_page(parsed.root, Page(path.name), writer)
        except BrokenMarkupError as error:
            raise StoryError(
                f"there is nothing to read: {error}", path=path, hint="write the story below it"
            ) from error
        told = (*remarks, *unused, *rendered.remarks, *parsed.remarks)
        return Manuscript(path, writer.text(), book, writer.marks(), told)


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, and what was not read as written."""

    html: str
    remarks: tuple[str, ...] = ()


def render(text: str, first_line: int = 1) -> Rendered:
    """Markdown as HTML, with the block quotes and footnotes classed by what they are taken for.

    `first_line` is the number, from 1, of its first line in the file that it comes from.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": DEPTH}).enable("strikethrough")
    parser.block = _Blocks()
    parser.block.ruler.before("reference", "footnote", _find_footnote, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "footnote_mark", _find_footnote_mark)
    parser.inline.ruler.at("link", _find_link)
    parser.inline.ruler.at("image", _find_image)
    tags = find_tags(text)
    markup = frozenset(tag.start for tag, real in zip(tags, judge_tags(tags), strict=True) if real)
    env: dict[str, object] = {"markup": markup}
    tokens = parser.parse(text, env)
    _class_quotes(tokens)
    _keep_words(tokens)
    return Rendered(str(parser.renderer.render(tokens, parser.options, {})), tuple(_say(text, env, first_line)))


def _say(text: str, env: Mapping[str, object], first_line: int) -> Iterator[str]:
    unclosed = find_unclosed_comment(text)
    if unclosed >= 0:
        line = text.count("\n", 0, unclosed) + first_line
        yield f"the comment that begins in line {line} is never closed: it is read as words"
    flattened = env.get("flattened")
    if isinstance(flattened, int):
        yield f"line {flattened + first_line} is nested more than {DEPTH} deep: it and what is in it are paragraphs"


class _Blocks(ParserBlock):
    """The parser of blocks, which drops nothing: what is nested too deep becomes a paragraph for each line."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler.at("html_block", _find_html, {"alt": ["paragraph", "reference", "blockquote"]})

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 (names of the parser's)
        """Tokens for these lines."""
        if state.level < state.md.options.maxNesting:
            super().tokenize(state, startLine, endLine)
            return
        state.env.setdefault("flattened", startLine)
        line = startLine
        while line < endLine and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
            begin = state.bMarks[line] + state.tShift[line]
            _push_paragraph(state, line, _MARKERS.sub("", state.src[begin : state.eMarks[line]], count=1))
            line += 1
        state.line = max(line, startLine + 1)


def _push_paragraph(state: StateBlock, line: int, words: str) -> None:
    if not words:
        return
    state.push("flat_open", "p", 1).map = [line, line + 1]  # a "paragraph" loses its ends in a list without blanks
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = words, [line, line + 1], []
    state.push("flat_close", "p", -1)


def _find_html(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A block of HTML, if it begins with a tag that is one."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    return begin in state.env["markup"] and html_block(state, start_line, end_line, silent)


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


def _find_link(state: StateInline, silent: bool) -> bool:
    """A link, unless its bracket can't be one's."""
    return state.pos not in _find_idle_brackets(state.src) and link(state, silent)


def _find_image(state: StateInline, silent: bool) -> bool:
    """A picture, unless its bracket can't be one's."""
    return state.pos + 1 not in _find_idle_brackets(state.src) and image(state, silent)


@lru_cache(maxsize=16)
def _find_idle_brackets(text: str) -> frozenset[int]:
    """Brackets that are never closed, or stand inside so many others that no author means them.

    From each bracket that may begin a link the parser goes to the end of the paragraph.
    """
    idle: set[int] = set()
    open_at: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            open_at.append(bracket.start())
            if len(open_at) > _BRACKETS:
                idle.add(bracket.start())
        elif bracket[0] == "]" and open_at:
            open_at.pop()
    return frozenset((*idle, *open_at))


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


def _keep_words(tokens: Iterable[Token]) -> None:
    """Turn what looks like HTML, but is none, back into words."""
    blocks = [token for token in _in_order(tokens) if token.type in ("html_block", "html_inline")]
    found = [_tags_of(token) for token in blocks]
    verdicts = iter(judge_tags([tag for tags in found for tag in tags]))
    for token, tags in zip(blocks, found, strict=True):
        judged = [(tag, next(verdicts)) for tag in tags]
        if token.type == "html_block":
            token.content = keep_words(token.content, judged)
        elif not any(real for _, real in judged):
            token.type = "text"


def _tags_of(token: Token) -> list[Tag]:
    """The tags of a block, or the one that an inline token is; `<!X marks </b>` is none."""
    tags = find_tags(token.content)
    return tags if token.type == "html_block" or (len(tags) == 1 and tags[0].start == 0) else []


def _in_order(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
