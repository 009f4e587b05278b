"""A twin as a few big meshes that a renderer draws at once.

However many things an estate has, there are at most seven layers, told apart by how they are drawn: solid things,
glass, rooms, what stands in front of the rooms, and the lines along edges. Each cell carries the row of the node it
belongs to, so that a click finds the thing and a new colouring needs no new mesh.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import TwinError
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.camera import FROM_ABOVE_DEG, FROM_ASIDE_DEG, Viewpoint, frame_of, viewpoint_of
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers, values_of
from twin_viewers.cutaway import MAY_HIDE, nodes_in_front
from twin_viewers.labels import NO_LABELS, Labels, labels_of, labels_of_links
from twin_viewers.layers import Layer, Opacity, Surface, line_layers, triangle_layers
from twin_viewers.legend import Legend, legend_of
from twin_viewers.links import Links, links_of
from twin_viewers.network import legend_of_links, link_layers, unit_of
from twin_viewers.outlines import feature_edges
from twin_viewers.palette import TONES, UNKNOWN, categorical, repeated, rgb, sequential
from twin_viewers.placing import Triangles, place_lines, place_triangles
from twin_viewers.roles import GROUND, ROLES, SPACE, WHOLES, roles_of
from twin_viewers.selection import rows_to_draw, without_doubles

__all__ = ["Layer", "Look", "NoShapeError", "Scene", "Surface", "scene_of"]

_NEAR: Final = 0.1
"""What begins nearer to the buildings than this share of their size is shown with them [-]."""

_ROOM_OPACITY: Final = 0.27
_ROOM_OPACITY_OF_VALUES: Final = 0.75
"""Where the colour of a room tells a value, it must be readable; where all rooms are one blue, a hint is enough."""

_FLOOR_OPACITY: Final = 0.55
_FLOOR_OPACITY_OF_VALUES: Final = 0.9
"""Looking into a storey one sees the floors of its rooms only; their volumes would hide what stands in them."""

_FAINT: Final = Opacity(0.16, floors_only=True, front=0.05, lines=0.3, lines_of_front=0.16)
_FAINT_INSIDE: Final = Opacity(0.3, floors_only=True, front=0.1, lines=0.3, lines_of_front=0.3)
"""In a picture of links all is faint but the doors, stairs and devices that links lead through or to."""

_THROUGH_SHARE, _TO_SHARE = 0.3, 0.15
"""How much is seen of what links lead through, and of what they lead to [-]."""

_ASPECT: Final = 1.25
"""About what the pictures have, width over height [-]; good enough to say how thick a tube must be."""

_LABEL_SHARE: Final = 0.035
"""How far above its marker a name stands, over half of the height of the picture [-]."""

_AROUND_M: Final = 4.0
"""How far around what is framed links may lead and be framed too [m]."""


class NoShapeError(TwinError):
    """There is nothing in a twin that a picture could show."""


@dataclass(frozen=True)
class Look:
    """What somebody wants to see.

    Parameters
    ----------
    colour_by : kind, class, storey, building, material, provenance, colour, a column of the nodes, or a property
    storey : storey to look into, by id, code or name; None for the whole
    only : kinds or roles to show; empty for all
    links : relations whose links to show over the faint building; empty for none
    colour_links_by : provenance, commodity, relation or confidence
    """

    colour_by: str = BY_ROLE
    storey: str | None = None
    only: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    colour_links_by: str = "provenance"


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
    links : links that are shown, None in a picture without
    """

    layers: tuple[Layer, ...]
    rows: NDArray[np.int64]
    labels: Labels
    legend: Legend
    viewpoint: Viewpoint
    frame: NDArray[np.float32]
    reach: float
    origin: NDArray[np.float64]
    links: Links | None = None

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
    links = links_of(twin, look.links, storey=look.storey) if look.links else None
    rows = _rows(twin, look, values, role)
    origin = _origin(twin, rows)
    triangles = place_triangles(twin, rows, origin=origin)
    frame = triangles.points[_framed(twin, triangles, role)]
    viewpoint = viewpoint_of(frame, elevation_deg=FROM_ASIDE_DEG if look.storey is None else FROM_ABOVE_DEG)
    if links:
        frame = _with_links(frame, links, origin)
    front = _faint(links, role) if links else nodes_in_front(twin, triangles, role=role, viewpoint=viewpoint)
    tones = _tones(values, role, rows)
    colour = triangles.rgba[:, :3] if look.colour_by == BY_MODEL else tones[triangles.nodes]
    lines = place_lines(twin, rows, feature_edges(twin, np.unique(twin.nodes["mesh"][rows])), origin=origin)
    opacity = _opacity(look)
    layers = [
        *triangle_layers(triangles, colour, role=role, front=front, share=_shares(links, role), opacity=opacity),
        *line_layers(twin, lines, role=role, front=front, opacity=opacity),
    ]
    labels = NO_LABELS if look.storey is None else labels_of(twin, triangles, role=role)
    told = _told(twin, links) if links else rows
    legend = legend_of(twin, values, colour_by=look.colour_by, rows=told, tones=tones, storey=look.storey)
    if links:
        half_height = frame_of(frame, viewpoint, aspect=_ASPECT).half_height
        unit = unit_of(links, half_height)
        layers += link_layers(
            twin, links, origin=origin, unit=unit, role=role, tones=tones, colour_by=look.colour_links_by
        )
        labels = labels_of_links(twin, links, origin=origin, role=role, lift=viewpoint.up * _LABEL_SHARE * half_height)
        legend = legend_of_links(twin, links, legend, colour_by=look.colour_links_by)
    order = {name: place for place, name in enumerate(_ORDER)}
    return Scene(
        tuple(sorted(layers, key=lambda layer: order.get(layer.name, -1))),
        rows,
        labels,
        legend,
        viewpoint,
        frame,
        float(np.linalg.norm(triangles.points, axis=1).max()),
        origin,
        links,
    )


_ORDER: Final = ("solid", "lines", "glass", "rooms", "lines of rooms", "front", "lines of front")
"""Links and solid things first, then what lies over them, from the inside out."""


def _rows(twin: Twin, look: Look, values: Groups | Numbers, role: Array) -> NDArray[np.int64]:
    rows = rows_to_draw(twin, storey=look.storey, only=look.only)
    if not len(rows):
        raise _nothing_to_draw(twin, look)
    rows = without_doubles(twin, rows, known=values.known)
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


def _opacity(look: Look) -> Opacity:
    of_roles = look.colour_by in {BY_ROLE, BY_MODEL, "class"}
    if look.links:
        faint = _FAINT if look.storey is None else _FAINT_INSIDE
        return faint if of_roles else replace(faint, rooms=_FLOOR_OPACITY)
    if look.storey is not None:
        return Opacity(_FLOOR_OPACITY if of_roles else _FLOOR_OPACITY_OF_VALUES, floors_only=True)
    return Opacity(_ROOM_OPACITY if of_roles else _ROOM_OPACITY_OF_VALUES)


def _shares(links: Links | None, role: Array) -> NDArray[np.float64]:
    """Return how much is seen of each node that is not drawn faintly [-], (n,)."""
    shares = np.ones(len(role))
    if links:
        shares[links.nodes], shares[links.vias] = _TO_SHARE, _THROUGH_SHARE
    return shares


def _told(twin: Twin, links: Links) -> NDArray[np.int64]:
    """Return the nodes that the legend of things counts: those at and between the ends of links."""
    rows = np.union1d(links.nodes, links.vias)
    return np.asarray(rows[~np.isin(twin.nodes["kind"][rows].astype(str), WHOLES)])


def _faint(links: Links, role: Array) -> NDArray[np.bool_]:
    """Return whether each node is drawn faintly: all things but those that links lead through or to, (n,)."""
    faint = role != SPACE
    faint[links.nodes] &= np.isin(role[links.nodes], MAY_HIDE)  # hundreds of walls would hide the links to them
    faint[links.vias] = False
    return np.asarray(faint)


def _with_links(frame: NDArray[np.float32], links: Links, origin: Array) -> NDArray[np.float32]:
    """Return the points to frame with those on links, as far as these are near."""
    near = np.clip(links.ways.reshape(-1, 3) - origin, frame.min(axis=0) - _AROUND_M, frame.max(axis=0) + _AROUND_M)
    return np.concatenate((frame, near.astype(np.float32)))
