"""In which hours rooms are booked, and for how many people, from a calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.model.twin import Twin

if TYPE_CHECKING:
    import pandas as pd

    from twin_rules.facts.local_hours import Hours

__all__ = ["Booked", "booked_hours", "hours_of"]


@dataclass(frozen=True)
class Booked:
    """What a calendar says of rooms.

    Parameters
    ----------
    share : share of each hour that is booked, by row of the room, each (n,) [-]
    people : people expected, NaN where nobody says it, by row of the room, each (n,)
    elsewhere : places that the calendar names and that are no room of the twin
    """

    share: dict[int, NDArray[np.float64]]
    people: dict[int, NDArray[np.float64]]
    elsewhere: tuple[str, ...] = ()


def booked_hours(twin: Twin, path: str, hours: Hours, *, zone: str) -> Booked:
    """Return when the rooms of an estate are booked.

    Parameters
    ----------
    twin : the estate
    path : iCalendar file
    hours : of which it is asked
    zone : IANA name of the zone of the estate

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    from twin.observations.bookings import bookings

    if not len(hours):
        return Booked({}, {})
    end = hours.start[-1] + np.timedelta64(1, "h")
    table = bookings(path, twin, hours.start[0].to_pydatetime(), end.to_pydatetime(), timezone=zone)
    return hours_of(table, hours)


def hours_of(table: pd.DataFrame, hours: Hours) -> Booked:
    """Return when rooms are booked.

    Parameters
    ----------
    table : of `twin.observations.bookings`
    hours : of which it is asked
    """
    share: dict[int, NDArray[np.float64]] = {}
    people: dict[int, NDArray[np.float64]] = {}
    begin = np.append(hours.second, hours.second[-1] + 3600)
    for room, start, end, expected in zip(
        table["space"].tolist(), _seconds(table["from"]), _seconds(table["to"]), table["people"].tolist(), strict=True
    ):
        if room < 0:
            continue
        taken = np.clip(np.minimum(begin[1:], end) - np.maximum(begin[:-1], start), 0, 3600) / 3600.0
        share[room] = np.minimum(share.get(room, 0.0) + taken, 1.0)
        known = people.setdefault(room, np.full(len(hours), np.nan))
        known[taken > 0] = np.fmax(known[taken > 0], expected)
    elsewhere = sorted(set(table["location"][table["space"] < 0]))
    return Booked(share, people, tuple(elsewhere))


def _seconds(times: pd.Series) -> NDArray[np.int64]:
    utc = times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    return np.asarray(utc.astype(np.int64))
