"""Triangles and lines of many placed shapes end to end, without a loop over things.

A twin holds each shape once and says where it stands how often. A picture needs the triangles themselves, in few big
arrays: a renderer is fast with ten meshes of a hundred thousand triangles and slow with ten thousand of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Edges", "Lines", "Triangles", "place_lines", "place_triangles", "runs"]


@dataclass(frozen=True, slots=True)
class Triangles:
    """Triangles of placed things.

    Parameters
    ----------
    points : corners relative to the origin [m], (n, 3)
    faces : indices into ``points``, (m, 3)
    nodes : row of the node that each triangle belongs to, (m,)
    rgba : colour that its author gave each triangle, 0 to 1 [-], (m, 4)
    rows : row of each node, in the order in which they were asked for, (k,)
    starts : where the points of each node start, (k,)
    """

    points: NDArray[np.float32]
    faces: NDArray[np.int64]
    nodes: NDArray[np.int64]
    rgba: NDArray[np.float32]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]

    def boxes(self, axes: Array) -> NDArray[np.float64]:
        """Return the least and greatest coordinate of each node along some axes [m], (k, 2, number of axes).

        Parameters
        ----------
        axes : unit vectors, one a row, (number of axes, 3)
        """
        along = self.points @ np.asarray(axes, dtype=np.float32).T
        if not len(self.starts):
            return np.empty((0, 2, len(axes)))
        ends = [function.reduceat(along, self.starts) for function in (np.minimum, np.maximum)]
        return np.stack(ends, axis=1).astype(np.float64)

    @property
    def middles(self) -> NDArray[np.float64]:
        """Mean of the corners of each node [m], (k, 3); of a sloping roof it lies in the roof, not below it."""
        if not len(self.starts):
            return np.empty((0, 3))
        counts = np.diff(self.starts, append=len(self.points))
        return np.asarray(np.add.reduceat(self.points.astype(np.float64), self.starts) / counts[:, None])


@dataclass(frozen=True, slots=True)
class Edges:
    """Lines that each shape has once, wherever and however often it stands.

    Parameters
    ----------
    ends : both ends of all lines as rows of the table of vertices, (n, 2)
    offsets : where the lines of each mesh start, (number of meshes + 1,)
    """

    ends: NDArray[np.int64]
    offsets: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of placed things.

    Parameters
    ----------
    points : ends relative to the origin [m], (2 n, 3)
    nodes : row of the node that each line belongs to, (n,)
    """

    points: NDArray[np.float32]
    nodes: NDArray[np.int64]


def runs(starts: Array, counts: Array) -> NDArray[np.int64]:
    """Return ``starts[0], starts[0] + 1, …`` for as many as ``counts[0]``, then the same for the next, end to end.

    Examples
    --------
    >>> runs(np.array([10, 50]), np.array([3, 2])).tolist()
    [10, 11, 12, 50, 51]
    """
    counts = np.asarray(counts, dtype=np.int64)
    before = np.cumsum(counts) - counts
    return np.repeat(np.asarray(starts, dtype=np.int64) - before, counts) + np.arange(int(counts.sum()))


def place_triangles(twin: Twin, rows: Array, *, origin: Array) -> Triangles:
    """Return the triangles of some nodes.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    rows = np.asarray(rows, dtype=np.int64)
    meshes, mesh = twin["meshes"], twin.nodes["mesh"][rows]
    vertices, faces = meshes["vertices"][mesh].astype(np.int64), meshes["faces"][mesh]
    starts = np.cumsum(vertices) - vertices
    local = twin["vertices"]["xyz"][runs(meshes["vertex"][mesh], vertices)]
    points = _moved(local, twin.nodes["transform"][rows], np.repeat(np.arange(len(rows)), vertices), origin)
    face, of = runs(meshes["face"][mesh], faces), np.repeat(np.arange(len(rows)), faces)
    corners = twin["faces"]["corners"][face].astype(np.int64) + starts[of, None]
    colour = meshes["colour"][mesh][of] + twin["faces"]["colour"][face]
    return Triangles(points, corners, rows[of], twin["colours"]["rgba"][colour], rows, starts)


def place_lines(twin: Twin, rows: Array, edges: Edges, *, origin: Array) -> Lines:
    """Return lines that each shape has once, for some nodes that show these shapes.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    edges : lines of these shapes
    origin : point of the estate that becomes zero [m], (3,)
    """
    mesh = twin.nodes["mesh"][rows]
    counts = np.diff(edges.offsets)[mesh]
    owner = np.repeat(np.arange(len(rows)), counts)
    local = twin["vertices"]["xyz"][edges.ends[runs(edges.offsets[:-1][mesh], counts)].ravel()]
    points = _moved(local, twin.nodes["transform"][rows], np.repeat(owner, 2), origin)
    return Lines(points, np.asarray(rows, dtype=np.int64)[owner])


def _moved(local: Array, matrices: Array, owner: Array, origin: Array) -> NDArray[np.float32]:
    """Return points in float32 around the origin; eastings of a national grid keep only decimetres in float32."""
    matrices = matrices - np.concatenate((np.zeros((3, 3)), np.reshape(origin, (3, 1))), axis=1)
    result = np.empty((len(local), 3), dtype=np.float32)
    for axis in range(3):
        row = matrices[:, axis]
        result[:, axis] = sum(row[owner, at] * local[:, at] for at in range(3)) + row[owner, 3]
    return result
