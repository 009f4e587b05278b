"""How much of the ways is dark, and how far it is around, keeping to lit ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Dark", "dark_ways"]


@dataclass(frozen=True, slots=True)
class Dark:
    """What is dark of the ways.

    Parameters
    ----------
    stretches : how many stretches
    length_m : how long they are together [m]
    patches : how many there are of stretches that hang together
    cut : how many patches keep two of their lit ends apart: there is no lit way from one to the other
    detour : longest lit way between two ends of a patch over the shortest way, NaN if there is none [-]
    """

    stretches: int
    length_m: float
    patches: int
    cut: int
    detour: float


def dark_ways(twin: Twin, dark: Collection[int]) -> Dark:
    """Return how much of the ways is dark, and what it takes to go around.

    Parameters
    ----------
    twin : the twin
    dark : rows of dark stretches; ways that are not known to be lit at other times are no way around

    References
    ----------
    Domain model § 8, public lighting: shortest lit way over shortest way.
    """
    from scipy.sparse.csgraph import connected_components, dijkstra

    edges = twin.edges
    rows = np.flatnonzero((edges["relation"] == Relation.WALKS_TO) & (edges["lit"] == 1) & (edges["length"] > 0))
    out = np.isin(edges["via"][rows], list(dark))
    if not out.any():
        return Dark(0, 0.0, 0, 0, float("nan"))
    ends, places = np.unique((edges["source"][rows], edges["target"][rows]), return_inverse=True)
    places, length = places.reshape(2, -1), edges["length"][rows]
    _, patch = connected_components(_graph(places[:, out], length[out], len(ends)), directed=False)
    lit = np.intersect1d(places[:, out], places[:, ~out])
    around = dijkstra(_graph(places[:, ~out], length[~out], len(ends)), directed=False, indices=lit)[:, lit]
    straight = dijkstra(_graph(places, length, len(ends)), directed=False, indices=lit)[:, lit]
    pairs = np.triu(patch[lit][:, None] == patch[lit], 1)
    first = patch[lit][np.nonzero(pairs)[0]]
    apart = ~np.isfinite(around[pairs])
    ratio = around[pairs][~apart] / straight[pairs][~apart]
    worst = float(ratio.max()) if len(ratio) else float("nan")
    patches = len(np.unique(patch[places[0, out]]))
    return Dark(int(out.sum()), float(length[out].sum()), patches, len(np.unique(first[apart])), worst)


def _graph(places: NDArray[np.int64], length: NDArray[np.float64], size: int) -> Any:
    """Return the ways as a sparse matrix of lengths; of two ways between the same places the shorter counts."""
    from scipy.sparse import csr_array

    low, high = np.sort(places, axis=0)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    new = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0)) if len(low) else np.empty(0, dtype=bool)
    return csr_array((length[new], (low[new], high[new])), shape=(size, size))
