"""What is inside of buildings, as a page needs it to build a storey when somebody looks into it.

A twin holds each shape once and says where it stands how often, and so does the page: a storey of a hundred equal
windows costs one window and a hundred places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.palette import FRAME, PANE, rgb
from twin_viewers.placing import runs
from twin_viewers.roles import SPACE

__all__ = ["inside_of"]

_STEPS: Final = 65_535
_CLEAR: Final = 0.95
_DOWN: Final = -0.5
"""A face of a room that looks down by more than this is part of its floor [-]."""


def inside_of(twin: Twin, rows: Array, *, role: Array, origin: Array, number: Array) -> dict[str, Array]:
    """Return the shapes of some nodes and their places.

    ``parts`` says of each part of a shape: first corner, corners, first face, faces, whether it is the floor of a room;
    ``scales`` its least corner and the size of a step; ``colours`` its colour, with opacity 0 where the thing says it.
    ``corners`` are steps, x of all before y and z; ``faces`` count from the first corner of the part. ``place_part``,
    ``place_node`` and ``place_matrix`` say what stands where.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    origin : point of the estate that is zero in the page [m], (3,)
    number : what the page calls each node, (n,)
    """
    keys = np.column_stack((twin.nodes["mesh"][rows], _manner(role[rows])))
    shapes, of = np.unique(keys, axis=0, return_inverse=True)
    first = np.unique(of.ravel(), return_index=True)[1]
    cut = _parts(twin, shapes, twin.nodes["transform"][rows[first], 2, :3])
    counts = np.bincount(cut.shape, minlength=len(shapes))
    starts = np.cumsum(counts) - counts
    part = runs(starts[of.ravel()], counts[of.ravel()])
    owner = rows[np.repeat(np.arange(len(rows)), counts[of.ravel()])]
    matrix = twin.nodes["transform"][owner] - np.concatenate((np.zeros((3, 3)), np.reshape(origin, (3, 1))), axis=1)
    placed = {
        "place_part": part.astype(np.uint32),
        "place_node": number[owner].astype(np.uint32),
        "place_matrix": matrix.reshape(-1, 12).astype(np.float32),
    }
    return {**cut.arrays, **placed}


_PLAIN, _ROOM, _WINDOW = 0, 1, 2


def _manner(role: Array) -> NDArray[np.int64]:
    return np.where(role == SPACE, _ROOM, np.where(role == "window", _WINDOW, _PLAIN))


@dataclass(frozen=True)
class _Cut:
    """Shapes cut into parts of one sort: floors and the rest of rooms, panes and frames of windows."""

    arrays: dict[str, Array]
    shape: NDArray[np.int64]


def _parts(twin: Twin, shapes: Array, upward: Array) -> _Cut:
    """Return the parts of some shapes.

    Parameters
    ----------
    twin : the twin
    shapes : mesh and manner of each, (s, 2)
    upward : what is up, in the coordinates of each mesh, (s, 3)
    """
    meshes, table = twin["meshes"], shapes[:, 0]
    counts = meshes["faces"][table].astype(np.int64)
    face, of = runs(meshes["face"][table], counts), np.repeat(np.arange(len(shapes)), counts)
    corners = twin["faces"]["corners"][face].astype(np.int64) + meshes["vertex"][table[of]][:, None]
    xyz = twin["vertices"]["xyz"].astype(np.float64)
    rgba = twin["colours"]["rgba"][meshes["colour"][table[of]] + twin["faces"]["colour"][face]]
    sort = np.where(shapes[of, 1] == _ROOM, _is_floor(xyz[corners], upward[of]), 0)
    sort = np.where(shapes[of, 1] == _WINDOW, 2 + (rgba[:, 3] < _CLEAR), sort)
    order = np.lexsort((sort, of))
    key = of[order] * 4 + sort[order]
    ids, faces_from, faces_of = np.unique(key, return_index=True, return_counts=True)
    part = np.repeat(np.arange(len(ids)), faces_of)
    pairs, local = np.unique(part[:, None] * len(xyz) + corners[order], return_inverse=True)
    owner, vertex = np.divmod(pairs, len(xyz))
    corner_counts = np.bincount(owner, minlength=len(ids))
    corners_from = np.cumsum(corner_counts) - corner_counts
    points, scale = _stepped(xyz[vertex], owner, corners_from)
    indices = local.reshape(-1, 3) - corners_from[part][:, None]
    tones = np.array([(0, 0, 0, 0), (0, 0, 0, 0), (*rgb(FRAME), 1), (*rgb(PANE), 1)])
    arrays = {
        "parts": np.column_stack((corners_from, corner_counts, faces_from, faces_of, ids % 4 == 1)).astype(np.uint32),
        "scales": scale.astype(np.float32),
        "corners": points.T.astype(np.uint16),
        "faces": indices.astype(np.uint32 if corner_counts.max(initial=0) > _STEPS else np.uint16),
        "colours": np.round(tones[ids % 4] * 255).astype(np.uint8),
    }
    return _Cut(arrays, ids // 4)


def _is_floor(corners: Array, upward: Array) -> NDArray[np.bool_]:
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    rise = (across * upward).sum(axis=1)
    return np.asarray(rise < _DOWN * np.linalg.norm(across, axis=1))


def _stepped(points: Array, owner: Array, starts: Array) -> tuple[Array, Array]:
    """Return points as whole steps within the box of their part, and least corner and size of a step of each part."""
    if not len(points):
        return np.empty((0, 3)), np.empty((0, 6))
    low, high = (function.reduceat(points, starts) for function in (np.minimum, np.maximum))
    step = np.maximum((high - low) / _STEPS, 1e-9)
    return np.round((points - low[owner]) / step[owner]), np.column_stack((low, step))
