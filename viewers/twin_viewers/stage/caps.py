"""What one sees where a plane cuts through things: their insides, filled, as in the section of a draughtsman.

Meshes are hollow; cut open they would show the back of their far side. Each thing is filled by itself, by the even-odd
rule, so that pipes stay open inside and a wall ends where the next begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyvista as pv
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin_viewers.layers import Layer, Surface, painted
from twin_viewers.stage.part import Part

__all__ = ["cap_layer", "crossings", "tones_of_cut"]

_CAPPED: Final = ("solid", "front")
_ROUND: Final = 4
"""Decimals of a metre to which ends of lines of one outline must agree."""

_SHADE: Final = 0.86
"""What is cut is a little darker than what it is cut from, unless its colour tells a value [-]."""

_LEAST_M2: Final = 1e-6


def cap_layer(parts: Sequence[Part], normal: Array, through: Array, *, tells: bool) -> Layer | None:
    """Return what fills the things that a plane cuts, None if it cuts none.

    Parameters
    ----------
    parts : what is drawn
    normal : direction across the plane, unit vector, (3,)
    through : a point of it, relative to the origin of the scene [m], (3,)
    tells : whether colours tell values
    """
    found = [_filled(part, normal, through) for part in parts if part.layer.name in _CAPPED]
    corners, nodes = (np.concatenate(column) for column in zip(*found, strict=True)) if found else (_NONE, _NONE)
    if not len(corners):
        return None
    mesh = pv.PolyData.from_regular_faces(corners.reshape(-1, 3), np.arange(3 * len(corners)).reshape(-1, 3))
    return Layer("caps", Surface.PLAIN, painted(mesh, nodes, tones_of_cut(parts, nodes, tells=tells) / 255, 1.0))


def tones_of_cut(parts: Sequence[Part], nodes: Array, *, tells: bool) -> NDArray[np.uint8]:
    """Return the colours of what fills some things: those that they have now, (k, 3).

    Parameters
    ----------
    parts : what is drawn
    nodes : row of each thing, (k,)
    tells : whether colours tell values
    """
    cut = [part for part in parts if part.layer.name in _CAPPED]
    tones = np.zeros((max((int(part.nodes.max(initial=-1)) for part in cut), default=-1) + 2, 3))
    for part in cut:
        tones[part.nodes[::-1]] = part.rgba[::-1, :3]
    return np.asarray(np.round(tones[nodes] * (1.0 if tells else _SHADE)), dtype=np.uint8)


def crossings(
    corners: NDArray[np.float32], normal: Array, through: Array
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return where triangles meet a plane, as lines [m], (k, 2, 3), and which triangle each is of, (k,).

    Parameters
    ----------
    corners : of the triangles [m], (m, 3, 3)
    normal : direction across the plane, unit vector, (3,)
    through : a point of it [m], (3,)
    """
    rise = sum((corners[..., axis] - through[axis]) * normal[axis] for axis in range(3))  # alike for alike corners
    above = rise > 0
    which = np.flatnonzero(above.any(axis=1) & ~above.all(axis=1))
    points, high = corners[which].astype(np.float64), rise[which]
    alone = np.where(above[which].sum(axis=1) == 1, above[which].argmax(axis=1), (~above[which]).argmax(axis=1))
    at, ends = np.arange(len(which)), []
    for step in (1, 2):
        other = (alone + step) % 3
        one, two = (points[at, alone], high[at, alone]), (points[at, other], high[at, other])
        swap = _after(one[0], two[0])  # the same edge of two triangles gives the same point to the last bit
        first, last = np.where(swap[:, None], two[0], one[0]), np.where(swap[:, None], one[0], two[0])
        up, down = np.where(swap, two[1], one[1]), np.where(swap, one[1], two[1])
        ends.append(first + (last - first) * (up / (up - down))[:, None])
    return np.stack(ends, axis=1), which


def _filled(part: Part, normal: Array, through: Array) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the triangles that fill what is cut of a part, (k, 3, 3), and the node of each, (k,)."""
    corners, nodes = part.corners, part.nodes[part.shown]
    lines, which = crossings(corners, normal, through)
    axes = _axes(normal)
    plan = np.round((lines - through) @ axes.T, _ROUND)
    real = np.flatnonzero((plan[:, 0] != plan[:, 1]).any(axis=1))
    plan, which = plan[real], which[real]
    owners, place = np.unique(nodes[which], return_inverse=True)
    order = np.argsort(place, kind="stable")
    outlines = shapely.multilinestrings(shapely.linestrings(plan[order]), indices=place[order])
    areas = shapely.build_area(outlines) if len(owners) else np.empty(0, dtype=object)
    triangles, of = shapely.get_parts(shapely.constrained_delaunay_triangles(areas), return_index=True)
    kept = shapely.area(triangles) > _LEAST_M2
    flat = shapely.get_coordinates(triangles[kept]).reshape(-1, 4, 2)[:, :3]
    return (flat @ axes + through).astype(np.float32), owners[of[kept]]


def _axes(normal: Array) -> NDArray[np.float64]:
    """Return two directions along a plane, unit vectors, (2, 3)."""
    helper = np.eye(3)[np.abs(normal).argmin()]
    one = np.cross(normal, helper)
    one /= np.linalg.norm(one)
    return np.stack((one, np.cross(normal, one)))


def _after(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each point comes after another in the order of coordinates, (n,)."""
    x, y, z = (np.sign(one[:, axis] - two[:, axis]) for axis in range(3))
    return np.asarray(4 * x + 2 * y + z > 0)


_NONE: Final = np.empty((0, 3, 3), dtype=np.float32)
