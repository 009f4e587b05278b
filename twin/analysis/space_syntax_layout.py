"""The units of an estate: its spaces, and the stretches of way between its buildings."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from twin.analysis.space_syntax import Layout
from twin.inference.ways.thresholds import ground_doors
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["layout_of"]


@once
def layout_of(twin: Twin) -> Layout:
    """Return the units of a twin and which of them are next to each other.

    Parameters
    ----------
    twin : the twin

    Notes
    -----
    Public space is every stretch of way. A building that no way leads to has its own outside as public space, entered
    through its doors on the ground. Two units that one can pass between in one direction only are next to each other.
    """
    edges, kinds = twin.edges, twin.nodes["kind"].astype(str)
    passes = np.flatnonzero(np.isin(edges["relation"].astype(str), [Relation.OPENS_ONTO, Relation.WALKS_TO]))
    ends = np.column_stack((edges["source"][passes], edges["target"][passes])).astype(np.int64)
    via, outdoors = edges["via"][passes].astype(np.int64), edges["relation"][passes] == Relation.WALKS_TO
    stretch = outdoors & (via >= 0)
    meeting = _meeting(twin, ends[outdoors & (via < 0)], kinds)
    met = [
        (meeting.get(end, end), own)
        for row, own in zip(ends[stretch].tolist(), via[stretch].tolist(), strict=True)
        for end in row
    ]
    entered, outside = _entered(twin, ends[~outdoors], via[~outdoors], kinds, meeting)
    both = (kinds[ends[~outdoors]] == Kind.SPACE).all(axis=1)
    pairs = np.concatenate([ends[~outdoors][both], outside, _pairs_at([*met, *entered])])
    street = np.unique(np.concatenate([via[stretch], outside[:, 1]]))
    rows = np.unique(np.concatenate([twin.rows(Kind.SPACE), street]))
    pairs = np.sort(np.searchsorted(rows, pairs), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return Layout(rows, pairs, np.isin(rows, street))


def _meeting(twin: Twin, links: Array, kinds: Array) -> dict[int, int]:
    """Return, for junctions that short links join, the one that stands for all of them."""
    import rustworkx as rx

    links = links[(kinds[links] == Kind.PATH).all(axis=1)] if len(links) else links
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(twin.nodes.length if len(links) else 0))
    graph.add_edges_from_no_data([(int(a), int(b)) for a, b in links])
    pieces = (members for members in rx.connected_components(graph) if len(members) > 1)
    return {member: min(members) for members in pieces for member in members}


def _entered(
    twin: Twin, ends: Array, via: Array, kinds: Array, meeting: dict[int, int]
) -> tuple[list[tuple[int, int]], NDArray[np.int64]]:
    """Return the spaces at each junction that a door leads to, and the spaces that doors lead out of otherwise."""
    kind = kinds[ends].reshape(-1, 2)
    space = np.where(kind[:, 0] == Kind.SPACE, ends[:, 0], ends[:, 1])
    leads_out = (kind == Kind.EXTERIOR).any(axis=1) & (kind == Kind.SPACE).any(axis=1)
    inside = dict(zip(via[leads_out].tolist(), space[leads_out].tolist(), strict=True))
    at_way = (kind == Kind.PATH).any(axis=1)
    junction = np.where(kind[:, 0] == Kind.PATH, ends[:, 0], ends[:, 1])
    entrances = [
        (meeting.get(place, place), inside.get(door, other if kinds[other] == Kind.SPACE else -1))
        for place, door, other in zip(
            junction[at_way].tolist(), via[at_way].tolist(), space[at_way].tolist(), strict=True
        )
    ]
    served = set(via[at_way].tolist())
    plain = leads_out & np.isin(via, ground_doors(twin)) & ~np.isin(via, list(served))
    outer = np.where(kind[:, 0] == Kind.EXTERIOR, ends[:, 0], ends[:, 1])
    has_way = {int(outer[place]) for place in np.flatnonzero(leads_out) if int(via[place]) in served}
    plain &= ~np.isin(outer, list(has_way))  # else the ways around the building are its public space
    return [pair for pair in entrances if pair[1] >= 0], np.column_stack((space[plain], outer[plain]))


def _pairs_at(met: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the pairs of units that meet at a place; those that doors join there too, (m, 2)."""
    at: dict[int, set[int]] = {}
    for place, unit in met:
        at.setdefault(place, set()).add(unit)
    pairs = [pair for units in at.values() for pair in itertools.combinations(sorted(units), 2)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
