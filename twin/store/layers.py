"""The layers that QGIS opens: what of a twin is seen on a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from twin.geometry.drawings import drawings_of
from twin.geometry.placed import outlines_of
from twin.model.columns import Array, text
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.store.geopackage import Layer

__all__ = ["LAYERS", "layer_of", "layers_of"]

LAYERS: Final = {
    "buildings": ("GEOMETRY", Kind.BUILDING),
    "storeys": ("GEOMETRY", Kind.STOREY),
    "spaces": ("GEOMETRY", Kind.SPACE),
    "elements": ("GEOMETRY", Kind.ELEMENT),
    "equipment": ("POINT", Kind.EQUIPMENT),
    "plots": ("GEOMETRY", Kind.PLOT),
    "paths": ("GEOMETRY", Kind.PATH),
}
"""Layer name to its type of geometry and the kind it shows."""

_TEXTS: Final = ("id", "code", "name", "long_name", "ifc_class", "object_type", "predefined_type", "description", "tag")


def layers_of(twin: Twin) -> Iterator[Layer]:
    """Yield the layers of a twin that have rows; spaces always, so that every file opens as a map."""
    kinds = twin.nodes["kind"]
    for name, (_, kind) in LAYERS.items():
        if name == "spaces" or (kinds == kind).any():
            yield layer_of(twin, name)


def layer_of(twin: Twin, name: str) -> Layer:
    """Return one layer of a twin.

    Equipment is shown as points, everything else by its outline in plan, else as its author drew it; places by that of
    the spaces in them; the ends of stretches of paths as points.

    Raises
    ------
    KeyError
        If there is no layer of that name.
    """
    geometry_type, kind = LAYERS[name]
    rows = np.flatnonzero(twin.nodes["kind"] == kind)
    if geometry_type == "POINT":
        geometry = _points(twin, rows)
    elif kind in {Kind.STOREY, Kind.BUILDING}:
        geometry = _of_places(twin, rows, str(kind))
    else:
        geometry = outlines_of(twin, rows)
    if geometry_type != "POINT":
        geometry = np.where(shapely.is_missing(geometry), drawings_of(twin, rows), geometry)
    if kind == Kind.PATH:  # where ways meet, and where they enter buildings
        geometry = np.where(shapely.is_missing(geometry), _points(twin, rows), geometry)
    return _layer(twin, name, rows, geometry)


def _layer(twin: Twin, name: str, rows: Array, geometry: Array) -> Layer:
    nodes = twin.nodes
    bounds = np.nan_to_num(shapely.total_bounds(geometry)) if len(geometry) else np.zeros(4)
    box = nodes["box"][rows]
    columns = {column: nodes[column][rows] for column in _TEXTS}
    columns |= {column: _names(twin, nodes[column][rows]) for column in ("building", "storey")}
    columns |= {"bottom_m": box[:, 0, 2], "top_m": box[:, 1, 2]}
    if LAYERS[name][0] != "POINT":
        columns["area_m2"] = np.where(shapely.is_missing(geometry), np.nan, shapely.area(geometry))
    wkb = shapely.to_wkb(geometry)
    return Layer(name, LAYERS[name][0], rows, wkb.tolist(), (bounds[0], bounds[1], bounds[2], bounds[3]), columns)


def _names(twin: Twin, rows: Array) -> Array:
    """Return what to call other nodes: the landlord's code, else the name; empty for none."""
    codes, names = twin.nodes["code"], twin.nodes["name"]
    return text(["" if row < 0 else codes[row] or names[row] for row in rows.tolist()])


def _points(twin: Twin, rows: Array) -> Array:
    centres = twin.nodes["box"][rows].mean(axis=1)
    centres = np.where(np.isnan(centres), twin.nodes["position"][rows], centres)
    points = np.full(len(rows), None, dtype=object)
    drawn = ~np.isnan(centres[:, 0])
    points[drawn] = shapely.points(centres[drawn, :2])
    return points


def _of_places(twin: Twin, rows: Array, column: str) -> Array:
    """Return for each storey or building the outline of its spaces, None where it has none."""
    spaces = twin.rows(Kind.SPACE)
    outlines, places = outlines_of(twin, spaces), twin.nodes[column][spaces]
    geometry = np.full(len(rows), None, dtype=object)
    for number, row in enumerate(rows.tolist()):
        joined = shapely.union_all(outlines[places == row], grid_size=1e-4)
        geometry[number] = None if joined.is_empty else joined
    return geometry
