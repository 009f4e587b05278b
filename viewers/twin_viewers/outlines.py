"""The edges that a draughtsman would draw: where a surface ends or bends.

A software renderer has little light to show form with; thin lines along the edges show it for almost nothing. They are
found once for each shape, however often it stands in the estate.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.placing import Edges, runs

__all__ = ["feature_edges", "welded"]

_BEND_DEG: Final = 25.0
"""Surfaces that bend by less at an edge are taken for one round surface [°]; a pipe of 16 sides bends by 22.5°."""

_WELD_M: Final = 1e-4
"""Corners nearer than this are one corner [m]; triangles from different faces of a body do not always share theirs."""


def feature_edges(twin: Twin, meshes: Array) -> Edges:
    """Return the edges of some meshes; those not asked for have none.

    Parameters
    ----------
    twin : the twin
    meshes : rows in the table of meshes, (k,), each once
    """
    table = twin["meshes"]
    owner = np.repeat(np.asarray(meshes, dtype=np.int64), table["faces"][meshes])
    face = runs(table["face"][meshes], table["faces"][meshes])
    corners = twin["faces"]["corners"][face].astype(np.int64) + table["vertex"][owner][:, None]
    xyz = twin["vertices"]["xyz"]
    joined = welded(xyz, meshes, twin)[corners]
    first, kept = _bent(joined, _normals(xyz, corners))
    ends = np.stack((corners, np.roll(corners, -1, axis=1)), axis=2).reshape(-1, 2)[first[kept]]
    counts = np.bincount(owner[first[kept] // 3], minlength=table.length)
    order = np.argsort(owner[first[kept] // 3], kind="stable")
    return Edges(ends[order], np.concatenate(([0], np.cumsum(counts))))


def _bent(corners: Array, normals: Array) -> tuple[Array, Array]:
    """Return for each different edge the half-edge it is first met as, and whether a surface ends or bends there."""
    low, high = np.minimum(corners, np.roll(corners, -1, axis=1)), np.maximum(corners, np.roll(corners, -1, axis=1))
    key = (low * (int(corners.max(initial=0)) + 1) + high).ravel()
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    counts = np.diff(starts, append=len(key))
    face = order // 3
    along = np.abs(np.einsum("ij,ij->i", normals[face], normals[np.repeat(face[starts], counts)]))
    flattest = np.minimum.reduceat(along, starts) if len(starts) else along
    real = (low != high).ravel()[order[starts]]
    return order[starts], real & ((counts == 1) | (flattest < np.cos(np.radians(_BEND_DEG))))


def _normals(xyz: Array, corners: Array) -> Array:
    a, b, c = (xyz[corners[:, at]].astype(np.float64) for at in range(3))
    across = np.cross(b - a, c - a)
    length = np.linalg.norm(across, axis=1, keepdims=True)
    return np.asarray(across / np.where(length > 0, length, 1.0))


def welded(xyz: Array, meshes: Array, twin: Twin) -> NDArray[np.int64]:
    """Return for each row of the table of vertices a number that corners at one place of one mesh have in common."""
    table = twin["meshes"]
    rows = runs(table["vertex"][meshes], table["vertices"][meshes])
    cells = np.round(xyz[rows] / np.float32(_WELD_M)).astype(np.int64).view(np.uint64)
    key = np.repeat(np.asarray(meshes, dtype=np.uint64), table["vertices"][meshes])
    for axis in range(3):  # 64 mixed bits tell a million corners apart with odds of 1 in 10⁷ for any mistake
        key = (key ^ cells[:, axis]) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    result = np.zeros(len(xyz), dtype=np.int64)
    result[rows] = np.unique(key, return_inverse=True)[1]
    return result
