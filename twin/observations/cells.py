"""What the cells of a table of text are: numbers as people write them, and times in one of many forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from twin.errors import InputError
from twin.observations.source import Clock

__all__ = ["clock_of", "date_alone", "hour_alone", "mostly_numbers", "number_like", "odd_words"]

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?")
_DAYS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:([ T])\d{1,2}([:h])\d{2}(:\d{2})?)?")
_YEARS: Final = re.compile(r"\d{4}/\d{1,2}/\d{1,2}(?:([ T])\d{1,2}:\d{2}(:\d{2})?)?")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}/\d{1,2}/\d{1,2}")
_HOUR: Final = re.compile(r"\d{1,2}([:h])\d{2}(:\d{2})?")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_BLANKS: Final = str.maketrans("", "", " \u00a0\u202f")
_TRUTH: Final = frozenset({"true", "false", "on", "off"})
_EPOCHS: Final[tuple[tuple[float, float, Clock], ...]] = ((1e8, 1e11, "s"), (1e11, 1e14, "ms"), (1e14, 1e17, "us"))
_MOSTLY: Final = 0.5
"""Least share of the cells of a column that are what the column is [-]."""
_FEW: Final = 5
"""Different words, such as ``--`` or ``N/A``, that stand at most in place of numbers; more are names."""
_LAST_MONTH: Final = 12


def number_like(text: str) -> bool:
    """Return whether a text is a number or a truth value, with a comma or a point."""
    bare = text.translate(_BLANKS)
    return bool(_NUMBER.fullmatch(bare)) or bare.lower() in _TRUTH


def odd_words(values: Sequence[str]) -> list[str]:
    """Return the texts among some cells that are no numbers, each once, in their order."""
    return list(dict.fromkeys(value for value in values if not number_like(value)))


def mostly_numbers(values: Sequence[str]) -> bool:
    """Return whether a column is one of numbers: half of its cells are, and few words stand in place of the others.

    Examples
    --------
    >>> mostly_numbers(["20,5", "--", "21,0"]), mostly_numbers(["Hall", "101", "Sejour"])
    (True, False)
    """
    known = sum(map(number_like, values))
    return known > 0 and known >= _MOSTLY * len(values) and len(odd_words(values)) <= _FEW


def hour_alone(values: Sequence[str]) -> str:
    """Return the format, in the terms of strptime, of a column that holds times of day only; empty if it does not."""
    found = [one for one in map(_HOUR.fullmatch, values) if one]
    if not found or len(found) < _MOSTLY * len(values):
        return ""
    return f"%H{found[0].group(1)}%M{':%S' if found[0].group(2) else ''}"


def date_alone(values: Sequence[str]) -> bool:
    """Return whether the cells of a column hold days without a time of day."""
    return bool(values) and sum(bool(_DATE.fullmatch(value)) for value in values) >= _MOSTLY * len(values)


def clock_of(values: Sequence[str], path: Path) -> tuple[Clock | None, str]:
    """Return how texts tell the time, and their format in the terms of strptime; None if they tell none.

    Parameters
    ----------
    values : cells of a column; ``local`` stands for any clock without an offset
    path : of the file, for the message

    Raises
    ------
    InputError
        If day and month cannot be told apart.
    """
    found = _clock(values)
    if found is not None and "?" in found[1]:
        raise InputError(
            path,
            f"has times such as {values[0]!r}, which leave day and month open",
            f"Say so: --time-format '{found[1].replace('?', '%d/%m', 1)}'.",
        )
    return found or (None, "")


def _clock(values: Sequence[str]) -> tuple[Clock, str] | None:
    numbers = [value for value in values if _NUMBER.fullmatch(value)]
    if values and len(numbers) == len(values):
        most = max(float(value.replace(",", ".")) for value in numbers)
        return next(((clock, "") for low, high, clock in _EPOCHS if low <= most < high), None)
    iso = [one for one in map(_ISO.fullmatch, values) if one]
    if iso and len(iso) >= _MOSTLY * len(values):
        return ("instant" if all(one.group(1) for one in iso) else "local"), ""
    return _by_days(values) or _by_years(values)


def _by_days(values: Sequence[str]) -> tuple[Clock, str] | None:
    found = [one for one in map(_DAYS.fullmatch, values) if one]
    if not found or len(found) < _MOSTLY * len(values):
        return None
    mark, years = found[0].group(2), "%Y" if len(found[0].group(4)) > 2 else "%y"
    first, second = (max(int(one.group(place)) for one in found) for place in (1, 3))
    days_first, months_first = f"%d{mark}%m", f"%m{mark}%d"
    is_open = second <= _LAST_MONTH and mark != "."
    order = days_first if first > _LAST_MONTH or mark == "." else "?" if is_open else months_first
    return "local", f"{order}{mark}{years}{_hours(found[0], 5)}"


def _by_years(values: Sequence[str]) -> tuple[Clock, str] | None:
    found = [one for one in map(_YEARS.fullmatch, values) if one]
    if not found or len(found) < _MOSTLY * len(values):
        return None
    between, seconds = found[0].group(1), ":%S" if found[0].group(2) else ""
    return "local", f"%Y/%m/%d{between}%H:%M{seconds}" if between else "%Y/%m/%d"


def _hours(found: re.Match[str], place: int) -> str:
    """Return the format of the time of day that follows a day; empty if none does."""
    between, mark, seconds = found.group(place, place + 1, place + 2)
    return f"{between}%H{mark}%M{':%S' if seconds else ''}" if between else ""
