"""What form a table of readings has: which column is the time, the sensor and the value, and how they are written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from twin.errors import InputError
from twin.observations.source import Clock

__all__ = ["Roles", "Text", "clock_of", "number_like", "roles_of", "sample_of"]

_TIME: Final = [
    "time",
    "timestamp",
    "date",
    "datetime",
    "horodate",
    "horodatage",
    "zeit",
    "zeitstempel",
    "t",
    "ts",
    "date_time",
    "heure",
    "moment",
]
_SENSOR: Final = [
    "sensor",
    "sensor_id",
    "capteur",
    "device",
    "point",
    "id",
    "name",
    "tag",
    "meter",
    "prm",
    "series",
    "channel",
    "variable",
    "entity_id",
]
_VALUE: Final = ["value", "valeur", "wert", "reading", "v", "measurement", "state", "mesure"]
_UNIT: Final = ["unit", "unité", "unite", "einheit", "uom", "unit_of_measurement"]

_SAMPLE: Final = 1 << 16
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?")
_DAYS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})([ T])\d{1,2}:\d{2}(:\d{2})?")
_YEARS: Final = re.compile(r"\d{4}/\d{1,2}/\d{1,2}([ T])\d{1,2}:\d{2}(:\d{2})?")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_TRUTH: Final = frozenset({"true", "false", "on", "off"})
_EPOCHS: Final[tuple[tuple[float, float, Clock], ...]] = ((1e8, 1e11, "s"), (1e11, 1e14, "ms"), (1e14, 1e17, "us"))


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of a CSV file, from its beginning and its end.

    Parameters
    ----------
    heading : names of its columns, empty if it names none
    rows : some of its lines
    delimiter, encoding : how it is written
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    encoding: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, made up where the file has none."""
        return self.heading or tuple(f"column{k}" for k in range(max(map(len, self.rows), default=0)))

    def values(self, column: str) -> list[str]:
        """Return what a column holds, without empty cells."""
        place = self.columns.index(column)
        return [row[place].strip() for row in self.rows if len(row) > place and row[place].strip()]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what; empty if there is none.

    Parameters
    ----------
    time, sensor, value, unit : columns
    others : further columns with numbers
    """

    time: str
    sensor: str
    value: str
    unit: str
    others: tuple[str, ...]


def sample_of(path: Path) -> Text:
    """Return some lines of a CSV file.

    Raises
    ------
    InputError
        If it cannot be read or is empty.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
            file.seek(max(len(head), path.stat().st_size - _SAMPLE))
            tail = file.read()
    except OSError as error:
        raise InputError(path, f"cannot be read ({error.strerror})", "Check the path and the rights on it.") from error
    encoding = _encoding(head)
    lines = head.decode(encoding, "replace").lstrip("\ufeff").splitlines() or [""]
    whole = len(head) < _SAMPLE
    lines = [line for line in lines if line.strip()] if whole else lines[:-1]
    lines += tail.decode(encoding, "replace").splitlines()[1:]
    if not lines:
        raise InputError(path, "is empty", "Leave it out.")
    delimiter = max(";\t|,", key=lambda mark: min(line.count(mark) for line in lines[:20]))
    rows = [tuple(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)]
    named = not any(number_like(cell) or _clock([cell]) for cell in rows[0])
    return Text(rows[0] if named else (), tuple(rows[1:] if named else rows), delimiter, encoding)


def roles_of(columns: Sequence[str], times: Sequence[str], numbers: Sequence[str], declared: dict[str, str]) -> Roles:
    """Return which column is what, by what was declared, by its name, else by what it holds.

    Parameters
    ----------
    columns : all of them
    times : those that hold times
    numbers : those that hold numbers
    declared : what the user says, by role
    """
    rest = [name for name in columns if name not in declared.values()]
    time = declared.get("time") or _named(_TIME, [name for name in rest if name in times]) or next(iter(times), "")
    unit = declared.get("unit") or _named(_UNIT, [name for name in rest if name not in numbers])
    left = [name for name in rest if name not in {time, unit}]
    value = declared.get("value") or _named(_VALUE, [name for name in left if name in numbers])
    sensor = declared.get("sensor") or _named(_SENSOR, [name for name in left if name != value])
    others = [name for name in left if name in numbers and name not in {value, sensor}]
    if not sensor and (value or len(others) == 1):
        texts = [name for name in left if name not in numbers and name not in times]
        sensor = texts[0] if len(texts) == 1 else ""
    if not value and (sensor or len(others) == 1) and len(others) == 1:
        value = others.pop()
    return Roles(time, sensor, value, unit, tuple(others))


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
            "Say so: --time-format '%d/%m/%Y %H:%M'.",
        )
    return found or (None, "")


def number_like(text: str) -> bool:
    """Return whether a text is a number or a truth value, with a comma or a point."""
    bare = text.strip().replace(" ", "").replace("\u202f", "")
    return bool(_NUMBER.fullmatch(bare)) or bare.lower() in _TRUTH


def _clock(values: Sequence[str]) -> tuple[Clock, str] | None:
    if not values:
        return None
    if all(_NUMBER.fullmatch(value) for value in values):
        most = max(float(value.replace(",", ".")) for value in values)
        return next(((clock, "") for low, high, clock in _EPOCHS if low <= most < high), None)
    iso = [_ISO.fullmatch(value) for value in values]
    if all(iso):
        return ("instant" if all(one and one.group(1) for one in iso) else "local"), ""
    return _by_days(values) or _by_years(values)


def _by_days(values: Sequence[str]) -> tuple[Clock, str] | None:
    found = [one for one in map(_DAYS.fullmatch, values) if one]
    if len(found) < len(values):
        return None
    mark, between, seconds = found[0].group(2), found[0].group(5), ":%S" if found[0].group(6) else ""
    first, second = (max(int(one.group(place)) for one in found) for place in (1, 3))
    days_first, months_first = f"%d{mark}%m", f"%m{mark}%d"
    order = days_first if first > 12 or mark == "." else months_first if second > 12 else "?"
    return "local", f"{order}{mark}%Y{between}%H:%M{seconds}"


def _by_years(values: Sequence[str]) -> tuple[Clock, str] | None:
    found = [one for one in map(_YEARS.fullmatch, values) if one]
    if len(found) < len(values):
        return None
    return "local", f"%Y/%m/%d{found[0].group(1)}%H:%M{':%S' if found[0].group(2) else ''}"


def _named(words: Sequence[str], columns: Sequence[str]) -> str:
    return next((name for word in words for name in columns if name.strip().lower() == word), "")


def _encoding(head: bytes) -> str:
    try:
        head[: len(head) - 4].decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
