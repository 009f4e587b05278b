"""Answers do not depend on the order of rows, on what things are called, or on where on earth an estate lies."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from twin.usage.run import measured

MEASURES = ("catchment", "isochrone", "layout", "reach-from-street", "critical-doors", "fifteen-minutes", "footfall")


def parts(homes_on, seed):
    """Return nodes and edges of a random town of stretches with dwellings, a park and cellars behind locked doors."""
    rng = np.random.default_rng(seed)
    graph = nx.connected_watts_strogatz_graph(14, 4, 0.3, seed=seed)
    for a, b in graph.edges:
        graph.edges[a, b].update(
            length=float(rng.uniform(10, 90)), step_free=int(rng.choice([1, 0, -1])), via=f"s{a}-{b}"
        )
    nodes, edges = homes_on(graph, range(14), [12], "park")
    for one in nodes:  # enough people that few rows are withheld, and parks that are called by a name
        one["headcount"] = 30.0 if one["kind"] == "zone" else np.nan
        one["name"] = one["id"] if one["kind"] == "plot" else ""
    nodes += [{"id": f"s{a}-{b}", "kind": "path", "object_type": "stretch"} for a, b in graph.edges]
    for n in range(3):
        box = {"box": np.array([[n, 0, 0], [n + 1.0, 1.0, 2.5]]), "position": np.array([n, 0.0, 0.0])}
        nodes.append({"id": f"cellar {n}", "kind": "space", "use": "cellar", **box})
        nodes.append({"id": f"hatch {n}", "kind": "element", "ifc_class": "IfcDoor", "box": np.zeros((2, 3))})
        said = {"relation": "opens_onto", "via": f"hatch {n}", "step_free": 1, "clear_width": 0.9}
        edges.append({"source": f"cellar {n}", "target": f"cellar {n - 1}" if n else "out 0", **said})
    return nodes, edges


def answer(twin, name):
    said = {"to": "park"} if name in ("catchment", "isochrone") else {"hour": 18} if name == "footfall" else {}
    table = measured(twin, name, said).table
    return table.drop(columns=["name", "between", "through"], errors="ignore").sort_values("id").reset_index(drop=True)


def shuffled(nodes, edges, seed):
    rng = np.random.default_rng(seed + 100)
    return [nodes[n] for n in rng.permutation(len(nodes))], [edges[n] for n in rng.permutation(len(edges))]


def moved(nodes, edges):
    far = np.array([770_000.0, 6_280_000.0, 40.0])
    return [
        {name: value + far if name in ("box", "position") else value for name, value in one.items()} for one in nodes
    ], edges


def called(nodes, edges):
    """Return the same with ids that sort the other way round, and those ids by the old ones."""
    new = {one["id"]: f"{10**6 - n:07d}" for n, one in enumerate(sorted(nodes, key=lambda one: one["id"]))}
    ends = [
        {name: new.get(value, value) if name in ("source", "target", "via") else value for name, value in one.items()}
        for one in edges
    ]
    return [{**one, "id": new[one["id"]]} for one in nodes], ends, new


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_changes_no_answer(town, homes_on, name, seed):
    nodes, edges = parts(homes_on, seed)
    first, second = answer(town(nodes, edges), name), answer(town(*shuffled(nodes, edges, seed)), name)
    assert len(first)
    pd.testing.assert_frame_equal(first, second, check_exact=False, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("name", MEASURES)
def test_where_on_earth_it_lies_changes_no_answer(town, homes_on, name):
    nodes, edges = parts(homes_on, 0)
    first, second = answer(town(nodes, edges), name), answer(town(*moved(nodes, edges)), name)
    pd.testing.assert_frame_equal(first, second, check_exact=False, rtol=1e-7, atol=1e-3)


@pytest.mark.parametrize("name", MEASURES)
def test_what_things_are_called_changes_no_answer(town, homes_on, name):
    nodes, edges = parts(homes_on, 0)
    *renamed, new = called(nodes, edges)
    first, second = answer(town(nodes, edges), name), answer(town(*renamed), name)
    first = (
        first.assign(id=[new[one] for one in first["id"]])
        .astype({"id": object})
        .sort_values("id")
        .reset_index(drop=True)
    )
    pd.testing.assert_frame_equal(first, second, check_exact=False, rtol=1e-9, atol=1e-6)
