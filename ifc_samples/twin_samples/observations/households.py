"""Who lives in a dwelling and when they are at home: what drives air, water and power."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin_samples.design.model import Dwelling
from twin_samples.observations.calendar import Calendar, data

__all__ = ["Household", "draws", "household_of"]


@dataclass(frozen=True, slots=True)
class Household:
    """A household: its dwelling, its kind (single, couple, family, retired), its size, and how many are at home.

    Parameters
    ----------
    at_home : number of people at home, shape (n,) as the calendar
    trips : how many people pass the door of the dwelling within the step, shape (n,)
    """

    dwelling: str
    kind: str
    people: float
    at_home: NDArray[np.float64]
    trips: NDArray[np.float64]


def draws(seed: int, *codes: str) -> np.random.Generator:
    """Return the random numbers of a thing, the same whatever else there is.

    Parameters
    ----------
    seed : of the observations
    codes : that name the thing
    """
    return np.random.default_rng([seed, *(zlib.crc32(code.encode()) for code in codes)])


def household_of(dwelling: Dwelling, calendar: Calendar, *, seed: int) -> Household:
    """Return the household of a dwelling.

    Parameters
    ----------
    dwelling : whose type says how large a household is likely
    calendar : moments at which presence is wanted
    seed : what kind and days are drawn with
    """
    draw = draws(seed, dwelling.code)
    chances = data("households")["kinds"].get(dwelling.type, data("households")["kinds"]["T3"])
    kind = str(draw.choice(list(chances), p=list(chances.values())))
    spec = data("households")[kind]
    gone = _absent(calendar, spec["away_days"], draw)
    at_home = np.zeros(len(calendar.time))
    for member in spec["members"]:
        off = calendar.school_off if member["pupil"] else calendar.off
        at_home += member["people"] * _present(calendar, member, off, draw)
    at_home[gone[calendar.day]] = 0.0
    trips = np.abs(np.diff(at_home, prepend=at_home[:1]))
    return Household(dwelling.code, kind, sum(member["people"] for member in spec["members"]), at_home, trips)


def _present(
    calendar: Calendar, member: dict[str, list[float]], off: NDArray[np.bool_], draw: np.random.Generator
) -> NDArray[np.bool_]:
    """Return when a member of a household is at home, holidays apart, shape (n,)."""
    days = len(off)
    goes, out, back = np.where(off[:, None], member["off"], member["work"]).T
    spread = np.where(off, 1.1, 0.35)
    leaves = out + draw.normal(0.0, 1.0, days) * spread
    returns = np.maximum(leaves + 0.4, back + draw.normal(0.0, 1.2, days) * spread)
    away = draw.random(days) < goes
    evening = draw.random(days) < np.where(off, 0.12, 0.06)
    hour, day = calendar.hour, calendar.day
    working = away[day] & (hour >= leaves[day]) & (hour < returns[day])
    going_out = evening[day] & (hour >= 20.0) & (hour < 22.8)
    return np.asarray(~(working | going_out))


def _absent(calendar: Calendar, away_days: int, draw: np.random.Generator) -> NDArray[np.bool_]:
    """Return on which days nobody is there: most of the days away in summer, the rest around a winter week."""
    gone = np.zeros(len(calendar.off), dtype=bool)
    summer = int(draw.integers(188, 236))
    winter = int(draw.choice([47, 105, 357]))
    gone[summer : summer + round(away_days * 0.7)] = True
    gone[winter : winter + round(away_days * 0.3)] = True
    return gone
