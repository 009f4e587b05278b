"""A year of synthetic observations as files: Parquet by kind and building, bookings, a mapping, and what is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.units import seconds
from twin_samples.authoring.identity import global_id
from twin_samples.design.model import BuildingDesign, EstateDesign
from twin_samples.observations.bookings import Booking, icalendar
from twin_samples.observations.calendar import Calendar, calendar_of, data
from twin_samples.observations.defects import Defect, Readings, defects_of, spoiled
from twin_samples.observations.sensors import Sensor, sensors_of
from twin_samples.observations.series import Lives, lives_in, series_of
from twin_samples.observations.weather import outdoor_temperature

__all__ = ["write_observations"]

_OUTDOORS = Sensor("STATION", "", "weather", "Cel", 60, 1, "", "")
"""The weather station of the estate: no building, no device; what it tells is true of the site."""


def write_observations(
    estate: EstateDesign, directory: Path, *, seed: int, days: int = 365, step: str = "10 min"
) -> Path:
    """Return `directory` after the observations of an estate were written there.

    Parameters
    ----------
    estate : whose buildings have their devices; one without is served first
    directory : made if it is missing; gets ``kind=…/BUILDING.parquet``, ``bookings.ics``, ``map.csv``, ``defects.csv``
        and ``README.txt``
    seed : of everything that is drawn
    days : of 2025, from its first [d]
    step : between two readings of the fastest sensors, a divisor of an hour

    Raises
    ------
    UsageError : if `step` is no duration, or does not divide an hour
    """
    directory.mkdir(parents=True, exist_ok=True)
    calendar = calendar_of(days, _step(step))
    outdoors = outdoor_temperature(calendar, seed=seed)
    sensors: list[Sensor] = []
    defects: list[Defect] = []
    bookings: list[Booking] = []
    for building in estate.buildings:
        lives = lives_in(_served(building), calendar, outdoors, seed=seed)
        found = sensors_of(lives.building)
        wrong = [] if sensors else list(defects_of(found, *_bounds(calendar)))
        _write_building(found, lives, wrong, directory)
        sensors += found
        defects += wrong
        bookings += lives.bookings
    _write_weather(outdoors, calendar, directory)
    (directory / "bookings.ics").write_bytes(icalendar(bookings).encode())
    _write_tables(estate, sensors, defects, directory)
    return directory


def _step(step: str) -> int:
    """Return the step in seconds, a divisor of an hour."""
    length = seconds(step, subject="the step")
    if length < 1 or 3600 % length:
        raise UsageError(f"the step {step!r}", "does not divide an hour", "Write one that does, such as '10 min'.")
    return int(length)


def _bounds(calendar: Calendar) -> tuple[int, int]:
    """Return first and last moment of the observations [s since 1970]."""
    first = int(calendar.time[0].astype(np.int64))
    return first, first + len(calendar.time) * calendar.step


def _served(building: BuildingDesign) -> BuildingDesign:
    """Return a building with its devices."""
    if building.devices:
        return building
    from twin_samples.design.services import serviced

    return serviced(building)


def _write_building(sensors: Iterable[Sensor], lives: Lives, defects: Sequence[Defect], directory: Path) -> None:
    """Write the readings of a building, kind by kind, so that only one kind is held at a time."""
    by_kind = sorted(sensors, key=lambda sensor: sensor.kind)
    for kind, alike in groupby(by_kind, key=lambda sensor: sensor.kind):
        group = list(alike)
        readings = [_readings(sensor, lives, defects) for sensor in group]
        _write_parquet(group, readings, directory / f"kind={kind}" / f"{lives.building.code}.parquet")


def _readings(sensor: Sensor, lives: Lives, defects: Sequence[Defect]) -> Readings:
    """Return what a sensor sent, with its defects."""
    values = series_of(sensor, lives)
    pace = max(sensor.minutes * 60, lives.calendar.step)
    readings = Readings(_bounds(lives.calendar)[0] + np.arange(len(values)) * pace, values)
    for defect in defects:
        if defect.sensor == sensor.name:
            readings = spoiled(readings, defect)
    return readings


def _write_weather(outdoors: NDArray[np.float64], calendar: Calendar, directory: Path) -> None:
    """Write the outdoor temperature, hour by hour."""
    pace = 3600 // calendar.step
    values = np.round(outdoors[::pace], _OUTDOORS.decimals)
    readings = Readings(_bounds(calendar)[0] + np.arange(len(values)) * 3600, values)
    _write_parquet([_OUTDOORS], [readings], directory / "kind=weather" / "STATION.parquet")


def _write_parquet(sensors: Sequence[Sensor], readings: Sequence[Readings], path: Path) -> None:
    """Write readings in the order of their sensors, each with its unit and the label that it is synthetic."""
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {
        "number": np.repeat(np.arange(len(sensors)), [len(one.value) for one in readings]),
        "second": np.concatenate([one.second for one in readings]),
        "value": np.concatenate([one.value for one in readings]),
    }
    names = {
        "number": np.arange(len(sensors)),
        "sensor": np.array([sensor.name for sensor in sensors], dtype=object),
        "unit": np.array([sensor.unit for sensor in sensors], dtype=object),
    }
    target = str(path).replace("'", "''")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("rows", rows)
        connection.register("names", names)
        connection.execute(
            "COPY (SELECT sensor, to_timestamp(second) AS time, value, unit, true AS synthetic "
            "FROM rows JOIN names USING (number)) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, "
            "KV_METADATA {synthetic: 'true', origin: 'twin_samples.observations'})"
        )


def _write_tables(estate: EstateDesign, sensors: Sequence[Sensor], defects: Sequence[Defect], directory: Path) -> None:
    """Write which device each series comes from, what is wrong on purpose, and a description of the whole."""
    nodes = [
        (one.name, one.building, one.code, global_id(estate.code, one.building, "device", one.code), one.kind, one.unit)
        for one in sensors
    ]
    site = global_id(estate.code, "", "site", estate.code)
    nodes.append((_OUTDOORS.name, "", _OUTDOORS.code, site, "outdoor_temperature", _OUTDOORS.unit))
    _write_csv(directory / "map.csv", ("sensor", "building", "device", "global_id", "kind", "unit"), nodes)
    wrong = [(one.sensor, one.kind, *map(_moment, (one.start, one.end)), one.note) for one in defects]
    _write_csv(directory / "defects.csv", ("sensor", "defect", "from", "to", "note"), wrong)
    told = "".join(f"- {sensor}: {kind}, {start} to {end}: {note}\n" for sensor, kind, start, end, note in wrong)
    text = data("readme")["text"].format(estate=estate.name, code=estate.code, defects=told)
    (directory / "README.txt").write_text(text, encoding="utf-8")


def _moment(second: int) -> str:
    """Return a moment as ISO 8601 writes it."""
    return f"{np.datetime64(second, 's')}Z"


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)
