"""Off-peak hours of delivery points: their windows by day and season, and which hours fall into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.energy_tables import in_force, tariffs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OffPeak", "minutes_within", "off_peak_of", "windows_of"]

Window = tuple[int, int]
"""Beginning and end of a window [min since midnight]; it passes midnight if it ends before it begins."""

_POINT: Final = ("PDL", "PointDeLivraison", "PRM")
_WINDOWS: Final = ("HeuresCreuses", "PlagesHeuresCreuses", "OffPeakHours")
_DAY_MIN: Final = 1440


@dataclass(frozen=True, slots=True)
class OffPeak:
    """Off-peak hours of a point.

    Parameters
    ----------
    winter, summer : windows by season
    summer_from, summer_until : first and last day of summer, as month × 100 + day
    assumed : whether nobody said them of this point
    source : where they come from
    """

    winter: tuple[Window, ...]
    summer: tuple[Window, ...]
    summer_from: int
    summer_until: int
    assumed: bool
    source: str

    def share(self, hours: pd.DatetimeIndex) -> NDArray[np.float64]:
        """Return which part of each local hour is off-peak [-], (n,).

        Parameters
        ----------
        hours : beginnings of local hours
        """
        by_hour = {season: _by_hour(of) for season, of in (("winter", self.winter), ("summer", self.summer))}
        of_day = np.asarray(hours.month * 100 + hours.day)
        summer = (of_day >= self.summer_from) & (of_day <= self.summer_until)
        at = np.asarray(hours.hour)
        return np.asarray(np.where(summer, by_hour["summer"][at], by_hour["winter"][at]))


def off_peak_of(twin: Twin, row: int, day: date, *, said: str = "") -> OffPeak:
    """Return the off-peak hours of a meter or building: those said, else its property, its point, or assumed ones.

    Parameters
    ----------
    twin : the estate
    row : of a meter or building, -1 for none
    day : on which they hold
    said : windows that count for all points, such as ``22:30-06:30``; empty for none

    Raises
    ------
    UsageError
        If windows cannot be read.
    """
    own = said or _text(twin, row, _WINDOWS)
    if own:
        windows = windows_of(own)
        return OffPeak(windows, windows, 401, 1031, assumed=False, source="said" if said else "property of the point")
    lines, point = tariffs()["off_peak"], _text(twin, row, _POINT)
    mine = [one for one in lines if point and one["point"] == point]
    line = in_force(mine or [one for one in lines if not one["point"]], day)
    return OffPeak(
        windows_of(line["winter"]),
        windows_of(line["summer"]),
        _of_year(line["summer_from"]),
        _of_year(line["summer_until"]),
        assumed=bool(line.get("assumed")) or not mine,
        source=str(line["source"]),
    )


def windows_of(text: str) -> tuple[Window, ...]:
    """Return the windows that a text such as ``22:30-06:30; 12:00-14:00`` says.

    Raises
    ------
    UsageError
        If it says none.

    Examples
    --------
    >>> windows_of("22:30-06:30; 12h-14h")
    ((1350, 390), (720, 840))
    """
    try:
        parts = [one.split("-") for one in text.replace(",", ";").split(";") if one.strip()]
        found = tuple((_minute(first), _minute(last)) for first, last in parts)
    except ValueError as error:
        raise UsageError(
            f"off-peak hours {text!r}", "cannot be read", "Write them as 22:30-06:30; 12:00-14:00."
        ) from error
    if not found:
        raise UsageError("off-peak hours", "name no window", "Write them as 22:30-06:30; 12:00-14:00.")
    return found


def minutes_within(windows: tuple[Window, ...]) -> NDArray[np.bool_]:
    """Return whether each minute of the day is in one of some windows, (1440,)."""
    inside = np.zeros(_DAY_MIN, dtype=bool)
    for first, last in windows:
        inside[first:last] = True
        if last <= first:
            inside[first:] = inside[:last] = True
    return inside


def _by_hour(windows: tuple[Window, ...]) -> NDArray[np.float64]:
    return np.asarray(minutes_within(windows).reshape(24, 60).mean(axis=1))


def _minute(text: str) -> int:
    hour, _, minute = text.strip().lower().replace("h", ":").partition(":")
    value = int(hour) * 60 + int(minute or 0)
    if not 0 <= value <= _DAY_MIN:
        raise ValueError(text)
    return value


def _of_year(text: str) -> int:
    month, day = text.split("-")
    return int(month) * 100 + int(day)


def _text(twin: Twin, row: int, names: tuple[str, ...]) -> str:
    if row < 0:
        return ""
    said: list[Any] = [property_of(twin, row, name) for name in names]
    found = next((one for one in said if one not in (None, "")), "")
    return f"{found:.0f}" if isinstance(found, float) else str(found)
