"""What is seen of buildings from outside, when their walls are opaque.

Nine of ten things of a building are inside: rooms, partitions, pipes, furniture. A picture of an estate leaves them
out, which is what makes a hundred buildings drawable at all.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.boxes import corners_of
from twin_viewers.camera import long_side
from twin_viewers.cutaway import is_in_front
from twin_viewers.framing import is_own
from twin_viewers.roles import SPACE

__all__ = ["outer_rows"]

_ALWAYS: Final = ("slab", "roof", "foundation", "railing")
"""Roles that are kept without asking: they are few, and most of them show."""

_NEVER: Final = (SPACE, "furniture", "covering")
_THICK: Final = 2.0
"""What is longer than wide by more than this is looked past across only: the way along a partition ends nowhere [-]."""

_ENOUGH: Final = 400
"""So many things of a building say which way it lies."""

_OPEN_AIR: Final = ("balcony", "terrace", "exterior", "roof")
"""Uses of spaces that hide nothing behind them."""


def outer_rows(twin: Twin, rows: Array, *, role: Array) -> NDArray[np.int64]:
    """Return rows without what lies inside buildings, (m,).

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that might be drawn, (k,)
    role : role of each node, (n,)

    Notes
    -----
    A thing is outside if a model says so, or if on one side of it no room of its storey lies beyond it. It is asked
    once for the same things, since most looks at a twin differ by their colours only.
    """
    known, key = _known(twin), rows.tobytes()
    if key not in known:
        known[key] = _outer(twin, rows, role)
    return known[key]


@once
def _known(_: Twin) -> dict[bytes, NDArray[np.int64]]:
    """Return what has been answered for a twin so far."""
    return {}


def _outer(twin: Twin, rows: Array, role: Array) -> NDArray[np.int64]:
    nodes = twin.nodes
    own, part = is_own(role[rows]), role[rows]
    kept = ~own | np.isin(part, _ALWAYS) | (nodes["is_external"][rows] == 1) | (nodes["storey"][rows] < 0)
    kept &= ~np.isin(part, _NEVER)
    asked = np.flatnonzero(~kept & ~np.isin(part, _NEVER))
    rooms = _rooms(twin, rows[part == SPACE])
    kept[asked] = _is_clear(twin, rows[asked], rooms)
    kept[(part == "equipment") & ~_is_above(twin, rows, rooms)] = False
    return np.asarray(rows[kept])


def _rooms(twin: Twin, spaces: Array) -> NDArray[np.int64]:
    open_air = np.isin(twin.nodes["use"][spaces].astype(str), _OPEN_AIR) | (twin.nodes["is_external"][spaces] == 1)
    return np.asarray(spaces[~open_air])


def _is_above(twin: Twin, rows: Array, rooms: Array) -> NDArray[np.bool_]:
    """Return whether each thing begins over the middle of the highest room of its building, as plants on roofs do."""
    box, building = twin.nodes["box"], twin.nodes["building"]
    top = np.full(twin.nodes.length + 1, -np.inf)
    np.maximum.at(top, building[rooms], box[rooms].mean(axis=1)[:, 2])
    return np.asarray(box[rows, 0, 2] > top[building[rows]])


def _is_clear(twin: Twin, rows: Array, rooms: Array) -> NDArray[np.bool_]:
    """Return whether no room of the storey lies beyond each thing in one direction at least, (k,)."""
    storey, building = twin.nodes["storey"], twin.nodes["building"]
    things, boxes = corners_of(twin, rows), corners_of(twin, rooms)
    for house in np.unique(building[rows]):
        mine, own = building[rows] == house, building[rooms] == house
        both = np.concatenate((things[mine], boxes[own]))
        some = both[np.linspace(0, len(both) - 1, min(len(both), _ENOUGH)).astype(np.int64)]
        along = long_side(some.reshape(-1, 3)[:, :2])
        turn = np.array(((along[0], along[1], 0.0), (-along[1], along[0], 0.0), (0.0, 0.0, 1.0)))
        things[mine], boxes[own] = things[mine] @ turn.T, boxes[own] @ turn.T
    low, high = things.min(axis=1), things.max(axis=1)
    volumes = np.stack((boxes.min(axis=1), boxes.max(axis=1)), axis=1)
    size = (high - low)[:, :2]
    has_rooms = np.isin(storey[rows], storey[rooms])
    clear = np.zeros((4, len(rows)), dtype=bool)
    for number, (axis, step) in enumerate(((0, 1.0), (0, -1.0), (1, 1.0), (1, -1.0))):
        asked = np.flatnonzero(size[:, axis] < _THICK * size[:, 1 - axis])
        clear[number, asked] = is_in_front(
            (low + high)[asked] / 2,
            volumes,
            back=np.eye(3)[axis] * step,
            of_points=storey[rows[asked]],
            of_rooms=storey[rooms],
        )
    return np.asarray(clear.any(axis=0) | ~has_rooms)
