"""Spaces without any door that lie within a dwelling, such as the shafts between its rooms."""

from __future__ import annotations

from typing import Final

import numpy as np

from twin.inference.rooms import Rooms
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["enclosed_in"]

_WALL_M: Final = 0.3
"""Farthest that a neighbour's outline lies behind the wall between them [m]: partitions and the linings of shafts are
thinner, walls between dwellings with their insulation mostly thicker."""
_OVERLAP_M: Final = 1.0
"""Height that neighbours have in common at least [m]: less is a step between storeys."""


def enclosed_in(twin: Twin, rows: Array, label: Array, doorless: Array) -> Array:
    """Return the label of the one dwelling that each doorless space has for neighbour, (n,); -1 for all others.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the spaces, (n,)
    label : dwelling of each space, -1 if none, (n,)
    doorless : which spaces nothing leads to, (n,) of bool
    """
    rooms = Rooms.of(twin)
    place = np.full(twin.nodes.length, -1)
    place[rows] = np.arange(len(rows))
    mine = place[rooms.rows]
    asked = np.flatnonzero(doorless[mine])
    one, other = rooms.tree.query(rooms.outlines[asked], predicate="dwithin", distance=_WALL_M)
    one = asked[one]
    common = np.minimum(rooms.top[one], rooms.top[other]) - np.maximum(rooms.bottom[one], rooms.bottom[other])
    kept = (common >= _OVERLAP_M) & ~doorless[mine[other]]
    return _only(mine[one[kept]], label[mine[other[kept]]], len(rows))


def _only(space: Array, label: Array, count: int) -> Array:
    """Return the label that all neighbours of a space have, -1 if they differ, (count,)."""
    least, greatest = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(least, space, label)
    np.maximum.at(greatest, space, label)
    return np.where(least == greatest, greatest, -1)
