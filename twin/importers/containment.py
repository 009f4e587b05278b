"""What stands in what, read off the column of parents."""

from __future__ import annotations

import numpy as np

from twin.model.columns import Array

__all__ = ["nearest"]

_DEEPEST = 64
"""No building nests deeper; a ring of containment would never end."""


def nearest(parent: Array, wanted: Array) -> Array:
    """Return for each node the nearest of the wanted at or above it, -1 if there is none.

    Parameters
    ----------
    parent : row of the node that contains each node, -1 if none, (n,)
    wanted : which nodes are looked for, (n,) of bool
    """
    rows = np.arange(len(parent))
    place = np.where(wanted, rows, -1)
    above = parent.copy()
    for _ in range(_DEEPEST):
        open_ = (place < 0) & (above >= 0)
        if not open_.any():
            break
        place[open_] = np.where(wanted[above[open_]], above[open_], -1)
        above[open_] = parent[above[open_]]
    return place.astype("int32")
