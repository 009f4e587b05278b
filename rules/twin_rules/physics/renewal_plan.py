"""When renewals are done if only so much money comes each year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["in_turn", "scheduled"]


def in_turn(due: ArrayLike, weight: ArrayLike) -> NDArray[np.int64]:
    """Return the order in which renewals have their turn: what is due first, and of that what weighs most, (n,).

    Parameters
    ----------
    due : year from which each is due [a], (n,); what is overdue is due in year 0
    weight : what is lost if it fails, (n,); what nobody knows comes last

    Examples
    --------
    >>> in_turn([0, 0, 3], [1.0, 5.0, 9.0]).tolist()
    [1, 0, 2]
    """
    return np.lexsort((-np.nan_to_num(np.asarray(weight, dtype=np.float64), nan=-1.0), np.maximum(due, 0)))


def scheduled(
    due: Sequence[float],
    cost: Sequence[float],
    weight: Sequence[float],
    *,
    life: Sequence[float],
    budget: float,
    horizon: float,
) -> list[NDArray[np.float64]]:
    """Return the years within the horizon in which each thing is renewed, again and again [a], n of (k,).

    What is due first has its turn first, and of that what weighs most; what is put in has its turn again when its own
    life has ended. Money that is not spent is kept for later years. Nobody overtakes: what cannot be paid waits until
    enough is kept, and all after it wait too.

    Parameters
    ----------
    due : year from which each is due first [a], (n,); below 0 is year 0
    cost : of each renewal [EUR], (n,)
    weight : what is lost if it fails, (n,); what nobody knows comes last
    life : service life of what is put in [a], (n,)
    budget : money of each year [EUR]; infinite for as much as it takes
    horizon : number of years [a], the last one excluded

    Examples
    --------
    >>> years = scheduled([0, 0, 1], [150.0, 40.0, 60.0], [9.0, 1.0, 1.0], life=[3, 9, 9], budget=100.0, horizon=5)
    >>> [one.tolist() for one in years]
    [[1.0, 4.0], [1.0], [2.0]]
    """
    waiting = [(max(first, 0.0), *_by_weight(weight[place]), place) for place, first in enumerate(due)]
    heapify(waiting)
    done: list[list[float]] = [[] for _ in due]
    spent, year = 0.0, 0.0
    while waiting:
        ready, *_, place = heappop(waiting)
        spent += cost[place]
        year = max(year, ready, _paid(spent, budget))
        if year >= horizon:
            break
        done[place].append(year)
        heappush(waiting, (year + life[place], *_by_weight(weight[place]), place))
    return [np.array(years) for years in done]


def _by_weight(weight: float) -> tuple[bool, float]:
    return (True, 0.0) if math.isnan(weight) else (False, -weight)


def _paid(total: float, budget: float) -> float:
    """Return the first year by whose end so much money has come [a]."""
    if total <= 0 or math.isinf(budget):
        return 0.0
    years = total / budget if budget > 0 else math.inf
    return float(max(math.ceil(years - 1e-9) - 1, 0)) if math.isfinite(years) else math.inf
