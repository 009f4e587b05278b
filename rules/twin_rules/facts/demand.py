"""How many people walk from each dwelling to each place that they go to, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_destinations import destinations_of_words
from twin.model.twin import Twin
from twin_rules.facts.dated import dated
from twin_rules.facts.walkers import CATEGORIES, ends_of
from twin_rules.physics.gravity import trips

__all__ = ["HOURS", "Demand", "demand_of"]

HOURS: Final = 24

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """Who lives where and where they go to.

    Parameters
    ----------
    homes : rows of the dwellings, (n,)
    people : in each, (n,)
    assumed : whether that number is assumed, (n,)
    goals : rows of the places that people go to, (m,)
    kind : sort of each, (m,)
    share : of the departures of all people that each attracts in a day [-], (m,)
    out, back : share of the departures to each, and of the returns, at each hour [-], (m, 24)
    """

    homes: NDArray[np.int64]
    people: Numbers
    assumed: NDArray[np.bool_]
    goals: NDArray[np.int64]
    kind: NDArray[Any]
    share: Numbers
    out: Numbers
    back: Numbers

    @property
    def by_hour(self) -> Numbers:
        """Walks that begin or end at home in each hour, from each dwelling, (n, 24)."""
        rate = dated("footfall_fr")["trips"]["departures_per_day"]
        return np.asarray(rate * self.people[:, None] * (self.share @ (self.out + self.back)))

    def walks(self, minutes: Numbers, *, beta_per_min: float) -> Numbers:
        """Return how many walk between each dwelling and each place in each hour, there or back, (n, m, 24).

        Parameters
        ----------
        minutes : walking time, infinite without a way [min], (n, m)
        beta_per_min : how fast the wish to go falls off with time [1/min]
        """
        rate = dated("footfall_fr")["trips"]["departures_per_day"]
        found = np.zeros((*minutes.shape, HOURS))
        for hour in range(HOURS):
            for profile in (self.out, self.back):
                into = self.share * profile[:, hour]
                leaving = rate * self.people * into.sum()
                found[:, :, hour] += trips(leaving, into, minutes, beta_per_min=beta_per_min)
        return found


def demand_of(twin: Twin, homes: NDArray[np.int64]) -> Demand:
    """Return how many people live in some dwellings, and where they go to.

    Parameters
    ----------
    twin : the estate
    homes : rows of the dwellings, (n,)
    """
    data = dated("footfall_fr")
    goals, kinds, shares, names = [], [], [], []
    for name, goal in data["goals"].items():
        rows = _rows(twin, goal)
        goals += rows
        kinds += [name] * len(rows)
        shares += [goal["share"] / max(len(rows), 1)] * len(rows)
        names += [goal["hours"]] * len(rows)
    share = np.array(shares, dtype=float)
    people = twin.nodes["headcount"][homes]
    assumed = ~np.isfinite(people)
    return Demand(
        homes,
        np.where(assumed, data["trips"]["people"], people),
        assumed,
        np.array(goals, dtype=np.int64),
        np.array(kinds, dtype=object),
        share / share.sum() if len(share) else share,
        *(_profile(names, way) for way in ("out", "back")),
    )


def _rows(twin: Twin, goal: dict[str, Any]) -> list[int]:
    category = goal.get("category", "")
    found = ends_of(twin, category) if category in CATEGORIES else destinations_of_words(twin, goal["words"])
    return [int(row) for row in found]


def _profile(names: list[str], way: str) -> Numbers:
    hours = dated("footfall_fr")["hours"]
    table = np.array([hours[name][way] for name in names], dtype=float).reshape(-1, HOURS)
    return np.asarray(table / table.sum(axis=1, keepdims=True)) if len(table) else table
