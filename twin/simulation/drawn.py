"""Which links are drawn through, not pushed: those of used air, whose way works only while the fan at its end does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["drawn"]

Rows = NDArray[np.int64]


def drawn(source: Rows, target: Rows, drawing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which links lead to something that draws and come from nothing that pushes, (n_links,).

    Parameters
    ----------
    source, target : ends of the links of one commodity, (n_links,)
    drawing : whether each node draws what comes and pushes what goes, as a fan does, (n_nodes,)

    Examples
    --------
    >>> fan = np.array([False, True, False])
    >>> drawn(np.array([0, 1]), np.array([1, 2]), fan).tolist()
    [True, False]
    """
    if not len(source) or not drawing[np.concatenate((source, target))].any():
        return np.zeros(len(source), dtype=bool)
    return np.asarray(_reached(target, source, drawing)[target] & ~_reached(source, target, drawing)[source])


def _reached(start: Rows, end: Rows, first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether each node can be reached over links from some nodes, these among them, (n_nodes,)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    size = len(first)
    # one more node leads to all that the search begins with
    begins = np.flatnonzero(first)
    starts, ends = np.concatenate((start, np.full(len(begins), size))), np.concatenate((end, begins))
    links = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(size + 1, size + 1))
    found = np.zeros(size + 1, dtype=bool)
    found[breadth_first_order(links, size, return_predecessors=False)] = True
    return found[:size]
