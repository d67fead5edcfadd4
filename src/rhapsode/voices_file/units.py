"""The values of a voices file with their units: a YAML node in, a number, flag or text out, or `WrongValueError`.

Integers with the unit in the name everywhere else: percent, cents (hundredths of a semitone), milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches

from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from rhapsode.model import Delivery, Kind

Value = str | int | float | bool | tuple[str, ...] | None
Parser = Callable[[Node], Value]

_QUANTITY = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?([a-zA-Z%]*)")
_FIELD = re.compile(r"\{([^{}]*)\}")
RATE_WORDS = {"x-slow": 60, "slow": 80, "medium": 100, "fast": 125, "x-fast": 160}
"""The words of CSS Speech, in percent; the steps are those that espeak-ng gives them."""
RATE_PERCENT = (40, 300)
PITCH_CENTS = (-1200, 1200)
VOLUME_DB = (-60.0, 20.0)
TIME_MS = (0, 60_000)
_LONGEST_SOUND = 200  # characters
_SECONDS_BELOW = 20  # a number without a unit: nobody hears a pause of 19 ms, few want one of 20 s


class WrongValueError(Exception):
    """A value can't be taken; never leaves this package."""

    def __init__(self, message: str, hint: str) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def scalar_text(node: Node) -> str | None:
    """The plain text of a scalar as written, None for null. Raises WrongValueError for a list or mapping."""
    if not isinstance(node, ScalarNode):
        raise WrongValueError("a single value belongs here", "not a list or further keys")
    value: str = node.value
    return None if str(node.tag) == "tag:yaml.org,2002:null" else value


def _required(node: Node) -> str:
    text = scalar_text(node)
    if text is None or not text.strip():
        raise WrongValueError("the value is missing", "give one, or remove the key")
    return text.strip()


def parse_text(node: Node) -> str:
    """Any text that isn't empty."""
    return _required(node)


def parse_sound(node: Node) -> str:
    """How a word sounds, in at most 200 characters: it is said wherever the word stands."""
    text = _required(node)
    if len(text) > _LONGEST_SOUND:
        message = f"{len(text):,} characters are no word's sound"
        raise WrongValueError(message, f"write at most {_LONGEST_SOUND}, for one word or name")
    return text


def parse_optional_text(node: Node) -> str:
    """Any text; null and "" both mean none."""
    return (scalar_text(node) or "").strip()


def with_fields(*fields: str) -> Parser:
    """A parser of any text in which only `fields` stand in braces; null and "" both mean none."""

    def parse(node: Node) -> str:
        text = parse_optional_text(node)
        for match in _FIELD.finditer(text):
            name = match[1]
            if name in fields:
                continue
            if not fields:
                raise WrongValueError(f"nothing is filled in here for {{{name}}}", "write the words themselves")
            close = get_close_matches(name.strip().casefold(), fields, n=1)
            known = " and ".join(f"{{{field}}}" for field in fields)
            raise WrongValueError(
                f"nothing is known as {{{name}}}", f"did you mean {{{close[0]}}}?" if close else f"there are {known}"
            )
        return text

    return parse


def _parse_quantity(node: Node, unit: str, what: str, example: str) -> float:
    text = _required(node)
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise WrongValueError(f"“{text}” is no {what}", f"write it like {example}")
    number, given = match.groups()
    if not given:
        raise WrongValueError(f"“{text}” has no unit", f"did you mean {number}{unit}?")
    if given.casefold() != unit.casefold():
        raise WrongValueError(f"“{text}”: {given} is no unit of {what}", f"write it like {example}")
    return float(number)


def _limit(value: float, limits: tuple[float, float], unit: str) -> float:
    if not limits[0] <= value <= limits[1]:
        raise WrongValueError(f"{value:g}{unit} is out of range", f"from {limits[0]:g}{unit} to {limits[1]:g}{unit}")
    return value


def parse_rate(node: Node) -> int:
    """`85%` or a word of CSS Speech, as percent of the engine's normal speaking rate."""
    text = _required(node)
    if text in RATE_WORDS:
        return RATE_WORDS[text]
    if text[0].isalpha():
        raise WrongValueError(f"“{text}” is no rate", _suggest(text, RATE_WORDS) or "write it like 85%")
    return round(_limit(_parse_quantity(node, "%", "rate", "85%"), RATE_PERCENT, "%"))


def parse_pitch(node: Node) -> int:
    """`+2st` as cents."""
    semitones = _parse_quantity(node, "st", "pitch", "+2st (semitones)")
    low, high = PITCH_CENTS
    return round(100 * _limit(semitones, (low / 100, high / 100), "st"))


def parse_volume(node: Node) -> float:
    """`-3dB` as decibels."""
    return _limit(_parse_quantity(node, "dB", "volume", "-3dB"), VOLUME_DB, "dB")


def parse_time(node: Node) -> int:
    """`350ms` or `1.5s` as milliseconds."""
    text = _required(node)
    match = _QUANTITY.fullmatch(text)
    if match and match[2] == "s":
        return round(_limit(float(match[1]) * 1000, TIME_MS, "ms"))
    if match and not match[2]:
        unit = "s" if abs(float(match[1])) < _SECONDS_BELOW else "ms"
        raise WrongValueError(f"“{text}” has no unit", f"did you mean {match[1]}{unit}?")
    return round(_limit(_parse_quantity(node, "ms", "time", "350ms or 1.5s"), TIME_MS, "ms"))


def parse_flag(node: Node) -> bool:
    """`true` or `false`."""
    text = _required(node)
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.casefold())
    raise WrongValueError(f"“{text}” is neither true nor false", f"did you mean {meant}?" if meant else "")


def parse_count(node: Node) -> int:
    """A whole number from 1."""
    text = _required(node)
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 1_000_000:
        raise WrongValueError(f"“{text}” is no whole number from 1", "")
    return int(text)


def parse_share(node: Node) -> float:
    """A number from 0 to 1."""
    text = _required(node)
    match = _QUANTITY.fullmatch(text)
    if match is None or match[2]:
        raise WrongValueError(f"“{text}” is no number from 0 to 1", "write it like 0.5")
    return _limit(float(match[1]), (0, 1), "")


def parse_texts(node: Node) -> tuple[str, ...]:
    """A list of texts; a single one may stand without brackets."""
    if isinstance(node, SequenceNode):
        return tuple(_required(one) for one in node.value)
    return (_required(node),)


def one_of(choices: Collection[str]) -> Parser:
    """A parser that takes one of `choices`."""

    def parse(node: Node) -> str:
        text = _required(node)
        if text not in choices:
            raise WrongValueError(f"“{text}” is not possible here", _suggest(text, choices))
        return text

    return parse


parse_kind = one_of([kind.value for kind in Kind])
PLAIN = "plain"
"""Takes a delivery away."""
parse_delivery = one_of([*(delivery.value for delivery in Delivery), PLAIN])


def _suggest(text: str, choices: Collection[str]) -> str:
    close = get_close_matches(text.casefold(), list(choices), n=1)
    return f"did you mean {close[0]}?" if close else f"there are: {', '.join(choices)}"
