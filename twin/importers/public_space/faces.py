"""Faces with holes in space as triangles, and what they cover in plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from twin.geometry.mesh import Mesh
from twin.geometry.outline import plan_outlines
from twin.importers.public_space.paint import paint_of
from twin.model.columns import Array

__all__ = ["Face", "footprint", "meshed", "triangulated"]

_LEAST_AREA_M2: Final = 1e-9
_DECIMALS: Final = 3
"""Corners are one within a millimetre."""


class Face(NamedTuple):
    """A plane face.

    Parameters
    ----------
    rings : outer ring and holes, as rows of a table of vertices
    surface : what it is of a building, such as ``RoofSurface``; empty if not said
    """

    rings: tuple[tuple[int, ...], ...]
    surface: str


def meshed(faces: Sequence[Face], vertices: Array) -> Mesh | None:
    """Return faces as one mesh, None if nothing of them is left.

    Parameters
    ----------
    faces : plane faces, counter-clockwise seen from outside
    vertices : what they refer to [m], (n, 3)
    """
    simple = [len(face.rings) == 1 and len(face.rings[0]) == 3 for face in faces]
    corners = [
        np.array([face.rings[0]]) if plain else _split(face, vertices)
        for face, plain in zip(faces, simple, strict=True)
    ]
    if not sum(map(len, corners)):
        return None
    triangles = np.concatenate(corners)
    surfaces = np.repeat(np.arange(len(faces)), [len(one) for one in corners])
    rows, local = np.unique(triangles, return_inverse=True)
    colours, of_face = paint_of([face.surface for face in faces])
    return Mesh(vertices[rows], local.reshape(-1, 3).astype("int32"), colours, of_face[surfaces])


def footprint(mesh: Mesh) -> Any:
    """Return what a mesh covers in plan, with the lowest height of each corner; None if it stands on edge."""
    faces, owner = mesh.faces.astype("int64"), np.zeros(len(mesh.faces), dtype=int)
    outline = plan_outlines(mesh.vertices[:, :2], faces, owner, 1)[0]
    if outline is None or outline.is_empty:
        return None
    order = np.argsort(-mesh.vertices[:, 2], kind="stable")  # the lowest of those above each other comes last
    level = {tuple(plan): z for *plan, z in np.round(mesh.vertices[order], _DECIMALS).tolist()}
    corners = np.round(shapely.get_coordinates(outline), _DECIMALS).tolist()
    heights = [level.get(tuple(corner), np.nan) for corner in corners]
    points = np.column_stack((shapely.get_coordinates(outline), heights))
    return shapely.set_coordinates(shapely.force_3d(outline), points)


def triangulated(polygon: shapely.Polygon) -> Array:
    """Return the triangles of a polygon in plan, none of them reaching over its edge, (n, 3, 2)."""
    parts = shapely.get_parts(shapely.constrained_delaunay_triangles(polygon))
    return np.asarray(shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3])


def _split(face: Face, vertices: Array) -> Array:
    """Return the triangles of a face as rows of vertices, (n, 3)."""
    rows = np.array([row for ring in face.rings for row in ring], dtype=int)
    normal = _normal(vertices[list(face.rings[0])]) if face.rings and len(face.rings[0]) > 2 else np.zeros(3)
    if not len(rows) or np.linalg.norm(normal) < _LEAST_AREA_M2:
        return np.empty((0, 3), dtype=int)
    plan = vertices[:, _plane(normal)]
    rings = [plan[list(ring)] for ring in face.rings if len(ring) > 2]
    flat = triangulated(shapely.make_valid(shapely.Polygon(rings[0], rings[1:])))
    row_of = {tuple(point): row for point, row in zip(plan[rows].tolist(), rows.tolist(), strict=True)}
    found = [[row_of.get(tuple(point), -1) for point in triangle] for triangle in flat.tolist()]
    triangles = np.array([one for one in found if min(one) >= 0], dtype=int).reshape(-1, 3)
    against = np.einsum("ij,j->i", _normals(vertices[triangles]), normal) < 0
    triangles[against] = triangles[against][:, ::-1]
    return triangles


def _normal(ring: Array) -> Array:
    """Return the normal of a ring by Newell's method; its length is twice the area."""
    following = np.roll(ring, -1, axis=0)
    difference, total = ring - following, ring + following
    return np.asarray((difference[:, (1, 2, 0)] * total[:, (2, 0, 1)]).sum(axis=0))


def _normals(triangles: Array) -> Array:
    return np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])


def _plane(normal: Array) -> list[int]:
    """Return the two axes in which a face is widest."""
    across = int(np.argmax(np.abs(normal)))
    return [axis for axis in range(3) if axis != across]
