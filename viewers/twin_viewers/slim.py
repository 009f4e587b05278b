"""Pipes, cables and ducts in few triangles: a prism along each straight piece.

A building has kilometres of them, each piece a cylinder of fifty triangles or more: three quarters of all triangles of
a model are round pipes too thin to be seen as round. A box around a whole run would hide the house, since a run turns
corners; a box around each straight piece looks like the pipe.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.boxes import BOX_FACES
from twin_viewers.outlines import welded
from twin_viewers.pieces import Piece
from twin_viewers.placing import runs
from twin_viewers.roles import role_names_of

__all__ = ["Slim", "slim_of", "slim_piece"]

_PARALLEL: Final = 0.97
"""Cosine of the angle by which long sides of triangles of one straight piece may differ: a diagonal is not a side."""

_LONG: Final = 1.2
"""What is longer than wide by more than this is a piece of a run [-]."""

_FULL: Final = (0.6, 1.15)
"""A piece whose surface is so much of the sides of its box is straight [-]: that of a cylinder is π/4 of it."""

_MOSTLY: Final = 0.8
"""A shape is slim if straight pieces have so much of its surface [-]; the rest are elbows and ends between them."""

_SPARSE: Final = 0.35
"""A shape with so much less surface than its box is a bent run, and the box would hide the house [-]."""

_ROUND: Final = 0.89
"""Side of the square prism that is as large across as a round pipe, over its diameter [-]."""

_AT: Final = np.array([(x, y, z) for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)], dtype=np.float64)
_SIDES: Final = BOX_FACES[4:]
"""Triangles of a box without its ends, which join the next piece."""


@dataclass(frozen=True)
class Slim:
    """Shapes in fewer triangles.

    Parameters
    ----------
    points : corners in the coordinates of their shape [m], (n, 3)
    faces : indices into ``points``, (m, 3)
    first_point : where the corners of each mesh start, (number of meshes + 1,)
    first_face : where the triangles of each mesh start, (number of meshes + 1,)
    sparse : whether each mesh fills so little of its box that the box would be taken for something else, (meshes,)
    """

    points: NDArray[np.float64]
    faces: NDArray[np.int64]
    first_point: NDArray[np.int64]
    first_face: NDArray[np.int64]
    sparse: NDArray[np.bool_]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Triangles of each mesh, zero for those that have no slim shape, (number of meshes,)."""
        return np.diff(self.first_face)


@once
def slim_of(twin: Twin) -> Slim:
    """Return the slim shapes of the equipment of a twin; of other meshes, and of those that are simple, none.

    Parameters
    ----------
    twin : the twin
    """
    table, mesh = twin["meshes"], twin.nodes["mesh"]
    used = np.unique(mesh[(mesh >= 0) & (role_names_of(twin) == "equipment")])
    used = used[table["faces"][used] > 2 * len(BOX_FACES)]
    owner = np.repeat(used, table["faces"][used])
    corners = twin["faces"]["corners"][runs(table["face"][used], table["faces"][used])].astype(np.int64)
    corners += table["vertex"][owner][:, None]
    xyz = twin["vertices"]["xyz"]
    piece = _pieces(xyz, corners, welded(xyz, used, twin))
    boxes, straight, surface = _boxes(xyz, corners, piece)
    of_piece = np.zeros(len(boxes), dtype=np.int64)
    of_piece[piece] = owner
    whole = np.bincount(of_piece, weights=surface, minlength=table.length)
    told = np.bincount(of_piece[straight], weights=surface[straight], minlength=table.length)
    slim = told > _MOSTLY * whole
    kept = straight & slim[of_piece]
    order = np.argsort(of_piece[kept], kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(of_piece[kept], minlength=table.length))))
    faces = (_SIDES[None] + 8 * np.arange(int(kept.sum()))[:, None, None]).reshape(-1, 3)
    sparse = (whole > 0) & (whole < _SPARSE * _box_surface(twin, used)) & ~slim
    return Slim(boxes[kept][order].reshape(-1, 3), faces, first * 8, first * len(_SIDES), sparse)


def slim_piece(twin: Twin, rows: Array, *, origin: Array) -> Piece:
    """Return the slim shapes of some nodes, each in the first of its colours.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes whose mesh has a slim shape, (k,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    slim, mesh = slim_of(twin), twin.nodes["mesh"][rows]
    points, faces = np.diff(slim.first_point)[mesh], slim.counts[mesh]
    place, of = np.repeat(np.arange(len(rows)), points), np.repeat(np.arange(len(rows)), faces)
    local = slim.points[runs(slim.first_point[mesh], points)]
    turn = twin.nodes["transform"][rows]
    placed = np.einsum("nij,nj->ni", turn[place, :, :3], local) + turn[place, :, 3] - origin
    shift = np.cumsum(points) - points - slim.first_point[mesh]
    corners = slim.faces[runs(slim.first_face[mesh], faces)] + shift[of, None]
    first = twin["meshes"]["colour"][mesh]
    colour = np.asarray(twin["colours"]["rgba"][first, :3], dtype=np.float64).reshape(-1, 3)
    return Piece(placed, corners, np.asarray(rows, dtype=np.int64)[of], colour[of])


def _pieces(xyz: Array, corners: Array, joined: Array) -> NDArray[np.int64]:
    """Return the number of the straight piece that each triangle belongs to, (m,).

    Triangles between two cross-sections of a pipe are long and thin, and their longest sides lie along it.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = joined[np.stack((corners, np.roll(corners, -1, axis=1)), axis=2)].reshape(-1, 2)
    key = ends.min(axis=1) * (int(joined.max(initial=0)) + 1) + ends.max(axis=1)
    order = np.argsort(key, kind="stable")
    near = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    one, other = order[near] // 3, order[near + 1] // 3
    way = _longest(xyz, corners)
    along = np.abs(np.einsum("ij,ij->i", way[one], way[other])) > _PARALLEL
    size = (len(corners), len(corners))
    links = coo_array((np.ones(int(along.sum()), dtype=bool), (one[along], other[along])), size)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _longest(xyz: Array, corners: Array) -> NDArray[np.float64]:
    """Return the direction of the longest side of each triangle, unit vector, (m, 3)."""
    sides = (xyz[np.roll(corners, -1, axis=1)] - xyz[corners]).astype(np.float64)
    length = np.linalg.norm(sides, axis=2)
    longest = length.argmax(axis=1)
    at = np.arange(len(corners))
    return np.asarray(sides[at, longest] / np.maximum(length[at, longest], 1e-9)[:, None])


def _boxes(
    xyz: Array, corners: Array, piece: Array
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Return the box along each piece [m], (k, 8, 3), whether it looks like it, (k,), and its surface [m²], (k,)."""
    count = int(piece.max(initial=-1)) + 1
    points, of = xyz[corners].reshape(-1, 3).astype(np.float64), np.repeat(piece, 3)
    number = np.bincount(of, minlength=count)[:, None]
    middle = _sums(points, of, count) / number
    away = points - middle[of]
    spread = _sums((away[:, :, None] * away[:, None, :]).reshape(-1, 9), of, count).reshape(-1, 3, 3)
    axes = np.linalg.eigh(spread)[1]  # one a column, the longest last
    along = np.einsum("ni,nij->nj", away, axes[of])
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, of, along)
    np.maximum.at(high, of, along)
    size = high - low
    surface = _sums(_areas(xyz, corners)[:, None], piece, count)[:, 0]
    x, y, z = size.T
    share = surface / np.maximum(2 * (x + y) * z, 1e-12)
    straight = (z > _LONG * y) & (share > _FULL[0]) & (share < _FULL[1])
    slimmer = np.where(share < (1 + np.pi / 4) / 2, _ROUND, 1.0)[:, None] * (1, 1, 0) + (0, 0, 1)
    local = (low + high)[:, None] / 2 + _AT[None] * (size * slimmer)[:, None] / 2
    return middle[:, None] + np.einsum("nij,nkj->nki", axes, local), straight, surface


def _box_surface(twin: Twin, used: Array) -> NDArray[np.float64]:
    """Return the surface of the box around each of some meshes [m²], zero for others, (number of meshes,)."""
    result = np.zeros(twin["meshes"].length)
    if len(used):
        counts = twin["meshes"]["vertices"][used].astype(np.int64)
        local = twin["vertices"]["xyz"][runs(twin["meshes"]["vertex"][used], counts)].astype(np.float64)
        first = np.cumsum(counts) - counts
        x, y, z = (np.maximum.reduceat(local, first) - np.minimum.reduceat(local, first)).T
        result[used] = 2 * (x * y + y * z + z * x)
    return result


def _areas(xyz: Array, corners: Array) -> NDArray[np.float64]:
    a, b, c = (xyz[corners[:, at]].astype(np.float64) for at in range(3))
    return np.asarray(np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2)


def _sums(values: Array, of: Array, count: int) -> NDArray[np.float64]:
    columns = [np.bincount(of, weights=values[:, at], minlength=count) for at in range(values.shape[1])]
    return np.stack(columns, axis=1)
