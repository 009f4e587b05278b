"""When a room is likely to stand empty through the week, and the windows that this leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.shared_rooms import SharedRoom
from twin_rules.facts.used_hours import Week
from twin_rules.physics.utilisation import frequency, wilson

__all__ = ["Vacancy", "Window", "assumed_vacancy", "booked_vacancy", "grid", "observed_vacancy", "windows_in"]

_SHAPE: Final = (7, 24)


@dataclass(frozen=True)
class Vacancy:
    """How likely a room is empty and not booked, for each weekday and hour of the day, (7, 24).

    Parameters
    ----------
    looks : hours of which it is known
    share : of them in which it was empty and not booked, NaN where nobody looked [-]
    low : lower bound of the chance that it is, NaN where nobody looked and it is only assumed [-]
    """

    looks: NDArray[np.int64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]

    def at_least(self, chance: float) -> NDArray[np.bool_]:
        """Return where a room is empty with at least that chance: by the lower bound, else by what is assumed."""
        with np.errstate(invalid="ignore"):
            return np.where(np.isnan(self.low), self.share >= chance, self.low >= chance)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of one day of the week in which a room is free.

    Parameters
    ----------
    weekday : 0 is Monday
    begin, end : from and to [h, local time]
    """

    weekday: int
    begin: int
    end: int

    @property
    def hours(self) -> int:
        """Length [h]."""
        return self.end - self.begin


def observed_vacancy(week: Week) -> Vacancy:
    """Return how likely a room is empty and not booked, from what was observed.

    Parameters
    ----------
    week : how it is used
    """
    left = week.told - week.taken
    low, _ = wilson(left, week.told)
    return Vacancy(week.told, frequency(left, week.told), np.where(week.told > 0, low, 0.0))


def assumed_vacancy(room: SharedRoom) -> Vacancy:
    """Return how likely a room is empty, as rooms of its kind are assumed to be.

    Parameters
    ----------
    room : the room
    """
    unknown = np.full(_SHAPE, np.nan)
    return Vacancy(np.zeros(_SHAPE, dtype=np.int64), np.full(_SHAPE, 1.0 - room.facts["used"]), unknown)


def booked_vacancy(room: SharedRoom, week: Week) -> Vacancy:
    """Return how likely a room is empty of which only a calendar tells: not booked, and else used as is assumed.

    Parameters
    ----------
    room : the room
    week : how it is booked
    """
    left = frequency(week.hours - week.booked, week.hours)
    return Vacancy(week.booked, np.fmin(left, 1.0 - room.facts["used"]), np.full(_SHAPE, np.nan))


def grid(weekdays: tuple[int, ...], hours: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which hours of the week lie on some days and between two hours, (7, 24).

    Parameters
    ----------
    weekdays : 0 is Monday
    hours : from and to; past midnight, on the next day then, if the second is not above the first

    Examples
    --------
    >>> int(grid((0, 1), (18, 22)).sum()), grid((6,), (22, 2)).nonzero()[0].tolist()
    (8, [0, 0, 6, 6])
    """
    mask = np.zeros(_SHAPE, dtype=bool)
    begin, end = hours
    length = end - begin if end > begin else end + 24 - begin
    for day in weekdays:
        for hour in range(begin, begin + length):
            mask[(day + hour // 24) % 7, hour % 24] = True
    return mask


def windows_in(free: NDArray[np.bool_], *, least_h: float) -> list[Window]:
    """Return the windows that free hours make, each within one day.

    Parameters
    ----------
    free : which hours of the week are free, (7, 24)
    least_h : hours that a window has at least

    Examples
    --------
    >>> mask = grid((0,), (8, 12)) | grid((0,), (18, 19))
    >>> windows_in(mask, least_h=2)
    [Window(weekday=0, begin=8, end=12)]
    """
    found = []
    for weekday, day in enumerate(free):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], day, [False])).astype(np.int8)))
        pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        found += [Window(weekday, begin, end) for begin, end in pairs if end - begin >= least_h]
    return found
