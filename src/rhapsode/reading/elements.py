"""The elements of HTML by what they do to words: part them into blocks, hide them, hold none."""

from __future__ import annotations

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "ul"),
    }
)
UNSEEN = frozenset(
    {
        *("head", "script", "style", "template", "rp", "rt", "rtc", "svg", "audio", "video", "object", "iframe"),
        *("embed", "select", "textarea", "noscript", "map", "canvas"),
    }
)
"""Whose words no page shows."""
VOID = frozenset(
    {
        *("area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
"""Which have a start tag alone."""
