"""What money of later years is worth today, over the life of equipment.

References
----------
ISO 15686-5:2017, Buildings and constructed assets, service life planning, part 5: life-cycle costing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["annuity", "discounted", "residual"]


def discounted(cost: ArrayLike, year: ArrayLike, *, rate: float) -> NDArray[np.float64]:
    """Return what costs are worth today [unit of cost], (n,).

    Parameters
    ----------
    cost : in prices of today, (n,)
    year : years from today at which they fall due [a], (n,)
    rate : real discount rate per year [-]

    Examples
    --------
    >>> round(float(discounted([10000, 10000], [20, 40], rate=0.03).sum()), 2)
    8602.33
    """
    return np.asarray(np.asarray(cost, dtype=np.float64) / (1.0 + rate) ** np.asarray(year, dtype=np.float64))


def annuity(years: int, *, rate: float) -> float:
    """Return what one unit at the end of each of some years is worth today [-].

    Parameters
    ----------
    years : number of years [a]
    rate : real discount rate per year [-]

    Examples
    --------
    >>> round(annuity(20, rate=0.03), 4)
    14.8775
    """
    return float(discounted(np.ones(years), np.arange(1, years + 1), rate=rate).sum())


def residual(cost: ArrayLike, age_at_end: ArrayLike, life: ArrayLike) -> NDArray[np.float64]:
    """Return what is left of the price of something at the end of a study, falling evenly [unit of cost], (n,).

    Parameters
    ----------
    cost : price when new, (n,)
    age_at_end : age at the end of the study [a], (n,)
    life : service life [a], (n,)

    Examples
    --------
    >>> float(residual(10000.0, 12.5, 25.0))
    5000.0
    """
    share = 1.0 - np.asarray(age_at_end, dtype=np.float64) / np.asarray(life, dtype=np.float64)
    return np.asarray(np.asarray(cost, dtype=np.float64) * np.clip(share, 0.0, 1.0))
