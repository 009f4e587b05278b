"""When renewals are done if only so much money comes each year."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    due: Sequence[float], cost: Sequence[float], order: Sequence[int], *, budget: float, horizon: int
) -> NDArray[np.float64]:
    """Return the year in which each renewal is done, infinite if not within the horizon [a], (n,).

    Money that is not spent is kept for later years. Nobody overtakes: what cannot be paid waits until enough is kept,
    and all after it wait too. So more money never means fewer renewals, which picking what fits would not promise.

    Parameters
    ----------
    due : year from which each is due [a], (n,); below 0 is year 0
    cost : of each [EUR], (n,)
    order : places in the order in which they have their turn, due years ascending, (n,)
    budget : money of each year [EUR]; infinite for as much as it takes
    horizon : number of years [a]

    Examples
    --------
    >>> scheduled([0, 0, 1], [150.0, 40.0, 60.0], [0, 1, 2], budget=100.0, horizon=5).tolist()
    [1.0, 1.0, 2.0]
    """
    done = np.full(len(due), np.inf)
    spent, year = 0.0, 0.0
    for place in order:
        spent += cost[place]
        year = max(year, due[place], 0.0, _paid(spent, budget))
        if year >= horizon:
            break
        done[place] = year
    return done


def _paid(total: float, budget: float) -> float:
    """Return the first year by whose end so much money has come [a]."""
    if total <= 0 or math.isinf(budget):
        return 0.0
    years = total / budget if budget > 0 else math.inf
    return float(max(math.ceil(years - 1e-9) - 1, 0)) if math.isfinite(years) else math.inf
