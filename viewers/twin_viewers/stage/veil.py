"""The veil that lies on the ground by night, thinner where it is brighter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyvista as pv
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.lights import Sources, brightness
from twin_viewers.palette import rgb
from twin_viewers.terrain import terrain_of

__all__ = ["AMBER", "NIGHT", "Ground", "ground_of", "veils"]

NIGHT: Final = "#0B1220"
"""Sky and ground where no light is."""

AMBER: Final = "#FFC46B"
"""Light of a lamp on the ground."""

_DARKEST, _BRIGHTEST = 0.80, 0.10
"""How much the veil takes where no lamp shines and below one [-]."""

_FINE_M, _MOST_FINE = 1.2, 160
_COARSE_M, _MOST_COARSE = 5.0, 60
"""The veil has lines so far apart around lamps and elsewhere, and not more of them on a side [m], [-]."""

_AROUND_M: Final = 34.0
_OVER_M: Final = 0.10
_NEARER_M: Final = (0.3, 0.9)
"""The veil lies over the ground, and is drawn as if it were nearer by so much around lamps and elsewhere: between its
lines a way may be higher than at them [m]."""

_FLAT: Final = 1e-6


@dataclass(frozen=True)
class Ground:
    """Where the veil lies, whatever gives light.

    Parameters
    ----------
    points : of its grid [m], (n, 3)
    faces : points of each triangle, (m, 3)
    is_fine : which triangles are around lamps, (m,)
    """

    points: NDArray[np.float64]
    faces: NDArray[np.int64]
    is_fine: NDArray[np.bool_]


def ground_of(twin: Twin, origin: Array, lamps: NDArray[np.float64], below: NDArray[np.float32]) -> Ground:
    """Return where the veil lies.

    Parameters
    ----------
    twin : the twin
    origin : point of the estate that is zero in the meshes [m], (3,)
    lamps : all points that may give light, in coordinates of the estate [m], (k, 3)
    below : corners of the triangles of the ground [m], (n, 3, 3)
    """
    low, high = below.min(axis=(0, 1)).astype(np.float64), below.max(axis=(0, 1)).astype(np.float64)
    plan = lamps[:, :2] - origin[:2]
    (x, fine_x), (y, fine_y) = (_steps(low[axis], high[axis], plan[:, axis]) for axis in range(2))
    flat = np.stack(np.meshgrid(x, y, indexing="ij"), axis=2).reshape(-1, 2)
    height = np.maximum(terrain_of(twin).at(flat + origin[:2]) - origin[2], _top_of(below, flat)).reshape(len(x), -1)
    points = np.column_stack((flat, _widened(height).ravel() + _OVER_M))
    return Ground(points, _grid(len(x), len(y)), np.tile((fine_x[:, None] & fine_y).ravel(), 2))


def veils(ground: Ground, origin: Array, sources: Sources) -> list[tuple[Any, float]]:
    """Return the veil around lamps and elsewhere, and how much nearer than they are both are drawn [m].

    Parameters
    ----------
    ground : where it lies
    origin : point of the estate that is zero in the meshes [m], (3,)
    sources : what gives light
    """
    rgba, found = _rgba(brightness(ground.points + origin, sources)), []
    for here, nearer_m in zip((ground.is_fine, ~ground.is_fine), _NEARER_M, strict=True):
        if here.any():
            mesh = pv.PolyData.from_regular_faces(ground.points.astype(np.float32), ground.faces[here])
            mesh.point_data["rgba"] = rgba
            found.append((mesh, nearer_m))
    return found


def _rgba(bright: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return colour and opacity of the veil where it is so bright, (n, 4)."""
    rgba, share = np.empty((len(bright), 4)), (bright**2)[:, None]
    rgba[:, :3] = (1 - share) * np.array(rgb(NIGHT)) + share * np.array(rgb(AMBER))
    rgba[:, 3] = _DARKEST + (_BRIGHTEST - _DARKEST) * bright
    return np.asarray(np.round(255 * rgba), dtype=np.uint8)


def _top_of(triangles: NDArray[np.float32], plan: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how high the highest of some triangles is over each point in plan [m], -inf where none is, (n,)."""
    tree = shapely.STRtree(shapely.polygons(triangles[:, :, :2].astype(np.float64)))
    at, which = tree.query(shapely.points(plan), predicate="intersects")
    a, b, c = (triangles[which, corner].astype(np.float64) for corner in range(3))
    normal = np.cross(b - a, c - a)
    steep = np.where(np.abs(normal[:, 2]) > _FLAT, normal[:, 2], np.inf)
    height = a[:, 2] - ((plan[at] - a[:, :2]) * normal[:, :2]).sum(axis=1) / steep
    top = np.full(len(plan), -np.inf)
    np.maximum.at(top, at, height)
    return top


def _widened(height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest height around each point of a grid: between two points a way may be higher than both [m]."""
    tall = np.pad(height, 1, mode="edge")
    rows, columns = height.shape
    around = [tall[x : x + rows, y : y + columns] for x in range(3) for y in range(3)]
    return np.asarray(np.max(around, axis=0))


def _steps(low: float, high: float, lamps: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return where the veil has its lines [m], ascending, (n,), and which gaps are around lamps, (n - 1,)."""
    first, last = high, high
    if len(lamps):
        first, last = np.clip((lamps.min() - _AROUND_M, lamps.max() + _AROUND_M), low, high).tolist()
    fine = np.linspace(first, last, int(np.clip(np.ceil((last - first) / _FINE_M), 2, _MOST_FINE)))
    lines = np.unique(np.concatenate((_even(low, first), fine, _even(last, high))))
    middles = (lines[1:] + lines[:-1]) / 2
    return lines, (middles > first) & (middles < last)


def _even(low: float, high: float) -> NDArray[np.float64]:
    return np.linspace(low, high, int(np.clip(np.ceil((high - low) / _COARSE_M), 2, _MOST_COARSE)))


def _grid(rows: int, columns: int) -> NDArray[np.int64]:
    """Return the triangles of a grid of points, row by row, the first of all squares before the second, (n, 3)."""
    at = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    near, far = np.stack((at, at + columns, at + 1), axis=1), np.stack((at + columns, at + columns + 1, at + 1), axis=1)
    return np.concatenate((near, far))
