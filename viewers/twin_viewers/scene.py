"""A twin as a few big meshes that a renderer draws at once.

However many things an estate has, there are at most seven layers, told apart by how they are drawn: solid things,
glass, rooms, what stands in front of the rooms, and the lines along edges. Each cell carries the row of the node it
belongs to, so that a click finds the thing and a new colouring needs no new mesh.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.errors import TwinError
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.camera import FROM_ABOVE_DEG, FROM_ASIDE_DEG, Viewpoint, viewpoint_of
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers, values_of
from twin_viewers.cutaway import nodes_in_front
from twin_viewers.labels import NO_LABELS, Labels, labels_of
from twin_viewers.legend import Legend, legend_of
from twin_viewers.outlines import feature_edges
from twin_viewers.palette import EDGE, EDGE_OF_SPACE, TONES, UNKNOWN, categorical, repeated, rgb, sequential
from twin_viewers.placing import Lines, Triangles, place_lines, place_triangles
from twin_viewers.roles import GROUND, ROLES, SPACE, roles_of
from twin_viewers.selection import rows_to_draw

__all__ = ["Layer", "Look", "NoShapeError", "Scene", "Surface", "scene_of"]

_NEAR: Final = 0.1
"""What begins nearer to the buildings than this share of their size is shown with them [-]."""

_ROOM_OPACITY: Final = 0.27
_ROOM_OPACITY_OF_VALUES: Final = 0.75
"""Where the colour of a room tells a value, it must be readable; where all rooms are one blue, a hint is enough."""

_LIFT: Final = np.array((0.0, 0.0, 0.03), dtype=np.float32)
"""Floors of rooms lie on the slab, where nobody could say which of both is seen [m]."""

_FLOOR_OPACITY: Final = 0.55
_FLOOR_OPACITY_OF_VALUES: Final = 0.9
"""Looking into a storey one sees the floors of its rooms only; their volumes would hide what stands in them."""

_SLENDER_M: Final = 0.08
"""Pipes and bars thinner than this have no edges drawn: there would be nothing left to see between them [m]."""

_FRONT_OPACITY: Final = 0.1
_GLASS_OPACITY: Final = 0.35
_EDGE_OPACITY: Final = 0.55


class NoShapeError(TwinError):
    """There is nothing in a twin that a picture could show."""


class Surface(StrEnum):
    """How a layer is drawn."""

    SOLID = "solid"
    GLASS = "glass"
    """Translucent; all of it shows through all of it."""
    VEIL = "veil"
    """Translucent, but only what is nearest shows: ten rooms behind each other do not add up to a dark blue."""
    LINES = "lines"


@dataclass(frozen=True)
class Look:
    """What somebody wants to see.

    Parameters
    ----------
    colour_by : kind, class, storey, building, material, provenance, colour, a column of the nodes, or a property
    storey : storey to look into, by id, code or name; None for the whole
    only : kinds or roles to show; empty for all
    """

    colour_by: str = BY_ROLE
    storey: str | None = None
    only: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Scene:
    """All that a picture shows.

    Parameters
    ----------
    layers : meshes in the order in which they are drawn
    rows : rows of the nodes that are shown, (n,)
    labels : names of the rooms, where one looks into a storey
    legend : what the colours mean
    viewpoint : from where it is seen
    frame : points that must be in the picture [m], (k, 3)
    reach : largest distance of anything from the origin [m]
    origin : point of the estate that is zero in the meshes [m], (3,)
    """

    layers: tuple[Layer, ...]
    rows: NDArray[np.int64]
    labels: Labels
    legend: Legend
    viewpoint: Viewpoint
    frame: NDArray[np.float32]
    reach: float
    origin: NDArray[np.float64]

    @property
    def triangles(self) -> int:
        """Number of triangles of all layers."""
        return sum(int(layer.mesh.n_cells) for layer in self.layers if layer.surface is not Surface.LINES)


def scene_of(twin: Twin, look: Look | None = None) -> Scene:
    """Return what a picture of a twin shows.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by.
    """
    look = look or Look()
    values, role = values_of(twin, look.colour_by), np.array(ROLES)[roles_of(twin.nodes)]
    rows = _rows(twin, look, values, role)
    origin = _origin(twin, rows)
    triangles = place_triangles(twin, rows, origin=origin)
    frame = triangles.points[_framed(twin, triangles, role)]
    viewpoint = viewpoint_of(frame, elevation_deg=FROM_ASIDE_DEG if look.storey is None else FROM_ABOVE_DEG)
    front = nodes_in_front(twin, triangles, role=role, viewpoint=viewpoint)
    tones = _tones(values, role, rows)
    lines = place_lines(twin, rows, feature_edges(twin, np.unique(twin.nodes["mesh"][rows])), origin=origin)
    layers = [*_faces(triangles, role, front, tones, look), *_edges(twin, lines, role, front, look)]
    order = {name: place for place, name in enumerate(_ORDER)}
    return Scene(
        tuple(sorted(layers, key=lambda layer: order[layer.name])),
        rows,
        NO_LABELS if look.storey is None else labels_of(twin, triangles, role=role),
        legend_of(twin, values, colour_by=look.colour_by, rows=rows, tones=tones, storey=look.storey),
        viewpoint,
        frame,
        float(np.linalg.norm(triangles.points, axis=1).max()),
        origin,
    )


_ORDER: Final = ("solid", "lines", "glass", "rooms", "lines of rooms", "front", "lines of front")
"""Solid things first, then what lies over them, from the inside out."""


def _rows(twin: Twin, look: Look, values: Groups | Numbers, role: Array) -> NDArray[np.int64]:
    rows = rows_to_draw(twin, storey=look.storey, only=look.only)
    if not len(rows):
        raise _nothing_to_draw(twin, look)
    rooms = role[rows] == SPACE
    if look.colour_by == BY_MODEL or (values.known[rows].any() and not values.known[rows[rooms]].any()):
        rows = rows[~rooms] if not rooms.all() else rows  # rooms without a value would only hide what has one
    return rows


def _nothing_to_draw(twin: Twin, look: Look) -> NoShapeError:
    if not (twin.nodes["mesh"] >= 0).any():
        reason, remedy = "no thing in it has a shape", "Import the model of the architect too, with its geometry."
    else:
        what = " and ".join(word for word in (look.storey and f"storey {look.storey}", ", ".join(look.only)) if word)
        reason, remedy = f"nothing of {what or 'it'} has a shape", "Leave out --storey or --only to see all there is."
    return NoShapeError("the picture", reason, remedy)


def _origin(twin: Twin, rows: Array) -> NDArray[np.float64]:
    box = twin.nodes["box"][rows]
    return np.asarray(np.round((np.nanmin(box[:, 0], axis=0) + np.nanmax(box[:, 1], axis=0)) / 2))


def _framed(twin: Twin, triangles: Triangles, role: Array) -> NDArray[np.bool_]:
    """Return for each point whether it must be in the picture, (n,).

    Ground need not be, where something stands on it; nor what belongs to no building and is far from all of them.
    """
    rows, counts = triangles.rows, np.diff(triangles.starts, append=len(triangles.points))
    built = role[rows] != GROUND
    built = built if built.any() else np.ones(len(rows), dtype=bool)
    inside = built & (twin.nodes["building"][rows] >= 0)
    if inside.any():
        boxes = triangles.boxes(np.eye(3))
        low, high = boxes[inside, 0].min(axis=0), boxes[inside, 1].max(axis=0)
        near = _NEAR * (high - low).max()
        built &= inside | ((boxes[:, 1] > low - near) & (boxes[:, 0] < high + near)).all(axis=1)
    return np.repeat(built, counts)


def _tones(values: Groups | Numbers, role: Array, rows: Array) -> NDArray[np.float64]:
    """Return the colour of each node, 0 to 1 [-], (n, 3)."""
    if isinstance(values, Numbers):
        low, high = values.span(rows) or (0.0, 1.0)
        tones = sequential((np.nan_to_num(values.values) - low) / (high - low or 1.0))
    elif values.labels == ROLES:
        return np.array([rgb(TONES[name]) for name in ROLES])[values.codes]
    else:
        own = (repeated if values.ordered else categorical)(len(values.labels))
        tones = np.append(own, [rgb(UNKNOWN)], axis=0)[values.codes]
    unknown = ~values.known
    tones[unknown] = np.where((role == GROUND)[unknown, None], rgb(TONES[GROUND]), rgb(UNKNOWN))
    return tones


def _faces(triangles: Triangles, role: Array, front: Array, tones: Array, look: Look) -> Iterator[Layer]:
    """Yield the layers of triangles."""
    nodes = triangles.nodes
    colour = triangles.rgba[:, :3] if look.colour_by == BY_MODEL else tones[nodes]
    opacity = triangles.rgba[:, 3]
    rooms, veiled = role[nodes] == SPACE, front[nodes]
    glass = ~rooms & ~veiled & (opacity < 0.95)
    shown = rooms if look.storey is None else rooms & _faces_down(triangles)
    for name, surface, here, alpha in (
        ("solid", Surface.SOLID, ~rooms & ~veiled & ~glass, 1.0),
        ("glass", Surface.GLASS, glass, np.clip(opacity[glass], 0.15, _GLASS_OPACITY)),
        ("rooms", Surface.VEIL, shown, _room_opacity(look)),
        ("front", Surface.VEIL, veiled, _FRONT_OPACITY),
    ):
        if here.any():
            faces = triangles.faces[here]
            used, corners = np.unique(faces, return_inverse=True)
            points = triangles.points[used] + (_LIFT if name == "rooms" and look.storey is not None else 0)
            mesh = pv.PolyData.from_regular_faces(points, corners.reshape(faces.shape))
            yield Layer(name, surface, _painted(mesh, nodes[here], colour[here], alpha))


def _faces_down(triangles: Triangles) -> NDArray[np.bool_]:
    """Return whether each triangle is part of a floor of the space it bounds, (m,)."""
    a, b, c = (triangles.points[triangles.faces[:, at]] for at in range(3))
    across = np.cross(b - a, c - a)
    return np.asarray(across[:, 2] < -0.5 * np.linalg.norm(across, axis=1))


def _room_opacity(look: Look) -> float:
    of_roles = look.colour_by in {BY_ROLE, BY_MODEL, "class"}
    if look.storey is not None:
        return _FLOOR_OPACITY if of_roles else _FLOOR_OPACITY_OF_VALUES
    return _ROOM_OPACITY if of_roles else _ROOM_OPACITY_OF_VALUES


def _edges(twin: Twin, lines: Lines, role: Array, front: Array, look: Look) -> Iterator[Layer]:
    """Yield the layers of lines."""
    rooms, veiled = role[lines.nodes] == SPACE, front[lines.nodes]
    box = twin.nodes["box"]
    bare = (role == GROUND) | (np.sort(box[:, 1] - box[:, 0], axis=1)[:, 1] < _SLENDER_M)
    for name, here, tone in (
        ("lines", ~rooms & ~veiled & ~bare[lines.nodes], EDGE),
        ("lines of rooms", rooms & (look.storey is None), EDGE_OF_SPACE),
        ("lines of front", veiled, EDGE),
    ):
        if here.any():
            count = int(here.sum())
            cells = np.column_stack((np.full(count, 2), np.arange(2 * count).reshape(-1, 2)))
            mesh = pv.PolyData(lines.points.reshape(-1, 2, 3)[here].reshape(-1, 3), lines=cells.ravel())
            yield Layer(name, Surface.LINES, _painted(mesh, lines.nodes[here], np.array(rgb(tone)), _EDGE_OPACITY))


def _painted(mesh: Any, nodes: Array, colour: Array, opacity: Array | float) -> Any:
    """Return the mesh with node and colour of each of its cells."""
    rgba = np.empty((len(nodes), 4))
    rgba[:, :3], rgba[:, 3] = colour, opacity
    mesh.cell_data["node"] = nodes.astype(np.int32)
    mesh.cell_data["rgba"] = np.round(rgba * 255).astype(np.uint8)
    return mesh
