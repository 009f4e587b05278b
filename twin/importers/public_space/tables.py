"""Features that have found their meaning and place, as tables of the twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from twin.importers.public_space.attributes import SET_NAME, Value
from twin.importers.public_space.bodies import body_tables
from twin.importers.public_space.meaning import shapes_of
from twin.importers.public_space.things import Things
from twin.model.columns import Array, Columns
from twin.model.kinds import Kind
from twin.model.schema import TABLES, table_of

__all__ = ["tables_of"]

_DRAWN = (Kind.PATH, Kind.PLOT, Kind.ELEMENT, Kind.BUILDING)


def tables_of(things: Things, source: Mapping[str, Any]) -> dict[str, Columns]:
    """Return the tables of the features of one file.

    Parameters
    ----------
    things : the features
    source : the row of the file in the table of sources
    """
    empty = {name: table_of(name, dict.fromkeys(columns, ())) for name, columns in TABLES.items()}
    bodies = body_tables(things.bodies, len(things.ids))
    return {
        **empty,
        "sources": table_of("sources", {name: [value] for name, value in source.items()}),
        "nodes": _nodes(things, bodies.columns),
        **bodies.tables,
        **_lines(things),
        **_property_tables(things),
    }


def _nodes(things: Things, shapes: Mapping[str, Array]) -> Columns:
    count = len(things.ids)
    columns = {
        "id": things.ids,
        "global_id": things.ids,  # so that ids last when the twin is put together again
        "kind": [one.kind for one in things.meanings],
        "ifc_class": [one.ifc_class for one in things.meanings],
        "object_type": [one.object_type for one in things.meanings],
        "name": things.names,
        "tag": things.refs,
        "is_external": np.ones(count),
        "source": np.zeros(count),
        "position": _positions(things.geometry),
        **shapes,
    }
    return table_of("nodes", columns)


def _positions(geometry: Array) -> Array:
    """Return where each thing stands: a point itself, of a line or an area a point on it without height, (n, 3)."""
    shapes = shapes_of(geometry)
    points = np.array(geometry)
    areas, lines, several = (
        shapes == "area",
        shapes == "line",
        shapely.get_type_id(geometry) == shapely.GeometryType.MULTIPOINT,
    )
    points[areas] = shapely.point_on_surface(geometry[areas])
    points[lines] = shapely.line_interpolate_point(_longest(geometry[lines]), 0.5, normalized=True)
    points[several] = shapely.get_geometry(geometry[several], 0)
    xyz = np.column_stack((shapely.get_x(points), shapely.get_y(points), shapely.get_z(points)))
    xyz[areas | lines, 2] = np.nan
    return xyz


def _longest(lines: Array) -> Array:
    parts, owner = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((shapely.length(parts), owner))
    last = np.searchsorted(owner[order], np.arange(len(lines)), "right") - 1
    return np.asarray(parts[order][last])


def _lines(things: Things) -> dict[str, Columns]:
    """Return the lines and rings that draw paths, plots, elements and footprints."""
    drawn = np.isin([one.kind for one in things.meanings], [str(kind) for kind in _DRAWN])
    shapes = shapes_of(things.geometry)
    lines, line_owner = _parts(things.geometry, drawn & (shapes == "line"))
    polygons, polygon_owner = _parts(things.geometry, drawn & (shapes == "area"))
    rings, ring_of = shapely.get_rings(polygons, return_index=True)
    outer = np.ones(len(rings), dtype=bool)
    outer[1:] = ring_of[1:] != ring_of[:-1]
    drawings = np.concatenate((lines, rings))
    points, line_of = shapely.get_coordinates(drawings, include_z=True, return_index=True)
    return {
        "lines": table_of(
            "lines",
            {
                "node": np.concatenate((line_owner, polygon_owner[ring_of])),
                "role": np.concatenate((np.zeros(len(lines)), np.where(outer, 1, 2))),
            },
        ),
        "line_points": table_of("line_points", {"line": line_of, "xyz": points}),
    }


def _parts(geometry: Array, which: Array) -> tuple[Array, Array]:
    rows = np.flatnonzero(which)
    parts, owner = shapely.get_parts(geometry[rows], return_index=True)
    return parts, rows[owner]


def _property_tables(things: Things) -> dict[str, Columns]:
    """Return property sets, each stored once however many things share it."""
    number: dict[tuple[str, tuple[tuple[str, str | Value], ...]], int] = {}
    links = [
        (node, number.setdefault(key, len(number)))
        for node, (tags, known) in enumerate(zip(things.tags, things.known, strict=True))
        for key in ((things.set_name, tuple(tags.items())), (SET_NAME, tuple(known.items())))
        if key[1]
    ]
    rows = [
        (row, name, value if isinstance(value, Value) else Value(value, measure="IfcText"))
        for (_, items), row in number.items()
        for name, value in items
    ]
    return {
        "property_sets": table_of("property_sets", {"name": [name for name, _ in number]}),
        "properties": table_of(
            "properties",
            {
                "set": [row for row, _, _ in rows],
                "name": [name for _, name, _ in rows],
                "value": [value.text for _, _, value in rows],
                "measure": [value.measure for _, _, value in rows],
                "number": [value.number for _, _, value in rows],
                "unit": [value.unit for _, _, value in rows],
            },
        ),
        "node_property_sets": table_of(
            "node_property_sets", {"node": [node for node, _ in links], "set": [row for _, row in links]}
        ),
    }
