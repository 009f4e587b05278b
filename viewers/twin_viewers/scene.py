"""A twin as a few big meshes that a renderer draws at once.

However many things an estate has, there are at most ten layers, told apart by how they are drawn: solid things, glass,
rooms, what stands in front of them, and the lines along edges. Each cell carries the row of the node it belongs to, so
that a click finds the thing and a new colouring needs no new mesh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.backdrop import backdrop_layers
from twin_viewers.camera import FROM_ABOVE_DEG, FROM_AFAR_DEG, FROM_ASIDE_DEG, Viewpoint, frame_of, viewpoint_of
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers, values_of
from twin_viewers.cutaway import MAY_HIDE, neighbours_in_front, nodes_in_front
from twin_viewers.framing import framed_points, is_own, with_links
from twin_viewers.labels import LETTERS, NO_LABELS, Labels, labels_of, labels_of_links
from twin_viewers.layers import Layer, Opacity, Surface, line_layers, triangle_layers
from twin_viewers.legend import Legend, legend_of
from twin_viewers.links import Links, links_of
from twin_viewers.look import Look, NoShapeError, is_solid, opacity_of, rows_of
from twin_viewers.marks import labels_of_marks, legend_with_marks, tones_with_marks
from twin_viewers.network import legend_of_links, link_layers, unit_of
from twin_viewers.outer import outer_rows
from twin_viewers.palette import PANE, rgb
from twin_viewers.placing import Triangles
from twin_viewers.roles import SPACE, WHOLES, is_public, role_names_of
from twin_viewers.shapes import Shapes, shapes_of
from twin_viewers.tones import is_around, paler, tones_of

__all__ = ["Layer", "Look", "NoShapeError", "Scene", "Surface", "in_order", "scene_of", "seen_through", "tones_of"]

_THROUGH_SHARE, _TO_SHARE = 0.3, 0.15
"""How much is seen of what links lead through, and of what they lead to [-]."""

_EQUIPMENT: Final = "equipment"
_LINES_AROUND: Final = 0.14
"""How much is seen of edges of buildings around pipes and devices that alone have a value [-]."""

_ASPECT: Final = 1.25
"""About what the pictures have, width over height [-]; good enough to say how thick a tube must be."""

_LABEL_SHARE: Final = 0.035
"""How far above its marker a name stands, over half of the height of the picture [-]."""


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
    sunny : whether the light comes from one side, as the shadows say
    placed : triangles of all things, before they are told apart by how they are drawn
    reduced : whether some things are drawn in less detail than they have
    around : which nodes are out of doors and have no value, so that they keep their own tones, (n,)
    tells : whether colours tell values, and not only what things are
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
    sunny: bool = False
    placed: Triangles | None = None
    reduced: bool = False
    around: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    tells: bool = False

    @property
    def is_opaque(self) -> bool:
        """Whether one does not look through rooms, whose unseen corners would be dark."""
        rooms = (layer.surface for layer in self.layers if layer.name == "rooms")
        return self.links is None and Surface.VEIL not in rooms

    @property
    def triangles(self) -> int:
        """Number of triangles of all layers."""
        return sum(int(layer.mesh.n_cells) for layer in self.layers if layer.surface is not Surface.LINES)


def scene_of(twin: Twin, look: Look | None = None, *, near: Array | None = None) -> Scene:
    """Return what a picture of a twin shows.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it
    near : which nodes are looked at closely and have the first claim on detail, (n,); None if all are alike

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by.
    """
    look = look or Look()
    values = values_of(twin, look.colour_by) if look.values is None else look.values
    role = role_names_of(twin)
    links = links_of(twin, look.links, storey=look.storey) if look.links else None
    rows = rows_of(twin, look, values, role=role)
    solid = is_solid(twin, look, rows, role=role)
    rows = outer_rows(twin, rows, role=role) if solid else rows
    shapes = shapes_of(twin, rows, role=role, solid=solid, near=near)
    frame, origin = framed_points(twin, shapes.triangles, role), shapes.origin
    viewpoint = viewpoint_of(frame, elevation_deg=_elevation(look, solid=solid))
    frame = with_links(frame, links, origin) if links else frame
    tones = tones_of(values, role, rows)
    if solid and look.colour_by == BY_ROLE and look.values is None:
        tones[role == "window"] = rgb(PANE)
    front = seen_through(twin, shapes.triangles, links, role=role, viewpoint=viewpoint, solid=solid)
    bare = np.zeros(len(role), dtype=bool) if solid or links else _around_told(values, rows, role=role)
    front, opacity = front | bare, _opacity(look, solid=solid, is_bare=bool(bare.any()))
    around = is_around(values, is_public(twin)) & ~_is_marked(look, role)
    colour = _colours(look, shapes, tones_with_marks(tones, look.marks), around)
    layers = [
        *triangle_layers(shapes.triangles, colour, role=role, front=front, share=_shares(links, role), opacity=opacity),
        *line_layers(twin, shapes.lines, role=role, front=front, opacity=opacity),
    ]
    if solid:
        layers += backdrop_layers(twin, shapes, frame, role=role, viewpoint=viewpoint)
    labels = _labels(twin, look, shapes, frame, role=role, viewpoint=viewpoint)
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
    legend = legend_with_marks(legend, look.marks)
    labels = labels_of_marks(twin, look.marks, origin=origin, storey=look.storey, others=labels)
    return Scene(
        in_order(layers),
        rows,
        labels,
        legend,
        viewpoint,
        frame,
        max(float(np.linalg.norm(layer.mesh.points, axis=1).max()) for layer in layers),
        origin,
        links,
        solid,
        shapes.triangles,
        shapes.reduced,
        around,
        look.values is not None or look.colour_by not in {BY_ROLE, BY_MODEL},
    )


def seen_through(
    twin: Twin, triangles: Triangles, links: Links | None, *, role: Array, viewpoint: Viewpoint, solid: bool
) -> NDArray[np.bool_]:
    """Return which nodes hide what one looks for, (n,).

    Parameters
    ----------
    twin : the twin
    triangles : all that is drawn
    links : links that are shown, None without
    role : role of each node, (n,)
    viewpoint : direction of view
    solid : whether buildings are seen from outside
    """
    front = neighbours_in_front(twin, triangles, role=role, viewpoint=viewpoint)
    if not solid:
        front |= _faint(links, role) if links else nodes_in_front(twin, triangles, role=role, viewpoint=viewpoint)
    return front


def _opacity(look: Look, *, solid: bool, is_bare: bool) -> Opacity:
    """Return how much is seen of what; edges of a building that only surrounds what has a value are hardly seen."""
    opacity = opacity_of(look, solid=solid)
    return replace(opacity, lines_of_front=_LINES_AROUND) if is_bare else opacity


def _labels(twin: Twin, look: Look, shapes: Shapes, frame: Array, *, role: Array, viewpoint: Viewpoint) -> Labels:
    """Return the names of the rooms or dwellings of a storey, in letters as high as the picture has them."""
    if look.storey is None:
        return NO_LABELS
    letter_m = 2 * frame_of(frame, viewpoint, aspect=_ASPECT).half_height / LETTERS
    return labels_of(twin, shapes.triangles, role=role, letter_m=letter_m)


def _around_told(values: Groups | Numbers, rows: Array, *, role: Array) -> NDArray[np.bool_]:
    """Return the walls, doors and the like around equipment that alone has a value, such as pipes, (n,)."""
    fabric = is_own(role) & ~np.isin(role, (SPACE, _EQUIPMENT))
    told = rows[values.known[rows]]
    alone = len(told) > 0 and not (fabric[told] | (role[told] == SPACE)).any()
    return np.asarray(fabric & alone)


def in_order(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return layers in the order in which they are drawn: links and solid things first, then from the inside out.

    Parameters
    ----------
    layers : of one scene
    """
    order = {name: place for place, name in enumerate(_ORDER)}
    return tuple(sorted(layers, key=lambda layer: order.get(layer.name, -1)))


_ORDER: Final = ("field", "solid", "lines", "shadows", "glass", "rooms", "lines of rooms", "front", "lines of front")


def _elevation(look: Look, *, solid: bool) -> float:
    if look.storey is not None:
        return FROM_ABOVE_DEG
    return FROM_AFAR_DEG if solid else FROM_ASIDE_DEG


def _colours(look: Look, shapes: Shapes, tones: Array, around: Array) -> NDArray[np.float64]:
    """Return the colour of each triangle, 0 to 1 [-], (m, 3)."""
    nodes, given = shapes.triangles.nodes, shapes.triangles.rgba[:, :3]
    plain = look.values is None
    own = np.full(len(shapes.own_colour), plain and look.colour_by == BY_MODEL)
    own |= shapes.own_colour & (plain and look.colour_by == BY_ROLE)
    own &= ~_is_marked(look, around)[nodes]
    result = np.where(own[:, None], given, tones[nodes])
    quiet = ~own & shapes.own_colour & around[nodes]
    result[quiet] = paler(given[quiet])
    return np.asarray(result)


def _is_marked(look: Look, like: Array) -> NDArray[np.bool_]:
    """Return whether each node is out of order, (n,)."""
    marked = np.zeros(len(like), dtype=bool)
    marked[[row for mark in look.marks for row in mark.rows]] = True
    return marked


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
