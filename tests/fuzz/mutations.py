"""Ways to spoil an input: bytes, text, and the files inside an archive. The same random numbers give the same harm."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

Mutate = Callable[[Random, bytes], bytes]

ODDITIES: tuple[str, ...] = (
    *("\0", "\x1b]52;c;cHduZWQ=\x07", "\x9b2J", "\u202e", "\ufeff", "\ufffe", "\u2028", "\u00a0", "\u200d", "\r", "\t"),
    *("“", "”", "‘", "’", '"', "'", "«", "»", "„", "「", "」", "—", "–", "--", "…", "...", "* * *", "***", "♪", "[1]"),
    *("😀", "ﷺ", "é", "e\u0301", "ß", "İ", "汉字", "שלום", "Ω", "𝔘", "①", "²", "٣", "\U0010ffff"),
    *("\n\n", "\n\n\n\n\n", "Chapter 1\n", "Chapter\n", "Tom's POV\n", "A/N: ", "Dear Ann,\n", "TOM: ", "I ", "Mr. "),
    *(
        "&#xD800;",
        "&#0;",
        "&#x110000;",
        "&#xFFFE;",
        "&amp;",
        "&nbsp;",
        "&nope;",
        "&",
        "<",
        ">",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *(
        "]]>",
        "<?",
        "?>",
        "<!X ",
        "<script>",
        "</script>",
        "<Map>",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br/>",
        "<div hidden>",
    ),
    *("<select your class>", "<h1>", "</h1>", "<blockquote>", "<table><tr><td>", "<a href='../../../x'>", "<svg>"),
    *("> ", "- ", "1. ", "# ", "    ", "```", "`", "![", "[a](", "[^1]: ", "[^1]", "| a |\n|---|\n", "\\", "_", "~~"),
    *(
        "---\n",
        "---\ntitle: x\n---\n",
        "!!int ''",
        "!!python/name:os.system ",
        "*a",
        "&a ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "? ",
    ),
    *(
        "title: ",
        "null",
        "~",
        "0x1F",
        "1e999",
        "2021-99-99",
        "!!binary x",
        '"\\uD800"',
        "%YAML 9.9\n",
        "<<: *a",
        "\ud800",
    ),
    *("../../../../etc/passwd", "%2e%2e/", "http://a.b/c", "file:///etc/passwd", "data:,x", "a" * 300, "9" * 400),
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32", "latin-1", "utf-8", "utf-8", "utf-8")


def mutate_bytes(random: Random, data: bytes) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at, length = random.randint(0, len(spoilt)), random.choice((1, 1, 2, 8, 64, 512))
        kind = random.randrange(5)
        if kind == 0 and spoilt:
            spoilt[min(at, len(spoilt) - 1)] ^= 1 << random.randrange(8)
        elif kind == 1:
            del spoilt[at : at + length]
        elif kind == 2:
            spoilt[at:at] = spoilt[at : at + length]
        elif kind == 3:
            spoilt[at:at] = random.randbytes(min(length, 8))
        else:
            spoilt[at : at + length] = bytes((random.choice((0, 0x20, 0x0A, 0x22, 0xFF, 0x80)),)) * length
    return bytes(spoilt)


def mutate_text(random: Random, text: str, oddities: Sequence[str] = ODDITIES) -> str:
    """Oddities put in, stretches moved, repeated and cut out."""
    for _ in range(random.choice((1, 2, 4, 8, 24))):
        at, length = random.randint(0, len(text)), random.choice((1, 2, 8, 40, 200))
        kind = random.randrange(8)
        if kind < 4:
            text = text[:at] + random.choice(oddities) * random.choice((1, 1, 1, 2, 30)) + text[at:]
        elif kind == 4:
            text = text[:at] + text[at + length :]
        elif kind == 5:
            text = text[:at] + text[at : at + length] * random.choice((2, 3, 40)) + text[at + length :]
        elif kind == 6:
            other = random.randint(0, len(text))
            text = text[:at] + text[other : other + length] + text[at:]
        else:
            text = text[:at] + chr(random.choice((random.randrange(0x80), random.randrange(0x3000)))) + text[at:]
    return text


def mutate_text_file(random: Random, data: bytes) -> bytes:
    """A text file with odd text in it, now and then in another encoding, or with odd bytes."""
    text = mutate_text(random, data.decode("utf-8", "replace"))
    codec = random.choice(_ENCODINGS)
    spoilt = text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace")
    return mutate_bytes(random, spoilt) if random.random() < 0.2 else spoilt


def mutate_archive(random: Random, data: bytes) -> bytes:
    """A zip file with one or two of its members spoilt, left out, doubled or renamed; seldom its own bytes."""
    if random.random() < 0.15:
        return mutate_bytes(random, data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(members))
        name, content = members[at]
        kind = random.randrange(12)
        if kind < 9:
            members[at] = (name, mutate_bytes(random, content) if kind == 8 else mutate_text_file(random, content))
        elif kind == 9:
            members.insert(at, (mutate_text(random, name)[:200], content))
        elif kind == 10 and len(members) > 1:
            del members[at]
        else:
            members[at] = (name, random.choice(members)[1])
    return write_archive(members)


def write_archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    """The bytes of a zip file of these members; a name that zip can't hold is written as it may be."""
    written = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of names that stand there twice
        for name, content in members:
            info = zipfile.ZipInfo(name.encode("utf-8", "replace").decode().replace("\0", "") or "a")
            try:
                archive.writestr(info, content)
            except (ValueError, struct.error, UnicodeError):
                archive.writestr(zipfile.ZipInfo("odd"), content)
    return written.getvalue()
