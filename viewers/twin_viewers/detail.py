"""How much detail a picture can show: where there is too much of it, boxes stand for what is small.

The windows of a hundred buildings have a million triangles, and each window is then smaller than a letter. What has
most triangles for its size gives way first: pipes become prisms, then windows and devices boxes; walls keep their
openings as long as that is affordable. Where even boxes are too many, the smallest things are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.boxes import BOX_EDGES, BOX_FACES, corners_of
from twin_viewers.framing import is_own
from twin_viewers.pieces import Piece
from twin_viewers.placing import Lines
from twin_viewers.slim import slim_of

__all__ = ["MOST_TRIANGLES", "Detail", "box_lines", "box_piece", "detail_of", "is_boxed"]

MOST_TRIANGLES: Final = 360_000
"""What buildings may have in a picture; with the public space it stays below half a million."""

_FAR_SHARE: Final = 0.35
"""So much of all triangles is left for what is not looked at closely [-]."""

_SLABS: Final = ("slab", "roof", "foundation")
_MINOR: Final = ("equipment", "furniture", "covering", "other element")
"""What is left out first where even boxes are too many: without walls and windows nobody would see a building."""

_FILLINGS: Final = ("window", "door")
_PROUD_M: Final = 0.25
"""How far windows and doors stand out of a wall that is drawn without its openings [m]."""

_NARROW: Final = 0.5
"""Sides of a wall that are smaller than this share of its largest are left out where walls have no openings [-]."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What of a picture is drawn in which detail.

    Parameters
    ----------
    full : rows of the nodes that are drawn as their authors shaped them, (k,)
    slim : rows of the runs that are drawn as prisms, (l,)
    boxed : rows of the nodes that are drawn as boxes, (m,)
    """

    full: NDArray[np.int64]
    slim: NDArray[np.int64]
    boxed: NDArray[np.int64]


def detail_of(twin: Twin, rows: Array, *, role: Array, most: int = MOST_TRIANGLES, near: Array | None = None) -> Detail:
    """Return in which detail nodes are drawn, so that all together have no more triangles than affordable.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    most : number of triangles that is affordable
    near : which nodes are looked at closely and have the first claim on detail, (n,); None if all are alike
    """
    rows = np.asarray(rows, dtype=np.int64)
    if near is None or int(twin["meshes"]["faces"][twin.nodes["mesh"][rows]].sum()) <= most:
        return _detail(twin, rows, role, most)
    first = _detail(twin, rows[near[rows]], role, most - round(_FAR_SHARE * most))
    rest = _detail(twin, rows[~near[rows]], role, round(_FAR_SHARE * most))
    return Detail(*(np.concatenate(pair) for pair in zip(_parts(first), _parts(rest), strict=True)))


def is_boxed(twin: Twin, rows: Array, *, role: Array, most: int = MOST_TRIANGLES) -> NDArray[np.bool_]:
    """Return which nodes are drawn as boxes, so that all together have no more triangles than affordable, (k,).

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    most : number of triangles that is affordable; if not even boxes are, all are boxes
    """
    faces, part = twin["meshes"]["faces"][twin.nodes["mesh"][rows]].astype(np.int64), role[rows]
    large = is_own(part) & (faces > len(BOX_FACES))
    upright = is_own(part) & (faces >= len(BOX_FACES)) & ~np.isin(part, _SLABS)
    boxed = np.zeros(len(rows), dtype=bool)
    for group in (large & upright & (part != "wall"), upright, large):
        if int(np.where(boxed, len(BOX_FACES), faces).sum()) <= most:
            break
        boxed |= group
    return boxed


def box_piece(twin: Twin, rows: Array, *, role: Array, origin: Array) -> Piece:
    """Return the boxes of some nodes, each in the first of its colours.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    points = _corners(twin, rows, role) - origin
    kept = np.ones((len(rows), len(BOX_FACES)), dtype=bool)
    if _is_bare(rows, role):
        kept = ~_is_narrow(points) | np.isin(role[rows], _SLABS)[:, None]
    faces = (BOX_FACES[None] + 8 * np.arange(len(rows))[:, None, None])[kept]
    owner = np.repeat(np.arange(len(rows)), kept.sum(axis=1))
    first = twin["meshes"]["colour"][twin.nodes["mesh"][rows]]
    colour = np.asarray(twin["colours"]["rgba"][first, :3], dtype=np.float64).reshape(-1, 3)
    return Piece(points.reshape(-1, 3), faces, rows[owner], colour[owner])


def box_lines(twin: Twin, rows: Array, *, role: Array, origin: Array) -> Lines:
    """Return the edges of the same boxes; where walls have no openings, of slabs only.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    origin : point of the estate that becomes zero [m], (3,)
    """
    shown = rows[np.isin(role[rows], _SLABS)] if _is_bare(rows, role) else rows
    points = (_corners(twin, shown, role) - origin)[:, BOX_EDGES]
    return Lines(points.reshape(-1, 3).astype(np.float32), np.repeat(shown, len(BOX_EDGES)))


def _parts(detail: Detail) -> tuple[NDArray[np.int64], ...]:
    return detail.full, detail.slim, detail.boxed


def _detail(twin: Twin, rows: Array, role: Array, most: int) -> Detail:
    """Return in which detail nodes are drawn that are all alike."""
    mesh = twin.nodes["mesh"][rows]
    if int(twin["meshes"]["faces"][mesh].sum()) <= most:
        return Detail(rows, rows[:0], rows[:0])
    slim = slim_of(twin)
    prisms, bent = slim.counts[mesh], slim.sparse[mesh]
    rest = np.flatnonzero(prisms == 0)
    boxed = np.zeros(len(rows), dtype=bool)
    boxed[rest] = is_boxed(twin, rows[rest], role=role, most=most - int(prisms.sum())) & ~bent[rest]
    faces = np.where(boxed, len(BOX_FACES), np.where(prisms > 0, prisms, twin["meshes"]["faces"][mesh]))
    kept = _largest(twin, rows, faces, most=most, minor=np.isin(role[rows], _MINOR))
    return Detail(rows[kept & ~boxed & (prisms == 0)], rows[kept & (prisms > 0)], rows[kept & boxed])


def _largest(twin: Twin, rows: Array, faces: Array, *, most: int, minor: Array) -> NDArray[np.bool_]:
    """Return which nodes are kept so that all have no more triangles than affordable: the largest, minor ones last."""
    box = twin.nodes["box"][rows]
    size = np.linalg.norm(box[:, 1] - box[:, 0], axis=1)
    order = np.lexsort((-size, minor))
    kept = np.empty(len(rows), dtype=bool)
    kept[order] = np.cumsum(np.asarray(faces, dtype=np.int64)[order]) <= most
    return kept


def _is_narrow(points: Array) -> NDArray[np.bool_]:
    """Return whether each triangle of each box is small next to the largest of it, (k, 12)."""
    a, b, c = (points[:, BOX_FACES[:, at]] for at in range(3))
    size = np.linalg.norm(np.cross(b - a, c - a), axis=2)
    return np.asarray(size < _NARROW * size.max(axis=1, initial=0.0, keepdims=True))


def _corners(twin: Twin, rows: Array, role: Array) -> NDArray[np.float64]:
    proud = _PROUD_M if _is_bare(rows, role) else 0.0
    return corners_of(twin, rows, thicken=np.where(np.isin(role[rows], _FILLINGS), proud, 0.0))


def _is_bare(rows: Array, role: Array) -> bool:
    """Return whether walls are among what is drawn as boxes, so that they have lost their openings."""
    return bool((role[rows] == "wall").any())
