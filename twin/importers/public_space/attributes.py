"""The attributes that later layers read, with one name, meaning and unit wherever they come from."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

__all__ = ["SET_NAME", "Value", "known_attributes", "metres"]

SET_NAME: Final = "public space"
_NUMBER: Final = r"[-+]?\d+(?:[.,]\d+)?"
_LENGTH: Final = re.compile(rf"^[~<>≈]?\s*({_NUMBER})\s*([a-z']*)\.?$", re.IGNORECASE)
_FEET_AND_INCHES: Final = re.compile(r"^(\d+)\s*'\s*(\d+)\s*\"$")
_SLOPE: Final = re.compile(rf"^({_NUMBER})\s*([%°‰]?)$")
_RATIO: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*[:/]\s*(\d+(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Value:
    """One attribute.

    Parameters
    ----------
    text : value as text; of numbers in the unit
    number : value in SI, NaN if it is no number
    unit : SI unit of the number
    measure : IFC measure
    """

    text: str
    number: float = math.nan
    unit: str = ""
    measure: str = "IfcLabel"


def known_attributes(tags: Mapping[str, str]) -> dict[str, Value]:
    """Return the attributes that have a meaning for the twin, by name; those that say nothing clear are left out.

    Parameters
    ----------
    tags : values by key of OpenStreetMap

    Examples
    --------
    >>> {name: value.text for name, value in known_attributes({"width": "250 cm", "incline": "6%"}).items()}
    {'width': '2.5', 'slope': '0.06'}
    """
    keys = _keys()
    return dict(_known(tuple((key, text) for key, text in tags.items() if key in keys)))


def metres(text: str) -> float:
    """Return a length as written, with or without its unit [m]; NaN if it is none.

    Examples
    --------
    >>> metres("2,5"), metres("80 cm"), metres("wide")
    (2.5, 0.8, nan)
    """
    if both := _FEET_AND_INCHES.match(text):
        return round(int(both[1]) * 0.3048 + int(both[2]) * 0.0254, 6)
    match = _LENGTH.match(text)
    factor = _settings()["metres"].get(match[2].lower()) if match else None
    return math.nan if match is None or factor is None else round(float(match[1].replace(",", ".")) * factor, 6)


@cache
def _known(tags: tuple[tuple[str, str], ...]) -> tuple[tuple[str, Value], ...]:
    said = dict(tags)
    found = []
    for name, (way, keys) in _table().items():
        value = next((value for key in keys if key in said and (value := _value(way, said[key].strip()))), None)
        if value is not None:
            found.append((name, value))
    return tuple(found)


def _value(way: str, text: str) -> Value | None:
    if way == "word":
        return Value(text) if text else None
    if way == "truth":
        truth = _truths().get(text.lower())
        return Value(truth, measure="IfcBoolean") if truth else None
    if way == "length":
        return _numeric(metres(text), "m", "IfcLengthMeasure")
    if way == "slope":
        return _numeric(_slope(text), "", "IfcRatioMeasure")
    return _numeric(_count(text), "", "IfcCountMeasure")


def _numeric(number: float, unit: str, measure: str) -> Value | None:
    return None if math.isnan(number) else Value(f"{number:g}", number, unit, measure)


def _slope(text: str) -> float:
    if ratio := _RATIO.match(text):
        return round(float(ratio[1]) / float(ratio[2]), 6) if float(ratio[2]) else math.nan
    match = _SLOPE.match(text)
    if match is None:
        return math.nan  # "up" and "down" give no number; they stay among the attributes as written
    number = float(match[1].replace(",", "."))
    if match[2] == "°":
        return round(math.tan(math.radians(number)), 6)
    divisor = {"%": 100.0, "‰": 1000.0}.get(match[2], 100.0 if abs(number) >= 1.0 else 1.0)
    return round(number / divisor, 6)


def _count(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


@cache
def _table() -> dict[str, tuple[str, list[str]]]:
    ways = ("length", "slope", "count", "truth", "word")
    return {name: (way, keys) for way in ways for name, keys in _settings()[way].items()}


@cache
def _keys() -> frozenset[str]:
    return frozenset(key for _, keys in _table().values() for key in keys)


@cache
def _truths() -> dict[str, str]:
    return {word: truth for truth, words in _settings()["truth_of"].items() for word in words}


@cache
def _settings() -> dict[str, Any]:
    text = files("twin.importers.public_space").joinpath("data/public_attributes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
