"""How often and how full rooms are used: counts of hours by room, weekday and hour, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.dated import dated
from twin_rules.facts.local_hours import Hours
from twin_rules.facts.presence import Presence
from twin_rules.facts.presence_signs import SOMEBODY, UNKNOWN
from twin_rules.facts.shared_rooms import SharedRoom
from twin_rules.physics.utilisation import frequency, independent, utilisation, wilson

__all__ = ["BANDS", "Week", "band", "use_of", "weeks_of"]

BANDS: Final = ("good", "fair", "poor")


@dataclass(frozen=True)
class Week:
    """How a room is used through the week: one value for each weekday and hour of the day, (7, 24).

    Parameters
    ----------
    looks : hours of which it is known
    used : those in which somebody was there
    taken : hours in which sensors saw somebody, or which were booked
    told : hours that sensors tell, or that were booked: that a calendar is silent does not say that nobody was there
    booked : hours that were booked
    hours : hours that there were
    people : people there on average when it was used, NaN where nobody knows
    """

    looks: NDArray[np.int64]
    used: NDArray[np.int64]
    taken: NDArray[np.int64]
    told: NDArray[np.int64]
    booked: NDArray[np.int64]
    hours: NDArray[np.int64]
    people: NDArray[np.float64]


def weeks_of(one: Presence, hours: Hours) -> Week:
    """Return how a room is used through the week.

    Parameters
    ----------
    one : presence in it, (n,)
    hours : of which that is told, (n,)
    """
    known, used = one.there != UNKNOWN, one.there == SOMEBODY
    counted = used & np.isfinite(one.people)
    heads = _sum(hours, np.where(counted, one.people, 0.0))
    times = _sum(hours, counted)
    people = np.divide(heads, times, out=np.full((7, 24), np.nan), where=times > 0)
    every, held = np.ones(len(hours), dtype=bool), one.booked
    parts = (known, used, (used & one.seen) | held, one.seen | held, held, every)
    looks, uses, taken, told, booked, there_were = (_sum(hours, part).astype(np.int64) for part in parts)
    return Week(looks, uses, taken, told, booked, there_were, people)


def use_of(room: SharedRoom, one: Presence, open_hours: NDArray[np.bool_]) -> Mapping[str, object]:
    """Return how often and how full a room is used in the hours in which it is open, by column.

    Parameters
    ----------
    room : the room
    one : presence in it, (n,)
    open_hours : in which it can be used, (n,)
    """
    known = (one.there != UNKNOWN) & open_hours
    used = known & (one.there == SOMEBODY)
    often = float(frequency(used.sum(), known.sum()))
    alone = independent(used, known)
    low, high = (float(bound) for bound in wilson(often * alone if alone else 0.0, alone))
    people, least, most = (_mean(values[used]) for values in (one.people, one.low, one.high))
    full = people / room.capacity
    use = float(utilisation(often, full)) if np.isfinite(room.capacity) else float("nan")
    held = one.booked & open_hours
    kept = held & one.seen
    return {
        "hours_open": int(open_hours.sum()),
        "hours_known": int(known.sum()),
        "sampling": float(frequency(known.sum(), open_hours.sum())),
        "frequency": often,
        "frequency_low": low if known.any() else np.nan,
        "frequency_high": high if known.any() else np.nan,
        "people": people,
        "people_low": least,
        "people_high": most,
        "people_from": one.people_from if np.isfinite(people) else "",
        "occupancy": full,
        "utilisation": use,
        "band": band(use),
        "overfull_h": int((used & (one.people > room.capacity)).sum()) if np.isfinite(full) else None,
        "booked": float(frequency(held.sum(), open_hours.sum())) if one.listed else np.nan,
        "no_show": float(frequency((kept & (one.there != SOMEBODY)).sum(), kept.sum())),
    }


def band(use: float) -> str:
    """Return the band in which a utilisation lies; empty if it is not known.

    Parameters
    ----------
    use : utilisation [-]

    Examples
    --------
    >>> band(0.4), band(0.25), band(0.1), band(float("nan"))
    ('good', 'fair', 'poor', '')
    """
    bounds = dated("utilisation_bands")
    if not np.isfinite(use):
        return ""
    return next((name for name in BANDS[:2] if use >= bounds[name]), BANDS[2])


def _sum(hours: Hours, values: NDArray[np.generic]) -> NDArray[np.float64]:
    cell = hours.weekday * 24 + hours.hour
    counts = np.bincount(cell, weights=values.astype(np.float64), minlength=168)
    return np.asarray(counts, dtype=np.float64).reshape(7, 24)


def _mean(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
