"""Many tubes, arrowheads and markers as one mesh each, without a loop over links."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array

__all__ = ["Faces", "ball", "cones", "cube", "dashes", "diamond", "joined", "markers", "tubes"]

_SIDES: Final = 6

Faces = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
"""Corners [m], (n, 3); triangles as rows of them, (m, 3); number of the thing each triangle belongs to, (m,)."""


def tubes(ends: Array, radius: Array) -> Faces:
    """Return a prism around each line.

    Parameters
    ----------
    ends : both ends of each line [m], (n, 2, 3)
    radius : of each prism [m], (n,)

    Examples
    --------
    >>> points, faces, owner = tubes(np.array([[(0, 0, 0), (0, 0, 1.0)]]), np.array([0.1]))
    >>> len(points), len(faces)
    (12, 12)
    """
    ring = _rings(ends, radius)
    corners = (ends[:, :, None] + ring[:, None]).reshape(-1, 3)
    near = np.arange(_SIDES)
    right = np.roll(near, -1)
    pattern = np.concatenate(
        (np.stack((near, right, near + _SIDES), axis=1), np.stack((right, right + _SIDES, near + _SIDES), axis=1))
    )
    return corners, *_repeated(pattern, 2 * _SIDES, len(ends))


def cones(tips: Array, directions: Array, radius: Array) -> Faces:
    """Return an arrowhead for each tip, twice as long as it is wide.

    Parameters
    ----------
    tips : where the arrowheads end [m], (n, 3)
    directions : where they point, unit vectors, (n, 3)
    radius : of their bases [m], (n,)
    """
    base = tips - directions * (4 * radius)[:, None]
    ring = base[:, None] + _rings(np.stack((base, tips), axis=1), radius)
    corners = np.concatenate((ring, tips[:, None], base[:, None]), axis=1).reshape(-1, 3)
    near = np.arange(_SIDES)
    right = np.roll(near, -1)
    tip, middle = np.full(_SIDES, _SIDES), np.full(_SIDES, _SIDES + 1)
    pattern = np.concatenate((np.stack((near, right, tip), axis=1), np.stack((right, near, middle), axis=1)))
    return corners, *_repeated(pattern, _SIDES + 2, len(tips))


def markers(shape: tuple[Array, Array], centres: Array, radius: Array) -> Faces:
    """Return the same shape at many places.

    Parameters
    ----------
    shape : corners at most 1 from the origin, (k, 3), and triangles, (m, 3)
    centres : where it stands [m], (n, 3)
    radius : its size at each place [m], (n,)
    """
    corners, pattern = shape
    points = centres[:, None] + corners[None] * np.reshape(radius, (-1, 1, 1))
    return points.reshape(-1, 3), *_repeated(pattern, len(corners), len(centres))


def joined(parts: list[Faces]) -> Faces:
    """Return several sets of triangles as one."""
    starts = np.cumsum([0, *(len(points) for points, _, _ in parts)])
    faces = [faces + start for (_, faces, _), start in zip(parts, starts[:-1], strict=True)]
    points, owners = [part[0] for part in parts], [part[2] for part in parts]
    return np.concatenate(points), np.concatenate(faces), np.concatenate(owners)


def dashes(ends: Array, length: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the dashes of broken lines, (m, 2, 3), and the line that each belongs to, (m,); gaps are as long.

    Parameters
    ----------
    ends : both ends of each line [m], (n, 2, 3)
    length : of a dash, about [m]

    Examples
    --------
    >>> pieces, owner = dashes(np.array([[(0, 0, 0), (3.0, 0, 0)]]), 1.0)
    >>> pieces[:, :, 0].tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    span = np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1)
    count = np.maximum(1, np.round((span / length + 1) / 2)).astype(np.int64)  # starts and ends with a dash
    owner = np.repeat(np.arange(len(ends)), count)
    at = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    share = np.stack((2 * at, 2 * at + 1), axis=1) / (2 * count[owner] - 1)[:, None]
    way = (ends[:, 1] - ends[:, 0])[owner]
    return ends[owner, :1] + share[:, :, None] * way[:, None], owner


def ball() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return a ball of 48 triangles."""
    turns = np.arange(8) * np.pi / 4
    rings = [
        np.column_stack((np.cos(turns) * np.cos(rise), np.sin(turns) * np.cos(rise), np.full(8, np.sin(rise))))
        for rise in (-np.pi / 4, 0.0, np.pi / 4)
    ]
    corners = np.concatenate((*rings, [(0.0, 0.0, -1.0), (0.0, 0.0, 1.0)]))
    near = np.arange(8)
    right = np.roll(near, -1)
    bands = [
        np.concatenate((np.stack((near, right, near + 8), 1), np.stack((right, right + 8, near + 8), 1))) + start
        for start in (0, 8)
    ]
    caps = (np.stack((right, near, np.full(8, 24)), 1), np.stack((near + 16, right + 16, np.full(8, 25)), 1))
    return corners, np.concatenate((*bands, *caps))


def diamond() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return an octahedron."""
    corners = np.concatenate((np.eye(3), -np.eye(3)))
    east, north, up, west, south, down = range(6)
    level = [(east, north), (north, west), (west, south), (south, east)]
    return corners, np.array([*((a, b, up) for a, b in level), *((b, a, down) for a, b in level)])


def cube() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return a cube."""
    corners = np.array([(x, y, z) for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)]) * 0.75
    sides = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6))
    return corners, np.array([face for a, b, c, d in sides for face in ((a, b, c), (a, c, d))])


def _rings(ends: Array, radius: Array) -> NDArray[np.float64]:
    """Return a polygon square to each line, around zero [m], (n, sides, 3)."""
    along = ends[:, 1] - ends[:, 0]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    steep = np.abs(along[:, 2]) > 0.9
    first = np.cross(along, np.where(steep[:, None], (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    first /= np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-12)
    second = np.cross(along, first)
    turn = np.arange(_SIDES) * 2 * np.pi / _SIDES
    ring = np.cos(turn)[:, None] * first[:, None] + np.sin(turn)[:, None] * second[:, None]
    return np.asarray(ring * np.reshape(radius, (-1, 1, 1)))


def _repeated(pattern: Array, corners: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the triangles of many copies of a shape, and the copy that each belongs to."""
    faces = pattern[None] + corners * np.arange(count)[:, None, None]
    return faces.reshape(-1, 3), np.repeat(np.arange(count), len(pattern))
