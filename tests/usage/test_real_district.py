"""A real district: times from its houses to its playgrounds are those of networkx on the twin's own ways."""

import networkx as nx
import numpy as np
import pytest

from twin.estate import import_models
from twin.usage.run import measured

SPEED = 1.25


@pytest.fixture(scope="module")
def district(shared_data):
    return import_models([], public_space=[shared_data / "osm" / "neukolln_input.osm"]).facts


def test_times_of_houses_agree_with_networkx_on_the_ways_of_the_district(district):
    nodes, edges = district.nodes, district.edges
    graph = nx.Graph()
    level = ~np.isin(nodes["object_type"][nodes["parent"][edges["via"]]], ["steps"]) & np.isnan(edges["slope"])
    for row in np.flatnonzero((edges["relation"] == "walks_to") & (edges["length"] >= 0)).tolist():
        ends = int(edges["source"][row]), int(edges["target"][row])
        things = [one for one in ends if nodes["kind"][one] != "path"]
        if level[row] and all(nodes["object_type"][one] in ("playground", "entrance") for one in things):
            known = graph.get_edge_data(*ends, {"length": np.inf})["length"]
            graph.add_edge(*ends, length=min(known, float(edges["length"][row])))
    plays = set(np.flatnonzero(nodes["object_type"] == "playground").tolist()) & set(graph)
    table = measured(district, "catchment", {"speed": SPEED}).table.set_index("id")
    doors = {}
    for row in np.flatnonzero(edges["relation"] == "opens_onto").tolist():
        ends = int(edges["source"][row]), int(edges["target"][row])
        house = [one for one in ends if nodes["kind"][one] == "building"]
        doors.setdefault(house[0] if house else -1, []).extend(one for one in ends if one in graph)
    times = nx.multi_source_dijkstra_path_length(graph, plays, weight="length")
    asked = [row for row in doors if row >= 0 and str(nodes["id"][row]) in table.index and doors[row]]
    expected = [min(times.get(door, np.inf) for door in doors[row]) / SPEED for row in asked]
    found = table.loc[nodes["id"][asked], "walk_s"].fillna(np.inf).to_numpy()
    assert len(asked) > 10
    np.testing.assert_allclose(found, expected, atol=1e-4)  # 1e-6 s for each link of no length


def test_what_the_map_does_not_tell_stays_unknown(district):
    found = measured(district, "catchment")
    assert (found.table["step_free"] != "proven").all()
    assert found.table["near"].isna().any()
    assert any("nothing is known" in note for note in found.notes)
