"""Small EPUBs made of parts, and what a manuscript says written as lines."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from rhapsode.model import Manuscript

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
METADATA = "<dc:title>The Lamp</dc:title><dc:creator>Ada Brook</dc:creator><dc:language>en</dc:language>"


def page(body: str, head: str = "", attributes: str = "") -> str:
    """An XHTML page around a body."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title>{head}</head><body{attributes}>{body}</body></html>'
    )


def nav(*lines: str) -> str:
    """A navigation document whose table of contents holds these list items."""
    return page(f'<nav epub:type="toc"><ol>{"".join(lines)}</ol></nav>')


def package(manifest: str, spine: str, metadata: str = METADATA, guide: str = "", toc: str = "") -> str:
    """A package document of these parts."""
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{manifest}</manifest><spine{toc}>{spine}</spine>{guide}</package>"
    )


def item(name: str, media_type: str = "application/xhtml+xml", more: str = "") -> str:
    """A manifest item whose id is its name."""
    return f'<item id="{name}" href="{name}" media-type="{media_type}" {more}/>'


def parts_of(pages: Mapping[str, str], **package_parts: str) -> dict[str, str | bytes]:
    """The files of a sound EPUB of these pages, all in the reading order."""
    manifest = "".join(item(name) for name in pages) + package_parts.pop("manifest", "")
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    return {
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": package(manifest, package_parts.pop("spine", spine), **package_parts),
        **{f"book/{name}": text for name, text in pages.items()},
    }


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip file of these parts, its kind first as EPUB wants it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def marks_of(manuscript: Manuscript) -> list[str]:
    """Each mark as `role level "words" title`."""
    lines = []
    for mark in manuscript.marks:
        words = manuscript.text[mark.start : mark.end].replace("\n", "/")
        parts = [mark.role.value, str(mark.level) if mark.level else "", f'"{words}"', mark.title]
        lines.append(" ".join(part for part in parts if part))
    return lines
