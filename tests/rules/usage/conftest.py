"""Small towns for tests of usage measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin

_EDGE = {"via": "", "length": np.nan, "slope": np.nan, "clear_width": np.nan, "step_free": -1, "method": ""}


@pytest.fixture(scope="session")
def town() -> Callable[..., Twin]:
    """Return a function that makes a twin of nodes and edges given by column, the other end of edges by id."""

    def made(nodes: Iterable[dict[str, Any]], edges: Iterable[dict[str, Any]]) -> Twin:
        things, links = list(nodes), list(edges)
        row = {one["id"]: place for place, one in enumerate(things)}
        blank = {"position": np.full(3, np.nan), "box": np.full((2, 3), np.nan), "headcount": np.nan}
        words = ("kind", "object_type", "ifc_class", "use", "name")
        columns = {name: [one.get(name, default) for one in things] for name, default in blank.items()}
        columns |= {name: [one.get(name, "") for one in things] for name in words}
        columns["building"] = [row.get(one.get("building", ""), -1) for one in things]
        columns["storey"] = [one.get("storey", -1) for one in things]
        values = {name: [one.get(name, default) for one in links] for name, default in _EDGE.items()}
        values["via"] = [row.get(one.get("via", ""), -1) for one in links]
        values |= {name: [row[one[name]] for one in links] for name in ("source", "target")}
        values["relation"] = [one.get("relation", "walks_to") for one in links]
        values["provenance"] = [one.get("provenance", "declared") for one in links]
        return Twin({"nodes": table_of("nodes", {**columns, "id": list(row)}), "edges": table_of("edges", values)})

    return made


@pytest.fixture(scope="session")
def homes_on() -> Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Return a function that gives nodes and edges of a graph of ways with a dwelling at each of its nodes.

    Each dwelling is one room whose door opens onto the outside, right at the junction: it takes no time to leave.
    """

    def laid(
        graph: nx.Graph, homes: Iterable[Any], shops: Iterable[Any] = (), shop: str = "playground", **free: Any
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        nodes: list[dict[str, Any]] = [
            {"id": f"j{n}", "kind": "path", "object_type": "junction", "position": np.zeros(3)} for n in graph
        ]
        edges: list[dict[str, Any]] = [
            {"source": f"j{a}", "target": f"j{b}", "slope": 0.0, **free, **said}
            for a, b, said in graph.edges(data=True)
        ]
        for n in homes:
            place = {"position": np.zeros(3), "box": np.array([[-1e-9, -1e-9, 0], [1e-9, 1e-9, 2.5]])}
            nodes += [
                {"id": f"flat {n}", "kind": "zone", "use": "dwelling", "headcount": 2.0},
                {"id": f"room {n}", "kind": "space", "use": "living", **place},
                {"id": f"out {n}", "kind": "exterior"},
                {"id": f"door {n}", "kind": "element", "ifc_class": "IfcDoor", "box": np.zeros((2, 3))},
            ]
            said = {"relation": "opens_onto", "via": f"door {n}", "step_free": 1, "clear_width": 0.9}
            edges += [
                {"source": f"flat {n}", "target": f"room {n}", "relation": "groups"},
                {"source": f"room {n}", "target": f"out {n}", **said},
                {"source": f"j{n}", "target": f"out {n}", **said},
            ]
        for n in shops:
            nodes.append({"id": f"shop {n}", "kind": "plot", "object_type": shop, "position": np.zeros(3)})
            edges.append({"source": f"j{n}", "target": f"shop {n}", "length": 0.0, "slope": 0.0, "step_free": 1})
        return nodes, edges

    return laid
