"""The tag of a language in, what is known of it out: one frozen value, read once from `data/languages/de.toml`.

"de-AT" is read as German. What a file does not say falls back key by key, as the fields of `knowledge` declare: on
English, or on nothing. A language without a file is all fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files as package_files
from typing import Any

from rhapsode.language.knowledge import GROUPS, Language

_MEANT = {"cmn": "zh", "yue": "zh", "no": "nb", "nn": "nb"}
"""Codes of languages that are written as another is."""


def base_language(tag: str) -> str:
    """ "pt-BR" and "pt_BR" are "pt"; "yue" is read as "zh"."""
    code = tag.lower().replace("_", "-").split("-")[0]
    return _MEANT.get(code, code)


@cache
def load(tag: str) -> Language:
    """What is known of the language that `tag` (BCP 47) names."""
    return _load(base_language(tag))


@cache
def load_every() -> tuple[Language, ...]:
    """All languages that have a file, in the order of their codes."""
    return tuple(map(_load, _list_codes()))


def find_words(group: str, key: str) -> frozenset[str]:
    """The words of one list in all languages, for what is read before or whatever a story's language is."""
    return frozenset[str]().union(*(getattr(getattr(language, group), key) for language in load_every()))


@cache
def _genders_of_titles() -> Mapping[str, str]:
    genders: dict[str, str] = {}
    for language in (*load_every(), load("en")):
        genders |= {title: language.titles.tell_gender(title) for title in language.titles.every}
    return genders


def tell_gender_of_title(title: str) -> str:
    """ "m", "f" or "" for a title in whatever language, English where two differ."""
    return _genders_of_titles().get(title, "")


@cache
def _list_codes() -> tuple[str, ...]:
    folder = package_files("rhapsode") / "data" / "languages"
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


@cache
def _load(code: str) -> Language:
    data = _read_file(code) if code in _list_codes() else {}
    return read_language(code, data)


def _read_file(code: str) -> Mapping[str, Any]:
    import tomllib

    file = package_files("rhapsode") / "data" / "languages" / f"{code}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def read_language(code: str, data: Mapping[str, Any]) -> Language:
    """The language `code` as `data`, parsed from its file, has it. Raises ValueError at a key that is unknown."""
    groups = {name: _read_group(code, name, kind, data.get(name)) for name, kind in GROUPS.items()}
    own = {key: value for key, value in data.items() if key not in GROUPS}
    return Language(code=code, **_read_fields(code, "", Language, own), **groups)


def _read_group(code: str, name: str, kind: type, data: Mapping[str, Any] | None) -> Any:
    """One table of a file; where that lacks it, English's own value, not a copy, if its keys fall back on English."""
    fallbacks = {field.metadata["fallback"] for field in fields(kind) if "fallback" in field.metadata}
    if data is None and (fallen := next(filter(None, fallbacks), "")) and fallen != code:
        return getattr(_load(fallen), name)
    return kind(**_read_fields(code, name, kind, data or {}))


def _read_fields(code: str, group: str, kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a table fills, or that fall back on English."""
    known = {field.name: field for field in fields(kind) if "read" in field.metadata}
    for key in data:
        if key not in known:
            raise ValueError(f"data/languages/{code}.toml: {group}.{key} is no key of a language")
    read: dict[str, Any] = {}
    for key, field in known.items():
        if key in data:
            try:
                read[key] = field.metadata["read"](data[key])
            except TypeError as fault:
                raise ValueError(f"data/languages/{code}.toml: {group}.{key} {fault}") from fault
        if field.metadata["fallback"] not in ("", code) and (key not in data or field.metadata["joined"]):
            other = _load(field.metadata["fallback"])
            fallen = getattr(getattr(other, group) if group else other, key)
            read[key] = read[key] | fallen if key in read else fallen
    return read
