"""The public space of an estate as triangles: ways and plots on the ground, and what stands on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.flat import areas_of, ways_of
from twin_viewers.ground import area_pieces, wall_pieces, way_pieces
from twin_viewers.palette import rgb
from twin_viewers.pieces import Piece, assembled
from twin_viewers.placing import Triangles
from twin_viewers.properties import numbers_of
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.symbols import symbol_pieces
from twin_viewers.terrain import Terrain

__all__ = ["Outdoors", "outdoors_of"]

_WIDTHS: Final = ("width", "largeur", "est_width")
_HEIGHTS: Final = ("height", "hauteur")
_CROWNS: Final = ("diameter_crown", "crown_diameter")
_THINNEST: Final = 0.6
"""Width of the thinnest way that is drawn, over that of the thinnest mast [-]."""

_SLENDER: Final = {
    "tree": 0.75,
    "lamp": 0.04,
    "bench": 2.0,
    "bin": 0.55,
    "sign": 0.35,
    "hydrant": 0.45,
    "pillar": 0.5,
    "play": 1.7,
    "pin": 0.6,
    "post": 0.25,
    "door": 0.55,
}
"""Width of a symbol over its height [-]."""

_DEPTHS: Final = {"bench": 0.35, "play": 0.7, "sign": 1.0, "door": 0.2}
"""Depth of a symbol over its width, where it is not as deep as it is wide [-]."""


@dataclass(frozen=True)
class Outdoors:
    """What is drawn of the public space.

    Parameters
    ----------
    triangles : ways, plots and symbols
    assumed : rows of the ways whose width is assumed, (n,)
    """

    triangles: Triangles
    assumed: NDArray[np.int64]


def outdoors_of(twin: Twin, rows: Array, *, role: Array, terrain: Terrain, origin: Array, least: float) -> Outdoors:
    """Return how the public space is drawn.

    Parameters
    ----------
    twin : the twin
    rows : rows of ways, plots and devices without a shape of their own, (k,)
    role : role of each node, (n,)
    terrain : height of the ground
    origin : point of the estate that becomes zero [m], (3,)
    least : width of the thinnest mast that can be seen [m]
    """
    form = np.array([PUBLIC_ROLES[name].form for name in role[rows].tolist()], dtype=object)
    lines = ways_of(twin, rows, terrain=terrain)
    raised = np.isin(lines.nodes, rows[form == "wall"])
    walls, ways = lines.of(raised), lines.of(~raised & np.isin(lines.nodes, rows[np.isin(form, ("way", "area"))]))
    width, assumed = _widths(twin, ways.nodes, role)
    of_walls, heights = _widths(twin, walls.nodes, role)[0], _heights(twin, walls.nodes, role)
    standing = rows[~np.isin(form, ("area", "way", "wall", "footprint"))]
    pieces = [
        *area_pieces(areas_of(twin, rows, terrain=terrain), role=role, origin=origin),
        *way_pieces(ways, role=role, width=np.maximum(width, _THINNEST * least), assumed=assumed, origin=origin),
        *wall_pieces(walls, role=role, width=of_walls, height=heights, origin=origin),
        *_standing(twin, standing, role, places=terrain.filled(twin.nodes["position"][standing]) - origin, least=least),
    ]
    return Outdoors(assembled(pieces), np.unique(ways.nodes[assumed]))


def _widths(twin: Twin, nodes: Array, role: Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the width of each way, and whether it is assumed."""
    known = np.fmax(twin.nodes["width"], numbers_of(twin, _WIDTHS))[nodes]
    assumed = ~(known > 0)
    default = np.array([PUBLIC_ROLES[name].width for name in role[nodes].tolist()]).reshape(-1)
    return np.where(assumed, default, known), assumed


def _heights(twin: Twin, nodes: Array, role: Array) -> NDArray[np.float64]:
    known = np.fmax(twin.nodes["height"], numbers_of(twin, _HEIGHTS))[nodes]
    default = np.array([PUBLIC_ROLES[name].height for name in role[nodes].tolist()]).reshape(-1)
    return np.where(known > 0, known, default)


def _standing(twin: Twin, rows: Array, role: Array, *, places: Array, least: float) -> list[Piece]:
    heights, crowns = _heights(twin, rows, role), numbers_of(twin, _CROWNS)[rows]
    pieces: list[Piece] = []
    for name in np.unique(role[rows]).tolist():
        kind, here = PUBLIC_ROLES[name], np.flatnonzero(role[rows] == name)
        height = heights[here]
        width = _SLENDER[kind.form] * height
        width = np.where(crowns[here] > 0, crowns[here], width) if kind.form == "tree" else width
        height, width = np.maximum(height, 2 * least), np.maximum(width, least)
        size = np.stack((width, _DEPTHS.get(kind.form, 1.0) * width, height), axis=1)
        tones = np.tile(rgb(kind.tone), (len(here), 1))
        pieces += symbol_pieces(kind.form, places=places[here], size=size, nodes=rows[here], tones=tones)
    return pieces
