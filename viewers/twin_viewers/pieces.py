"""Parts of drawn things, put together to the same triangles that models have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin_viewers.placing import Triangles

__all__ = ["Piece", "assembled", "together"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Triangles of one colour or of one each; no corner belongs to two nodes.

    Parameters
    ----------
    points : corners relative to the origin [m], (n, 3)
    faces : indices into ``points``, (m, 3)
    nodes : row of the node that each triangle belongs to, (m,)
    colour : of each triangle or of all, 0 to 1 [-], (m, 3) or (3,)
    """

    points: NDArray[np.float64]
    faces: NDArray[np.int64]
    nodes: NDArray[np.int64]
    colour: NDArray[np.float64]


def assembled(pieces: list[Piece]) -> Triangles:
    """Return the triangles of some pieces, with all parts of a node side by side.

    Parameters
    ----------
    pieces : parts of nodes; a node may have several
    """
    starts = np.cumsum([0, *(len(piece.points) for piece in pieces)])
    points = np.concatenate([np.empty((0, 3)), *(piece.points for piece in pieces)])
    faces = np.concatenate(
        [np.empty((0, 3), dtype=np.int64), *(piece.faces + start for piece, start in zip(pieces, starts, strict=False))]
    )
    nodes = np.concatenate([np.empty(0, dtype=np.int64), *(piece.nodes for piece in pieces)])
    rgba = np.ones((len(nodes), 4), dtype=np.float32)
    rgba[:, :3] = np.concatenate(
        [np.empty((0, 3)), *(np.broadcast_to(piece.colour, (len(piece.faces), 3)) for piece in pieces)]
    )
    owner = np.full(len(points), -1, dtype=np.int64)
    owner[faces] = nodes[:, None]
    order = np.argsort(owner, kind="stable")[np.count_nonzero(owner < 0) :]  # corners of no triangle are left out
    place = np.zeros(len(points), dtype=np.int64)
    place[order] = np.arange(len(order))
    rows, first = np.unique(owner[order], return_index=True)
    return Triangles(points[order].astype(np.float32), place[faces], nodes, rgba, rows, first.astype(np.int64))


def together(first: Triangles, second: Triangles) -> Triangles:
    """Return the triangles of two sets of nodes as one.

    Parameters
    ----------
    first : triangles of some nodes
    second : triangles of others
    """
    shift = len(first.points)
    return Triangles(
        np.concatenate((first.points, second.points)),
        np.concatenate((first.faces, second.faces + shift)),
        np.concatenate((first.nodes, second.nodes)),
        np.concatenate((first.rgba, second.rgba)),
        np.concatenate((first.rows, second.rows)),
        np.concatenate((first.starts, second.starts + shift)),
    )
