"""Which rooms one reaches from the street, through which doors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["homes_within", "open_to_street", "within_reach"]

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class _Doors:
    """Links that one can walk, in both directions: their ends, the door of each, and whether it takes a key."""

    source: Rows
    target: Rows
    via: Rows
    keyed: NDArray[np.bool_]
    outside: Rows


def within_reach(twin: Twin, barred: Collection[int]) -> frozenset[int]:
    """Return the places that somebody with all keys reaches from the street, except through barred doors.

    Parameters
    ----------
    twin : the twin
    barred : rows of doors that do not open
    """
    doors = _doors(twin)
    return _reached(twin, doors, ~np.isin(doors.via, list(barred)))


def open_to_street(twin: Twin, controlled: Collection[int], unlocked: Collection[int]) -> frozenset[int]:
    """Return the places that anybody reaches from the street without a key.

    Parameters
    ----------
    twin : the twin
    controlled : rows of doors that need a badge
    unlocked : rows of doors that stand open or are not locked
    """
    doors = _doors(twin)
    shut = (doors.keyed | np.isin(doors.via, list(controlled))) & ~np.isin(doors.via, list(unlocked))
    return _reached(twin, doors, ~shut)


def homes_within(twin: Twin, places: Collection[int]) -> frozenset[int]:
    """Return the dwellings of which a room is among some places."""
    nodes, edges = twin.nodes, twin.edges
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    groups = (edges["relation"] == Relation.GROUPS) & homes[edges["source"]] & np.isin(edges["target"], list(places))
    groups &= ~np.isin(nodes["use"][edges["target"]].astype(str), ["cellar"])
    return frozenset(edges["source"][groups].tolist())


@once
def _doors(twin: Twin) -> _Doors:
    edges = twin.edges
    rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
    return _Doors(
        edges["source"][rows].astype(np.int64),
        edges["target"][rows].astype(np.int64),
        edges["via"][rows].astype(np.int64),
        edges["lockable"][rows] == 1,
        np.flatnonzero(np.isin(twin.nodes["kind"].astype(str), [Kind.EXTERIOR, Kind.PATH])),
    )


def _reached(twin: Twin, doors: _Doors, passable: NDArray[np.bool_]) -> frozenset[int]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = twin.nodes.length
    links = (doors.source[passable], doors.target[passable])
    graph = coo_array((np.ones(len(links[0]), dtype=np.int8), links), shape=(count, count))
    _, piece = connected_components(graph, directed=False)
    return frozenset(np.flatnonzero(np.isin(piece, piece[doors.outside])).tolist())
