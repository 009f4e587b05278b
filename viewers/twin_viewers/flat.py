"""The lines and areas of ways and plots, as shapely knows them, with a height for every corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.placing import runs
from twin_viewers.terrain import Terrain

__all__ = ["Flat", "areas_of", "ways_of"]

_OPEN, _OUTER = 0, 1
_LEAST_M: Final = 0.01


@dataclass(frozen=True, slots=True)
class Flat:
    """Geometries of nodes; a node may have several.

    Parameters
    ----------
    nodes : row of the node that each belongs to, (n,)
    shapes : lines or polygons in estate coordinates, with heights [m], (n,)
    """

    nodes: NDArray[np.int64]
    shapes: NDArray[Any]

    def of(self, kept: Array) -> Flat:
        """Return those that a mask keeps, (n,)."""
        return Flat(self.nodes[kept], self.shapes[kept])


def areas_of(twin: Twin, rows: Array, *, terrain: Terrain) -> Flat:
    """Return the areas of those among some nodes that have rings.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes, (k,)
    terrain : height of the ground
    """
    nodes, role, points, line = _lines(twin, rows, terrain, rings=True)
    area = np.cumsum(role == _OUTER) - 1  # a hole lies in the outer ring before it
    inside = area >= 0
    if not inside.any():
        return Flat(nodes[:0], np.empty(0, dtype=object))
    rings = shapely.linearrings(points, indices=line)
    shapes = shapely.polygons(rings[inside], indices=area[inside])
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    parts, of = shapely.get_parts(shapes, return_index=True)
    found = Flat(nodes[role == _OUTER][of], parts)
    return found.of((shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > _LEAST_M))


def ways_of(twin: Twin, rows: Array, *, terrain: Terrain) -> Flat:
    """Return the lines of those among some nodes that have open ones.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes, (k,)
    terrain : height of the ground
    """
    nodes, _, points, line = _lines(twin, rows, terrain, rings=False)
    if not len(nodes):
        return Flat(nodes, np.empty(0, dtype=object))
    found = Flat(nodes, shapely.linestrings(points, indices=line))
    return found.of(shapely.length(found.shapes) > _LEAST_M)


def _lines(twin: Twin, rows: Array, terrain: Terrain, *, rings: bool) -> tuple[Array, Array, Array, Array]:
    """Return node and role of the lines of some nodes, their corners end to end, and the line of each corner."""
    table, points = twin["lines"], twin["line_points"]
    order = np.argsort(points["line"], kind="stable")
    counts = np.bincount(points["line"], minlength=table.length)
    starts = np.cumsum(counts) - counts
    wanted = np.isin(table["node"], rows) & ((table["role"] != _OPEN) == rings) & (counts > (2 if rings else 1))
    lines = np.flatnonzero(wanted)
    corners = order[runs(starts[lines], counts[lines])]
    line = np.repeat(np.arange(len(lines)), counts[lines])
    return table["node"][lines].astype(np.int64), table["role"][lines], terrain.filled(points["xyz"][corners]), line
