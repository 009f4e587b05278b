"""The nearest of some places from everywhere is what networkx finds, and its way adds up."""

import networkx as nx
import numpy as np
import pytest

from twin.analysis.routes_arcs import Arcs, Writer
from twin.analysis.routes_closed import closed_arcs
from twin.analysis.routes_destinations import destinations, known_destinations
from twin.analysis.routes_reach import reach
from twin.analysis.routes_search import seconds_at
from twin.errors import UnknownNodeError
from twin.model.schema import table_of
from twin.model.twin import Twin


def random_arcs(seed: int) -> tuple[Arcs, nx.DiGraph]:
    rng, writer, oracle = np.random.default_rng(seed), Writer(), nx.DiGraph()
    for node in range(40):
        writer.node(np.zeros(3), -1)
        oracle.add_node(node)
    for tail, head in rng.integers(0, 40, (90, 2)).tolist():
        metres = float(rng.uniform(1, 100))
        writer.arcs([(tail, head)], metres)
        known = oracle.get_edge_data(tail, head, {"metres": np.inf})["metres"]
        oracle.add_edge(tail, head, metres=min(metres, known))
    return writer.written(), oracle


@pytest.mark.parametrize("seed", range(8))
def test_times_to_the_nearest_agree_with_networkx_on_random_graphs(seed):
    arcs, oracle = random_arcs(seed)
    places = [[0, 1], [2], [3, 4, 5]]
    found = reach(arcs, places, seconds_at(arcs, 1.0))
    backwards = oracle.reverse()
    each = [nx.multi_source_dijkstra_path_length(backwards, set(nodes), weight="metres") for nodes in places]
    for node in oracle:
        times = [of.get(node, np.inf) for of in each]
        assert found.seconds[node] == pytest.approx(min(times))
        if np.isfinite(min(times)):
            assert times[found.place[node]] == pytest.approx(min(times))


@pytest.mark.parametrize("seed", range(8))
def test_metres_along_the_way_are_those_of_the_way(seed):
    arcs, _ = random_arcs(seed)
    found = reach(arcs, [[0], [7]], seconds_at(arcs, 2.0))
    there = np.isfinite(found.seconds)
    np.testing.assert_allclose(found.along(arcs.metres)[there], 2 * found.seconds[there])
    assert np.isnan(found.along(arcs.metres)[~there]).all()


@pytest.mark.parametrize("seed", range(8))
def test_one_more_place_never_makes_a_way_longer_and_a_closed_link_never_shorter(seed):
    arcs, _ = random_arcs(seed)
    seconds = seconds_at(arcs, 1.0)
    few, more = reach(arcs, [[0]], seconds), reach(arcs, [[0], [9]], seconds)
    shut = seconds.copy()
    shut[::5] = np.inf
    assert (more.seconds <= few.seconds).all()
    assert (reach(arcs, [[0]], shut).seconds >= few.seconds).all()


def test_nowhere_to_go_is_infinitely_far():
    arcs, _ = random_arcs(1)
    found = reach(arcs, [[], []], seconds_at(arcs, 1.0))
    assert np.isinf(found.seconds).all()
    assert (found.place == -1).all()


def gated() -> Twin:
    """Return two junctions with a stretch between them, a gate on it and a bench 3 m off."""
    names = ["a", "b", "stretch", "gate", "bench"]
    at = [(0, 0, 0), (20, 0, 0), (10, 0, 0), (10, 0.4, 0), (10, 3, 0)]
    kinds = ["path", "path", "path", "equipment", "equipment"]
    types = ["junction", "junction", "stretch", "gate", "bench"]
    nodes = table_of("nodes", {"id": names, "kind": kinds, "object_type": types, "position": np.array(at, dtype=float)})
    edges = table_of(
        "edges",
        {"source": [0], "target": [1], "via": [2], "relation": ["walks_to"], "length": [20.0], "step_free": [1]},
    )
    points = table_of("line_points", {"line": [0, 0], "xyz": np.array([(0, 0, 0), (20, 0, 0)], dtype=float)})
    return Twin({"nodes": nodes, "edges": edges, "lines": table_of("lines", {"node": [2]}), "line_points": points})


@pytest.mark.parametrize(("row", "closes"), [(3, True), (4, False), (2, True), (0, True)])
def test_a_gate_closes_the_way_it_stands_on_and_a_bench_beside_it_none(row, closes):
    from twin.analysis.routes_graph import walk_graph

    twin = gated()
    arcs, _ = walk_graph(twin, [0, 1])
    assert closed_arcs(twin, arcs, [row]).all() == closes
    assert closed_arcs(twin, arcs, [row]).any() == closes
    assert not closed_arcs(twin, arcs, []).any()


def test_a_destination_is_found_by_type_in_any_case_and_a_wrong_word_names_the_nearest():
    twin = gated()
    assert destinations(twin, "Bench").tolist() == [4]
    assert destinations(twin, "gate").tolist() == [3]
    with pytest.raises(UnknownNodeError, match="Did you mean bench"):
        destinations(twin, "bensh")
    assert known_destinations(twin) == []
