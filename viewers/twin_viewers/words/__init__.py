"""What pages say in each language, and how they write numbers and times.

A language is one file ``<language>.toml`` in this folder. Nothing depends on the locale of the machine.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from twin.errors import UsageError

__all__ = ["LANGUAGES", "Words", "words_in"]

LANGUAGES: Final = ("en", "fr")

_EXACT_BELOW: Final = 10.0
"""Numbers below are written with one decimal."""


@dataclass(frozen=True)
class Words:
    """The words of a language.

    Parameters
    ----------
    language : its code
    table : texts by section and name
    """

    language: str
    table: dict[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its places filled in; the key is ``section.name``."""
        section, _, name = key.partition(".")
        return str(self.table[section][name]).format(**values)

    def find(self, section: str, name: str) -> str | None:
        """Return a text, None if the language has none of that name."""
        found = self.table[section].get(name)
        return None if found is None else str(found)

    def counted(self, key: str, count: float, **values: object) -> str:
        """Return the singular or plural of a text with the number in it; the key is ``section.name``."""
        section, _, name = key.partition(".")
        one, many = self.table[section][name]
        return str(one if self._is_one(count) else many).format(n=self.number(count), **values)

    def noun(self, name: str, count: float) -> str:
        """Return what one or several things of a sort are called."""
        one, many = self.table["thing"][name]
        return str(one if self._is_one(count) else many)

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Return a number as people write it, a dash for unknown.

        Parameters
        ----------
        value : the number, None or NaN if unknown
        digits : after the decimal mark; without it one below ten if it is no whole number, else none
        """
        if value is None or math.isnan(value):
            return "–"
        whole = abs(value) >= _EXACT_BELOW or float(value).is_integer()
        text = f"{value:,.{(0 if whole else 1) if digits is None else digits}f}"
        marks = self.table["format"]
        return text.translate({ord(","): marks["thousands"], ord("."): marks["decimal"]})

    def share(self, value: float | None) -> str:
        """Return a share as per cent."""
        return "–" if value is None or math.isnan(value) else self("format.percent", n=self.number(100.0 * value, 0))

    def euros(self, value: float | None) -> str:
        """Return a sum of money, a dash for unknown."""
        known = value is not None and not math.isnan(value)
        return self("format.euros", n=self.number(value, 0)) if known else "–"

    def lasting(self, hours: float | None) -> str:
        """Return how long something lasts, in minutes or in hours and minutes."""
        if hours is None or math.isnan(hours):
            return "–"
        minutes = round(hours * 60.0)
        if minutes < 60:
            return f"{minutes}\N{NO-BREAK SPACE}min"
        rest = f"\N{NO-BREAK SPACE}{minutes % 60:02d}" if minutes % 60 else ""
        return f"{self.number(minutes // 60)}\N{NO-BREAK SPACE}h{rest}"

    def date(self, moment: datetime) -> str:
        """Return a day and a time, written out."""
        names = self.table["format"]
        weekday, month = names["weekdays"][moment.weekday()], names["months"][moment.month - 1]
        return self(
            "format.date", weekday=weekday, day=moment.day, month=month, year=moment.year, time=f"{moment:%H:%M}"
        )

    def clock(self, moment: datetime, start: datetime) -> str:
        """Return a time of the day, with the day where it is not that of the start."""
        days = (moment.date() - start.date()).days
        shown = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
        return self("format.later_day", time=shown, days=days) if days else shown

    def service(self, name: str) -> str:
        """Return what a service is called."""
        return self.find("service", name) or name.replace("_", " ")

    def quoted(self, name: str) -> str:
        """Return a name in quotation marks."""
        return self("format.quoted", name=name)

    def _is_one(self, count: float) -> bool:
        return count < 2 if self.language == "fr" else count == 1  # French: zero is singular


@cache
def words_in(language: str) -> Words:
    """Return the words of a language.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"--lang {language}", "there is no such language", f"Write one of: {', '.join(LANGUAGES)}.")
    text = (files("twin_viewers.words") / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, tomllib.loads(text))
