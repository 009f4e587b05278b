"""Lines of a plan of works: things of one kind in one building that fall due in the same year, and what they cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.model.twin import Twin
from twin_rules.facts.equipment_register import FACTS, Item
from twin_rules.physics.present_value import discounted, residual
from twin_rules.physics.renewal_plan import in_turn, scheduled

__all__ = ["Line", "Terms", "Years", "lines_of", "planned", "worth"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan is made under.

    Parameters
    ----------
    start : its first year [a]
    horizon : number of years [a]
    rate : real discount rate [-]
    life_factor : by which all lives are stretched [-]
    budget : money of each year, infinite for as much as it takes [EUR]
    """

    start: int
    horizon: int
    rate: float
    life_factor: float = 1.0
    budget: float = math.inf


@dataclass(frozen=True, slots=True)
class Line:
    """Things that are renewed together.

    Parameters
    ----------
    building : row of it, -1 outdoors
    kind : what they are
    due : years from the start of the plan until their life ends, negative if it has [a]
    life_a : mean life of what replaces them [a]
    cost, upkeep : of all of them [EUR], [EUR a⁻¹]
    pieces : number
    lost_h : dwelling-hours lost if the one among them that most hangs on fails, NaN if unknown
    rows : of the things
    assumed : which of date, life and price are assumed of some of them
    """

    building: int
    kind: str
    due: float
    life_a: float
    cost: float
    upkeep: float
    pieces: int
    lost_h: float
    rows: tuple[int, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Years:
    """When the lines of a plan are done.

    Parameters
    ----------
    first : years from the start until each line is done first, infinite if not within the horizon [a], (n,)
    all : years of all renewals of each line within the horizon [a]
    rank : place of each line in the order in which they have their turn, from 1, (n,)
    """

    first: NDArray[np.float64]
    all: tuple[NDArray[np.float64], ...]
    rank: NDArray[np.int64]


def lines_of(twin: Twin, items: Sequence[Item], lost_h: Mapping[int, float], terms: Terms) -> list[Line]:
    """Return the lines of things whose date and price are known or assumed.

    Parameters
    ----------
    twin : the estate
    items : its register
    lost_h : dwelling-hours lost if a thing alone fails, by row
    terms : of the plan
    """
    groups: dict[tuple[int, str, int], list[Item]] = {}
    for one in items:
        due = one.due(factor=terms.life_factor) - terms.start
        if math.isfinite(due) and math.isfinite(one.cost):
            key = (int(twin.nodes["building"][one.row]), one.kind, math.floor(due))
            groups.setdefault(key, []).append(one)
    return [_line(key, group, lost_h, terms) for key, group in sorted(groups.items())]


def planned(lines: Sequence[Line], terms: Terms) -> Years:
    """Return when each line is done: what is due first, then what most hangs on, as far as the money goes.

    Parameters
    ----------
    lines : of the plan
    terms : its budget and horizon
    """
    due, weight = np.array([max(one.due, 0.0) for one in lines]), [one.lost_h for one in lines]
    every = scheduled(
        due.tolist(),
        [one.cost for one in lines],
        weight,
        life=[one.life_a for one in lines],
        budget=terms.budget,
        horizon=terms.horizon,
    )
    rank = np.empty(len(lines), dtype=np.int64)
    rank[in_turn(due, weight)] = np.arange(1, len(lines) + 1)
    return Years(np.array([years[0] if len(years) else math.inf for years in every]), tuple(every), rank)


def worth(line: Line, years: NDArray[np.float64], terms: Terms) -> dict[str, float]:
    """Return what a line costs over the horizon, in money of its start: invest, upkeep, residual, and net [EUR].

    Parameters
    ----------
    line : of the plan
    years : in which it is renewed, from the start [a]
    terms : rate and horizon

    References
    ----------
    ISO 15686-5:2017: net present cost of investment and upkeep, less what is left at the end.
    """
    horizon, rate = terms.horizon, terms.rate
    invest = float(discounted(np.full(len(years), line.cost), years, rate=rate).sum())
    ends = np.arange(1, horizon + 1, dtype=np.float64)
    upkeep = float(discounted(np.full(horizon, line.upkeep), ends, rate=rate).sum())
    kept = residual(line.cost, horizon - years[-1:], line.life_a).sum()  # what was there before was not paid for here
    left = float(discounted(kept, float(horizon), rate=rate))
    return {"invest": invest, "upkeep": upkeep, "residual": left, "net": invest + upkeep - left}


def _line(key: tuple[int, str, int], group: Sequence[Item], lost_h: Mapping[int, float], terms: Terms) -> Line:
    building, kind, due = key
    cost = math.fsum(one.cost for one in group)
    known = [lost_h[one.row] for one in group if math.isfinite(lost_h.get(one.row, math.nan))]
    return Line(
        building,
        kind,
        float(due),
        math.fsum(one.life_a for one in group) / len(group) * terms.life_factor,
        cost,
        math.fsum(one.upkeep for one in group),
        len(group),
        max(known, default=math.nan),
        tuple(one.row for one in group),
        tuple(name for name in FACTS if any(name in one.assumed for one in group)),
    )
