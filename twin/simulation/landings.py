"""Which lifts a dwelling has the use of: those whose landing on its storey one reaches without changing storeys.

A storey of a long building has several landings, each with a lift of its own. Where the model does not say which spaces
a lift opens onto, or where no way leads from the dwelling to any landing, all lifts that stop at the storey count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["lifts_of_homes"]


def lifts_of_homes(twin: Twin) -> dict[int, tuple[int, ...]]:
    """Return the rows of the lifts of each dwelling that has any, by its row; ascending.

    Only rooms on the storey of the dwelling count: the lifts of a long building may all reach its cellars.
    """
    nodes, edges = twin.nodes, twin.edges
    lifts = nodes["ifc_class"] == "IfcTransportElement"
    stops = (edges["relation"] == Relation.SERVES) & (nodes["kind"][edges["target"]] == Kind.STOREY)
    stops &= lifts[edges["source"]]
    by_storey: dict[int, set[int]] = {}
    for lift, storey in zip(edges["source"][stops].tolist(), edges["target"][stops].tolist(), strict=True):
        by_storey.setdefault(storey, set()).add(lift)
    piece = _pieces(twin)
    landings = _landings(twin, piece)
    rooms = _rooms(twin)
    found: dict[int, tuple[int, ...]] = {}
    for home in np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")).tolist():
        storey = int(nodes["storey"][home])
        stopping = by_storey.get(storey, set())
        mine = {int(piece[room]) for room in rooms.get(home, ()) if nodes["storey"][room] == storey}
        near = {lift for lift in stopping if mine & landings.get(lift, set())}
        if stopping:
            found[home] = tuple(sorted(near or stopping))
    return found


def _pieces(twin: Twin) -> NDArray[np.int64]:
    """Return the number of the piece of its storey that each node is in, (n_nodes,)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    storey, edges, size = twin.nodes["storey"], twin.edges, twin.nodes.length
    level = (edges["relation"] == Relation.OPENS_ONTO) & (storey[edges["source"]] == storey[edges["target"]])
    level &= storey[edges["source"]] >= 0
    ends = (edges["source"][level], edges["target"][level])
    _, label = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False)
    return np.asarray(label, dtype=np.int64)


def _landings(twin: Twin, piece: NDArray[np.int64]) -> dict[int, set[int]]:
    """Return the pieces of storeys that each lift opens onto."""
    edges = twin.edges
    via = edges["via"]
    rides = (edges["relation"] == Relation.OPENS_ONTO) & (via >= 0)
    rides &= twin.nodes["ifc_class"][via] == "IfcTransportElement"
    found: dict[int, set[int]] = {}
    for end in ("source", "target"):
        for lift, space in zip(via[rides].tolist(), edges[end][rides].tolist(), strict=True):
            found.setdefault(lift, set()).add(int(piece[space]))
    return found


def _rooms(twin: Twin) -> dict[int, list[int]]:
    """Return the members of each zone."""
    edges = twin.edges
    grouped = (edges["relation"] == Relation.GROUPS) & (twin.nodes["kind"][edges["source"]] == Kind.ZONE)
    found: dict[int, list[int]] = {}
    for zone, room in zip(edges["source"][grouped].tolist(), edges["target"][grouped].tolist(), strict=True):
        found.setdefault(zone, []).append(room)
    return found
