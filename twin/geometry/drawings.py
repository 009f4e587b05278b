"""Lines and areas as their author drew them, from the tables that hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["drawings_of"]


def drawings_of(twin: Twin, rows: Array) -> Array:
    """Return what draws each node in plan [m], (n,) of lines or polygons; None where nothing does.

    Parameters
    ----------
    twin : the twin
    rows : nodes
    """
    place = np.full(twin.nodes.length, -1)
    place[rows] = np.arange(len(rows))
    table = twin["lines"]
    lines = np.flatnonzero(place[table["node"]] >= 0) if table.length else np.empty(0, dtype=int)
    points = _points(twin, lines)
    owner, role = place[table["node"][lines]], table["role"][lines]
    geometry = np.full(len(rows), None, dtype=object)
    _place(geometry, _of_lines(points, role == 0), owner[role == 0], shapely.multilinestrings)
    polygons = _polygons(points, role)
    _place(geometry, polygons, owner[role == 1], shapely.multipolygons)
    return geometry


def _points(twin: Twin, lines: Array) -> tuple[Array, Array]:
    """Return the corners of some lines in plan, and for each its place among the lines."""
    number = np.full(twin["lines"].length, -1)
    number[lines] = np.arange(len(lines))
    line = twin["line_points"]["line"]
    owner = number[line] if len(number) else np.empty(0, dtype=int)
    order = np.argsort(owner, kind="stable")
    order = order[owner[order] >= 0]
    return twin["line_points"]["xyz"][order, :2], owner[order]


def _of_lines(points: tuple[Array, Array], which: Array) -> Array:
    xy, owner = points
    chosen = which[owner] if len(owner) else np.empty(0, dtype=bool)
    number = np.cumsum(which) - 1
    return np.asarray(shapely.linestrings(xy[chosen], indices=number[owner[chosen]])) if chosen.any() else _none()


def _polygons(points: tuple[Array, Array], role: Array) -> Array:
    xy, owner = points
    rings = role > 0
    chosen = rings[owner] if len(owner) else np.empty(0, dtype=bool)
    if not chosen.any():
        return _none()
    number = np.cumsum(rings) - 1
    drawn = shapely.linearrings(xy[chosen], indices=number[owner[chosen]])
    polygon = np.cumsum(role[rings] == 1) - 1
    return np.asarray(shapely.polygons(drawn, indices=polygon))


def _place(geometry: Array, parts: Array, owner: Array, gather: Any) -> None:
    """Put the parts of each owner into its place, as one geometry."""
    order = np.argsort(owner, kind="stable")
    owners, first, counts = np.unique(owner[order], return_index=True, return_counts=True)
    single = counts == 1
    geometry[owners[single]] = parts[order[first[single]]]
    several = np.isin(owner[order], owners[~single])
    if several.any():
        number = np.unique(owner[order][several], return_inverse=True)[1]
        geometry[owners[~single]] = gather(parts[order[several]], indices=number)


def _none() -> Array:
    return np.empty(0, dtype=object)
