"""Covers from wherever a package names them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from rhapsode.model import Cover, Limits
from rhapsode.reading.archive import Archive
from rhapsode.reading.covers import find_cover
from rhapsode.reading.parsing import parse_xml

from .books import item, package, page, write_zip

JPEG = b"\xff\xd8\xff\xe0 a picture, more or less, of a lamp on a shore at night"
PNG = b"\x89PNG\r\n\x1a\n another"
SVG = b'<svg xmlns:xlink="x"><image xlink:href="data:image/jpeg;base64,' + base64.b64encode(JPEG) + b'"/></svg>'


def cover_of(folder: Path, files: Mapping[str, str | bytes], **parts: str) -> tuple[Cover | None, tuple[str, ...]]:
    opf = package(parts.pop("manifest"), "", **parts)
    path = write_zip(folder / "b.epub", {"book/p.opf": opf, **{f"book/{name}": data for name, data in files.items()}})
    return find_cover(parse_xml(opf.encode()).root, Archive(path.read_bytes(), path, Limits()), "book/p.opf")


MARKED = {"manifest": item("c.img", "image/png", 'properties="cover-image"')}
META = {"manifest": item("c.img", "image/jpeg"), "metadata": '<meta name="cover" content="c.img"/>'}
GUIDE_PICTURE = {"manifest": "", "guide": '<guide><reference type="cover" href="c.img"/></guide>'}
GUIDE_PAGE = {"manifest": "", "guide": '<guide><reference type="cover" href="c.xhtml"/></guide>'}
PAGES = {
    "img": page('<p><img src="c.img"/></p>'),
    "svg": page('<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="c.img"/></svg>'),
}


@pytest.mark.parametrize("parts", [MARKED, META, GUIDE_PICTURE], ids=["marked", "meta", "guide"])
@pytest.mark.parametrize(
    ("data", "cover"),
    [(JPEG, Cover(JPEG, "image/jpeg")), (PNG, Cover(PNG, "image/png")), (SVG, Cover(JPEG, "image/jpeg"))],
    ids=["jpeg", "png", "svg"],
)
def test_the_picture_by_its_own_bytes(tmp_path: Path, parts: dict[str, str], data: bytes, cover: Cover) -> None:
    assert cover_of(tmp_path, {"c.img": data}, **parts) == (cover, ())


@pytest.mark.parametrize("kind", PAGES)
def test_the_picture_on_a_cover_page(tmp_path: Path, kind: str) -> None:
    files = {"c.xhtml": PAGES[kind], "c.img": JPEG}
    assert cover_of(tmp_path, files, **GUIDE_PAGE) == (Cover(JPEG, "image/jpeg"), ())


def test_what_cannot_be_used_is_remarked_on(tmp_path: Path) -> None:
    for data in (b"GIF89a", b"<svg/>", b"", SVG.replace(base64.b64encode(JPEG), b"A" * 65)):
        cover, remarks = cover_of(tmp_path, {"c.img": data}, **MARKED)
        assert cover is None
        assert remarks == ("its cover (book/c.img) is neither JPEG nor PNG and is not used",)


def test_a_damaged_one_is_remarked_on(tmp_path: Path) -> None:
    cover, remarks = cover_of(tmp_path, {"c.img": JPEG + b"\0" * 3_000_000}, **MARKED)
    assert cover is None
    assert remarks == ("its cover is not used: the file 'book/c.img' in it inflates beyond all measure",)


def test_none_named_or_none_there(tmp_path: Path) -> None:
    assert cover_of(tmp_path, {}, **MARKED) == (None, ())
    assert cover_of(tmp_path, {"c.img": JPEG}, manifest=item("c.img", "image/jpeg")) == (None, ())
    assert cover_of(tmp_path, {"c.xhtml": "<p>no picture"}, **GUIDE_PAGE) == (None, ())
