"""Which parts of a building stand between the eye and its rooms.

Walls hide what a twin is about. Making all of them translucent turns a building into fog; so only those are, that no
room stands in front of: the near façades and the roof. All others stay solid behind the rooms, as in a doll's house.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.camera import Viewpoint, long_side
from twin_viewers.framing import is_own
from twin_viewers.placing import Triangles, runs
from twin_viewers.public import NEIGHBOUR
from twin_viewers.roles import SPACE

__all__ = ["MAY_HIDE", "is_in_front", "neighbours_in_front", "nodes_in_front"]

MAY_HIDE: Final = ("wall", "slab", "roof", "foundation", "column or beam", "covering", "other element")
"""Roles that are drawn faintly where they stand in front of rooms; doors and windows keep the façade readable."""

_PAIRS_AT_ONCE: Final = 2_000_000
_TOUCH_M: Final = 0.05
"""Rooms are taken to be smaller by this on every side: a wall that touches a room is not behind it [m]."""


def nodes_in_front(twin: Twin, triangles: Triangles, *, role: Array, viewpoint: Viewpoint) -> NDArray[np.bool_]:
    """Return for each node whether it stands between the eye and the rooms of its building, (n,).

    Parameters
    ----------
    twin : the twin
    triangles : what is drawn
    role : role of each node, (n,)
    viewpoint : direction of view
    """
    rows, building = triangles.rows, twin.nodes["building"][triangles.rows]
    rooms, hiding = np.flatnonzero(role[rows] == SPACE), np.flatnonzero(np.isin(role[rows], MAY_HIDE))
    middles, result = triangles.middles, np.zeros(twin.nodes.length, dtype=bool)
    for house in np.unique(building[hiding]):
        mine, own = hiding[building[hiding] == house], rooms[(building[rooms] == house) | (house < 0)]
        if not len(own):
            continue
        axes, boxes = _along_rooms(triangles, own)
        # A sloping roof hides the attic from most sides, so of roofs only those stay solid that carry rooms.
        to_eye = np.where((role[rows[mine]] == "roof")[:, None], (0.0, 0.0, 1.0), axes @ viewpoint.back)
        alike = {"of_points": np.zeros(len(mine)), "of_rooms": np.zeros(len(own))}
        result[rows[mine]] = is_in_front(middles[mine] @ axes.T, boxes, back=to_eye, **alike)
    return result


def neighbours_in_front(twin: Twin, triangles: Triangles, *, role: Array, viewpoint: Viewpoint) -> NDArray[np.bool_]:
    """Return for each node whether it is a surrounding building between the eye and the buildings of the twin, (n,).

    Parameters
    ----------
    twin : the twin
    triangles : what is drawn
    role : role of each node, (n,)
    viewpoint : direction of view
    """
    rows, boxes = triangles.rows, triangles.boxes(np.stack((viewpoint.right, viewpoint.up, viewpoint.back)))
    own, near = np.flatnonzero(is_own(role[rows])), np.flatnonzero(role[rows] == NEIGHBOUR)
    result = np.zeros(twin.nodes.length, dtype=bool)
    for building in np.unique(twin.nodes["building"][rows[own]]):
        mine = boxes[own[twin.nodes["building"][rows[own]] == building]]
        low, high = mine[:, 0].min(axis=0), mine[:, 1].max(axis=0)
        over = ((boxes[near, 1, :2] > low[:2]) & (boxes[near, 0, :2] < high[:2])).all(axis=1)
        result[rows[near]] |= over & (boxes[near].mean(axis=1)[:, 2] > (low + high)[2] / 2)
    return result


def is_in_front(points: Array, rooms: Array, *, back: Array, of_points: Array, of_rooms: Array) -> NDArray[np.bool_]:
    """Return whether a building has rooms, but none of them stands between each point and the eye, (n,).

    Parameters
    ----------
    points : a point of each thing [m], (n, 3)
    rooms : least and greatest coordinates of the rooms along the same axes [m], (m, 2, 3)
    back : direction from each point to the eye, (3,) or (n, 3)
    of_points : building of each point, -1 where unknown: then all rooms count, (n,)
    of_rooms : building of each room, (m,)
    """
    result = np.zeros(len(points), dtype=bool)
    back = np.broadcast_to(back, points.shape)
    for building in np.unique(of_points):
        mine = np.flatnonzero(of_points == building)
        here = rooms if building < 0 else rooms[of_rooms == building]
        if not len(here):
            continue
        for part in np.array_split(mine, max(1, len(mine) * len(here) // _PAIRS_AT_ONCE)):
            result[part] = ~_meets(points[part], back[part], here).any(axis=1)
    return result


def _along_rooms(triangles: Triangles, rooms: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the axes of a building and its rooms along them [m], (k, 2, 3): across, boxes would overlap façades."""
    counts = np.diff(triangles.starts, append=len(triangles.points))[rooms]
    points = triangles.points[runs(triangles.starts[rooms], counts)].astype(np.float64)
    along = np.append(long_side(points[:, :2]), 0.0)
    axes = np.stack((along, np.cross((0.0, 0.0, 1.0), along), (0.0, 0.0, 1.0)))
    first, turned = np.cumsum(counts) - counts, points @ axes.T
    return axes, np.stack([function.reduceat(turned, first) for function in (np.minimum, np.maximum)], axis=1)


def _meets(points: Array, directions: Array, boxes: Array) -> NDArray[np.bool_]:
    """Return whether the ray from each point meets each box beyond it, (number of points, number of boxes).

    A box around the point does not count: the attic's box holds the roof that covers it.
    """
    enter = np.full((len(points), len(boxes)), -np.inf)
    leave = np.full((len(points), len(boxes)), np.inf)
    for axis in range(3):
        step = np.where(np.abs(directions[:, axis]) > 1e-9, directions[:, axis], 1e-9)[:, None]
        low = (boxes[None, :, 0, axis] + _TOUCH_M - points[:, None, axis]) / step
        high = (boxes[None, :, 1, axis] - _TOUCH_M - points[:, None, axis]) / step
        np.maximum(enter, np.minimum(low, high), out=enter)
        np.minimum(leave, np.maximum(low, high), out=leave)
    return np.asarray((enter < leave) & (enter > 0))
