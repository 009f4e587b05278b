"""All shapes of a picture in one place: those of models, and those that are made for the public space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.detail import box_lines, box_piece, is_boxed
from twin_viewers.framing import extent_of
from twin_viewers.outdoors import outdoors_of
from twin_viewers.outlines import feature_edges
from twin_viewers.palette import FRAME, PANE, rgb
from twin_viewers.pieces import assembled, together
from twin_viewers.placing import Lines, Triangles, place_lines, place_triangles
from twin_viewers.terrain import Terrain, terrain_of

__all__ = ["Shapes", "shapes_of"]

_MAST: Final = 0.0012
"""Thickness of the thinnest mast that shows, over the width of what is drawn [-]: a pixel or two."""

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
    """

    triangles: Triangles
    lines: Lines
    own_colour: NDArray[np.bool_]
    assumed: NDArray[np.int64]
    terrain: Terrain
    origin: NDArray[np.float64]


def shapes_of(twin: Twin, rows: Array, *, role: Array, solid: bool) -> Shapes:
    """Return the shapes of some nodes.

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes to draw, (n,)
    role : role of each node, (n_nodes,)
    solid : whether buildings are opaque
    """
    shaped = twin.nodes["mesh"][rows] >= 0
    meshed, public = rows[shaped], rows[~shaped]
    terrain = terrain_of(twin)
    low, high = extent_of(twin, rows, role)
    origin = np.round((low + high) / 2)
    mast = _MAST * float(np.linalg.norm((high - low)[:2]))
    outdoors = outdoors_of(twin, public, role=role, terrain=terrain, origin=origin, least=mast)
    if solid:
        triangles, lines, panes = _opaque(twin, meshed, role, origin)
    else:
        triangles, lines = _as_modelled(twin, meshed, origin)
        panes = np.zeros(len(triangles.faces), dtype=bool)
    own_colour = np.concatenate((panes, np.ones(len(outdoors.triangles.faces), dtype=bool)))
    return Shapes(together(triangles, outdoors.triangles), lines, own_colour, outdoors.assumed, terrain, origin)


def _as_modelled(twin: Twin, rows: Array, origin: Array) -> tuple[Triangles, Lines]:
    """Return triangles and edges of nodes as their authors shaped them."""
    edges = feature_edges(twin, np.unique(twin.nodes["mesh"][rows]))
    return place_triangles(twin, rows, origin=origin), place_lines(twin, rows, edges, origin=origin)


def _opaque(twin: Twin, rows: Array, role: Array, origin: Array) -> tuple[Triangles, Lines, NDArray[np.bool_]]:
    """Return the same without anything to see through, with dark panes, and with boxes where detail is too much."""
    boxed = is_boxed(twin, rows, role=role)
    triangles, lines = _as_modelled(twin, rows[~boxed], origin)
    panes = (role[triangles.nodes] == "window") & (triangles.rgba[:, 3] < _CLEAR)
    glazed = (role[triangles.nodes] == "window") & np.isin(triangles.nodes, triangles.nodes[panes])
    rgba = triangles.rgba.copy()
    rgba[:, 3] = 1.0
    rgba[glazed, :3] = np.where(panes[glazed, None], rgb(PANE), rgb(FRAME))
    boxes = assembled([box_piece(twin, rows[boxed], role=role, origin=origin)])
    edges = box_lines(twin, rows[boxed], role=role, origin=origin)
    all_lines = Lines(np.concatenate((lines.points, edges.points)), np.concatenate((lines.nodes, edges.nodes)))
    own_colour = np.concatenate((glazed, np.zeros(len(boxes.faces), dtype=bool)))
    return together(replace(triangles, rgba=rgba), boxes), all_lines, own_colour
