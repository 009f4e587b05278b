"""Shortest ways across an area: straight where one sees the other end, else round the corners between."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from twin.model.columns import Array

__all__ = ["Crossing", "crossing"]

_SIMPLE_M: Final = 0.1
"""Corners this near a straight line are none: what a wall is out of true [m]."""
_MOST_CORNERS: Final = 80
"""Areas with more corners that stick out are taken as seen through, for the number of lines grows with its square."""


class Crossing:
    """Shortest ways between points of one area.

    Parameters
    ----------
    points : the points, then the corners that ways may go round [m], (n, 2)
    length : length of the shortest way between each two of them, infinite if there is none [m], (n, n)
    """

    def __init__(self, points: Array, length: Array, before: Array) -> None:
        self.points = points
        self.length = length
        self._before = before

    def way(self, start: int, end: int) -> list[int]:
        """Return the rows of the points on the shortest way from one to another, both included."""
        found = [end]
        while found[-1] != start and self._before[start, found[-1]] >= 0:
            found.append(int(self._before[start, found[-1]]))
        return found[::-1]


def crossing(area: Any, points: Array, *, slack_m: float) -> Crossing:
    """Return the shortest ways between points in an area.

    Parameters
    ----------
    area : polygon or polygons
    points : in plan [m], (n, 2)
    slack_m : how far outside the area points and ways may lie, such as half of a wall [m]
    """
    from scipy.sparse.csgraph import shortest_path

    wide = area.buffer(slack_m, join_style="mitre")
    corners = _corners(wide)
    if len(corners) > _MOST_CORNERS:
        wide, corners = area.envelope.buffer(slack_m), np.zeros((0, 2))
    every = np.concatenate((points, corners))
    one, other = np.triu_indices(len(every), 1)
    lines = shapely.linestrings(np.stack((every[one], every[other]), axis=1))
    shapely.prepare(wide)
    seen = shapely.covers(wide.buffer(1e-6), lines)
    between = np.zeros((len(every), len(every)))
    between[one[seen], other[seen]] = np.maximum(shapely.length(lines[seen]), 1e-9)
    length, before = shortest_path(between, directed=False, return_predecessors=True)
    return Crossing(every, length, before)


def _corners(area: Any) -> Array:
    """Return the corners that stick out into an area, (n, 2)."""
    polygons = shapely.get_parts(shapely.normalize(shapely.simplify(area, _SIMPLE_M)))
    found = [np.zeros((0, 2))]
    for ring in shapely.get_rings(polygons):
        corners = shapely.get_coordinates(ring)[:-1]
        before, after = corners - np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0) - corners
        turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        found.append(corners[turn > 0])  # normal outer rings run clockwise, holes the other way
    return np.concatenate(found)
