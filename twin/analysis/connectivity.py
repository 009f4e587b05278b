"""Whether the graph of a twin hangs together: can one walk it, does supply reach on, has each dwelling a door."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["BuildingWalk", "Connectivity", "connectivity"]


@dataclass(frozen=True, slots=True)
class BuildingWalk:
    """How the spaces of one building hang together.

    Parameters
    ----------
    building : its id, empty for spaces of none
    name : its name
    spaces : how many spaces it has
    components : sizes of the pieces that one can walk within, the largest first, single spaces not counted
    isolated : ids of the spaces that nothing leads into
    """

    building: str
    name: str
    spaces: int
    components: tuple[int, ...]
    isolated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connectivity:
    """What hangs together in a twin and what does not.

    Parameters
    ----------
    buildings : how one can walk each of them, the outside included
    ports : how many ports there are
    unconnected_ports : how many of them nothing is connected to
    dwellings : how many dwellings there are
    without_entrance : ids of the dwellings that no entrance is known of
    """

    buildings: tuple[BuildingWalk, ...]
    ports: int
    unconnected_ports: int
    dwellings: int
    without_entrance: tuple[str, ...]


def connectivity(twin: Twin) -> Connectivity:
    """Return what hangs together in a twin and what does not."""
    dwellings = twin.rows(Kind.ZONE)
    dwellings = dwellings[twin.nodes["use"][dwellings] == "dwelling"]
    edges = twin.edges
    entered = edges["source"][(edges["relation"] == Relation.REFERS_TO) & (edges["method"] == "entrance")]
    without = dwellings[~np.isin(dwellings, entered)]
    return Connectivity(
        _walks(twin),
        len(twin.rows(Kind.PORT)),
        _open_ports(twin),
        len(dwellings),
        tuple(twin.nodes["id"][without].tolist()),
    )


def _open_ports(twin: Twin) -> int:
    """Return how many ports nothing is connected to.

    Links that are inferred join things and not their ports: a thing has as many ports taken as it has neighbours.
    """
    ports, count = twin.rows(Kind.PORT), twin.nodes.length
    owner = twin.nodes["parent"][ports]
    edges = twin.edges
    links = np.isin(edges["relation"].astype(str), [str(Relation.CONNECTS), str(Relation.FEEDS)])
    pairs = np.sort(np.column_stack((edges["source"][links], edges["target"][links])), axis=1)
    neighbours = np.bincount(np.unique(pairs, axis=0).ravel(), minlength=count)
    has = np.bincount(owner[owner >= 0], minlength=count)
    free = ~_ends(twin, Relation.CONNECTS)[ports]
    undeclared = np.bincount(owner[free & (owner >= 0)], minlength=count)
    left = np.minimum(undeclared, np.maximum(has - neighbours, 0))
    return int(left.sum()) + int((free & (owner < 0)).sum())


def _ends(twin: Twin, *relations: Relation) -> Array:
    """Return which nodes are at an end of such an edge, (n,) of bool."""
    edges = twin.edges
    chosen = np.isin(edges["relation"].astype(str), [str(one) for one in relations])
    found = np.zeros(twin.nodes.length, dtype=bool)
    for end in ("source", "target"):
        found[edges[end][chosen]] = True
    return found


def _walks(twin: Twin) -> tuple[BuildingWalk, ...]:
    nodes, piece = twin.nodes, _pieces(twin)
    isolated = ~_ends(twin, Relation.OPENS_ONTO)
    spaces = twin.rows(Kind.SPACE)
    walks = []
    for building in np.unique(nodes["building"][spaces]).tolist():
        own = spaces[nodes["building"][spaces] == building]
        joined = own[~isolated[own]]
        sizes = sorted(Counter(piece[joined].tolist()).values(), reverse=True)
        alone = tuple(nodes["id"][own[isolated[own]]].tolist())
        known = building >= 0
        name = str(nodes["name"][building]) if known else ""
        walks.append(BuildingWalk(str(nodes["id"][building]) if known else "", name, len(own), tuple(sizes), alone))
    return tuple(walks)


def _pieces(twin: Twin) -> Array:
    """Return for each node the number of the piece that one can walk within, (n,)."""
    import networkx as nx

    edges = twin.edges
    passable = edges["relation"] == Relation.OPENS_ONTO
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from(zip(edges["source"][passable].tolist(), edges["target"][passable].tolist(), strict=True))
    piece = np.arange(twin.nodes.length)
    for members in nx.connected_components(graph):
        piece[list(members)] = min(members)
    return piece
