"""Loads trips onto the shortest ways of a graph; ways that are equally short share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Network"]

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

_SAME_S: Final = 1e-7
"""Ways whose times differ by less are equally short [s]: below the least time of an arc, above what adding loses."""


class Network:
    """A graph of arcs with times, on which trips take the shortest ways.

    Parameters
    ----------
    tail, head : ends of the arcs, no two of which join the same nodes the same way, (m,)
    seconds : time of each arc, at least 1e-6 s, (m,)
    count : number of nodes
    """

    def __init__(self, tail: Places, head: Places, seconds: Numbers, *, count: int) -> None:
        from scipy.sparse import csr_array

        self.tail, self.head, self.seconds, self.count = tail, head, seconds, count
        self._backwards = csr_array((seconds, (head, tail)), shape=(count, count))

    def times_to(self, ends: Sequence[Sequence[int]]) -> Numbers:
        """Return the time from each node to the nearest node of each end, infinite without a way [s], (n_ends, n).

        Parameters
        ----------
        ends : nodes of each
        """
        from scipy.sparse.csgraph import dijkstra

        found = np.full((len(ends), self.count), np.inf)
        for place, nodes in enumerate(ends):
            if len(nodes):
                found[place] = dijkstra(self._backwards, indices=list(nodes), min_only=True)
        return found

    def loaded(self, times: Numbers, starts: Places, trips: Numbers) -> Numbers:
        """Return the flow over each arc of trips to one end, (m, k).

        Parameters
        ----------
        times : time from each node to the end, infinite without a way [s], (n,)
        starts : nodes that trips begin at, (s,)
        trips : how many begin there, in k columns, (s, k)

        Notes
        -----
        All-or-nothing assignment. At a node from which several arcs are on shortest ways each takes the same share.
        """
        from scipy.sparse import csc_array, identity
        from scipy.sparse.linalg import spsolve_triangular

        on = self._on_shortest(times)
        share = 1.0 / np.bincount(self.tail[on], minlength=self.count)[self.tail[on]]
        order = np.argsort(-np.where(np.isfinite(times), times, -1.0), kind="stable")  # the farthest first
        place = np.empty(self.count, dtype=np.int64)
        place[order] = np.arange(self.count)
        begun = np.zeros((self.count, trips.shape[1]))
        np.add.at(begun, place[starts], trips)
        forward: Any = csc_array((share, (place[self.head[on]], place[self.tail[on]])), shape=(self.count, self.count))
        passing = spsolve_triangular((identity(self.count, format="csr") - forward).tocsr(), begun, unit_diagonal=True)
        flow = np.zeros((len(self.tail), trips.shape[1]))
        flow[on] = passing[place[self.tail[on]]] * share[:, None]
        return flow

    def _on_shortest(self, times: Numbers) -> Places:
        """Return the arcs that lie on a shortest way to the end."""
        ahead, here = times[self.head], times[self.tail]
        on = np.flatnonzero(np.isfinite(ahead) & np.isfinite(here))
        return on[np.abs(self.seconds[on] + ahead[on] - here[on]) <= _SAME_S]
