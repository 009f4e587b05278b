"""How far points are from the bodies of things, and which bodies touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely

from twin.geometry.placed import Triangles, triangles_of
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Bodies"]

_AT_ONCE: Final = 1_000_000
"""Pairs of point and triangle measured in one go: some hundred megabytes."""


@dataclass(frozen=True)
class Bodies:
    """The meshes of some things.

    Parameters
    ----------
    rows : nodes that have a mesh, (n,)
    box : their boxes [m], (n, 2, 3)
    triangles : their triangles, the owner counted from 0
    """

    rows: Array
    box: Array
    triangles: Triangles

    @classmethod
    def of(cls, twin: Twin, rows: Array) -> Bodies:
        """Return the bodies of those of the things that have a mesh."""
        rows = rows[twin.nodes["mesh"][rows] >= 0]
        return cls(rows, twin.nodes["box"][rows], triangles_of(twin, rows))

    def near(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Return the pairs of a given box and a body of which the boxes meet: rows of both.

        Parameters
        ----------
        low : least corner of each box [m], (m, 3)
        high : greatest corner of each box [m], (m, 3)
        """
        asked, body = self._tree.query(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), "intersects")
        meet = (low[asked, 2] <= self.box[body, 1, 2]) & (high[asked, 2] >= self.box[body, 0, 2])
        return asked[meet], body[meet]

    def distance(self, points: Array, body: Array, *, within: float) -> Array:
        """Return how far each point is from the body named beside it [m], (m,); 0 inside, infinite beyond a limit.

        Parameters
        ----------
        points : points [m], (m, 3)
        body : row of the body of each point, (m,)
        within : greatest distance that matters [m]
        """
        gap = self._surface_gap(points, body, within)
        low, high = self.box[body, 0], self.box[body, 1]
        enclosed = np.flatnonzero(((points > low) & (points < high)).all(axis=1) & (gap > 0))
        angle = np.zeros(len(enclosed))
        for some, pair, face in self._faces_of(body[enclosed]):
            corners = self._corners[face] - points[enclosed[some]][pair][:, None]
            angle[some] = np.bincount(pair, _solid_angle(corners), len(some))
        gap[enclosed[np.abs(angle) > 2 * np.pi]] = 0.0
        return gap

    def touching(self, other: Bodies, within: float) -> tuple[Array, Array, Array]:
        """Return the pairs of bodies that are not farther apart than a distance, and how far they are.

        Distances are taken from the corners of both, so two bodies that only cross with their faces are not found;
        parts that are joined have corners at the joint.

        Parameters
        ----------
        other : the other bodies
        within : greatest distance [m]
        """
        asked, body = other.near(self.box[:, 0] - within, self.box[:, 1] + within)
        gap = np.minimum(self._corner_gap(asked, other, body, within), other._corner_gap(body, self, asked, within))
        near = gap <= within
        return asked[near], body[near], gap[near]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        (low, high) = self.box[:, 0], self.box[:, 1]
        return shapely.STRtree(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))

    @cached_property
    def _ends(self) -> tuple[Array, Array]:
        """Where the triangles of each body begin and end."""
        places = np.arange(len(self.rows))
        owner = self.triangles.owner
        return np.searchsorted(owner, places, "left"), np.searchsorted(owner, places, "right")

    @cached_property
    def _corners(self) -> Array:
        return self.triangles.points[self.triangles.faces]

    @cached_property
    def _face_box(self) -> tuple[Array, Array]:
        return self._corners.min(axis=1), self._corners.max(axis=1)

    def _faces_of(self, body: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Give, some bodies at a time: their places in the list, and each with each of its triangles, as two rows."""
        first, count = self._ends[0][body], self._ends[1][body] - self._ends[0][body]
        chunk = np.cumsum(count) // _AT_ONCE
        for one in np.unique(chunk).tolist():
            some = np.flatnonzero(chunk == one)
            many = count[some]
            pair = np.repeat(np.arange(len(some)), many)
            yield some, pair, np.repeat(first[some] - (np.cumsum(many) - many), many) + np.arange(len(pair))

    def _surface_gap(self, points: Array, body: Array, within: float) -> Array:
        """Return the distance of each point from the surface of the body beside it, infinite beyond a limit, (m,)."""
        gap = np.full(len(points), np.inf)
        for some, pair, face in self._faces_of(body):
            self._lower(gap, points, (some[pair], face), within)
        return np.where(gap <= within, gap, np.inf)

    def _lower(self, gap: Array, points: Array, pairs: tuple[Array, Array], within: float) -> None:
        """Lower the gaps of points to the triangles paired with them, where their boxes come near enough."""
        (place, face), (low, high) = pairs, self._face_box
        for axis in range(3):  # one axis after the other leaves ever fewer pairs to look at
            at = points[place, axis]
            near = (at >= low[face, axis] - within) & (at <= high[face, axis] + within)
            place, face = place[near], face[near]
        np.minimum.at(gap, place, _to_triangles(points[place], self._corners[face]))

    def _corner_gap(self, one: Array, other: Bodies, body: Array, within: float) -> Array:
        """Return the least distance from corners of bodies to the bodies named beside them, (m,)."""
        gap = np.full(len(one), np.inf)
        for place, (mine, theirs) in enumerate(zip(one.tolist(), body.tolist(), strict=True)):
            corners = self.triangles.points[np.unique(self.triangles.faces[self._faces(mine)])]
            low, high = other.box[theirs]
            corners = corners[((corners >= low - within) & (corners <= high + within)).all(axis=1)]
            if len(corners):
                gap[place] = other._gap_of(corners, theirs, within)
        return gap

    def _gap_of(self, points: Array, body: int, within: float) -> float:
        """Return the least distance of any of the points from a body, infinite beyond a limit."""
        faces = np.arange(len(self._corners))[self._faces(body)]
        low, high = (box[faces] for box in self._face_box)
        faces = faces[((high >= points.min(axis=0) - within) & (low <= points.max(axis=0) + within)).all(axis=1)]
        gap, step = np.full(len(points), np.inf), max(1, _AT_ONCE // max(1, len(faces)))
        for start in range(0, len(points), step):
            some = np.arange(start, min(start + step, len(points)))
            self._lower(gap, points, (np.repeat(some, len(faces)), np.tile(faces, len(some))), within)
        return float(gap.min())

    def _faces(self, body: int) -> slice:
        return slice(int(self._ends[0][body]), int(self._ends[1][body]))


def _solid_angle(corners: Array) -> Array:
    """Return the signed solid angle under which each triangle is seen from the origin [sr], (n,).

    References
    ----------
    A. van Oosterom, J. Strackee, The solid angle of a plane triangle, IEEE Trans. Biomed. Eng. 30 (1983), eq. 8,
    doi:10.1109/TBME.1983.325207.
    """
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    la, lb, lc = (np.linalg.norm(one, axis=1) for one in (a, b, c))
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    dots = [np.einsum("ij,ij->i", *pair) for pair in ((a, b), (b, c), (c, a))]
    return np.asarray(2 * np.arctan2(volume, la * lb * lc + dots[0] * lc + dots[1] * la + dots[2] * lb))


def _to_triangles(points: Array, corners: Array) -> Array:
    """Return the distance of each point from the triangle beside it [m], (n,)."""
    a, ab, ac = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    normal = np.cross(ab, ac)
    size = np.maximum(np.einsum("ij,ij->i", normal, normal), 1e-30)
    to = points - a
    v = np.einsum("ij,ij->i", np.cross(to, ac), normal) / size
    w = np.einsum("ij,ij->i", np.cross(ab, to), normal) / size
    above = np.abs(np.einsum("ij,ij->i", to, normal)) / np.sqrt(size)
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    sides = [_to_segment(points, corners[:, side], corners[:, (side + 1) % 3]) for side in range(3)]
    return np.asarray(np.where(inside, above, np.minimum.reduce(sides)))


def _to_segment(points: Array, start: Array, end: Array) -> Array:
    way = end - start
    share = np.einsum("ij,ij->i", points - start, way) / np.maximum(np.einsum("ij,ij->i", way, way), 1e-30)
    return np.asarray(np.linalg.norm(points - start - np.clip(share, 0, 1)[:, None] * way, axis=1))
