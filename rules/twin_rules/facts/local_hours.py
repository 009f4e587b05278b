"""Hours by the clock on the wall: of which day of the week they are, and whether they lie in what was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DAYS", "Hours", "days_in", "hours_between", "span_in"]

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GROUPS: Final = {"all": range(7), "every day": range(7), "weekdays": range(5), "weekend": range(5, 7)}


@dataclass(frozen=True)
class Hours:
    """Hours that follow each other, also through the nights in which clocks change.

    Parameters
    ----------
    start : beginning of each, local time with its zone, (n,)
    """

    start: pd.DatetimeIndex

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Day of the week of each, 0 is Monday, (n,)."""
        return np.asarray(self.start.day_of_week, dtype=np.int64)

    @cached_property
    def hour(self) -> NDArray[np.int64]:
        """Hour of the day at which each begins, (n,)."""
        return np.asarray(self.start.hour, dtype=np.int64)

    @cached_property
    def second(self) -> NDArray[np.int64]:
        """Moment at which each begins, since 1970 [s], (n,)."""
        utc = self.start.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
        return np.asarray(utc, dtype=np.int64)

    def places(self, times: pd.Series | pd.DatetimeIndex) -> NDArray[np.int64]:
        """Return the place of the hour in which each time lies, -1 for none, (m,).

        Parameters
        ----------
        times : with their zone, (m,)
        """
        import pandas as pd

        utc = pd.DatetimeIndex(times).tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
        if not len(self):
            return np.full(len(utc), -1, dtype=np.int64)
        found = (utc.astype(np.int64) - self.second[0]) // 3600
        return np.where((found >= 0) & (found < len(self)), found, -1)

    def within(self, weekdays: Iterable[int], hours: tuple[int, int]) -> NDArray[np.bool_]:
        """Return which of them lie on some days of the week and between two hours, (n,).

        Parameters
        ----------
        weekdays : 0 is Monday
        hours : from and to; after midnight if the second is not above the first, on the next day then
        """
        days, (begin, end) = list(weekdays), hours
        if begin < end:
            return np.isin(self.weekday, days) & (self.hour >= begin) & (self.hour < end)
        evening = np.isin(self.weekday, days) & (self.hour >= begin)
        return evening | (np.isin((self.weekday - 1) % 7, days) & (self.hour < end))


def hours_between(start: datetime | pd.Timestamp, end: datetime | pd.Timestamp, *, zone: str) -> Hours:
    """Return the whole hours between two moments; 23 or 25 on days when clocks change.

    Parameters
    ----------
    start, end : local times, or moments with their zone
    zone : IANA name of the zone
    """
    import pandas as pd

    first, last = (_moment(pd.Timestamp(one), zone) for one in (start, end))
    return Hours(pd.date_range(first.ceil("h"), last.floor("h"), freq="h", inclusive="left").tz_convert(zone))


def days_in(text: str) -> tuple[int, ...]:
    """Return the days of the week that somebody names, 0 is Monday.

    Parameters
    ----------
    text : ``weekdays``, ``weekend``, ``all``, or days with commas, of which the first three letters count

    Raises
    ------
    UsageError
        If one of them is no day.

    Examples
    --------
    >>> days_in("weekdays"), days_in("Sat, tuesday")
    ((0, 1, 2, 3, 4), (1, 5))
    """
    found: set[int] = set()
    for part in (one.strip().lower() for one in text.split(",") if one.strip()):
        near = [place for place, day in enumerate(DAYS) if len(part) >= 3 and day.lower().startswith(part)]
        if part not in _GROUPS and not near:
            raise UsageError(text, "names no days of the week", "Write weekdays, weekend, all, or such as mon, thu.")
        found |= set(_GROUPS.get(part, near))
    return tuple(sorted(found))


def span_in(text: str) -> tuple[int, int]:
    """Return the hours of the day that somebody names.

    Parameters
    ----------
    text : such as ``18-22``

    Raises
    ------
    UsageError
        If it is no pair of hours.

    Examples
    --------
    >>> span_in("18-22"), span_in("20h-2h")
    ((18, 22), (20, 2))
    """
    parts = [one.strip().lower().removesuffix("h").removesuffix(":00") for one in text.split("-")]
    if len(parts) == 2 and all(one.isdecimal() and int(one) <= 24 for one in parts):
        return int(parts[0]), int(parts[1])
    raise UsageError(text, "are no hours of the day", "Write whole hours, such as 18-22.")


def _moment(at: pd.Timestamp, zone: str) -> pd.Timestamp:
    """Return a moment of universal time; of two hours of one name the first, of a missing one the next."""
    import pandas as pd

    known = at if at.tzinfo else at.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return pd.Timestamp(known.tz_convert("UTC"))
