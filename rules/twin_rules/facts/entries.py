"""Where a commodity enters a place: what a failure of a whole building, storey or dwelling is a failure of."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["entries_of", "is_place"]

_PLACES: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.SPACE, Kind.ZONE, Kind.SYSTEM, Kind.GROUP)


def is_place(twin: Twin, row: int) -> bool:
    """Return whether a node stands for all that is in it rather than for a thing."""
    return str(twin.nodes["kind"][row]) in _PLACES


def entries_of(
    twin: Twin, commodities: Collection[str], place: int | None = None, *, made_of: Collection[str] = ()
) -> tuple[int, ...]:
    """Return the things of a place that give some commodities and get none of them within the place, ascending.

    Parameters
    ----------
    twin : the twin
    commodities : what enters or is made there
    place : row of a site, building, storey, space, zone or system; the whole estate if it is not given
    made_of : what is fed with any of these makes the commodities, even if some of them circulate back to it
    """
    edges = twin.edges
    rows = np.flatnonzero((edges["relation"] == Relation.FEEDS) & np.isin(edges["commodity"], list(commodities)))
    source, target = edges["source"][rows], edges["target"][rows]
    mine = _members(twin, place)
    within = mine[source] & mine[target]
    fed = np.zeros(twin.nodes.length, dtype=bool)
    fed[target[within]] = True
    fed[edges["target"][(edges["relation"] == Relation.FEEDS) & np.isin(edges["commodity"], list(made_of))]] = False
    carrying = np.zeros(twin.nodes.length, dtype=bool)
    carrying[source] = True
    carrying[target[~mine[source]]] = True
    return tuple(np.flatnonzero(mine & carrying & ~fed).tolist())


def _members(twin: Twin, place: int | None) -> Array:
    """Return which nodes belong to a place, (n_nodes,)."""
    nodes, edges = twin.nodes, twin.edges
    kind = None if place is None else nodes["kind"][place]
    if kind in {None, Kind.SITE}:
        return np.ones(nodes.length, dtype=bool)
    if kind in {Kind.BUILDING, Kind.STOREY}:
        return np.asarray(nodes[str(kind)] == place)
    spaces = np.zeros(nodes.length, dtype=bool)
    spaces[place] = True
    spaces[edges["target"][(edges["relation"] == Relation.GROUPS) & (edges["source"] == place)]] = True
    served = (edges["relation"] == Relation.SERVES) & spaces[edges["target"]]
    mine = spaces | ((nodes["parent"] >= 0) & spaces[nodes["parent"]])
    mine[edges["source"][served]] = True
    return mine
