"""The twin as a graph for others: networkx in memory, node-link JSON and GraphML in files."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.model.columns import Array, text
from twin.model.twin import Twin

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["graph_of", "node_link"]

_NODE = ("kind", "ifc_class", "name", "long_name", "code")
_EDGE = ("relation", "provenance", "method", "confidence", "commodity")


def graph_of(twin: Twin) -> nx.MultiDiGraph[str]:
    """Return the twin as a networkx graph: nodes by id, edges with their evidence as attributes."""
    import networkx as nx

    data = node_link(twin)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=twin.crs or "")
    graph.add_nodes_from((node.pop("id"), node) for node in data["nodes"])
    graph.add_edges_from((edge.pop("source"), edge.pop("target"), edge) for edge in data["edges"])
    return graph


def node_link(twin: Twin) -> dict[str, Any]:
    """Return the twin as node-link data, the form of ``twin graph``; what is unknown is an empty text or None."""
    return {
        "directed": True,
        "multigraph": True,
        "graph": {"crs": twin.crs},
        "nodes": _nodes(twin),
        "edges": _edges(twin),
    }


def _nodes(twin: Twin) -> list[dict[str, Any]]:
    nodes = twin.nodes
    ids = nodes["id"].tolist()
    columns = {"id": ids, **{name: nodes[name].tolist() for name in _NODE}}
    columns |= {name: _ids_of(nodes["id"], nodes[name]) for name in ("building", "storey")}
    return _rows(columns)


def _edges(twin: Twin) -> list[dict[str, Any]]:
    edges, ids = twin.edges, twin.nodes["id"]
    columns = {name: _ids_of(ids, edges[name]) for name in ("source", "target", "via")}
    columns |= {name: edges[name].tolist() for name in _EDGE}
    columns["value"] = [None if isnan(value) else value for value in edges["value"].tolist()]
    return _rows(columns)


def _ids_of(ids: Array, rows: Array) -> list[Any]:
    """Return the ids of the rows, empty for -1."""
    return np.append(ids, text([""]))[rows].tolist() if len(rows) else []


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
