"""Stretches between junctions as nodes, lines and edges of the twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from twin.inference.ways.drawn import Drawn
from twin.inference.ways.noding import Noded
from twin.inference.ways.traits import Traits
from twin.model.columns import Array, Columns, text
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["JUNCTION", "STRETCH", "Network", "junction_ids", "network_of"]

JUNCTION: Final = "junction"
STRETCH: Final = "stretch"
_METHOD: Final = "noding"


@dataclass(frozen=True)
class Network:
    """The walking network as rows of tables, and where its parts stand in them.

    Parameters
    ----------
    nodes : junctions, then stretches
    edges : ``walks_to`` along the stretches, and what contains them
    tables : lines of the stretches
    junctions : node of each junction, (k,)
    stretches : node of each stretch, (n,)
    ids : ids of all nodes, those of the twin and then the new ones, (m,)
    """

    nodes: Columns
    edges: Columns
    tables: Mapping[str, Columns]
    junctions: Array
    stretches: Array
    ids: Array


def network_of(twin: Twin, drawn: Drawn, net: Noded, traits: Traits) -> Network:
    """Return stretches and junctions as nodes and edges.

    Parameters
    ----------
    twin : the twin
    drawn : lines that they were made of
    net : how these hang together
    traits : what is known of each stretch
    """
    way = drawn.way[net.line]
    junctions = twin.nodes.length + np.arange(len(net.junctions))
    stretches = twin.nodes.length + len(junctions) + np.arange(len(way))
    ids = np.concatenate((twin.nodes["id"], junction_ids(net), _stretch_ids(twin, way)))
    nodes = _nodes(net, way, ids[twin.nodes.length :])
    edges = _edges(net, way, (junctions, stretches, ids), traits)
    return Network(nodes, edges, _lines(net, stretches), junctions, stretches, ids)


def junction_ids(net: Noded) -> Array:
    """Return ids of junctions, (k,): their place to the centimetre, and what tells apart those above each other."""
    at = [f"{JUNCTION}~{x:.2f},{y:.2f}" for x, y in net.junctions[:, :2].tolist()]
    levelled = [f"{one}@{level}" if level else one for one, level in zip(at, net.level.tolist(), strict=True)]
    return text(_numbered(levelled))


def _numbered(names: list[str]) -> list[str]:
    """Return the names with a number behind each repetition."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return found


def _stretch_ids(twin: Twin, way: Array) -> Array:
    order = np.argsort(way, kind="stable")
    first = np.searchsorted(way[order], way[order])
    number = np.empty(len(way), dtype=int)
    number[order] = np.arange(len(way)) - first
    ids = twin.nodes["id"][way].tolist()
    return text([f"{one}/{place}" for one, place in zip(ids, number.tolist(), strict=True)])


def _nodes(net: Noded, way: Array, ids: Array) -> Columns:
    few, many = len(net.junctions), len(way)
    middle = net.points[(net.first[:-1] + net.first[1:]) // 2]
    columns: dict[str, Any] = {
        "id": ids,
        "kind": [Kind.PATH] * (few + many),
        "object_type": [JUNCTION] * few + [STRETCH] * many,
        "provenance": [Provenance.GEOMETRIC] * (few + many),
        "parent": np.concatenate((np.full(few, -1), way)),
        "position": np.concatenate((net.junctions, middle)),
        "is_external": np.ones(few + many),
    }
    return table_of("nodes", columns)


def _edges(net: Noded, way: Array, numbering: tuple[Array, Array, Array], traits: Traits) -> Columns:
    junctions, stretches, ids = numbering
    ends = junctions[net.ends]
    swap = ids[ends[:, 0]].astype(str) > ids[ends[:, 1]].astype(str)
    source, target = np.where(swap[:, None], ends[:, ::-1], ends).T
    count = len(stretches)
    blank = np.full(count, np.nan)
    columns: dict[str, Any] = {
        "source": np.concatenate((source, way)),
        "target": np.concatenate((target, stretches)),
        "relation": [Relation.WALKS_TO] * count + [Relation.CONTAINS] * count,
        "via": np.concatenate((stretches, np.full(count, -1))),
        "provenance": [Provenance.GEOMETRIC] * (2 * count),
        "method": [_METHOD] * (2 * count),
        "value": np.concatenate((np.round(net.moved, 3), blank)),
        "length": np.concatenate((traits.length, blank)),
        "slope": np.concatenate((np.where(swap, -traits.slope, traits.slope), blank)),
        "clear_width": np.concatenate((traits.width, blank)),
        "step_free": np.concatenate((traits.step_free, np.full(count, -1))),
        "lit": np.concatenate((traits.lit, np.full(count, -1))),
    }
    return table_of("edges", columns)


def _lines(net: Noded, stretches: Array) -> dict[str, Columns]:
    lines = table_of("lines", {"node": stretches, "role": np.zeros(len(stretches))})
    owner = np.repeat(np.arange(len(stretches)), np.diff(net.first))
    return {"lines": lines, "line_points": table_of("line_points", {"line": owner, "xyz": net.points})}
