"""What is wrong with real series, put into a few of these on purpose and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin_samples.observations.calendar import local_time
from twin_samples.observations.sensors import Sensor

__all__ = ["Defect", "Readings", "defects_of", "spoiled"]


@dataclass(frozen=True, slots=True)
class Readings:
    """What a sensor sent: universal time [s since 1970] and value, shape (n,) each."""

    second: NDArray[np.int64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of a sensor: kind (gap, duplicates, reset, stuck, time zone), from when to when [s since 1970]."""

    sensor: str
    kind: str
    start: int
    end: int
    note: str


_PLAN = (
    ("gap", "temperature", 0, 0.30, 0.34, "no readings"),
    ("duplicates", "humidity", 0, 0.50, 0.52, "every reading sent twice"),
    ("stuck", "co2", 0, 0.60, 0.63, "the same value again and again"),
    ("reset", "energy", 1, 0.55, 1.00, "the meter was replaced and began at zero"),
    ("time zone", "temperature", 1, 0.00, 1.00, "times are those of Europe/Paris, though they say universal time"),
)
"""Kind of defect, kind of sensor, which of them, from and to as a share of the period, what happened."""


def defects_of(sensors: Sequence[Sensor], start: int, end: int) -> Iterator[Defect]:
    """Yield the defects of the sensors of a building.

    Parameters
    ----------
    sensors : of which some fail
    start, end : of the observations [s since 1970]
    """
    for kind, of, which, first, last, note in _PLAN:
        alike = [sensor for sensor in sensors if sensor.kind == of and (sensor.dwelling or of != "energy")]
        if which < len(alike):
            hour = 3600
            bounds = [start + round((end - start) * share / hour) * hour for share in (first, last)]
            yield Defect(alike[which].name, kind, bounds[0], bounds[1], note)


def spoiled(readings: Readings, defect: Defect) -> Readings:
    """Return readings as a defect leaves them."""
    during = (readings.second >= defect.start) & (readings.second < defect.end)
    return _SPOIL[defect.kind](readings, during)


def _gap(readings: Readings, during: NDArray[np.bool_]) -> Readings:
    """Return readings without those of the time."""
    return Readings(readings.second[~during], readings.value[~during])


def _duplicates(readings: Readings, during: NDArray[np.bool_]) -> Readings:
    """Return readings with those of the time twice."""
    times = 1 + during.astype(np.int64)
    return Readings(np.repeat(readings.second, times), np.repeat(readings.value, times))


def _stuck(readings: Readings, during: NDArray[np.bool_]) -> Readings:
    """Return readings that keep the first value of the time throughout it."""
    return Readings(readings.second, np.where(during, readings.value[np.argmax(during)], readings.value))


def _reset(readings: Readings, during: NDArray[np.bool_]) -> Readings:
    """Return readings that count from zero from then on."""
    before = readings.value[np.argmax(during)]
    return Readings(readings.second, np.where(during, readings.value - before, readings.value))


def _time_zone(readings: Readings, during: NDArray[np.bool_]) -> Readings:
    """Return readings whose local times are taken for universal time."""
    local = local_time(readings.second.astype("datetime64[s]")).astype(np.int64)
    return Readings(np.where(during, local, readings.second), readings.value)


_SPOIL: dict[str, Callable[[Readings, NDArray[np.bool_]], Readings]] = {
    "gap": _gap,
    "duplicates": _duplicates,
    "stuck": _stuck,
    "reset": _reset,
    "time zone": _time_zone,
}
