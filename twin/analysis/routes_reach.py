"""The nearest of some places from everywhere at once, and what the way there is made of.

One search backwards from all the places gives the time from every node of the graph, so that ten thousand dwellings and
a hundred shops cost one search per sort of shop and not one per dwelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.routes_arcs import Arcs
from twin.analysis.routes_search import least_arcs
from twin.model.columns import Array

__all__ = ["Reach", "reach"]


@dataclass(frozen=True)
class Reach:
    """How each node of the graph gets to the nearest of some places.

    Parameters
    ----------
    seconds : least time to any of the places, infinite without a way [s], (n,)
    place : index of that place, -1 without a way, (n,)
    step : node that one comes to next, -1 at a place and without a way, (n,)
    arc : arc that leads there, -1 where there is none, (n,)
    """

    seconds: NDArray[np.float64]
    place: NDArray[np.int64]
    step: NDArray[np.int64]
    arc: NDArray[np.int64]

    def along(self, quantity: Array) -> NDArray[np.float64]:
        """Return the sum of a quantity of arcs over the way from each node, NaN without a way, (n,).

        Parameters
        ----------
        quantity : of each arc of the graph, (m,)
        """
        own = np.where(self.arc >= 0, np.append(quantity, 0.0)[self.arc], 0.0)
        total = np.where(np.isfinite(self.seconds), own, np.nan)
        jump = self.step
        while (on := jump >= 0).any():  # each round doubles how far ahead one looks
            total[on] += total[jump[on]]
            jump = np.where(on, jump[jump], -1)
        return total


def reach(arcs: Arcs, places: Sequence[Sequence[int]], seconds: Array) -> Reach:
    """Return how each node gets to the nearest of some places.

    Parameters
    ----------
    arcs : the graph
    places : nodes that one gets to each place at
    seconds : how long each arc takes, infinite where nobody passes [s], (m,)
    """
    from scipy.sparse.csgraph import dijkstra

    count = len(arcs.position)
    ends = {node: place for place, nodes in reversed(list(enumerate(places))) for node in nodes}
    nowhere = np.full(count, -1, dtype=np.int64)
    if not ends:
        return Reach(np.full(count, np.inf), nowhere, nowhere, nowhere)
    matrix, best = least_arcs(arcs, seconds)
    time, step, source = dijkstra(matrix.T.tocsr(), indices=sorted(ends), min_only=True, return_predecessors=True)
    place = np.append(nowhere, -1)
    place[list(ends)] = list(ends.values())
    step = np.where(step >= 0, step, -1).astype(np.int64)
    return Reach(time, place[np.where(np.isfinite(time), source, -1)], step, _arcs_between(arcs, best, step))


def _arcs_between(arcs: Arcs, best: Array, step: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the arc from each node to the next, -1 where there is none; `best` is sorted by tail and head."""
    count = len(step)
    keys = arcs.tail[best] * count + arcs.head[best]
    found = np.full(count, -1, dtype=np.int64)
    on = np.flatnonzero(step >= 0)
    found[on] = best[np.searchsorted(keys, on * count + step[on])]
    return found
