"""A year on a regular clock: universal time for what is written, local time for what people do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Calendar", "calendar_of", "data", "local_time"]

START = np.datetime64("2025-01-01T00:00", "s")
"""First moment of the observations, universal time."""
_SUMMER = (np.datetime64("2025-03-30T01:00", "s"), np.datetime64("2025-10-26T01:00", "s"))
"""Summer time of 2025: last Sundays of March and October, 1 h universal time (directive 2000/84/EC)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moments of observation.

    Parameters
    ----------
    time : universal time, shape (n,)
    step : between two of them [s]
    local : local time, shape (n,)
    day : number of the local day since the first one, shape (n,)
    hour : local time of the day [h], shape (n,)
    off : whether the day is a weekend or a public holiday, by day
    school_off : whether there is no school, by day
    season : how wintry the moment is, 1 in the middle of January, -1 in the middle of July, shape (n,)
    """

    time: NDArray[np.datetime64]
    step: int
    local: NDArray[np.datetime64]
    day: NDArray[np.int64]
    hour: NDArray[np.float64]
    off: NDArray[np.bool_]
    school_off: NDArray[np.bool_]
    season: NDArray[np.float64]


def local_time(time: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return the local time in France, shape (n,).

    Parameters
    ----------
    time : universal time within 2025, shape (n,)
    """
    summer = (time >= _SUMMER[0]) & (time < _SUMMER[1])
    return np.asarray(time + np.timedelta64(3600, "s") * (1 + summer.astype(np.int64)))


@cache
def data(name: str) -> dict[str, Any]:
    """Return the data file `name` of this package, read once."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def calendar_of(days: int, step: int) -> Calendar:
    """Return the moments of the first `days` days of 2025.

    Parameters
    ----------
    days : how many [d]
    step : between two moments [s]
    """
    time = START + np.arange(days * 86400 // step) * np.timedelta64(step, "s")
    local = local_time(time)
    dates = local.astype("datetime64[D]")
    every = np.arange(dates[0], dates[-1] + 1)
    return Calendar(
        time,
        step,
        local,
        (dates - dates[0]).astype(np.int64),
        (local - dates) / np.timedelta64(3600, "s"),
        _days_off(every),
        _school_off(every),
        np.cos(2.0 * np.pi * ((time - START) / np.timedelta64(1, "D") - 15.0) / 365.0),
    )


def _days_off(dates: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Return which dates are weekends or public holidays."""
    holidays = np.array(data("calendar")["public_holidays"], dtype="datetime64[D]")
    return np.asarray(~np.is_busday(dates, holidays=holidays))


def _school_off(dates: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Return on which dates there is no school."""
    off = _days_off(dates)
    for first, end in data("calendar")["school_holidays"]:
        off |= (dates >= np.datetime64(first)) & (dates < np.datetime64(end))
    return off
