"""The layers that show the things themselves: triangles and lines, told apart by how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.palette import EDGE, EDGE_OF_SPACE, rgb
from twin_viewers.placing import Lines, Triangles
from twin_viewers.roles import GROUND, SPACE

__all__ = ["Layer", "Opacity", "Surface", "line_layers", "painted", "triangle_layers"]

_LIFT: Final = np.array((0.0, 0.0, 0.03), dtype=np.float32)
"""Floors of rooms lie on the slab, where nobody could say which of both is seen [m]."""

_SLENDER_M: Final = 0.08
"""Pipes and bars thinner than this have no edges drawn: there would be nothing left to see between them [m]."""

_LEAST_OPACITY, _GLASS_OPACITY = 0.15, 0.35


class Surface(StrEnum):
    """How a layer is drawn."""

    SOLID = "solid"
    GLASS = "glass"
    """Translucent; all of it shows through all of it."""
    VEIL = "veil"
    """Translucent, but only what is nearest shows: ten rooms behind each other do not add up to a dark blue."""
    FLOOR = "floor"
    """A veil that lies on what is solid, where it must show however small the picture is."""
    LINES = "lines"
    PLAIN = "plain"
    """Without light and shade."""
    SHADE = "shade"
    """Translucent, without light and shade."""


@dataclass(frozen=True)
class Layer:
    """One mesh of many things.

    Parameters
    ----------
    name : what it holds
    surface : how it is drawn
    mesh : triangles or lines, with the row of the node (``node``) and the colour (``rgba``, uint8) of each cell
    """

    name: str
    surface: Surface
    mesh: Any


@dataclass(frozen=True, slots=True)
class Opacity:
    """How much is seen of what, 0 to 1 [-].

    Parameters
    ----------
    rooms : of rooms
    floors_only : whether only the floors of rooms are seen
    front : of what is drawn faintly, most often what stands in front of the rooms
    lines : of lines along edges
    lines_of_front : of lines along the edges of what is drawn faintly
    """

    rooms: float
    floors_only: bool = False
    front: float = 0.1
    lines: float = 0.55
    lines_of_front: float = 0.55


def triangle_layers(
    triangles: Triangles, colour: Array, *, role: Array, front: Array, share: Array, opacity: Opacity
) -> Iterator[Layer]:
    """Yield the layers of triangles.

    Parameters
    ----------
    triangles : all that is drawn
    colour : of each triangle, 0 to 1 [-], (m, 3)
    role : role of each node, (n,)
    front : whether each node is drawn faintly, (n,)
    share : how much is seen of each other thing, next to what its author wanted [-], (n,)
    opacity : how much is seen of what
    """
    nodes, alpha = triangles.nodes, triangles.rgba[:, 3] * share[triangles.nodes]
    rooms, veiled = role[nodes] == SPACE, front[nodes]
    glass = ~rooms & ~veiled & (alpha < 0.95)
    shown = rooms & _faces_down(triangles) if opacity.floors_only else rooms
    for name, surface, here, seen in (
        ("solid", Surface.SOLID, ~rooms & ~veiled & ~glass, 1.0),
        ("glass", Surface.GLASS, glass, np.clip(alpha[glass], _LEAST_OPACITY, _GLASS_OPACITY)),
        ("rooms", Surface.FLOOR if opacity.floors_only else Surface.VEIL, shown, opacity.rooms),
        ("front", Surface.VEIL, veiled, opacity.front),
    ):
        if here.any():
            faces = triangles.faces[here]
            used, corners = np.unique(faces, return_inverse=True)
            points = triangles.points[used] + (_LIFT if name == "rooms" and opacity.floors_only else 0)
            mesh = pv.PolyData.from_regular_faces(points, corners.reshape(faces.shape))
            yield Layer(name, surface, painted(mesh, nodes[here], colour[here], seen))


def line_layers(twin: Twin, lines: Lines, *, role: Array, front: Array, opacity: Opacity) -> Iterator[Layer]:
    """Yield the layers of lines.

    Parameters
    ----------
    twin : the twin
    lines : all that is drawn
    role : role of each node, (n,)
    front : whether each node is drawn faintly, (n,)
    opacity : how much is seen of what
    """
    rooms, veiled = role[lines.nodes] == SPACE, front[lines.nodes]
    box = twin.nodes["box"]
    bare = (role == GROUND) | (np.sort(box[:, 1] - box[:, 0], axis=1)[:, 1] < _SLENDER_M)
    for name, here, tone, share in (
        ("lines", ~rooms & ~veiled & ~bare[lines.nodes], EDGE, opacity.lines),
        ("lines of rooms", rooms & (not opacity.floors_only), EDGE_OF_SPACE, opacity.lines),
        ("lines of front", veiled & ~bare[lines.nodes], EDGE, opacity.lines_of_front),
    ):
        if here.any():
            count = int(here.sum())
            cells = np.column_stack((np.full(count, 2), np.arange(2 * count).reshape(-1, 2)))
            mesh = pv.PolyData(lines.points.reshape(-1, 2, 3)[here].reshape(-1, 3), lines=cells.ravel())
            yield Layer(name, Surface.LINES, painted(mesh, lines.nodes[here], np.array(rgb(tone)), share))


def painted(mesh: Any, nodes: Array, colour: Array, opacity: Array | float) -> Any:
    """Return the mesh with node and colour of each of its cells.

    Parameters
    ----------
    mesh : the mesh, which is changed
    nodes : row of the node that each cell belongs to, (m,)
    colour : of each cell or of all, 0 to 1 [-], (m, 3) or (3,)
    opacity : of each cell or of all, 0 to 1 [-]
    """
    rgba = np.empty((len(nodes), 4))
    rgba[:, :3], rgba[:, 3] = colour, opacity
    mesh.cell_data["node"] = nodes.astype(np.int32)
    mesh.cell_data["rgba"] = np.round(rgba * 255).astype(np.uint8)
    return mesh


def _faces_down(triangles: Triangles) -> NDArray[np.bool_]:
    """Return whether each triangle is part of a floor of the space it bounds, (m,)."""
    a, b, c = (triangles.points[triangles.faces[:, at]] for at in range(3))
    across = np.cross(b - a, c - a)
    return np.asarray(across[:, 2] < -0.5 * np.linalg.norm(across, axis=1))
