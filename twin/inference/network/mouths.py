"""Where pipes, ducts and fittings open: the flat ends of their meshes.

The end of a swept body is a flat face with sharp edges all around: the cap of a pipe meets its side at a right angle,
while the facets of the side meet each other at a shallow one. So the ends of bent pipes, elbows and tees are found as
well as those of straight ones, however they are turned. Where that gives no two ends (a rectangular duct has six such
faces), a long thing has its ends where its longest axis leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.geometry.placed import Triangles, triangles_of
from twin.inference.network.graph import components
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Mouths", "mouths_of"]

_WELD_M: Final = 0.0001
"""Corners nearer than this are one; pipes are drawn to the millimetre."""
_FLAT: Final = np.cos(np.radians(3))
_SHARP: Final = np.cos(np.radians(60))
"""Facets of a tube of six sides or more meet at less than this angle; a cap meets them at 90°."""
_LONG: Final = 1.5
"""A body this many times longer than wide has an axis; in shorter ones the longest axis may be the diagonal."""
_END_SHARE: Final = 0.02
"""Corners within this share of the length belong to the end."""
_ROUND: Final = 0.85
"""Area over that of a circle with the same outline; 0.91 for a hexagon, 0.79 for a square, less for long facets."""
_MOST: Final = 6
"""More flat sharp-edged faces than this are the sides of a box-like body, not ends."""


@dataclass(frozen=True)
class Mouths:
    """Flat ends of things.

    Parameters
    ----------
    owner : node each belongs to, (n,)
    centre : centre in estate coordinates [m], (n, 3)
    radius : radius of a circle of the same area, or half the greatest width [m], (n,)
    """

    owner: Array
    centre: Array
    radius: Array

    def __len__(self) -> int:
        return len(self.owner)

    def kept(self, rows: Array) -> Mouths:
        """Return some of them."""
        return Mouths(self.owner[rows], self.centre[rows], self.radius[rows])


def mouths_of(twin: Twin, rows: Array) -> Mouths:
    """Return the flat ends of these things, in the order of the things.

    Parameters
    ----------
    twin : the twin
    rows : nodes that have a mesh
    """
    if len(rows) == 0:
        return Mouths(rows, np.empty((0, 3)), np.empty(0))
    triangles = _welded(triangles_of(twin, rows))
    caps, round_ = _caps(triangles)
    rounds, count = (np.bincount(caps.owner[chosen], minlength=len(rows)) for chosen in (round_, ...))
    by_round = (rounds >= 2) & (rounds < _MOST)
    capped = by_round | (count >= 2) & (count < _MOST)
    found = caps.kept(capped[caps.owner] & (round_ | ~by_round[caps.owner]))
    rest = _axis_ends(triangles, np.flatnonzero(~capped))
    owner = np.concatenate((found.owner, rest.owner))
    order = np.argsort(owner, kind="stable")
    centre = np.concatenate((found.centre, rest.centre))
    return Mouths(rows[owner[order]], centre[order], np.concatenate((found.radius, rest.radius))[order])


def _welded(triangles: Triangles) -> Triangles:
    """Return the triangles with corners of one thing that lie in one place as one, and without those of no area."""
    points, faces, owner = triangles
    point_owner = np.zeros(len(points), int)
    point_owner[faces.ravel()] = np.repeat(owner, 3)
    cells = np.round((points - points.min(axis=0)) / _WELD_M).astype(np.int64) if len(points) else points
    _, first, inverse = np.unique(np.column_stack((point_owner, cells)), axis=0, return_index=True, return_inverse=True)
    welded = inverse.ravel()[faces]
    proper = (welded != np.roll(welded, 1, axis=1)).all(axis=1)
    return Triangles(points[first], welded[proper], owner[proper])


def _caps(triangles: Triangles) -> tuple[Mouths, Array]:
    """Return the flat faces with sharp edges all around, and which of them are round; owners count from 0."""
    points, faces, owner = triangles
    corners = points[faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1) / 2
    normal = cross / np.maximum(2 * area, 1e-12)[:, None]
    one, other, edge = _neighbours(faces)
    cosine = np.einsum("ij,ij->i", normal[one], normal[other])
    facet = components(len(faces), one[cosine > _FLAT], other[cosine > _FLAT])
    border = facet[one] != facet[other]
    soft = border & (cosine > _SHARP)
    length = np.where(border, np.linalg.norm(points[edge[:, 0]] - points[edge[:, 1]], axis=1), 0)
    around, blunt = np.zeros(len(faces)), np.zeros(len(faces), dtype=bool)
    for face in (one, other):
        np.add.at(around, facet[face], length)
        blunt[facet[face[soft]]] = True
    size = np.bincount(facet, area, len(faces))
    chosen = np.flatnonzero((around > 0) & ~blunt & (facet == np.arange(len(faces))) & (size > 0))
    middle = corners.mean(axis=1) * area[:, None]
    sums = np.column_stack([np.bincount(facet, middle[:, axis], len(facet)) for axis in range(3)])
    caps = Mouths(owner[chosen], sums[chosen] / size[chosen, None], np.sqrt(size[chosen] / np.pi))
    return caps, 4 * np.pi * size[chosen] / around[chosen] ** 2 > _ROUND


def _neighbours(faces: Array) -> tuple[Array, Array, Array]:
    """Return the pairs of faces that share an edge, and the edge; where more than two do, each with the next."""
    edges = np.sort(np.concatenate((faces[:, :2], faces[:, 1:], faces[:, ::2])), axis=1)
    of_face = np.tile(np.arange(len(faces)), 3)
    order = np.lexsort((of_face, edges[:, 1], edges[:, 0]))
    edges, of_face = edges[order], of_face[order]
    same = (edges[1:] == edges[:-1]).all(axis=1)
    return of_face[:-1][same], of_face[1:][same], edges[1:][same]


def _axis_ends(triangles: Triangles, chosen: Array) -> Mouths:
    """Return the two ends of the long ones among the chosen things."""
    ends: list[tuple[int, Array, float]] = []
    starts, stops = (np.searchsorted(triangles.owner, chosen, side) for side in ("left", "right"))
    for one, start, stop in zip(chosen.tolist(), starts.tolist(), stops.tolist(), strict=True):
        points = triangles.points[np.unique(triangles.faces[start:stop])]
        if len(points) >= 4:
            ends += [(one, centre, radius) for centre, radius in _ends_of(points)]
    if not ends:
        return Mouths(np.empty(0, int), np.empty((0, 3)), np.empty(0))
    owner, centre, radius = zip(*ends, strict=True)
    return Mouths(np.array(owner), np.array(centre), np.array(radius))


def _ends_of(points: Array) -> list[tuple[Array, float]]:
    """Return centre and radius of both ends of a straight body, nothing if it has no clear axis."""
    middle = points.mean(axis=0)
    axis = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    along = (points - middle) @ axis
    length = float(np.ptp(along))
    across = float(np.linalg.norm(points - middle - along[:, None] * axis, axis=1).max())
    if length < _LONG * 2 * across:
        return []
    slack = _END_SHARE * length
    ends = (points[along <= along.min() + slack], points[along >= along.max() - slack])
    return [(end.mean(axis=0), float(np.linalg.norm(end - end.mean(axis=0), axis=1).max())) for end in ends]
