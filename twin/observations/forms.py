"""Which column of a table of readings is the time, the sensor, the value and its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from twin.errors import InputError
from twin.observations.source import Clock, Source

__all__ = ["Declared", "Roles", "check_declared", "form_by_roles", "no_readings", "roles_of"]

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


@dataclass(frozen=True, slots=True)
class Declared:
    """What the user says of the files.

    Parameters
    ----------
    columns : names of the columns time, sensor, value and unit
    clock : ``local`` or ``universal``: what times without an offset are
    time_format : in the terms of strptime, empty to find it
    """

    columns: Mapping[str, str]
    clock: Clock = "local"
    time_format: str = ""


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


def form_by_roles(path: Path, roles: Roles, form: Source) -> Source:
    """Return the form of a file by the roles of its columns.

    Parameters
    ----------
    path : of the file, for the message
    roles : of its columns
    form : what is known of it besides

    Raises
    ------
    InputError
        If none of them holds readings.
    """
    if roles.sensor and roles.value:
        return replace(form, layout="long", sensor=roles.sensor, value=roles.value, unit=roles.unit)
    if roles.value:
        return replace(form, layout="single", value=roles.value, unit=roles.unit)
    if len(roles.others) > 0:
        return replace(form, layout="wide", columns=roles.others)
    raise no_readings(path)


def check_declared(path: Path, columns: Iterable[str], declared: Declared) -> None:
    """Raise if the user names a column that a file does not have.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    has = list(columns)
    missing = [name for name in declared.columns.values() if name not in has]
    if missing:
        raise InputError(path, f"has no column {missing[0]!r}, but {', '.join(has)}", "Mend --columns.")


def no_readings(path: Path, seen: str = "") -> InputError:
    """Return the error of a file that holds no readings.

    Parameters
    ----------
    path : of the file
    seen : one of its lines, to say what was looked at
    """
    line = f"; it has lines such as {seen!r}" if seen else ""
    return InputError(
        path,
        f"holds no readings: no column of times beside one of numbers{line}",
        "Name some: --columns time=…,value=…, and how times are written: --time-format '%d/%m/%Y %H:%M'.",
    )


def _named(words: Sequence[str], columns: Sequence[str]) -> str:
    return next((name for word in words for name in columns if name.strip().lower() == word), "")
