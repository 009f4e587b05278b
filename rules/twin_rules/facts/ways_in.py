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
    """Places, and links that one can walk both ways: their ends, the door of each, and whether it takes a key."""

    places: Rows
    source: Rows
    target: Rows
    via: Rows
    keyed: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def within_reach(twin: Twin, barred: Collection[int]) -> frozenset[int]:
    """Return the places that somebody with all keys reaches from the street, except through barred doors.

    Parameters
    ----------
    twin : the twin
    barred : rows of doors that do not open
    """
    doors = _doors(twin)
    return _reached(doors, ~np.isin(doors.via, list(barred)))


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
    return _reached(doors, ~shut)


def homes_within(twin: Twin, places: Collection[int]) -> frozenset[int]:
    """Return the dwellings of which a room is among some places."""
    homes, rooms = _rooms_of_homes(twin)
    return frozenset(homes[np.isin(rooms, list(places))].tolist())


@once
def _rooms_of_homes(twin: Twin) -> tuple[Rows, Rows]:
    """Return each dwelling with each of its rooms, but cellars."""
    nodes, edges = twin.nodes, twin.edges
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    rows = np.flatnonzero((edges["relation"] == Relation.GROUPS) & homes[edges["source"]])
    rows = rows[nodes["use"][edges["target"][rows]] != "cellar"]
    return edges["source"][rows].astype(np.int64), edges["target"][rows].astype(np.int64)


@once
def _doors(twin: Twin) -> _Doors:
    edges = twin.edges
    rows = np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO)
    places, ends = np.unique((edges["source"][rows], edges["target"][rows]), return_inverse=True)
    source, target = ends.reshape(2, -1)
    return _Doors(
        places.astype(np.int64),
        source,
        target,
        edges["via"][rows].astype(np.int64),
        edges["lockable"][rows] == 1,
        np.isin(twin.nodes["kind"][places].astype(str), [Kind.EXTERIOR, Kind.PATH]),
    )


def _reached(doors: _Doors, passable: NDArray[np.bool_]) -> frozenset[int]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = (doors.source[passable], doors.target[passable])
    count = len(doors.places)
    graph = coo_array((np.ones(len(links[0]), dtype=np.int8), links), shape=(count, count))
    _, piece = connected_components(graph, directed=False)
    return frozenset(doors.places[np.isin(piece, piece[doors.outside])].tolist())
