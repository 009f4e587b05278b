"""How much detail a picture can show: where there is too much of it, boxes stand for what is small.

The windows of a hundred buildings have a million triangles, and each window is then smaller than a letter. What has
most triangles for its size gives way first; walls keep their openings as long as that is affordable.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.boxes import BOX_EDGES, BOX_FACES, corners_of
from twin_viewers.framing import is_own
from twin_viewers.pieces import Piece
from twin_viewers.placing import Lines

__all__ = ["MOST_TRIANGLES", "box_lines", "box_piece", "is_boxed"]

MOST_TRIANGLES: Final = 360_000
"""What buildings may have in a picture; with the public space it stays below half a million."""

_KEPT_LONGEST: Final = ("slab", "roof", "foundation", "wall")
_FILLINGS: Final = ("window", "door")
_PROUD_M: Final = 0.25
"""How far windows and doors stand out of a wall that is drawn without its openings [m]."""


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
    larger, boxed = is_own(part) & (faces > len(BOX_FACES)), np.zeros(len(rows), dtype=bool)
    for group in (~np.isin(part, _KEPT_LONGEST), part == "wall", np.ones(len(rows), dtype=bool)):
        if int(np.where(boxed, len(BOX_FACES), faces).sum()) <= most:
            break
        boxed |= larger & group
    return boxed


def box_piece(twin: Twin, rows: Array, *, role: Array, bare: bool, origin: Array) -> Piece:
    """Return the boxes of some nodes, each in the first of its colours.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    bare : whether walls are drawn without their openings
    origin : point of the estate that becomes zero [m], (3,)
    """
    points = _corners(twin, rows, role, bare=bare) - origin
    faces = BOX_FACES[None] + 8 * np.arange(len(rows))[:, None, None]
    colour = _first_colours(twin, rows)
    count = len(BOX_FACES)
    return Piece(points.reshape(-1, 3), faces.reshape(-1, 3), np.repeat(rows, count), np.repeat(colour, count, axis=0))


def box_lines(twin: Twin, rows: Array, *, role: Array, bare: bool, origin: Array) -> Lines:
    """Return the edges of the same boxes.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (k,)
    role : role of each node, (n,)
    bare : whether walls are drawn without their openings
    origin : point of the estate that becomes zero [m], (3,)
    """
    points = (_corners(twin, rows, role, bare=bare) - origin)[:, BOX_EDGES]
    return Lines(points.reshape(-1, 3).astype(np.float32), np.repeat(rows, len(BOX_EDGES)))


def _first_colours(twin: Twin, rows: Array) -> NDArray[np.float64]:
    """Return the first colour that its author gave each node, 0 to 1 [-], (k, 3)."""
    first = twin["meshes"]["colour"][twin.nodes["mesh"][rows]]
    return np.asarray(twin["colours"]["rgba"][first, :3], dtype=np.float64).reshape(-1, 3)


def _corners(twin: Twin, rows: Array, role: Array, *, bare: bool) -> NDArray[np.float64]:
    thicken = np.where(np.isin(role[rows], _FILLINGS) & bare, _PROUD_M, 0.0)
    return corners_of(twin, rows, thicken=thicken)
