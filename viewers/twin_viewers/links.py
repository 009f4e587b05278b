"""Which links a picture shows, and the way that each of them takes.

A link through a door bends there, so that one can follow it: space, door, space. A link to the outside ends in front of
its door. In the picture of one storey, links to other storeys are cut short and point up or down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.anchors import anchors_of, fronts_of
from twin_viewers.selection import storey_rows

__all__ = ["DEFAULT_RELATIONS", "UNDIRECTED", "Links", "links_of"]

DEFAULT_RELATIONS: Final = (str(Relation.OPENS_ONTO),)

UNDIRECTED: Final = (Relation.OPENS_ONTO, Relation.ADJACENT, Relation.CONNECTS, Relation.BOUNDS, Relation.WALKS_TO)
"""Relations whose direction tells nothing, and gets no arrow."""

_BENDING: Final = (Relation.OPENS_ONTO, Relation.WALKS_TO)
"""Relations that lead through what makes them; the wall between two rooms is not on the way between them."""

_STUB_M: Final = 1.8
_LEVEL_M: Final = 2.0
"""An end of no storey is shown in the picture of a storey if it is nearer than this to its floor [m]."""


@dataclass(frozen=True)
class Links:
    """Links and their ways.

    Parameters
    ----------
    edges : rows of the table of edges, (n,)
    ways : points on each way from source to target; a point that a way does not need repeats the one before [m],
        (n, 6, 3)
    cut : 1 where the far end of a way is cut off at the target, -1 at the source, 0 where both are shown, (n,)
    nodes : rows of the nodes at the ends of ways, (k,)
    places : where these are [m], (k, 3)
    vias : rows of the nodes that ways lead through, (m,)
    via_places : where these are [m], (m, 3)
    outside : where ways reach the outside [m], (o, 3)
    unplaced : number of links that cannot be shown, because nothing says where one of their ends is
    """

    edges: NDArray[np.int64]
    ways: NDArray[np.float64]
    cut: NDArray[np.int64]
    nodes: NDArray[np.int64]
    places: NDArray[np.float64]
    vias: NDArray[np.int64]
    via_places: NDArray[np.float64]
    outside: NDArray[np.float64]
    unplaced: int


def links_of(twin: Twin, relations: Sequence[str], *, storey: str | None = None) -> Links:
    """Return the links of some relations, and the way that each takes in estate coordinates.

    Parameters
    ----------
    twin : the twin
    relations : names of relations
    storey : storey to look into; then links with at least one end on it

    Raises
    ------
    UsageError
        If there is no such storey, or no link of a relation.
    """
    rows = _asked(twin, relations)
    ends = _holders(twin)[np.stack((twin.edges["source"][rows], twin.edges["target"][rows]), axis=1)]
    here = np.ones(ends.shape, dtype=bool)
    if storey is not None:
        here = _on(twin, storey)[ends]
        rows, ends, here = (array[here.any(axis=1)] for array in (rows, ends, here))
    via = np.where(np.isin(twin.edges["relation"][rows].astype(str), _BENDING), twin.edges["via"][rows], -1)
    anchors = anchors_of(twin, np.unique(ends))
    via[np.isnan(anchors[via, 0])] = -1
    outside = (twin.nodes["kind"][ends] == Kind.EXTERIOR) & ((via >= 0)[:, None] | np.isnan(anchors[ends, 0]))
    places = anchors[ends]
    for side in (0, 1):
        out = np.flatnonzero(outside[:, side])
        places[out, side] = _fronts(twin, ends[out, 1 - side], via[out], anchors)
    placed = np.isfinite(places[:, :, 0]).all(axis=1)
    rows, ends, here, via, outside, places = (a[placed] for a in (rows, ends, here, via, outside, places))
    cut = _cut(twin, ends, here, outside, places)
    ways = _ways(twin, rows, via, anchors, places)
    _shorten(ways, cut, via, anchors)
    shown = np.stack((cut != -1, cut != 1), axis=1)
    nodes = np.unique(ends[shown & ~outside])
    vias = np.unique(via[via >= 0])
    unplaced = int((~placed).sum())
    return Links(rows, ways, cut, nodes, anchors[nodes], vias, anchors[vias], places[shown & outside], unplaced)


def _asked(twin: Twin, relations: Sequence[str]) -> NDArray[np.int64]:
    """Return the rows of the links of some relations, in the order of the relations."""
    names = twin.edges["relation"].astype(str)
    for name in relations:
        if not (names == name).any():
            raise _no_links(name, Counter(names.tolist()))
    return np.concatenate([np.flatnonzero(names == name) for name in dict.fromkeys(relations)])


def _no_links(name: str, counts: Counter[str]) -> UsageError:
    near = get_close_matches(name, [one for one in counts if one != name], n=1, cutoff=0.7)
    known = name in set(map(str, Relation))
    reason = "the twin has no such links" if known else "there is no such relation"
    hint = f"; did you mean {near[0]}" if near and not known else ""
    there = ", ".join(f"{one} ({count})" for one, count in counts.most_common()) or "none at all"
    return UsageError(f"--links {name}", f"{reason}{hint}", f"There are {there}.")


def _holders(twin: Twin) -> NDArray[np.int64]:
    """Return for each node the one that stands for it: a port is seen as the thing it belongs to, (n,)."""
    nodes = twin.nodes
    port = (nodes["kind"] == Kind.PORT) & (nodes["parent"] >= 0)
    return np.asarray(np.where(port, nodes["parent"], np.arange(nodes.length)))


def _on(twin: Twin, storey: str) -> NDArray[np.bool_]:
    """Return whether each node belongs to a storey, or is it, (n,)."""
    rows = storey_rows(twin, storey)
    on = np.isin(twin.nodes["storey"], rows)
    on[rows] = True
    return np.asarray(on)


def _fronts(twin: Twin, spaces: Array, via: Array, anchors: Array) -> NDArray[np.float64]:
    """Return where ways from some spaces reach the outside, (n, 3)."""
    start = np.where((via >= 0)[:, None], anchors[via], anchors[spaces])
    away = start[:, :2] - anchors[spaces, :2]
    plan = start[:, :2] + away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    shaped = (twin.nodes["mesh"][spaces] >= 0) & (twin.nodes["kind"][spaces] == Kind.SPACE)
    if shaped.any():
        plan[shaped] = fronts_of(twin, spaces[shaped], start[shaped, :2])
    return np.column_stack((plan, start[:, 2]))


def _cut(twin: Twin, ends: Array, here: Array, outside: Array, places: Array) -> NDArray[np.int64]:
    """Return which end of each link is not to be shown: 1 the target, -1 the source, 0 none, (n,)."""
    far = np.abs(places[:, 1, 2] - places[:, 0, 2]) > _LEVEL_M
    away = ~here & ~outside & ((twin.nodes["storey"][ends] >= 0) | far[:, None])
    return np.asarray(away[:, 1].astype(np.int64) - away[:, 0])


def _ways(twin: Twin, rows: Array, via: Array, anchors: Array, places: Array) -> NDArray[np.float64]:
    """Return the points on each way: thing, its port, two for what it leads through, port, thing, (n, 6, 3)."""
    ways = np.full((len(rows), 6, 3), np.nan)
    ways[:, 0], ways[:, 5] = places[:, 0], places[:, 1]
    ports = _ports(twin, rows)
    for place, port in ((1, ports[:, 0]), (4, ports[:, 1])):
        ways[port >= 0, place] = anchors[port[port >= 0]]
    through = np.flatnonzero(via >= 0)
    ways[through, 2] = ways[through, 3] = anchors[via[through]]
    shaft = np.char.startswith(twin.nodes["ifc_class"][via[through]].astype(str), "IfcTransport")
    lift = through[shaft]  # into the car, up in the shaft, and out of it
    ways[lift, 2, 2], ways[lift, 3, 2] = places[lift, 0, 2], places[lift, 1, 2]
    for place in range(1, 6):
        missing = np.isnan(ways[:, place, 0])
        ways[missing, place] = ways[missing, place - 1]
    return ways


def _ports(twin: Twin, rows: Array) -> NDArray[np.int64]:
    """Return the ports at the source and at the target of each link, -1 where it has none, (n, 2).

    They are the ends themselves, or of a link between two things the ports by which these are connected.
    """
    edges, is_port, holder = twin.edges, twin.nodes["kind"] == Kind.PORT, _holders(twin)
    ends = np.stack((edges["source"][rows], edges["target"][rows]), axis=1).astype(np.int64)
    joints = np.flatnonzero((edges["relation"] == Relation.CONNECTS) & is_port[edges["source"]])
    pairs = np.stack((edges["source"][joints], edges["target"][joints]), axis=1).astype(np.int64)
    pairs = np.concatenate((pairs, pairs[:, ::-1]))
    keys, first = np.unique(holder[pairs] @ (len(holder), 1), return_index=True)
    asked = ends @ (len(holder), 1)
    at = np.searchsorted(keys, asked)
    found = np.append(keys, -1)[at] == asked
    met = np.append(pairs, [(-1, -1)], axis=0)[np.where(found, np.append(first, -1)[at], -1)]
    return np.asarray(np.where(is_port[ends], ends, met))


def _shorten(ways: Array, cut: Array, via: Array, anchors: Array) -> None:
    """Let ways that are cut go to what they lead through, and from there a little way up or down."""
    for sign, near, far in ((1, 0, slice(1, 6)), (-1, 5, slice(4, None, -1))):
        rows = np.flatnonzero(cut == sign)
        start, end = ways[rows, near], ways[rows, 5 - near]
        turn = np.where((via[rows] >= 0)[:, None], anchors[via[rows]], start)
        turn[:, 2] = start[:, 2]
        tip = turn + np.where(end[:, 2] < start[:, 2], -_STUB_M, _STUB_M)[:, None] * (0.0, 0.0, 1.0)
        ways[rows, far] = tip[:, None]
        ways[rows, 1 if sign > 0 else 4] = turn
