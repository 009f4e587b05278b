"""Lines and outlines as their authors drew them, with what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.limits import limits
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["PROPERTIES", "Drawn", "drawn_ways", "outlines", "said"]

PROPERTIES: Final = "public space"
"""Name of the property sets in which importers say what all sources call alike."""
_YES: Final = ("yes", "true", "1")


@dataclass(frozen=True)
class Drawn:
    """Walkable lines as drawn, one each; a way may have several.

    Parameters
    ----------
    way : node of the way, (n,)
    first : first of its points, and one beyond the last of all, (n + 1,)
    points : corners in estate coordinates, z NaN if unknown [m], (m, 3)
    level : which of several levels above each other it lies on, 0 on the ground, (n,)
    """

    way: Array
    first: Array
    points: Array
    level: Array

    def lines(self) -> NDArray[Any]:
        """Return the lines in plan, (n,)."""
        owner = np.repeat(np.arange(len(self.way)), np.diff(self.first))
        return np.asarray(shapely.linestrings(self.points[:, :2], indices=owner), dtype=object)


def said(twin: Twin, rows: Array, name: str) -> tuple[Array, Array]:
    """Return the number and the word that nodes are said to have, NaN and empty where nothing is said, (n,) each.

    Parameters
    ----------
    twin : the twin
    rows : nodes
    name : property of the set ``public space``
    """
    table, links, sets = twin["properties"], twin["node_property_sets"], twin["property_sets"]
    found = np.flatnonzero((table["name"] == name) & (sets["name"][table["set"]] == PROPERTIES))
    of_set = np.full(sets.length, -1)
    of_set[table["set"][found]] = found
    of_node = np.full(twin.nodes.length, -1)
    linked = of_set[links["set"]]
    of_node[links["node"][linked >= 0]] = linked[linked >= 0]
    row = of_node[rows]
    number = np.where(row >= 0, np.append(table["number"], np.nan)[row], np.nan)
    return number, np.append(table["value"], "")[row].astype(str)


def drawn_ways(twin: Twin) -> Drawn:
    """Return the lines of all paths that one can walk along."""
    rows = twin.rows(Kind.PATH)
    walked = np.isin(twin.nodes["object_type"][rows].astype(str), limits()["walked"]["types"])
    rows = rows[walked]
    rows = rows[~_is_forbidden(twin, rows)]
    lines, points = twin["lines"], twin["line_points"]
    chosen = np.flatnonzero(np.isin(lines["node"], rows) & (lines["role"] == 0))
    order, count = _runs(points["line"], lines.length)
    chosen = chosen[count[chosen] >= 2]
    taken = np.isin(points["line"][order], chosen)
    way = lines["node"][chosen].astype(int)
    level = np.zeros(twin.nodes.length, dtype=int)
    level[rows] = _levels(twin, rows)
    first = np.concatenate(([0], np.cumsum(count[chosen])))
    return Drawn(way, first, points["xyz"][order[taken]], level[way])


def outlines(twin: Twin, rows: Array) -> NDArray[Any]:
    """Return the areas that nodes are drawn with, (n,) of polygons; None for those without.

    Parameters
    ----------
    twin : the twin
    rows : plots
    """
    lines, points = twin["lines"], twin["line_points"]
    order, count = _runs(points["line"], lines.length)
    end = np.cumsum(count)
    rings: dict[int, list[list[Array]]] = {}
    for line in np.flatnonzero(np.isin(lines["node"], rows) & (lines["role"] > 0) & (count >= 3)).tolist():
        ring = points["xyz"][order[end[line] - count[line] : end[line]], :2]
        parts = rings.setdefault(int(lines["node"][line]), [])
        if lines["role"][line] == 1:
            parts.append([ring])
        elif parts:
            parts[-1].append(ring)
    found = np.full(len(rows), None, dtype=object)
    for place, row in enumerate(rows.tolist()):
        if row in rings:
            found[place] = _sound(rings[row])
    return found


def _sound(parts: Iterable[list[Array]]) -> Any:
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring[0], ring[1:])) for ring in parts])


def _runs(owner: Array, count: int) -> tuple[Array, Array]:
    """Return the rows in the order of their owners, and how many each owner has."""
    return np.argsort(owner, kind="stable"), np.bincount(owner, minlength=count)


def _levels(twin: Twin, rows: Array) -> Array:
    """Return the level of ways: as said, else one up for a bridge and one down for a tunnel."""
    layer = said(twin, rows, "layer")[0]
    bridge, tunnel = (_is_said(twin, rows, name) for name in ("bridge", "tunnel"))
    return np.where(np.isnan(layer), bridge.astype(int) - tunnel.astype(int), np.nan_to_num(layer)).astype(int)


def _is_forbidden(twin: Twin, rows: Array) -> Array:
    """Return where people may not walk: what is said of those on foot goes before what is said of all."""
    words = limits()["walked"]
    foot, access = said(twin, rows, "foot")[1], said(twin, rows, "access")[1]
    return np.isin(np.where(foot == "", access, foot), words["forbidden"])


def _is_said(twin: Twin, rows: Array, name: str) -> Array:
    number, word = said(twin, rows, name)
    return np.asarray((number > 0) | np.isin(word, _YES))
