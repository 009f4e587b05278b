"""Outlines in plan of meshes, as polygons for maps."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["plan_outlines"]

_MOST_OVERLAPPING = 64
_THIN_M = 0.005
_GRID_M = 1e-5
_LEAST_M2 = 1e-6
"""Faces that stand upright but for rounding look up by less than this."""


def plan_outlines(
    points: NDArray[np.float64], faces: NDArray[np.int64], owner: NDArray[np.int64], count: int
) -> NDArray[Any]:
    """Return the outline in plan of each mesh, (count,); None where a mesh has no faces.

    The outline is the union of the faces that look up. Where very many of these lie above each other (a railing, a
    tree), or where there is none (a pane without thickness), it is the convex hull of the mesh.

    Parameters
    ----------
    points : corners in plan [m], (n, 2)
    faces : three rows of ``points`` each, (m, 3)
    owner : number of the mesh that each face belongs to, ascending, (m,)
    count : number of meshes
    """
    # Eastings and northings leave few digits for what lies between corners. On a grid far coarser than these digits,
    # no outline becomes invalid by being moved there and back.
    origin = np.floor(points.min(axis=0)) if len(points) else np.zeros(2)
    drawn = _drawn(points - origin, faces, owner, count)
    return np.asarray(shapely.transform(drawn, lambda plan: plan + origin))


def _drawn(points: NDArray[np.float64], faces: NDArray[np.int64], owner: NDArray[np.int64], count: int) -> NDArray[Any]:
    corners = points[faces]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    up = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0] > _LEAST_M2
    shown = np.bincount(owner[up], minlength=count)
    drawn = shown > 0
    outlines = np.full(count, None, dtype=object)
    outlines[drawn] = shapely.set_precision(_unions(shapely.polygons(corners[up]), shown[drawn]), _GRID_M)
    rest = (shapely.is_missing(outlines) | shapely.is_empty(outlines)) & (np.bincount(owner, minlength=count) > 0)
    outlines[rest] = shapely.set_precision(_hulls(corners, owner, np.flatnonzero(rest)), _GRID_M)
    return outlines


def _unions(triangles: NDArray[Any], sizes: NDArray[np.int64]) -> NDArray[Any]:
    """Return the union of each run of triangles, None where that would take too long."""
    ends = np.cumsum(sizes)
    runs = [triangles[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    result = np.empty(len(sizes), dtype=object)
    result[:] = [_flat_union(run) for run in runs]
    flat = shapely.area(triangles)
    areas = np.add.reduceat(flat, ends - sizes) if len(sizes) else flat
    doubtful = ~shapely.is_valid(result) | ~np.isclose(shapely.area(result), areas, rtol=1e-6)
    for place in np.flatnonzero(doubtful):
        result[place] = _overlaid(runs[place]) if sizes[place] <= _MOST_OVERLAPPING else None
    return result


def _overlaid(triangles: NDArray[Any]) -> Any:
    """Return the union of triangles that lie above each other; on a fine grid where that is too close to call."""
    try:
        return shapely.union_all(triangles)
    except shapely.GEOSException:
        return shapely.union_all(triangles, grid_size=_GRID_M)


def _flat_union(triangles: NDArray[Any]) -> Any:
    """Return the union of triangles that lie beside each other, None if some visibly lie above others.

    Dropping shared edges is far faster than overlaying.
    """
    try:
        return shapely.coverage_union_all(triangles)
    except shapely.GEOSException:
        return None


def _hulls(corners: NDArray[np.float64], owner: NDArray[np.int64], which: NDArray[np.int64]) -> NDArray[Any]:
    starts, ends = np.searchsorted(owner, which, "left"), np.searchsorted(owner, which, "right")
    strokes = [shapely.linestrings(corners[start:end].reshape(-1, 2)) for start, end in zip(starts, ends, strict=True)]
    hulls = shapely.convex_hull(np.array(strokes, dtype=object))
    thin = shapely.area(hulls) == 0
    hulls[thin] = shapely.buffer(hulls[thin], _THIN_M, quad_segs=1)
    return np.asarray(hulls)
