"""Figures of a load curve: how peaked, how steep, how much of it falls when, and what a shift in time makes of it.

A curve has one value per step, all steps equally long. Values that nobody knows are NaN and left out.

References
----------
Load factor, ramping and peak as in the figures of merit of CityLearn, self-consumption and self-sufficiency as in
R. Luthander et al. (2015), Applied Energy 142, DOI 10.1016/j.apenergy.2014.12.028, equations 1 and 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "baseline",
    "load_factor",
    "peak",
    "ramping",
    "self_consumption",
    "self_sufficiency",
    "share_within",
    "shifted",
]


def peak(load: ArrayLike) -> float:
    """Return the greatest value of a curve [unit of load]; NaN if none is known.

    Parameters
    ----------
    load : by step, (n,)
    """
    known = _known(load)
    return float(known.max()) if len(known) else float("nan")


def load_factor(load: ArrayLike) -> float:
    """Return the mean of a curve over its peak [-]; NaN if there is no peak.

    Parameters
    ----------
    load : by step, (n,)

    Examples
    --------
    >>> load_factor([1.0, 2.0, 4.0, 1.0])
    0.5
    """
    known = _known(load)
    return float(known.mean() / known.max()) if len(known) and known.max() > 0 else float("nan")


def ramping(load: ArrayLike) -> float:
    """Return the sum of all rises and falls between steps that follow each other [unit of load].

    Parameters
    ----------
    load : by step, (n,)

    Examples
    --------
    >>> ramping([1.0, 2.0, 4.0, 1.0])
    6.0
    """
    return float(np.nansum(np.abs(np.diff(np.asarray(load, dtype=np.float64)))))


def share_within(load: ArrayLike, within: ArrayLike) -> float:
    """Return the share of a total that falls into some steps [-]; NaN if the total is not above zero.

    Parameters
    ----------
    load : by step, (n,)
    within : whether a step counts, (n,)
    """
    values, mask = np.asarray(load, dtype=np.float64), np.asarray(within, dtype=bool)
    total = np.nansum(values)
    return float(np.nansum(values[mask]) / total) if total > 0 else float("nan")


def self_consumption(produced: ArrayLike, load: ArrayLike) -> float:
    """Return the share of what is produced that is used at once [-]: sum min(P, L) / sum P.

    Parameters
    ----------
    produced, load : by step, (n,)

    Examples
    --------
    >>> self_consumption([0.0, 3.0, 1.0], [2.0, 1.0, 1.0]), self_sufficiency([0.0, 3.0, 1.0], [2.0, 1.0, 1.0])
    (0.5, 0.5)
    """
    return _met(produced, load, of=produced)


def self_sufficiency(produced: ArrayLike, load: ArrayLike) -> float:
    """Return the share of a load that what is produced at once meets [-]: sum min(P, L) / sum L.

    Parameters
    ----------
    produced, load : by step, (n,)
    """
    return _met(produced, load, of=load)


def shifted(load: ArrayLike, movable: ArrayLike, *, steps: int, efficiency: float = 1.0) -> NDArray[np.float64]:
    """Return a curve when part of it is drawn later [unit of load], (n,).

    What would be drawn after the last step stays where it is.

    Parameters
    ----------
    load : by step, (n,)
    movable : part of it that is drawn later, at most the load, (n,)
    steps : by how many steps
    efficiency : of keeping what is drawn earlier or later; what is moved grows by one over it [-]

    Examples
    --------
    >>> shifted([1.0, 4.0, 1.0, 1.0], [0.0, 3.0, 0.0, 0.0], steps=2).tolist()
    [1.0, 1.0, 1.0, 4.0]
    """
    values = np.asarray(load, dtype=np.float64)
    part = np.clip(np.nan_to_num(np.asarray(movable, dtype=np.float64)), 0.0, np.nan_to_num(np.maximum(values, 0.0)))
    later = np.arange(len(values)) + steps
    part[(later < 0) | (later >= len(values))] = 0.0
    reached = np.clip(later, 0, max(len(values) - 1, 0))
    part = np.where(np.isnan(values[reached]), 0.0, part) if len(values) else part
    moved = values - part
    np.add.at(moved, reached, part / efficiency)
    return moved


def baseline(days: ArrayLike, *, most: int = 10) -> NDArray[np.float64]:
    """Return what a day would have been like: the mean of the last similar days, by step (n,).

    Parameters
    ----------
    days : similar days before it, the last one last, (n_days, n)
    most : how many of them count

    References
    ----------
    One of the methods allowed for the French mechanism of load reductions on markets (NEBEF), as the project's sources
    recall it; the rules were not read.
    """
    last = np.asarray(days, dtype=np.float64)[-most:]
    known = np.isfinite(last)
    counts = known.sum(axis=0)
    return np.asarray(np.where(counts > 0, np.nansum(last, axis=0) / np.maximum(counts, 1), np.nan))


def _known(load: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(load, dtype=np.float64)
    return values[np.isfinite(values)]


def _met(produced: ArrayLike, load: ArrayLike, *, of: ArrayLike) -> float:
    made, used = np.asarray(produced, dtype=np.float64), np.asarray(load, dtype=np.float64)
    known = np.isfinite(made) & np.isfinite(used)
    total = np.asarray(of, dtype=np.float64)[known].sum()
    return float(np.minimum(made[known], used[known]).sum() / total) if total > 0 else float("nan")
