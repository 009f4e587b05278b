"""What is drawn while the camera moves where all there is would stutter: rooms as boxes, or else the largest things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.boxes import BOX_FACES, corners_of
from twin_viewers.framing import is_own
from twin_viewers.layers import Layer, Surface, painted
from twin_viewers.roles import SPACE, role_names_of
from twin_viewers.stage.part import Part

__all__ = ["SMOOTH", "Coarse", "coarse_of"]

SMOOTH: Final = 90_000
"""So many triangles are drawn often enough in a second by a machine without a graphics card."""

_MOST: Final = 50_000
"""So many of them are of buildings; the rest is left for what is out of doors."""

_PALE: Final = 0.55
"""So much of its colour has a room at least that stands for one that lets light through [-]."""


@dataclass(frozen=True)
class Coarse:
    """What stands for all that some parts show.

    Parameters
    ----------
    layer : to be drawn
    rooms : row of the room of each triangle of the boxes, which come first, (k,)
    wanted : whether each node is drawn as it is, (n + 1,)
    """

    layer: Layer
    rooms: NDArray[np.int64]
    wanted: NDArray[np.bool_]

    def tones(self, parts: Sequence[Part]) -> NDArray[np.uint8]:
        """Return the colour of each triangle as these parts have it now, (m, 3).

        Parameters
        ----------
        parts : for which it stands, with the same things to be seen as before
        """
        return _tones(_faces(parts), self.rooms, self.wanted)


def coarse_of(twin: Twin, parts: Sequence[Part], *, lift: Array, origin: Array) -> Coarse | None:
    """Return what stands for all that some parts show; None if they show nothing.

    Parameters
    ----------
    twin : the twin
    parts : what is drawn when the camera stands still
    lift : how much higher each node is drawn [m], (number of nodes + 1,)
    origin : point of the estate that is zero in the scene [m], (3,)
    """
    role, faces = role_names_of(twin), _faces(parts)
    counts = np.zeros(twin.nodes.length + 1, dtype=np.int64)
    for part in faces:
        counts += np.bincount(part.nodes[part.shown] % len(counts), minlength=len(counts))
    own = np.append(is_own(role), False)
    rooms = np.flatnonzero((counts[:-1] > 0) & (role == SPACE) & (twin.nodes["mesh"] >= 0))
    rooms = rooms[_largest(twin, rooms, np.full(len(rooms), len(BOX_FACES)))]
    wanted = _wanted(twin, counts, own) if not len(rooms) else ~own
    boxes = corners_of(twin, rooms) - origin
    boxes[:, :, 2] += lift[rooms][:, None]
    corners = [boxes[:, BOX_FACES].reshape(-1, 3, 3).astype(np.float32)]
    nodes = [np.repeat(rooms, len(BOX_FACES))]
    for part in faces:
        here = wanted[part.nodes[part.shown]]
        corners.append(part.corners[here])
        nodes.append(part.nodes[part.shown][here].astype(np.int64))
    points, owner = np.concatenate(corners).reshape(-1, 3), np.concatenate(nodes)
    if not len(owner):
        return None
    shape = pv.PolyData.from_regular_faces(points, np.arange(len(points)).reshape(-1, 3))
    mesh = painted(shape, owner, _tones(faces, nodes[0], wanted) / 255, 1.0)
    return Coarse(Layer("coarse", Surface.SOLID, mesh), nodes[0], wanted)


def _faces(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if not part.is_lines and part.layer.surface not in {Surface.PLAIN, Surface.SHADE}]


def _tones(parts: Sequence[Part], rooms: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the colours of boxes of rooms, then those of what is drawn as it is, (m, 3)."""
    tones = [_tones_of_rooms(parts, len(wanted) - 1)[rooms]]
    tones += [part.rgba[part.shown][wanted[part.nodes[part.shown]], :3] for part in parts]
    return np.concatenate(tones)


def _tones_of_rooms(parts: Sequence[Part], length: int) -> NDArray[np.uint8]:
    """Return the colour of each room as light as it looks now, (length + 1, 3)."""
    tones = np.zeros((length + 1, 3), dtype=np.uint8)
    for part in parts:
        if part.layer.surface in {Surface.VEIL, Surface.FLOOR}:
            share = np.maximum(part.rgba[:, 3:] / 255, _PALE)
            tones[part.nodes] = np.round(255 - (255.0 - part.rgba[:, :3]) * share)
    return tones


def _wanted(twin: Twin, counts: Array, own: Array) -> NDArray[np.bool_]:
    """Return which nodes are drawn as they are: all out of doors, and the largest of the others, (n + 1,)."""
    wanted = ~own
    rows = np.flatnonzero(own & (counts > 0))
    wanted[rows[_largest(twin, rows, counts[rows])]] = True
    return wanted


def _largest(twin: Twin, rows: Array, faces: Array) -> NDArray[np.bool_]:
    """Return whether each node is among the largest that together are drawn fast, (k,)."""
    box = twin.nodes["box"][rows]
    order = np.argsort(-np.linalg.norm(box[:, 1] - box[:, 0], axis=1), kind="stable")
    kept = np.empty(len(rows), dtype=bool)
    kept[order] = np.cumsum(faces[order]) <= _MOST
    return kept
