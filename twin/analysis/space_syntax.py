"""How the layout of an estate itself draws people in or keeps them out, before anybody walks.

Units are spaces indoors and stretches of way outdoors. Two units are next to each other if one can step from one into
the other: through a door, a stair or a lift, or because both meet at a junction or an entrance. All measures count
units, not metres, as Hillier and Hanson do.

References
----------
.. [1] B. Hillier, J. Hanson (1984), The Social Logic of Space, Cambridge University Press, pp. 108-113.
       DOI 10.1017/CBO9780511597237
.. [2] U. Brandes (2001), A faster algorithm for betweenness centrality, J. Math. Sociol. 25(2). DOI
       10.1080/0022250X.2001.9990249
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = ["Layout", "Syntax", "diamond_value", "syntax_of"]

_FEWEST: Final = 3
"""Depths of fewer units are the same in every layout, so that nothing can be said of asymmetry."""

_BLOCK: Final = 256


@dataclass(frozen=True, slots=True)
class Layout:
    """Units and which of them are next to each other.

    Parameters
    ----------
    rows : row of the node of each unit, (n,)
    pairs : units next to each other, each pair once and none with itself, (m, 2)
    street : whether each unit is public space, (n,)
    """

    rows: NDArray[np.int64]
    pairs: NDArray[np.int64]
    street: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Syntax:
    """Measures of each unit within the piece that one can walk from it; NaN where they mean nothing.

    Parameters
    ----------
    piece : number of units that one can walk to, itself included, (n,)
    connectivity : number of neighbours [-], (n,)
    control : sum over neighbours of one over their connectivity [-], (n,)
    mean_depth : steps to the others on average [-], (n,)
    asymmetry : relative asymmetry RA, 0 next to all to 1 at the end of a chain [-], (n,)
    integration : one over real relative asymmetry RRA; infinite next to all [-], (n,)
    choice : shortest ways between others that lead through it, shared among equals; each pair once [-], (n,)
    street_depth : steps from the nearest public space, NaN if none leads to it [-], (n,)
    """

    piece: NDArray[np.int64]
    connectivity: NDArray[np.int64]
    control: NDArray[np.float64]
    mean_depth: NDArray[np.float64]
    asymmetry: NDArray[np.float64]
    integration: NDArray[np.float64]
    choice: NDArray[np.float64]
    street_depth: NDArray[np.float64]


def syntax_of(layout: Layout, *, radius: int | None = None) -> Syntax:
    """Return the measures of all units.

    Parameters
    ----------
    layout : the units
    radius : how many steps are looked at for depth and asymmetry; None for all. Choice is always of the whole.

    Notes
    -----
    Depth within a radius is that of the units within it alone, so that ``piece`` is their number.
    """
    import rustworkx as rx

    count = len(layout.rows)
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data([(int(a), int(b)) for a, b in layout.pairs])
    degree = np.bincount(layout.pairs.ravel(), minlength=count)
    reached, total = _depths(graph, count) if radius is None else _depths_within(layout.pairs, count, radius)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(reached > 1, total / (reached - 1), np.nan)
        asymmetry = np.where(reached >= _FEWEST, 2 * (mean - 1) / (reached - 2), np.nan)
        integration = diamond_value(reached) / asymmetry
    choice = rx.graph_betweenness_centrality(graph, normalized=False)
    return Syntax(
        reached,
        degree,
        _control(layout.pairs, degree),
        mean,
        asymmetry,
        integration,
        np.array([choice[unit] for unit in range(count)], dtype=np.float64),
        _steps_from(layout, count),
    )


def diamond_value(units: Array | int) -> NDArray[np.float64]:
    """Return D, the relative asymmetry of the root of a diamond-shaped layout of so many units [-].

    Parameters
    ----------
    units : number of units, 3 or more; NaN for fewer [-]

    References
    ----------
    Hillier and Hanson (1984), pp. 108-113 and table 3.
    """
    count = np.asarray(units, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = 2 * (count * (np.log2((count + 2) / 3) - 1) + 1) / ((count - 1) * (count - 2))
    return np.where(count >= _FEWEST, value, np.nan)


def _depths(graph: Any, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many units each unit reaches, itself included, and the sum of steps to them, (n,) each."""
    import rustworkx as rx

    reached = np.ones(count, dtype=np.int64)
    for members in rx.connected_components(graph):
        reached[list(members)] = len(members)
    closeness = rx.closeness_centrality(graph, wf_improved=False)
    close = np.array([closeness[unit] for unit in range(count)], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # sums of steps are whole numbers
        return reached, np.where(close > 0, np.round((reached - 1) / close), 0.0)


def _depths_within(pairs: Array, count: int, radius: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the same of what is within some steps, (n,) each."""
    from scipy.sparse import csgraph

    near = _matrix(pairs, count)
    reached, total = np.ones(count, dtype=np.int64), np.zeros(count)
    for first in range(0, count, _BLOCK):
        units = np.arange(first, min(first + _BLOCK, count))
        steps = csgraph.dijkstra(near, indices=units, unweighted=True, limit=radius)
        known = np.isfinite(steps)
        reached[units] = known.sum(axis=1)
        total[units] = np.where(known, steps, 0.0).sum(axis=1)
    return reached, total


def _control(pairs: Array, degree: Array) -> NDArray[np.float64]:
    share = 1.0 / np.maximum(degree, 1)
    ends, others = pairs.ravel(), pairs[:, ::-1].ravel()
    return np.bincount(ends, weights=share[others], minlength=len(degree)).astype(np.float64)


def _steps_from(layout: Layout, count: int) -> NDArray[np.float64]:
    """Return the steps from the nearest public space, (n,)."""
    from scipy.sparse import csgraph

    roots = np.flatnonzero(layout.street)
    if not len(roots):
        return np.full(count, np.nan)
    steps = csgraph.dijkstra(_matrix(layout.pairs, count), indices=roots, unweighted=True, min_only=True)
    return np.where(np.isfinite(steps), steps, np.nan)


def _matrix(pairs: Array, count: int) -> Any:
    """Return the units next to each unit, sparse, (n, n)."""
    from scipy.sparse import coo_array

    ends, others = pairs.ravel(), pairs[:, ::-1].ravel()
    return coo_array((np.ones(len(ends)), (ends, others)), shape=(count, count)).tocsr()
