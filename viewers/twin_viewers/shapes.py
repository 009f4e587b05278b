"""All shapes of a picture in one place: those of models, and those that are made for the public space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.framing import is_own
from twin_viewers.outdoors import outdoors_of
from twin_viewers.outlines import feature_edges
from twin_viewers.palette import PANE, rgb
from twin_viewers.pieces import together
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
    low, high = _extent(twin, rows, meshed, role)
    origin = np.round((low + high) / 2)
    triangles = place_triangles(twin, meshed, origin=origin)
    panes = np.zeros(len(triangles.faces), dtype=bool)
    if solid:
        panes = (role[triangles.nodes] == "window") & (triangles.rgba[:, 3] < _CLEAR)
        triangles = _opaque(triangles, panes)
    edges = feature_edges(twin, np.unique(twin.nodes["mesh"][meshed]))
    lines = place_lines(twin, meshed, edges, origin=origin)
    mast = _MAST * float(np.linalg.norm((high - low)[:2]))
    outdoors = outdoors_of(twin, public, role=role, terrain=terrain, origin=origin, least=mast)
    own_colour = np.concatenate((panes, np.ones(len(outdoors.triangles.faces), dtype=bool)))
    return Shapes(together(triangles, outdoors.triangles), lines, own_colour, outdoors.assumed, terrain, origin)


def _opaque(triangles: Triangles, panes: Array) -> Triangles:
    """Return triangles without anything to see through, with panes as dark as windows are by day."""
    rgba = triangles.rgba.copy()
    rgba[:, 3] = 1.0
    rgba[panes, :3] = rgb(PANE)
    return replace(triangles, rgba=rgba)


def _extent(twin: Twin, rows: Array, meshed: Array, role: Array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest coordinates of the buildings a twin is about, else of all that is drawn [m]."""
    own = meshed[is_own(role[meshed])]
    boxes = twin.nodes["box"][own if len(own) else meshed]
    if len(boxes):
        return np.nanmin(boxes[:, 0], axis=0), np.nanmax(boxes[:, 1], axis=0)
    points, lines = twin["line_points"], twin["lines"]
    here = points["xyz"][np.isin(lines["node"][points["line"]], rows)]
    places = np.nan_to_num(np.concatenate((here, twin.nodes["position"][rows])), nan=np.nan)
    places = np.where(np.isnan(places[:, 2:]) & [False, False, True], 0.0, places)
    places = places[np.isfinite(places).all(axis=1)]
    return places.min(axis=0), places.max(axis=0)
