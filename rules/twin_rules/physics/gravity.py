"""Who goes where: a doubly constrained gravity model, and how well it agrees with counts."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["accessibility", "balanced", "geh", "trips"]

Numbers = NDArray[np.float64]

_EXACT: Final = 1e-13
_MOST_ROUNDS: Final = 20_000


def accessibility(into: Numbers, minutes: Numbers, *, beta_per_min: float) -> Numbers:
    """Return how much each origin can get to, the farther the less, (n,).

    Parameters
    ----------
    into : what each destination offers, (m,)
    minutes : walking time, infinite without a way [min], (n, m)
    beta_per_min : how fast it counts less with time [1/min]

    References
    ----------
    W. G. Hansen (1959), J. Am. Inst. Planners 25(2), DOI 10.1080/01944365908978307.

    Examples
    --------
    >>> accessibility(np.array([2.0, 3.0]), np.array([[0.0, np.inf]]), beta_per_min=0.1).tolist()
    [2.0]
    """
    return np.asarray(np.exp(-beta_per_min * minutes) @ into)


def trips(out: Numbers, into: Numbers, minutes: Numbers, *, beta_per_min: float) -> Numbers:
    """Return how many go from each origin to each destination, (n, m).

    Parameters
    ----------
    out : trips that begin at each origin, (n,)
    into : what each destination attracts, in proportion, (m,)
    minutes : walking time, infinite without a way [min], (n, m)
    beta_per_min : how fast the wish to go falls off with time [1/min]

    Notes
    -----
    T_ij = a_i O_i b_j D_j exp(-β c_ij). Where ways do not join all origins with all destinations, the trips of each
    part go to the destinations of that part. Who has no way anywhere does not go.

    References
    ----------
    A. G. Wilson (1967), Transp. Res. 1(3), DOI 10.1016/0041-1647(67)90035-4; domain model § 11.

    Examples
    --------
    >>> trips(np.array([2.0, 2.0]), np.array([1.0, 1.0]), np.zeros((2, 2)), beta_per_min=0.1).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    wish = np.where(np.isfinite(minutes), np.exp(-beta_per_min * np.where(np.isfinite(minutes), minutes, 0.0)), 0.0)
    wish = wish * (out > 0)[:, None] * (into > 0)
    part_out, part_in = _parts(wish)
    found = np.zeros_like(wish)
    for part in np.unique(part_out[(wish > 0).any(axis=1)]).tolist():
        rows, columns = np.flatnonzero(part_out == part), np.flatnonzero(part_in == part)
        goal = into[columns] * (out[rows].sum() / into[columns].sum())
        found[np.ix_(rows, columns)] = balanced(wish[np.ix_(rows, columns)], out[rows], goal)
    return found


def balanced(seed: Numbers, rows: Numbers, columns: Numbers) -> Numbers:
    """Return a matrix scaled by row and by column so that both have the sums wanted.

    Parameters
    ----------
    seed : numbers not below 0, with at least one above it in each row and column, (n, m)
    rows, columns : sums wanted, above 0 and equal in all, (n,) and (m,)

    Notes
    -----
    Furness iteration. Where zeros of the seed make both sums impossible at once, it stops with the sums of rows kept
    and those of columns as near as it came.

    References
    ----------
    K. P. Furness (1965), Traffic Engineering and Control 7; W. E. Deming, F. F. Stephan (1940), Ann. Math. Statist.
    11(4), DOI 10.1214/aoms/1177731829.

    Examples
    --------
    >>> balanced(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 5.0]), np.array([4.0, 6.0])).sum(axis=0).round(9)
    array([4., 6.])
    """
    along = np.ones(len(columns))
    for _ in range(_MOST_ROUNDS):
        across = rows / (seed @ along)
        new = columns / (across @ seed)
        moved = np.abs(new / along - 1.0).max()
        along = new
        if moved < _EXACT:
            break
    across = rows / (seed @ along)
    return np.asarray(seed * across[:, None] * along)


def geh(model: Numbers, count: Numbers) -> Numbers:
    """Return the GEH of hourly flows: below 5 is usually taken for a good fit.

    Parameters
    ----------
    model, count : flows in an hour, (n,)

    References
    ----------
    UK Department for Transport, TAG unit M3.1, Highway assignment modelling, table 2: GEH = sqrt(2 (M-C)² / (M+C)).

    Examples
    --------
    >>> geh(np.array([120.0]), np.array([100.0])).round(3).tolist()
    [1.907]
    """
    whole = model + count
    return np.asarray(np.sqrt(np.divide(2 * (model - count) ** 2, whole, out=np.zeros_like(whole), where=whole > 0)))


def _parts(wish: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which of the parts that hang together each origin and destination is in."""
    from scipy.sparse import bmat, csr_array
    from scipy.sparse.csgraph import connected_components

    there = csr_array(wish > 0)
    _, part = connected_components(bmat([[None, there], [there.T, None]]), directed=False)
    return part[: len(wish)], part[len(wish) :]
