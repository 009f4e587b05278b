"""How much a space is used: how often, how full, and both together, with the doubt of having looked only so often."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["NORMAL_95", "frequency", "independent", "utilisation", "wilson"]

NORMAL_95: Final = 1.959963984540054
"""Quantile of the normal distribution that leaves 2.5 % above it."""


def frequency(used: ArrayLike, available: ArrayLike) -> NDArray[np.float64]:
    """Return the share of the available time in which a space is used [-]; NaN where none is available.

    Parameters
    ----------
    used : slots in which somebody is there
    available : slots in which it could be used and of which that is known

    References
    ----------
    UK Higher Education Space Management Group (2006), Space utilisation: practice, performance and guidelines.

    Examples
    --------
    >>> round(float(frequency(30, 45)), 4)
    0.6667
    """
    part, whole = np.asarray(used, dtype=np.float64), np.asarray(available, dtype=np.float64)
    out = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=whole > 0))


def utilisation(frequency: ArrayLike, occupancy: ArrayLike) -> NDArray[np.float64]:
    """Return how much of what a space could hold is used: how often times how full [-].

    Parameters
    ----------
    frequency : share of the time in which it is used [-]
    occupancy : people there when it is used over its capacity [-]

    Notes
    -----
    Where nobody ever is, nobody knows how full it would be, and yet it is not used at all.

    References
    ----------
    As `frequency`.

    Examples
    --------
    >>> float(utilisation(1.0, 0.5)), float(utilisation(0.0, float("nan")))
    (0.5, 0.0)
    """
    often = np.asarray(frequency, dtype=np.float64)
    return np.where(often == 0, 0.0, often * np.asarray(occupancy, dtype=np.float64))


def independent(used: NDArray[np.bool_], known: NDArray[np.bool_]) -> float:
    """Return how many independent looks tell as much as looks at hours that follow one another [-].

    Who is there in one hour is often there in the next, so that hours tell less than as many looks at random: of n with
    the correlation r from one to the next, n (1 - r) / (1 + r) are left. Never more than n, nor less than one.

    Parameters
    ----------
    used : whether it was so in each hour, in order of time, (n,)
    known : hours of which that is known, (n,)

    References
    ----------
    G. V. Bayley, J. M. Hammersley (1946), Suppl. J. R. Stat. Soc. 8, 184-197: correlation that fades evenly.

    Examples
    --------
    >>> evenings = np.tile([True] * 4 + [False] * 16, 50)
    >>> round(independent(evenings, np.ones(1000, dtype=bool)))
    183
    """
    looks = float(known.sum())
    pairs = known[1:] & known[:-1]
    before, after = used[:-1][pairs], used[1:][pairs]
    if len(before) <= 1 or before.std() == 0 or after.std() == 0:
        return looks
    fades = max(float(np.corrcoef(before, after)[0, 1]), 0.0)
    return max(looks * (1.0 - fades) / (1.0 + fades), 1.0)


def wilson(
    count: ArrayLike, total: ArrayLike, *, quantile: float = NORMAL_95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds between which a share lies, given how often it was so among how many looks [-].

    Without a look it is anywhere between 0 and 1.

    Parameters
    ----------
    count : times that it was so
    total : times that somebody looked
    quantile : of the normal distribution; for 95 % if not given

    Notes
    -----
    Looks are taken to be independent. Hours of one evening are not; the same hour of different weeks nearly is.

    References
    ----------
    E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> [round(float(bound), 4) for bound in wilson(30, 45)]
    [0.5207, 0.7864]
    """
    often, looks = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    seen = np.maximum(looks, 1.0)
    share, square = often / seen, quantile**2
    middle = (share + square / (2 * seen)) / (1 + square / seen)
    half = quantile * np.sqrt(share * (1 - share) / seen + square / (4 * seen**2)) / (1 + square / seen)
    low, high = np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
    return np.where(looks > 0, low, 0.0), np.where(looks > 0, high, 1.0)
