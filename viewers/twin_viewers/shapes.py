"""All shapes of a picture in one place: those of models, and those that are made for the public space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.detail import MOST_TRIANGLES, Detail, box_lines, box_piece, detail_of
from twin_viewers.framing import extent_of, is_own
from twin_viewers.outdoors import outdoors_of
from twin_viewers.outlines import feature_edges
from twin_viewers.palette import FRAME, PANE, rgb
from twin_viewers.pieces import assembled, together
from twin_viewers.placing import Lines, Triangles, place_lines, place_triangles
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.slim import slim_piece
from twin_viewers.terrain import Terrain, terrain_of

__all__ = ["Shapes", "shapes_of"]

_MAST: Final = 0.0012
"""Thickness of the thinnest mast that shows, over the width of what is drawn [-]: a pixel or two."""

_FEW_OUTDOORS, _MOST_OUTDOORS, _LEAST_TRIANGLES = 100_000, 220_000, 240_000
"""What is out of doors may have so many triangles beside those of buildings; beyond, it takes from these, and then
trees, lamps and benches are left out, so that all together stay below half a million."""

_AROUND_M: Final = 40.0
"""So far around what is looked at closely trees and lamps are drawn in any case [m]."""

_SYMBOLS: Final = tuple(name for name, role in PUBLIC_ROLES.items() if not role.is_lined)

_CLEAR: Final = 0.95
"""What lets more light through than this is a pane [-]."""


@dataclass(frozen=True)
class Shapes:
    """What is drawn, before it is coloured.

    Parameters
    ----------
    triangles : of all nodes that are shown
    lines : edges of those that have a mesh
    own_colour : whether each triangle keeps its colour in a picture by kind: leaves and trunk, frame and pane, (m,)
    assumed : rows of ways drawn in an assumed width, (k,)
    terrain : height of the ground
    origin : point of the estate that is zero in the picture [m], (3,)
    reduced : whether some things are drawn in less detail than they have
    """

    triangles: Triangles
    lines: Lines
    own_colour: NDArray[np.bool_]
    assumed: NDArray[np.int64]
    terrain: Terrain
    origin: NDArray[np.float64]
    reduced: bool = False


def shapes_of(twin: Twin, rows: Array, *, role: Array, solid: bool, near: Array | None = None) -> Shapes:
    """Return the shapes of some nodes.

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes to draw, (n,)
    role : role of each node, (n_nodes,)
    solid : whether buildings are opaque
    near : which nodes are looked at closely, (n_nodes,); None if all are alike
    """
    shaped = twin.nodes["mesh"][rows] >= 0
    meshed, public = rows[shaped], rows[~shaped]
    terrain = terrain_of(twin)
    low, high = extent_of(twin, rows, role)
    origin = np.round((low + high) / 2)
    mast = _MAST * _width(twin, rows, role, near)
    outdoors = outdoors_of(twin, public, role=role, terrain=terrain, origin=origin, least=mast)
    if len(outdoors.triangles.faces) > _MOST_OUTDOORS:
        kept = ~np.isin(role[public], _SYMBOLS) | _is_around(twin, public, rows, near)
        outdoors = outdoors_of(twin, public[kept], role=role, terrain=terrain, origin=origin, least=mast)
    most = max(_LEAST_TRIANGLES, MOST_TRIANGLES - max(0, len(outdoors.triangles.faces) - _FEW_OUTDOORS))
    detail = detail_of(twin, meshed, role=role, most=most, near=near)
    triangles, lines, panes = _drawn(twin, detail, role, origin=origin, solid=solid)
    own_colour = np.concatenate((panes, np.ones(len(outdoors.triangles.faces), dtype=bool)))
    reduced = len(detail.full) < len(meshed)
    return Shapes(
        together(triangles, outdoors.triangles), lines, own_colour, outdoors.assumed, terrain, origin, reduced
    )


def _is_around(twin: Twin, public: Array, rows: Array, near: Array | None) -> NDArray[np.bool_]:
    """Return whether each thing out of doors stands around what is looked at closely, (k,)."""
    if near is None or not near[rows].any():
        return np.zeros(len(public), dtype=bool)
    boxes, places = twin.nodes["box"][rows[near[rows]]], twin.nodes["position"][public]
    low, high = np.nanmin(boxes[:, 0], axis=0) - _AROUND_M, np.nanmax(boxes[:, 1], axis=0) + _AROUND_M
    return np.asarray(((places[:, :2] > low[:2]) & (places[:, :2] < high[:2])).all(axis=1))


def _width(twin: Twin, rows: Array, role: Array, near: Array | None) -> float:
    """Return how wide what is looked at is in plan [m]."""
    seen = rows if near is None else rows[near[rows] & is_own(role[rows])]
    low, high = extent_of(twin, seen if len(seen) else rows, role)
    return float(np.linalg.norm((high - low)[:2]))


def _drawn(
    twin: Twin, detail: Detail, role: Array, *, origin: Array, solid: bool
) -> tuple[Triangles, Lines, NDArray[np.bool_]]:
    """Return triangles, edges, and which triangles are of windows seen from outside."""
    triangles = place_triangles(twin, detail.full, origin=origin)
    edges = feature_edges(twin, np.unique(twin.nodes["mesh"][detail.full]))
    lines = place_lines(twin, detail.full, edges, origin=origin)
    glazed = np.zeros(len(triangles.faces), dtype=bool)
    if solid:
        triangles, glazed = _opaque(triangles, role)
    pieces = [box_piece(twin, detail.boxed, role=role, origin=origin), slim_piece(twin, detail.slim, origin=origin)]
    less = assembled([piece for piece in pieces if len(piece.faces)])
    outlines = box_lines(twin, detail.boxed, role=role, origin=origin)
    all_lines = Lines(np.concatenate((lines.points, outlines.points)), np.concatenate((lines.nodes, outlines.nodes)))
    return together(triangles, less), all_lines, np.concatenate((glazed, np.zeros(len(less.faces), dtype=bool)))


def _opaque(triangles: Triangles, role: Array) -> tuple[Triangles, NDArray[np.bool_]]:
    """Return triangles without anything to see through, windows with dark panes, and which are of windows, (m,)."""
    panes = (role[triangles.nodes] == "window") & (triangles.rgba[:, 3] < _CLEAR)
    glazed = (role[triangles.nodes] == "window") & np.isin(triangles.nodes, triangles.nodes[panes])
    rgba = triangles.rgba.copy()
    rgba[:, 3] = 1.0
    rgba[glazed, :3] = np.where(panes[glazed, None], rgb(PANE), rgb(FRAME))
    return replace(triangles, rgba=rgba), glazed
