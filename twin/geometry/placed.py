"""The shapes of a twin's nodes where they stand, for whoever measures them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.geometry.outline import plan_outlines
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Triangles", "outlines_of", "triangles_of"]


class Triangles(NamedTuple):
    """Triangles of several things.

    Parameters
    ----------
    points : corners [m], (n, 3)
    faces : rows of ``points``, (m, 3)
    owner : which of the things each face belongs to, ascending, (m,)
    """

    points: Array
    faces: Array
    owner: Array


def outlines_of(twin: Twin, rows: Array) -> Array:
    """Return the outline in plan of each node in estate coordinates [m], (n,); None without a mesh."""
    meshed = twin.nodes["mesh"][rows] >= 0
    outlines = np.full(len(rows), None, dtype=object)
    points, faces, owner = triangles_of(twin, rows[meshed])
    outlines[meshed] = plan_outlines(points[:, :2], faces, owner, int(meshed.sum()))
    return outlines


def triangles_of(twin: Twin, rows: Array) -> Triangles:
    """Return the triangles of the meshes of these nodes, laid end to end in estate coordinates.

    Parameters
    ----------
    twin : the twin
    rows : nodes that have a mesh
    """
    meshes, transform = twin["meshes"], twin.nodes["transform"][rows]
    mesh = twin.nodes["mesh"][rows]
    corners, faces = meshes["vertices"][mesh], meshes["faces"][mesh]
    vertex_rows, vertex_owner = _ranges(meshes["vertex"][mesh], corners)
    face_rows, owner = _ranges(meshes["face"][mesh], faces)
    local = twin["vertices"]["xyz"][vertex_rows].astype("float64")
    points = np.einsum("nij,nj->ni", transform[vertex_owner, :, :3], local) + transform[vertex_owner, :, 3]
    first = np.concatenate(([0], np.cumsum(corners)[:-1])) if len(corners) else corners
    return Triangles(points, twin["faces"]["corners"][face_rows].astype("int64") + first[owner][:, None], owner)


def _ranges(first: Array, count: Array) -> tuple[Array, Array]:
    """Return the rows ``first[i] … first[i] + count[i]`` of all i end to end, and for each its i."""
    owner = np.repeat(np.arange(len(first)), count)
    start = np.concatenate(([0], np.cumsum(count)[:-1])) if len(count) else count
    return first[owner] + np.arange(len(owner)) - start[owner], owner
