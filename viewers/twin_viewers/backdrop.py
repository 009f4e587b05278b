"""The ground below a picture of an estate, and the shadows on it.

Shadows tell how high a building is and that it stands on the ground. They are laid out as areas, one projection after
the other, so that they cost no more on a machine without a graphics card.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyvista as pv
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.boxes import corners_of
from twin_viewers.camera import SUN, Viewpoint
from twin_viewers.framing import is_own
from twin_viewers.layers import Layer, Surface, painted
from twin_viewers.palette import FIELD, SHADOW, rgb
from twin_viewers.placing import Triangles, runs
from twin_viewers.public import NEIGHBOUR, PUBLIC_ROLES
from twin_viewers.shapes import Shapes

__all__ = ["backdrop_layers"]

_CASTING: Final = ("wall", "slab", "roof")
_BELOW_M: Final = 0.5
_BELOW_UNEVEN_M: Final = 0.65
"""How far below ways and plots the ground lies, which is less exact than these where it is uneven [m]."""

_ABOVE_M: Final = 0.05
"""Shadows lie over all ways and plots [m]."""

_FLAT_M: Final = 0.5
"""What is lower casts no shadow that one would see [m]."""

_DARK: Final = 0.2
_MOST: Final = 30_000
"""More parts than these are not laid out: a city from so far away shows no shadows."""

_WIDE: Final = 1.6
"""How far the ground goes, over the size of what is framed [-]; a larger one would cost depth, which edges need."""


def backdrop_layers(twin: Twin, shapes: Shapes, frame: Array, *, role: Array, viewpoint: Viewpoint) -> Iterator[Layer]:
    """Yield the ground and the shadows on it.

    Parameters
    ----------
    twin : the twin
    shapes : what stands on the ground
    frame : points that are in the picture [m], (k, 3)
    role : role of each node, (n,)
    viewpoint : direction of view, which the light goes with
    """
    yield Layer("field", Surface.PLAIN, _mesh(_field(shapes, frame), rgb(FIELD), 1.0))
    parts = _shadows(twin, shapes, role, viewpoint)
    if len(parts):
        whole = shapely.union_all(shapely.set_precision(parts, 0.01))
        triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(whole))
        plan = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
        height = shapes.terrain.at(plan + shapes.origin[:2]) - shapes.origin[2] + _ABOVE_M
        yield Layer("shadows", Surface.SHADE, _mesh(np.column_stack((plan, height)), rgb(SHADOW), _DARK))


def _field(shapes: Shapes, frame: Array) -> NDArray[np.float64]:
    """Return triangles of the ground, three corners each [m]."""
    if len(shapes.terrain.triangles):
        points = shapes.terrain.triangles.reshape(-1, 3) - shapes.origin - (0.0, 0.0, _BELOW_UNEVEN_M)
    else:
        low, high = frame[:, :2].min(axis=0).astype(np.float64), frame[:, :2].max(axis=0).astype(np.float64)
        centre, half = (low + high) / 2, _WIDE * float((high - low).max())
        corners = centre + half * np.array([(-1, -1), (1, -1), (1, 1), (-1, -1), (1, 1), (-1, 1)])
        points = np.column_stack((corners, np.full(6, shapes.terrain.level - shapes.origin[2] - _BELOW_M)))
    return np.asarray(points)


def _shadows(twin: Twin, shapes: Shapes, role: Array, viewpoint: Viewpoint) -> NDArray[Any]:
    """Return the shadow of each part of what stands on the ground, in plan around the origin."""
    triangles = shapes.triangles
    rows = triangles.rows
    casting = rows[np.isin(role[rows], _CASTING) & is_own(role[rows])]
    corners = corners_of(twin, casting) - shapes.origin
    symbols = [name for name, kind in PUBLIC_ROLES.items() if not kind.is_lined]
    faces = triangles.points[triangles.faces[role[triangles.nodes] == NEIGHBOUR]].reshape(-1, 3)
    standing, owner = _points_of(triangles, np.flatnonzero(np.isin(role[rows], symbols)))
    if len(casting) + len(faces) / 3 + len(owner) / 30 > _MOST:
        return np.empty(0, dtype=object)
    bodies = (
        (corners.reshape(-1, 3), np.repeat(np.arange(len(casting)), 8)),
        (faces, np.repeat(np.arange(len(faces) // 3), 3)),
        (standing, owner),
    )
    return np.concatenate([_cast(points, owner, shapes, viewpoint) for points, owner in bodies])


def _points_of(triangles: Triangles, places: Array) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the corners of some nodes, given by their places in the order of nodes, and which node each is of."""
    counts = np.diff(triangles.starts, append=len(triangles.points))[places]
    points = triangles.points[runs(triangles.starts[places], counts)].astype(np.float64)
    return points, np.repeat(np.arange(len(places)), counts)


def _cast(points: Array, owner: Array, shapes: Shapes, viewpoint: Viewpoint) -> NDArray[Any]:
    """Return the shadows of convex bodies, each given by its corners [m], (number of bodies,)."""
    if not len(points):
        return np.empty(0, dtype=object)
    level = np.cross(viewpoint.right, (0.0, 0.0, 1.0))
    to_sun = np.array(SUN) @ np.stack((viewpoint.right, level, (0.0, 0.0, 1.0)))
    ground = shapes.terrain.at(points[:, :2] + shapes.origin[:2]) - shapes.origin[2]
    height = np.maximum(points[:, 2] - ground, 0.0)
    plan = points[:, :2] - height[:, None] * (to_sun[:2] / to_sun[2])
    hulls = shapely.convex_hull(shapely.multipoints(shapely.points(plan), indices=owner))
    top = np.zeros(len(hulls))
    np.maximum.at(top, owner, height)
    return np.asarray(hulls[(top > _FLAT_M) & (shapely.area(hulls) > 1e-3)])


def _mesh(points: Array, colour: tuple[float, float, float], opacity: float) -> Any:
    faces = np.arange(len(points)).reshape(-1, 3)
    mesh = pv.PolyData.from_regular_faces(points.astype(np.float32), faces)
    return painted(mesh, np.full(len(faces), -1), np.array(colour), opacity)
