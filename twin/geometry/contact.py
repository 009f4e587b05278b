"""Where the faces of neighbouring solids look at each other, and over which area.

Two rooms on the sides of a wall have each a face towards it: parallel, opposed, and as far apart as the wall is thick.
Faces come as triangles. Triangles of one face lie beside each other, so the areas over which triangles of two solids
overlap simply add up to the area over which the solids face each other; nothing needs to be merged first.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.boxes import overlapping
from twin.geometry.placed import Triangles
from twin.geometry.threads import intersections
from twin.model.columns import Array

__all__ = ["UPRIGHT", "Facing", "facing"]

_PARALLEL: Final = np.cos(np.radians(5))
"""Walls drawn by hand are askew by some degrees; beyond 5° a 4 m wall would taper by more than its width."""
UPRIGHT: Final = 0.5
"""Faces whose normal rises less than this are walls, others floors: 60° from level, steeper than most roofs [-]."""
_SUNK_M: Final = 0.05
"""Solids may overlap by this much: construction tolerances of rooms measured or drawn by hand [m]."""
_LEAST_M2: Final = 1e-6


@dataclass(frozen=True)
class Facing:
    """Pieces of surface over which two solids face each other; each piece is convex.

    Parameters
    ----------
    first : solid whose face the piece lies on, (n,)
    second : solid on the other side, numbered higher, (n,)
    area : area of the piece [m²], (n,)
    gap : distance to the other face along the normal, negative if the solids overlap [m], (n,)
    centre : centre of the piece, on the face of the first [m], (n, 3)
    normal : from the first to the second, of length 1, (n, 3)
    along : direction in the face, horizontal if the face is upright, (n, 3)
    origin : where the coordinates of the outline start, on the face of the first [m], (n, 3)
    outline : the piece seen along the normal, as coordinates along ``along`` and across it [m], (n,)
    """

    first: Array
    second: Array
    area: Array
    gap: Array
    centre: Array
    normal: Array
    along: Array
    origin: Array
    outline: NDArray[Any]

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, rows: Array) -> Facing:
        return Facing(*(getattr(self, one.name)[rows] for one in fields(self)))

    def corners(self) -> tuple[Array, Array]:
        """Return the corners of the outlines on the face of the first [m], (m, 3), and the piece of each, (m,)."""
        flat, piece = shapely.get_coordinates(self.outline, return_index=True)
        across = np.cross(self.normal, self.along)
        return self.origin[piece] + flat[:, :1] * self.along[piece] + flat[:, 1:] * across[piece], piece


@dataclass(frozen=True)
class _Faces:
    corners: Array
    normal: Array
    owner: Array
    lower: Array
    upper: Array


def facing(triangles: Triangles, *, reach: float) -> Facing:
    """Return where different solids face each other.

    Parameters
    ----------
    triangles : the solids; faces of one are all turned outward or all inward
    reach : how far apart faces may be [m]

    Examples
    --------
    >>> import numpy as np, trimesh
    >>> box = trimesh.creation.box((4, 3, 2.5))
    >>> points = np.concatenate((box.vertices, box.vertices + (4.2, 1, 0)))
    >>> faces = np.concatenate((box.faces, box.faces + 8))
    >>> found = facing(Triangles(points, faces, np.repeat((0, 1), 12)), reach=0.3)
    >>> round(float(found.area.sum()), 6), round(float(found.gap.max()), 6)
    (5.0, 0.2)
    """
    faces = _outward(triangles)
    here, there = _opposed(faces, *_near(faces, reach), reach)
    return _overlaps(faces, here, there, reach)


def _outward(triangles: Triangles) -> _Faces:
    """Return the faces with normals that look out of their solids; slivers without area are left out."""
    middle = triangles.points.mean(axis=0) if len(triangles.points) else np.zeros(3)
    corners = triangles.points[triangles.faces] - middle
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    volume = np.bincount(triangles.owner, np.einsum("ij,ij->i", corners[:, 0], cross))
    twice = np.linalg.norm(cross, axis=1)
    kept = twice > 2 * _LEAST_M2
    corners, owner = corners[kept] + middle, triangles.owner[kept]
    normal = cross[kept] / twice[kept, None] * np.where(volume[owner] < 0, -1, 1)[:, None]
    return _Faces(corners, normal, owner, corners.min(axis=1), corners.max(axis=1))


def _near(faces: _Faces, reach: float) -> tuple[Array, Array]:
    """Return pairs of faces of different solids, each of which touches the other solid's box grown by the reach."""
    starts = np.flatnonzero(np.diff(faces.owner, prepend=-1))
    lower = np.minimum.reduceat(faces.lower, starts) if len(starts) else faces.lower
    upper = np.maximum.reduceat(faces.upper, starts) if len(starts) else faces.upper
    ends = np.append(starts[1:], len(faces.owner))
    one, other = _touching_boxes(lower, upper, reach)
    pair_here, here = _faces_in_box(faces, (starts[one], ends[one]), (lower[other] - reach, upper[other] + reach))
    pair_there, there = _faces_in_box(faces, (starts[other], ends[other]), (lower[one] - reach, upper[one] + reach))
    return _crossed(pair_here, here, pair_there, there)


def _touching_boxes(lower: Array, upper: Array, reach: float) -> tuple[Array, Array]:
    grown = (lower - reach / 2, upper + reach / 2)
    one, other = overlapping(grown, grown)
    ordered = one < other
    return one[ordered], other[ordered]


def _faces_in_box(faces: _Faces, run: tuple[Array, Array], box: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return for each pair of solids those faces of a run that touch a box, as numbers of the pair and of the face."""
    count = run[1] - run[0]
    pair = np.repeat(np.arange(len(count)), count)
    face = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count) + run[0][pair]
    inside = ((faces.lower[face] <= box[1][pair]) & (faces.upper[face] >= box[0][pair])).all(axis=1)
    return pair[inside], face[inside]


def _crossed(pair_here: Array, here: Array, pair_there: Array, there: Array) -> tuple[Array, Array]:
    """Return each face on one side of a pair with each face on the other."""
    first, last = np.searchsorted(pair_there, pair_here, "left"), np.searchsorted(pair_there, pair_here, "right")
    count = last - first
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return np.repeat(here, count), there[number]


def _opposed(faces: _Faces, here: Array, there: Array, reach: float) -> tuple[Array, Array]:
    """Return the pairs of faces that look at each other within the reach."""
    apart = ((faces.lower[here] <= faces.upper[there] + reach) & (faces.lower[there] <= faces.upper[here] + reach)).all(
        axis=1
    )
    here, there = here[apart], there[apart]
    turned = np.einsum("ij,ij->i", faces.normal[here], faces.normal[there]) <= -_PARALLEL
    here, there = here[turned], there[turned]
    to = faces.corners[there] - faces.corners[here, :1]
    distance = np.einsum("ijk,ik->ij", to, faces.normal[here])
    close = (distance.max(axis=1) >= -_SUNK_M) & (distance.min(axis=1) <= reach)
    return here[close], there[close]


def _overlaps(faces: _Faces, here: Array, there: Array, reach: float) -> Facing:
    """Return the pieces over which pairs of faces overlap, seen along the normal of the first."""
    normal, origin = faces.normal[here], faces.corners[here].mean(axis=1)
    along = _along(normal)
    axes = np.stack((along, np.cross(normal, along)), axis=1)
    rows, outline = _shared(
        *(np.einsum("nij,nkj->nki", axes, faces.corners[some] - origin[:, None]) for some in (here, there))
    )
    here, there, normal, origin, along, axes = (some[rows] for some in (here, there, normal, origin, along, axes))
    middle = shapely.get_coordinates(shapely.centroid(outline))
    centre = origin + np.einsum("nij,ni->nj", axes, middle)
    gap = _gap(centre, normal, faces.corners[there, 0], faces.normal[there])
    area = shapely.area(outline)
    found = Facing(faces.owner[here], faces.owner[there], area, gap, centre, normal, along, origin, outline)
    return found[np.flatnonzero((gap >= -_SUNK_M) & (gap <= reach))]


def _shared(one: Array, other: Array) -> tuple[Array, NDArray[Any]]:
    """Return which flat triangles overlap, and their overlaps."""
    meet = ((one.min(axis=1) < other.max(axis=1)) & (other.min(axis=1) < one.max(axis=1))).all(axis=1)
    rows = np.flatnonzero(meet)
    outline = intersections(shapely.polygons(one[rows]), shapely.polygons(other[rows]))
    real = shapely.area(outline) > _LEAST_M2
    return rows[real], np.asarray(outline)[real]


def _gap(points: Array, normal: Array, at: Array, facing_normal: Array) -> Array:
    """Return how far it is from points along a direction to a plane."""
    return np.asarray(np.einsum("ij,ij->i", at - points, facing_normal) / np.einsum("ij,ij->i", normal, facing_normal))


def _along(normal: Array) -> Array:
    """Return a direction in each plane: the horizontal one of upright planes, the one nearest to east of others."""
    level = np.stack((-normal[:, 1], normal[:, 0], np.zeros(len(normal))), axis=1)
    east = np.array([1.0, 0.0, 0.0]) - normal[:, :1] * normal
    along = np.where(np.abs(normal[:, 2:]) < UPRIGHT, level, east)
    return np.asarray(along / np.linalg.norm(along, axis=1, keepdims=True))
