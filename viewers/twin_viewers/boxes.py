"""Boxes around placed shapes, along the axes in which each shape was drawn.

A wall that stands askew in the estate is straight in its own coordinates, most often; there its box fits it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.placing import runs

__all__ = ["BOX_EDGES", "BOX_FACES", "corners_of"]

BOX_FACES: Final = np.array(
    [
        face
        for a, b, c, d in ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6))
        for face in ((a, b, c), (a, c, d))
    ]
)
"""Triangles of a box whose corners run through x first, then y, then z, (12, 3)."""

BOX_EDGES: Final = np.array(
    [(0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7)]
)
"""Edges of the same box, (12, 2)."""


def corners_of(twin: Twin, rows: Array, *, thicken: Array | float = 0.0) -> NDArray[np.float64]:
    """Return the corners of the box around each node in estate coordinates [m], (k, 8, 3).

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    thicken : by how much each box grows to both sides of its thinnest extent [m], (k,)
    """
    nodes, meshes = twin.nodes, twin["meshes"]
    used, place = np.unique(nodes["mesh"][rows], return_inverse=True)
    counts = meshes["vertices"][used].astype(np.int64)
    local = twin["vertices"]["xyz"][runs(meshes["vertex"][used], counts)].astype(np.float64)
    if not len(used):
        return np.empty((0, 8, 3))
    starts = np.cumsum(counts) - counts
    low, high = (function.reduceat(local, starts)[place] for function in (np.minimum, np.maximum))
    grow = np.zeros_like(low)
    level = (high - low)[:, :2].argmin(axis=1)
    grow[np.arange(len(rows)), level] = thicken
    ends = np.stack((low - grow, high + grow), axis=1)
    at = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)])
    corners = np.stack([ends[:, at[:, axis], axis] for axis in range(3)], axis=2)
    transform = nodes["transform"][rows]
    return np.asarray(np.einsum("nij,nkj->nki", transform[:, :, :3], corners) + transform[:, None, :, 3])
