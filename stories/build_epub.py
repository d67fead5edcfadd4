"""Each folder of unpacked EPUB sources beside this script → the EPUB of the same name, the same bytes every time.

`python stories/build_epub.py` builds all of them; `--cover` draws the covers anew first.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw

from rhapsode.files import write_bytes

STORIES = Path(__file__).parent
MOMENT = (2026, 1, 1, 0, 0, 0)  # every entry's time, so that the same sources make the same bytes
NIGHT, FACE, HANDS = (28, 38, 66), (242, 226, 190), (120, 32, 36)


def find_sources(folder: Path = STORIES) -> tuple[Path, ...]:
    """The folders that hold an unpacked EPUB."""
    return tuple(sorted(path.parent for path in folder.glob("*/mimetype")))


def pack_epub(source: Path) -> bytes:
    """The EPUB that the folder `source` makes.

    Nothing is compressed: deflate's output differs between builds of zlib, and 20 kB need no squeezing.
    """
    names = sorted(path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
    names.sort(key=lambda name: name != "mimetype")  # the format wants it first
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system = 3  # else it says which system built it
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (source / name).read_bytes())
    return packed.getvalue()


def draw_cover() -> Image.Image:
    """A clock face at seven minutes to twelve over a hill, 300 by 400 pixels."""
    image = Image.new("RGB", (300, 400), NIGHT)
    draw = ImageDraw.Draw(image)
    draw.ellipse((-120, 300, 420, 620), fill=(52, 84, 62))
    draw.rectangle((120, 180, 180, 330), fill=(88, 80, 76))
    draw.ellipse((60, 50, 240, 230), fill=FACE, outline=HANDS, width=6)
    draw.line((150, 140, 150, 90), fill=HANDS, width=9)
    draw.line((150, 140, 102, 84), fill=HANDS, width=5)
    return image


def main(arguments: list[str]) -> None:
    """Build every EPUB of the folder."""
    for source in find_sources():
        if "--cover" in arguments:
            cover = io.BytesIO()
            draw_cover().save(cover, "PNG")
            write_bytes(source / "OEBPS" / "cover.png", cover.getvalue())
        write_bytes(source.with_suffix(".epub"), pack_epub(source))


if __name__ == "__main__":
    main(sys.argv[1:])
