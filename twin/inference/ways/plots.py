"""Plots: where ways enter them, and how one crosses those that are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.drawn import outlines, said
from twin.inference.ways.limits import limits
from twin.inference.ways.visible import crossing
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Plots", "across", "plots"]

_APART_M: Final = 2.0
"""Entries nearer to each other are one [m]: about the width of a way."""
_EDGE_M: Final = 0.3
"""How far drawings of a plot and of the ways in it disagree [m]."""
_DETOUR: Final = 1.02
"""A way across that is no longer than one by way of another entry is not drawn a second time [-]."""


@dataclass(frozen=True)
class Plots:
    """Plots that one can walk to.

    Parameters
    ----------
    rows : their nodes, (n,)
    areas : what they cover, (n,)
    open : whether one can walk across, (n,)
    plot : plot of each entry, ascending, (k,)
    line : line that enters there, (k,)
    at : place of the entry [m], (k, 2)
    """

    rows: Array
    areas: NDArray[Any]
    open: Array
    plot: Array
    line: Array
    at: Array


def plots(twin: Twin, lines: NDArray[Any]) -> Plots:
    """Return the plots of a twin with the places where lines enter them or end in them.

    Parameters
    ----------
    twin : the twin
    lines : walkable lines
    """
    words = limits()["areas"]
    rows = twin.rows(Kind.PLOT)
    kind = twin.nodes["object_type"][rows].astype(str)
    rows = rows[~np.isin(kind, words["never_reached"])]
    areas = outlines(twin, rows)
    drawn = np.array([one is not None and not one.is_empty for one in areas], dtype=bool)
    rows, areas = rows[drawn], areas[drawn]
    kind, access = twin.nodes["object_type"][rows].astype(str), said(twin, rows, "access")[1]
    open_ = np.isin(kind, words["crossed"]) & ~np.isin(access, limits()["walked"]["forbidden"])
    open_ |= np.isin(kind, words["crossed_if_open"]) & np.isin(access, words["open"])
    plot, line, at = _entries(areas, lines)
    return Plots(rows, areas, open_, plot, line, at)


def across(found: Plots, place: int) -> tuple[Array, Array]:
    """Return pairs of entries of a plot that are joined across it, as positions among its entries, and how far [m].

    Parameters
    ----------
    found : the plots
    place : which of them
    """
    points = found.at[found.plot == place]
    if not found.open[place] or len(points) < 2:
        return np.zeros((0, 2), dtype=int), np.zeros(0)
    some = _spread(points, found.areas[place])
    origin = points[0]
    moved = shapely.transform(found.areas[place], lambda corners: corners - origin)
    length = crossing(moved, points[some] - origin, slack_m=_EDGE_M).length[: len(some), : len(some)]
    by_way_of = (length[:, :, None] + length[None, :, :]).transpose(0, 2, 1)
    for one in range(len(some)):
        by_way_of[one, :, one] = by_way_of[:, one, one] = np.inf
    needed = np.isfinite(length) & (length * _DETOUR < by_way_of.min(axis=2))
    pairs = np.argwhere(np.triu(needed, 1))
    return some[pairs], length[tuple(pairs.T)]


def _spread(points: Array, area: Any) -> Array:
    """Return which entries are looked at: all, or of too many some evenly around the middle."""
    most = int(limits()["areas"]["most_entries"])
    away = points - shapely.get_coordinates(area.centroid)[0]
    order = np.argsort(np.arctan2(away[:, 1], away[:, 0]), kind="stable")
    return order if len(order) <= most else order[np.linspace(0, len(order) - 1, most).astype(int)]


def _entries(areas: NDArray[Any], lines: NDArray[Any]) -> tuple[Array, Array, Array]:
    """Return where lines cross the edge of areas or end in them, at some distance from each other."""
    line, plot = shapely.STRtree(areas).query(lines, predicate="intersects")
    shared = shapely.intersection(shapely.boundary(areas[plot]), lines[line])
    xy, owner = shapely.get_coordinates(shared, return_index=True)
    found = [(plot[owner], line[owner], xy)]
    for end in (0, -1):
        point = shapely.get_point(lines[line], end)
        inside = shapely.intersects(areas[plot], point)
        found.append((plot[inside], line[inside], shapely.get_coordinates(point[inside])))
    plots_, owners, at = (np.concatenate(parts) for parts in zip(*found, strict=True))
    cell = np.round(at / _APART_M)
    order = np.lexsort((at[:, 1], at[:, 0], plots_))
    keys = np.column_stack((plots_, cell))[order]
    first = order[np.sort(np.unique(keys, axis=0, return_index=True)[1])]
    return plots_[first], owners[first], at[first]
