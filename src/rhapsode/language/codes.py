"""What people write for a language in, its BCP 47 tag out, in lower case: "en_US" → "en-us", "ger" or "Deutsch" → "de".

The names and codes lie in `data`; 8,000 three-letter codes are looked at only where nothing else fits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files as package_files

_UNSAID = frozenset({"und", "mul", "mis", "zxx"})
"""Codes of ISO 639 for a language that is not known, not one, not coded, and none at all."""
_CODE = re.compile(r"(?P<primary>[^\W\d_]+)(?P<rest>(?:-[a-z0-9]{1,8})*)")
_WITH_PLACE = re.compile(r"(?P<language>.+?) ?\((?P<place>.+)\)")
_LIST = re.compile(r"\s*[,;/|&]\s*")
_PLACES: Mapping[str, str] = {
    **dict.fromkeys(("uk", "united kingdom", "great britain", "britain", "england"), "gb"),
    **dict.fromkeys(("usa", "united states", "america"), "us"),
    **dict.fromkeys(("brazil", "brasil"), "br"),
    "latin america": "419",
}
"""What is written in brackets behind a language, or behind its code, and the region that it means."""
_SHORTEST_NAME = 4  # letters of a name that counts inside other words: "Ga" and "To" are words too


def tag_language(written: str) -> str:
    """The tag of the language that `written` names: the first, where it lists several.

    "" where it names none, or says that the language is not known.
    """
    folded = _fold(written)
    if is_unsaid(folded):
        return ""
    for part in (folded, *_LIST.split(folded)):
        tag = _tag_one(part)
        if tag:
            return tag
    return _find_named(folded)


def is_unsaid(written: str) -> bool:
    """Whether it says in so many words that no language is said: "", "und"."""
    return _fold(written).replace("_", "-").split("-")[0] in {"", *_UNSAID}


def suggest_language(written: str) -> str:
    """The tag that a word which names no language may be meant for, or ""."""
    close = get_close_matches(_fold(written), [*_names(), *_codes()], n=1, cutoff=0.8)
    return {**_codes(), **_names()}[close[0]] if close else ""


def _fold(written: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", written).casefold().split())
    return re.split(r"[.@]", plain)[0].strip(" -_'\"")  # as locales have it: en_US.UTF-8, de_DE@euro


def _tag_one(written: str) -> str:
    """The tag of one name or code, with the place in brackets behind it where one is."""
    name = _names().get(written)
    if name:
        return name
    placed = _WITH_PLACE.fullmatch(written)
    if placed:
        language, place = _tag_one(placed["language"]), placed["place"]
        region = _PLACES.get(place, place if re.fullmatch(r"[a-z]{2}", place) else "")
        return f"{language}-{region}" if language and region else language
    code = _CODE.fullmatch(written.replace("_", "-"))
    if code is None:
        return ""
    primary = _codes().get(code["primary"]) or _names().get(code["primary"]) or _keep_registered(code["primary"])
    rest = [_PLACES.get(part, part) for part in code["rest"].split("-")]
    return "-".join([primary, *rest[1:]]) if primary else ""


def _find_named(written: str) -> str:
    """The one language whose name stands among other words: "American English"."""
    words = [word for word in re.findall(r"[^\W\d_]+", written) if len(word) >= _SHORTEST_NAME]
    found = {_names()[word] for word in words if word in _names()}
    return found.pop() if len(found) == 1 else ""


def _keep_registered(code: str) -> str:
    return code if len(code) == 3 and code in _registered() else ""


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Tag, other codes and names of each language."""
    lines = (package_files("rhapsode") / "data" / "languages.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines[2:])
    return tuple((tag, tuple(codes.split()), tuple(filter(None, names.split(", ")))) for tag, codes, names in rows)


@cache
def _names() -> Mapping[str, str]:
    return {name: tag for tag, _, names in _rows() for name in names}


@cache
def _codes() -> Mapping[str, str]:
    return {code: tag for tag, codes, _ in _rows() for code in (tag, *codes)}


@cache
def _registered() -> frozenset[str]:
    lines = (package_files("rhapsode") / "data" / "language_codes.txt").read_text("utf-8").splitlines()
    return frozenset(code for line in lines[1:] for code in line.split())
