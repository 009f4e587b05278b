"""The shapes of what somebody has chosen, whether the scene shows them or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.outlines import feature_edges
from twin_viewers.placing import place_lines, place_triangles
from twin_viewers.stage.members import with_members
from twin_viewers.stage.part import Part

__all__ = ["Chosen", "box_of", "chosen_of"]

_MOST: Final = 400
"""Of more things than these, those that the scene does not show are left out: a tinted façade says enough."""


_MOST_SPOTS: Final = 40
"""More things than these are found without spots, which would cover them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The shapes of some things.

    Parameters
    ----------
    corners : of their triangles [m], (m, 3, 3)
    ends : of the lines along their edges [m], (k, 2, 3)
    nodes : row of the node of each triangle, (m,)
    """

    corners: NDArray[np.float32]
    ends: NDArray[np.float32]
    nodes: NDArray[np.int64]

    def middles_of_small(self, least: float) -> NDArray[np.float32]:
        """Return the middle of each thing that reaches less far than this [m], (n, 3); none if they are many."""
        rows, place = np.unique(self.nodes, return_inverse=True)
        if not 0 < len(rows) <= _MOST_SPOTS:
            return np.empty((0, 3), dtype=np.float32)
        low, high = np.full((len(rows), 3), np.inf), np.full((len(rows), 3), -np.inf)
        np.minimum.at(low, place, self.corners.min(axis=1))
        np.maximum.at(high, place, self.corners.max(axis=1))
        small = np.linalg.norm(high - low, axis=1) < least
        return np.asarray(((low + high) / 2)[small], dtype=np.float32)


def chosen_of(twin: Twin, rows: Array, parts: Sequence[Part], *, origin: Array, lift: Array) -> Chosen:
    """Return the shapes of some nodes and of what they group: as they are drawn, else as they are modelled.

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes, (n,)
    parts : what is drawn
    origin : point of the estate that is zero in the scene [m], (3,)
    lift : how much higher each node is drawn [m], (number of nodes + 1,)
    """
    rows = _told_by(twin, rows)
    faces = [part for part in parts if not part.is_lines]
    wanted = np.zeros(twin.nodes.length + 1, dtype=bool)
    wanted[rows] = True
    drawn = np.zeros(twin.nodes.length + 1, dtype=bool)
    corners, nodes, ends = [np.empty((0, 3, 3), np.float32)], [np.empty(0, np.int64)], [np.empty((0, 2, 3), np.float32)]
    for part in faces:
        mine = wanted[part.nodes[part.shown]]
        corners.append(part.corners[mine])
        nodes.append(part.nodes[part.shown][mine].astype(np.int64))
        drawn[nodes[-1]] = True
    if len(rows) <= _MOST:
        shaped = rows[twin.nodes["mesh"][rows] >= 0]
        hidden = shaped[~drawn[shaped]]
        placed = place_triangles(twin, hidden, origin=origin)
        corners.append(_lifted(placed.points[placed.faces], placed.nodes, lift))
        nodes.append(placed.nodes)
        edges = feature_edges(twin, np.unique(twin.nodes["mesh"][shaped]))
        lines = place_lines(twin, shaped, edges, origin=origin)
        ends.append(_lifted(lines.points.reshape(-1, 2, 3), lines.nodes, lift))
    return Chosen(np.concatenate(corners), np.concatenate(ends), np.concatenate(nodes))


def box_of(twin: Twin, rows: Array) -> NDArray[np.float64] | None:
    """Return the box around some nodes and what they group [m], (2, 3); None if nothing says where they are.

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes, (n,)
    """
    nodes, rows = twin.nodes, with_members(twin, rows)
    lines, points = twin["lines"]["node"], twin["line_points"]
    along = points["xyz"][np.isin(lines[points["line"]], rows)]
    found = np.concatenate((nodes["box"][rows].reshape(-1, 3), nodes["position"][rows], along))
    found = found[np.isfinite(found).all(axis=1)]
    return np.stack((found.min(axis=0), found.max(axis=0))) if len(found) else None


def _told_by(twin: Twin, rows: Array) -> NDArray[np.int64]:
    """Return the nodes that show what is chosen: of a dwelling its rooms, of other wholes all that is in them."""
    members = with_members(twin, rows)
    kinds = twin.nodes["kind"]
    if not (kinds[rows] == Kind.ZONE).all():
        return members
    rooms = members[kinds[members] == Kind.SPACE]
    return rooms if len(rooms) else members


def _lifted(points: Array, nodes: Array, lift: Array) -> NDArray[np.float32]:
    points = np.array(points, dtype=np.float32)
    points[..., 2] += lift[nodes][:, None]
    return points
