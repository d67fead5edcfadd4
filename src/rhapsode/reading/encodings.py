"""Bytes → text: the one table of encodings for all readers. Nothing is refused here, and no byte is dropped.

A byte order mark is believed first, then zeros beside Latin letters (UTF-16 without a mark), then what the file
declares, if that is plausible and one of the encodings known here; else it is UTF-8, and bytes that aren't are read as
Windows-1252. Encodings that are none of natural text (utf-7, punycode, rot13 …) are not known, whatever a file says.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from rhapsode.reading.characters import count_mended, mend_text, say_mended

_BOMS = (  # the longer first: a UTF-32 mark begins with a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_SIGNS = (  # markup in a wide encoding without a mark
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_SINGLE_BYTE: Mapping[str, str] = {
    **dict.fromkeys(("iso88591", "latin1", "l1", "windows1252", "cp1252", "ansi", "iso885914"), "cp1252"),
    **{f"iso8859{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 15, 16)},
    **{f"latin{number}": f"latin{number}" for number in (2, 3, 4, 5, 6, 9, 10)},
    **{f"{prefix}{page}": f"cp{page}" for prefix in ("windows", "cp") for page in (874, *range(1250, 1259))},
    **{f"{prefix}{page}": f"cp{page}" for prefix in ("ibm", "cp") for page in (437, 850, 852, 855, 862, 866)},
    **dict.fromkeys(("iso885911", "tis620"), "cp874"),
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "macintosh": "mac-roman",
    "macroman": "mac-roman",
    "xmaccyrillic": "mac-cyrillic",
}
_MULTI_BYTE: Mapping[str, str] = {
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "windows31j", "cp932"), "cp932"),
    "eucjp": "euc-jp",
    "iso2022jp": "iso2022-jp",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "cp949": "cp949",
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936", "windows936"), "gb18030"),
    "big5": "cp950",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
}
_UTF_8 = frozenset({"", "utf8", "ascii", "usascii", "unicode11utf8", "ansix341968"})
_WIDE = re.compile(r"utf(?:16|32)(?:[lb]e)?|ucs[24]|iso10646ucs[24]|unicode")
_NO_NAME = re.compile(r"[^a-z0-9]")
_CHANCE = 8  # a word of a multi-byte encoding may happen to be UTF-8 too; so many letters beyond ASCII don't


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark, and remarks on how it was read.

    `marked` is the codec that its mark named; `mended` counts the characters that became U+FFFD.
    """

    text: str
    remarks: tuple[str, ...] = ()
    marked: str = ""
    mended: int = 0


def decode_bytes(data: bytes, declared: str = "", markup: bool = False) -> Decoded:
    """The text of `data`; `declared` is the encoding it names itself, `markup` whether it must begin with "<".

    NULs and lone surrogates become U+FFFD, and are remarked on.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _marked(data[len(bom) :], codec)
    found = (_decode_first_sign(data) if markup else None) or _decode_wide(data) or _decode_narrow(data, declared)
    return _mend(found)


def _mend(found: Decoded, marked: str = "") -> Decoded:
    text = mend_text(found.text)
    mended = found.mended + count_mended(found.text, text)
    return Decoded(text, (*found.remarks, *say_mended(mended)), marked, mended)


def _marked(data: bytes, codec: str) -> Decoded:
    return _mend(_decode_unmarked(data) if codec == "utf-8" else _decode_as(data, codec), codec)


def _decode_as(data: bytes, codec: str) -> Decoded:
    """What `codec` says of `data`, whole or in part."""
    try:
        return Decoded(data.decode(codec, "surrogatepass" if codec.startswith("utf") else "strict"))
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return Decoded(text, mended=text.count("\ufffd"))


def _decode_first_sign(data: bytes) -> Decoded | None:
    for sign, codec in _FIRST_SIGNS:
        if data.startswith(sign):
            return replace(_decode_as(data, codec), remarks=(f"no byte order mark: read as {codec.upper()}",))
    return None


def _decode_wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, as some editors of Windows save it: its Latin letters have a zero beside each."""
    for codec, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if len(data) % 2 == 0 and 2 * zeros.count(0) > len(zeros) and not others.count(0):
            with suppress(UnicodeDecodeError):
                text = data.decode(codec, "surrogatepass")
                return Decoded(text, (f"no byte order mark: read as {codec.upper()}",))
    return None


def _decode_narrow(data: bytes, declared: str) -> Decoded:
    """Bytes that are ASCII where they are below 128."""
    name = _NO_NAME.sub("", declared.lower())
    single, multi = _SINGLE_BYTE.get(name), _MULTI_BYTE.get(name)
    if name in _UTF_8:
        return _decode_unmarked(data)
    if single is None and multi is None:
        found = _decode_unmarked(data)
        how = found.remarks or (f"says that it is {declared}, which can't be: read as UTF-8",)
        # Whoever can read this declaration as ASCII has no UTF-16 or UTF-32 before him.
        return Decoded(found.text, how if _WIDE.fullmatch(name) or not data.isascii() else ())
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-8")
        beyond = len(data) - len(text)
        if beyond and (single or beyond >= _CHANCE):
            return Decoded(text, (f"says that it is {declared}, but is UTF-8, and read as such",))
    return Decoded(_as_windows(data)) if single == "cp1252" else _decode_as(data, single or multi or "")


def _decode_unmarked(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    with suppress(UnicodeDecodeError):  # surrogates alone are what is wrong
        return Decoded(data.decode("utf-8", "surrogatepass"))
    mixed = data.decode("utf-8", "surrogateescape")
    strange = sum("\udc80" <= c <= "\udcff" for c in mixed)
    if sum(c > "\x7f" for c in mixed) - strange > strange:  # UTF-8 with a few foreign bytes in it
        text = "".join(_from_windows(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in mixed)
        how = f"{strange} byte{'s' * (strange != 1)} read as Windows-1252"
        return Decoded(text, (f"not UTF-8 throughout (first in line {line}): {how}",))
    return Decoded(_as_windows(data), (f"not UTF-8 (first in line {line}): read as Windows-1252",))


def _as_windows(data: bytes) -> str:
    return "".join(map(_WINDOWS.__getitem__, data))


def _from_windows(byte: int) -> str:
    """Windows-1252 as browsers read it: the five bytes without a meaning stay what they are."""
    single = bytes((byte,))
    try:
        return single.decode("cp1252")
    except UnicodeDecodeError:
        return single.decode("latin-1")


_WINDOWS = tuple(map(_from_windows, range(256)))
