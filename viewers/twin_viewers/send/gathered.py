"""Things as files to send hold them: their triangles with the colour that each of them has, from no viewpoint.

A picture is seen from one side and may let the near walls fade. Whoever gets a model to turn looks from all sides, so
here nothing fades that stands in front of something else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers, values_of
from twin_viewers.framing import is_own
from twin_viewers.legend import Legend, legend_of
from twin_viewers.look import Look, is_solid, opacity_of, rows_of
from twin_viewers.outer import outer_rows
from twin_viewers.palette import PANE, rgb
from twin_viewers.placing import Triangles
from twin_viewers.roles import SPACE, role_names_of
from twin_viewers.scene import tones_of
from twin_viewers.shapes import shapes_of

__all__ = ["Gathered", "gathered"]

_GLASS: Final = (0.15, 0.4)
"""Least and greatest opacity of what its author made translucent [-]."""

_CLEAR: Final = 0.95
"""What lets more light through than this is glass [-]."""


@dataclass(frozen=True)
class Gathered:
    """What a file shows.

    Parameters
    ----------
    triangles : of all things, with the colour they are shown in
    rows : rows of the nodes that are shown, (k,)
    role : role of each node of the twin, (n,)
    origin : point of the estate that is zero in the triangles [m], (3,)
    legend : what the colours mean
    solid : whether buildings are seen from outside
    """

    triangles: Triangles
    rows: NDArray[np.int64]
    role: Array
    origin: NDArray[np.float64]
    legend: Legend
    solid: bool


def gathered(twin: Twin, look: Look) -> Gathered:
    """Return the things that a look shows, with their colours.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by, or links are asked for.
    """
    if look.links:
        raise UsageError("--links", "can be shown in pictures only", "Write one with --screenshot.")
    values = values_of(twin, look.colour_by) if look.values is None else look.values
    role = role_names_of(twin)
    rows = rows_of(twin, look, values, role=role)
    solid = is_solid(twin, look if look.values is None else replace(look, colour_by=BY_ROLE), rows, role=role)
    rows = outer_rows(twin, rows, role=role) if solid else rows
    shapes = shapes_of(twin, rows, role=role, solid=solid)
    tones = _tones(twin, look, values, rows, panes=solid)
    own = shapes.own_colour & (look.colour_by == BY_ROLE) | (look.colour_by == BY_MODEL)
    colour = np.where(own[:, None], shapes.triangles.rgba[:, :3], tones[shapes.triangles.nodes])
    seen = _opacity(look, shapes.triangles, role, solid=solid)
    triangles = replace(shapes.triangles, rgba=np.column_stack((colour, seen)).astype(np.float32))
    legend = legend_of(twin, values, colour_by=look.colour_by, rows=rows, tones=tones, storey=look.storey)
    return Gathered(triangles, rows, role, shapes.origin, legend, solid)


def _tones(twin: Twin, look: Look, values: Groups | Numbers, rows: Array, *, panes: bool) -> NDArray[np.float64]:
    """Return the colour of each node; of what a run says nothing of, the one it has without a run, (n, 3)."""
    role = role_names_of(twin)
    tones = tones_of(values, role, rows)
    if look.values is not None:
        around = ~values.known & ~is_own(role)
        tones[around] = tones_of(values_of(twin, BY_ROLE), role, rows)[around]
    if panes and look.colour_by == BY_ROLE:
        tones[role == "window"] = rgb(PANE)
    return tones


def _opacity(look: Look, triangles: Triangles, role: Array, *, solid: bool) -> NDArray[np.float64]:
    """Return how much is seen of each triangle [-], (m,)."""
    alpha = np.where(triangles.rgba[:, 3] < _CLEAR, np.clip(triangles.rgba[:, 3], *_GLASS), 1.0)
    return np.where(role[triangles.nodes] == SPACE, opacity_of(look, solid=solid).rooms, alpha)
