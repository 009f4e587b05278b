"""Outlines in plan of meshes, as polygons for maps."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["plan_outlines"]

_MOST_TRIANGLES = 400
_THIN_M = 0.005


def plan_outlines(
    points: NDArray[np.float64], faces: NDArray[np.int64], owner: NDArray[np.int64], count: int
) -> NDArray[Any]:
    """Return the outline in plan of each mesh, (count,); None where a mesh has no faces.

    The outline is the union of the faces that look up. A mesh with very many of them (a tree, a radiator), or with none
    (a pane without thickness), gets the convex hull of its corners.

    Parameters
    ----------
    points : corners in plan [m], (n, 2)
    faces : three rows of ``points`` each, (m, 3)
    owner : number of the mesh that each face belongs to, ascending, (m,)
    count : number of meshes
    """
    corners = points[faces]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    up = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] > 1e-9
    shown = np.bincount(owner[up], minlength=count)
    exact = (shown > 0) & (shown <= _MOST_TRIANGLES)
    outlines = np.full(count, None, dtype=object)
    use = up & exact[owner]
    outlines[exact] = _unions(shapely.polygons(corners[use]), shown[exact])
    rest = ~exact & (np.bincount(owner, minlength=count) > 0)
    outlines[rest] = _hulls(corners, owner, np.flatnonzero(rest))
    return outlines


def _unions(triangles: NDArray[Any], sizes: NDArray[np.int64]) -> NDArray[Any]:
    """Return the union of each run of triangles, padded to a rectangle so that one call does them all."""
    result = np.empty(len(sizes), dtype=object)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        block = triangles[starts[rows][:, None] + np.arange(size)]
        result[rows] = shapely.union_all(block, axis=1, grid_size=1e-5) if size > 1 else block[:, 0]
    return result


def _hulls(corners: NDArray[np.float64], owner: NDArray[np.int64], which: NDArray[np.int64]) -> NDArray[Any]:
    starts, ends = np.searchsorted(owner, which, "left"), np.searchsorted(owner, which, "right")
    clouds = [shapely.multipoints(corners[start:end].reshape(-1, 2)) for start, end in zip(starts, ends, strict=True)]
    hulls = shapely.convex_hull(np.array(clouds, dtype=object))
    thin = shapely.area(hulls) == 0
    hulls[thin] = shapely.buffer(hulls[thin], _THIN_M, quad_segs=1)
    return np.asarray(hulls)
