"""Values as people read them: numbers with handy units, dates, durations, yes and no, unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from twin_viewers.words import Words, words_in

__all__ = ["Fact", "Origin", "day_of", "duration", "quantity", "text_of", "unknown", "years_of"]

Origin = Literal["own", "type", "place", "inferred", "worked out", "unknown"]

_HANDY: Final[dict[str, tuple[tuple[float, float, float, str], ...]]] = {
    "Pa": ((1e4, 1e-5, 0.0, "bar"),),
    "W": ((1e6, 1e-6, 0.0, "MW"), (1e3, 1e-3, 0.0, "kW")),
    "V": ((1e3, 1e-3, 0.0, "kV"),),
    "m3/s": ((0.0, 3600.0, 0.0, "m³/h"),),
    "K": ((0.0, 1.0, -273.15, "°C"),),
    "rad": ((0.0, 57.29577951308232, 0.0, "°"),),
    "s": ((86400.0, 1 / 86400.0, 0.0, "d"), (3600.0, 1 / 3600.0, 0.0, "h"), (60.0, 1 / 60.0, 0.0, "min")),
    "m2": ((0.0, 1.0, 0.0, "m²"),),
    "m3": ((0.0, 1.0, 0.0, "m³"),),
    "W/(m2.K)": ((0.0, 1.0, 0.0, "W/(m²·K)"),),
    "W/(m2 K)": ((0.0, 1.0, 0.0, "W/(m²·K)"),),
}
"""From which value on a unit is read in another: least value, factor, what is added, and the unit."""

_DIGITS: Final = ((100.0, 0), (10.0, 1), (1.0, 2))
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR: Final = re.compile(r"(1[89]\d\d|20\d\d)")
_DURATION: Final = re.compile(
    r"P(?:(?P<Y>[\d.]+)Y)?(?:(?P<M>[\d.]+)M)?(?:(?P<W>[\d.]+)W)?(?:(?P<D>[\d.]+)D)?"
    r"(?:T(?:(?P<h>[\d.]+)H)?(?:(?P<m>[\d.]+)M)?(?:(?P<s>[\d.]+)S)?)?"
)
_LONG: Final = 5.0
"""Durations beyond are told in whole years [a]."""
_HOURS: Final = 8766.0
"""Hours of a year of 365.25 days."""
_YEARS: Final = {
    "Y": 1.0,
    "M": 1 / 12,
    "W": 168 / _HOURS,
    "D": 24 / _HOURS,
    "h": 1 / _HOURS,
    "m": 1 / (60 * _HOURS),
    "s": 1 / (3600 * _HOURS),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, or known to be missing.

    Parameters
    ----------
    key : what it is about, for programs
    name : the same, for people
    value : the value, None if unknown; numbers in SI
    unit : of a number in SI, empty if none
    text : the value as people read it
    origin : whether the thing itself says so, its type, its place; whether it is inferred, worked out, or unknown
    method : property, or method of inference, that says so
    confidence : 0 to 1 [-]
    row : of the thing that the value names, -1 if none
    link : address or path that the value names
    """

    key: str
    name: str
    value: str | float | bool | None
    unit: str = ""
    text: str = ""
    origin: Origin = "own"
    method: str = ""
    confidence: float = 1.0
    row: int = -1
    link: str = ""

    @property
    def is_known(self) -> bool:
        """Whether anybody says."""
        return self.origin != "unknown"


def unknown(key: str, name: str, language: str) -> Fact:
    """Return a fact that nobody says."""
    return Fact(key, name, None, text=words_in(language)("value.unknown"), origin="unknown", confidence=0.0)


def quantity(value: float, unit: str, language: str) -> str:
    """Return a number in a unit that people read, such as bar for a pressure.

    Parameters
    ----------
    value : the number in SI
    unit : its unit in SI
    language : ``en`` or ``fr``

    Examples
    --------
    >>> print(quantity(300000.0, "Pa", "en"), quantity(0.83, "m", "fr"))
    3 bar 0,83 m
    """
    for least, factor, added, handy in _HANDY.get(unit, ()):
        if abs(value) >= least:
            value, unit = value * factor + added, handy
            break
    number = words_in(language).number(value, _digits(value))
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def text_of(value: str, number: float, unit: str, language: str) -> str:
    """Return a property as people read it.

    Parameters
    ----------
    value : as it is written
    number : the same in SI, NaN if it is none
    unit : of the number
    language : ``en`` or ``fr``
    """
    words = words_in(language)
    if number == number:  # noqa: PLR0124 - NaN is not equal to itself
        return quantity(number, unit, language)
    if value in {"true", "false"}:
        return words("value.yes" if value == "true" else "value.no")
    if day := day_of(value, whole=True):
        return _day(day, words)
    if (years := years_of(value)) is not None and value.startswith("P"):
        return duration(years, language)
    return _listed(value)


def duration(years: float, language: str) -> str:
    """Return a duration in years, months, days or hours.

    Parameters
    ----------
    years : how long [a]
    language : ``en`` or ``fr``

    Examples
    --------
    >>> duration(12.0, "en"), duration(1.5, "fr")
    ('12 years', '18 mois')
    """
    words = words_in(language)
    months = years * 12
    if (abs(years - round(years)) < 1e-3 and years >= 1) or years >= _LONG:
        return words.counted("value.years", round(years))
    if (abs(months - round(months)) < 0.05 and months >= 1) or years >= 1:
        return words.counted("value.months", round(months))
    days = years * 365.25
    return words.counted("value.days", round(days)) if days >= 1 else words.counted("value.hours", round(days * 24))


def day_of(value: str, *, whole: bool = False) -> date | None:
    """Return the day that a text begins with, the first of the year if it names only that; None if it names none.

    Parameters
    ----------
    value : such as ``2008-06-01`` or ``2008``
    whole : only a whole date counts
    """
    if found := _DATE.match(value.strip()):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    year = None if whole else _YEAR.fullmatch(value.strip().removesuffix(".0"))
    return date(int(year[1]), 1, 1) if year else None


def years_of(value: str) -> float | None:
    """Return how many years a duration lasts [a]; None if it is none.

    Parameters
    ----------
    value : ISO 8601, or a number of years

    Examples
    --------
    >>> years_of("P24M"), years_of("2.0"), years_of("long")
    (2.0, 2.0, None)
    """
    found = _DURATION.fullmatch(value.strip())
    if found and any(found.groups()):
        return sum(_YEARS[part] * float(number) for part, number in found.groupdict().items() if number)
    try:
        return float(value)
    except ValueError:
        return None


def _day(day: date, words: Words) -> str:
    month = words.table["format"]["months"][day.month - 1]
    return f"{day.day} {month} {day.year}"


def _digits(value: float) -> int:
    if float(value).is_integer():
        return 0
    digits = next((digits for least, digits in _DIGITS if abs(value) >= least), 3)
    while digits and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return digits


def _listed(value: str) -> str:
    """Return a list that is written as JSON as people write one."""
    import json

    if value[:1] not in "[{":
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    read = read.get("EnumerationValues", read) if isinstance(read, dict) else read
    return ", ".join(str(one) for one in read) if isinstance(read, list) else value
