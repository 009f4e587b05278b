"""Where a stair begins and where it ends, read from the treads of its mesh.

Treads are what looks straight up, at heights a riser apart. Handrails look up too, but with less area, and stand clear
of the treads by more than a riser; so the longest run of heights no more than a riser apart is the stair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.geometry.placed import Triangles
from twin.model.columns import Array

__all__ = ["Flight", "flight_of", "slope_of"]

_LEVEL: Final = np.cos(np.radians(5))
"""Outdoor treads fall by up to 3 % so that water runs off; 5° leaves room for that and no more [-]."""
_SAME_HEIGHT_M: Final = 0.04
"""Treads drawn with a covering show two levels this near [m]."""
_LEAST_TREAD_M2: Final = 0.05
"""Half the narrowest winder, 0.6 m by 0.15 m on the mean; a handrail is thinner [m²]."""
_RISER_M: Final = 0.4
"""Space-saving stairs and stairs with a step left out of the model rise by up to 0.36 m [m]."""
_FEWEST: Final = 3
"""Fewer levels are a box or a plinth, not a stair."""
_LOOK_BACK_M: Final = 0.3
"""Two risers: the way one walks is read over this height [m]."""


@dataclass(frozen=True, slots=True)
class Flight:
    """A run of steps, with its landings.

    Parameters
    ----------
    foot : middle of the lowest tread [m], (3,)
    head : middle of the highest tread [m], (3,)
    before : direction from the foot away from the stair, of length 1, (2,)
    after : direction from the head away from the stair, of length 1, (2,)
    landings : middle of the levels in between that are larger than two treads [m], (n, 3)
    width : width of the treads across the way one walks [m], NaN if not measurable
    """

    foot: Array
    head: Array
    before: Array
    after: Array
    landings: Array
    width: float


def flight_of(triangles: Triangles) -> Flight | None:
    """Return the run of steps that a mesh shows, None if it shows none.

    Parameters
    ----------
    triangles : mesh of a stair or of all its parts
    """
    corners, area = _level_faces(triangles)
    levels = _levels(corners[:, :, 2].mean(axis=1))
    if not len(levels):
        return None
    size = np.bincount(levels, area)
    middle = np.stack([np.bincount(levels, area * axis) for axis in corners.mean(axis=1).T], axis=1) / size[:, None]
    run = _longest_run(middle[:, 2], np.flatnonzero(size >= _LEAST_TREAD_M2))
    if len(run) < _FEWEST:
        return None
    way, height = middle[run], middle[run, 2]
    second = np.argmax(height >= height[0] + _LOOK_BACK_M)
    last = np.flatnonzero(height <= height[-1] - _LOOK_BACK_M)
    before, after = way[0] - way[second], way[-1] - way[last[-1] if len(last) else 0]
    landings = way[1:-1][size[run][1:-1] > 2 * np.median(size[run])]
    width = _width(corners, levels, run, size)
    return Flight(way[0], way[-1], _unit(before[:2]), _unit(after[:2]), landings, width)


def slope_of(triangles: Triangles) -> tuple[Flight | None, float]:
    """Return the run of a ramp and its steepness [-], NaN if it is no slope.

    Parameters
    ----------
    triangles : mesh of a ramp
    """
    corners = triangles.points[triangles.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    top = corners[cross[:, 2] > 0.5 * np.linalg.norm(cross, axis=1)].reshape(-1, 3)
    if not len(top) or np.ptp(top[:, 2]) <= 0:
        return None, float("nan")
    rise = np.ptp(top[:, 2])
    foot = top[top[:, 2] <= top[:, 2].min() + rise / 20].mean(axis=0)
    head = top[top[:, 2] >= top[:, 2].max() - rise / 20].mean(axis=0)
    way = head[:2] - foot[:2]
    length = float(np.linalg.norm(way))
    across = top[:, :2] @ np.array([-way[1], way[0]]) / max(length, 1e-9)
    return Flight(foot, head, _unit(-way), _unit(way), np.empty((0, 3)), float(np.ptp(across))), float(
        rise / max(length, 1e-9)
    )


def _level_faces(triangles: Triangles) -> tuple[Array, Array]:
    corners = triangles.points[triangles.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    twice = np.linalg.norm(cross, axis=1)
    up = (cross[:, 2] >= _LEVEL * twice) & (twice > 0)
    return corners[up], twice[up] / 2


def _levels(height: Array) -> Array:
    """Return the number of the level, from below, of each height; near ones share a level."""
    order = np.argsort(height, kind="stable")
    numbers = np.empty(len(height), dtype=int)
    numbers[order] = np.cumsum(np.diff(height[order], prepend=-np.inf) > _SAME_HEIGHT_M) - 1
    return numbers


def _longest_run(height: Array, kept: Array) -> Array:
    """Return the longest run of levels no more than a riser apart; of equally long ones the lowest."""
    runs = np.split(kept, np.flatnonzero(np.diff(height[kept]) > _RISER_M) + 1)
    return max(runs, key=len)


def _width(corners: Array, levels: Array, run: Array, size: Array) -> float:
    """Return the usual longer side of the treads; landings are left out."""
    treads = [one for one in run if size[one] <= 2 * np.median(size[run])]
    shapes = [shapely.multipoints(corners[levels == one].reshape(-1, 3)[:, :2]) for one in treads]
    frames = shapely.oriented_envelope(np.array(shapes, dtype=object))
    frames = frames[shapely.get_type_id(frames) == shapely.GeometryType.POLYGON]
    if not len(frames):
        return float("nan")
    sides = np.linalg.norm(np.diff(shapely.get_coordinates(frames).reshape(-1, 5, 2)[:, :3], axis=1), axis=2)
    return float(np.median(sides.max(axis=1)))


def _unit(vector: Array) -> Array:
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else np.zeros_like(vector)
