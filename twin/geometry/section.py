"""Horizontal cuts through meshes: what stands in the way at a given height."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import Triangles
from twin.model.columns import Array

__all__ = ["section"]

_OPEN_CUT_M: Final = 0.01
"""Half the width that a cut gets which does not close, such as one through a single sheet [m]."""


def section(shapes: Triangles, count: int, *, height: float) -> NDArray[Any]:
    """Return the area that each mesh covers at a height, (count,); None where the cut misses it.

    Parameters
    ----------
    shapes : triangles of the meshes
    count : number of meshes
    height : height of the cut [m]

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]])
    >>> float(section(Triangles(corners, faces, np.zeros(4, int)), 1, height=0.5)[0].area)
    0.125
    """
    lines, owner = _cuts(shapes, height)
    cut, place = np.unique(owner, return_inverse=True)
    areas = np.full(count, None, dtype=object)
    if not len(cut):
        return areas
    together = shapely.multilinestrings(lines, indices=place)
    # parts of one mesh may overlap, such as at the corners of walls
    closed = shapely.build_area(shapely.node(together))
    open_ = shapely.area(closed) == 0
    closed[open_] = shapely.buffer(together[open_], _OPEN_CUT_M, quad_segs=1)
    areas[cut] = closed
    return areas


def _cuts(shapes: Triangles, height: float) -> tuple[NDArray[Any], Array]:
    """Return where triangles pass through the height, as lines, and the mesh of each."""
    above = shapes.points[shapes.faces, 2] >= height
    alone = np.where(above.sum(axis=1) == 1, np.argmax(above, axis=1), np.argmin(above, axis=1))
    crossing = np.flatnonzero(above.any(axis=1) & ~above.all(axis=1))
    faces, corner = shapes.faces[crossing], alone[crossing]
    here = np.arange(len(faces))
    apex = faces[here, corner]
    ends = [_crossing(shapes.points, apex, faces[here, (corner + turn) % 3], height) for turn in (1, 2)]
    visible = np.linalg.norm(ends[0] - ends[1], axis=1) > 0
    pairs = np.stack(ends, axis=1)[visible]
    return shapely.linestrings(pairs), shapes.owner[crossing][visible]


def _crossing(points: Array, one: Array, other: Array, height: float) -> Array:
    """Return where edges pass through the height, (n, 2); the same to the bit for both triangles of an edge."""
    swap = (points[one, 2] >= height)[:, None]
    low, high = np.where(swap, points[other], points[one]), np.where(swap, points[one], points[other])
    share = (height - low[:, 2]) / (high[:, 2] - low[:, 2])
    return np.asarray(low[:, :2] + share[:, None] * (high - low)[:, :2])
