"""Dark metres of ways home add up, lamps that go out never make a way lighter, and ways around are no shortcuts."""

import networkx as nx
import numpy as np
import pytest

from twin.model.columns import Columns
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin.usage.run import Given, measured


def village(town, homes_on, seed=0, lit=None, stops=(5,)):
    """Return a grid of ways with three homes and bus stops, each stretch lit as said or by chance."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4))
    rng = np.random.default_rng(seed)
    for a, b in graph.edges:
        chance = int(rng.choice([1, 1, 0, -1]))
        graph.edges[a, b].update(length=float(rng.uniform(20, 80)), via=f"s{a}-{b}", lit=chance if lit is None else lit)
    nodes, edges = homes_on(graph, [0, 3, 12], stops, "bus stop")
    nodes += [
        {"id": f"s{a}-{b}", "kind": "path", "object_type": "stretch", "name": f"s{a}-{b}"} for a, b in graph.edges
    ]
    return graph, with_light(town(nodes, edges), edges)


def with_light(twin, edges):
    """Return a twin whose edges are lit as said: the helper of the town leaves light out."""
    lit = np.array([one.get("lit", -1) for one in edges], dtype=np.int8)
    return Twin({"nodes": twin.nodes, "edges": Columns({**twin.edges, "lit": lit}, len(lit))})


def asked(twin, conditions=None, **said):
    given = Given(conditions=conditions or Conditions())
    return measured(twin, "dark-ways", {"origins": "bus stop", "speed": 1.2, **said}, given=given)


@pytest.mark.parametrize("seed", range(6))
def test_dark_metres_are_those_of_the_shortest_way_by_networkx(town, homes_on, seed):
    graph, twin = village(town, homes_on, seed)
    table = asked(twin).table.set_index("id")
    for home in (0, 3, 12):
        way = nx.shortest_path(graph, home, 5, weight="length")
        said = [graph.edges[pair] for pair in nx.utils.pairwise(way)]
        row = table.loc[f"flat {home}"]
        assert row["outdoors_m"] == pytest.approx(sum(one["length"] for one in said), abs=1e-3)
        assert row["dark_m"] == pytest.approx(sum(one["length"] for one in said if one["lit"] == 0), abs=1e-3)
        assert row["unknown_m"] == pytest.approx(sum(one["length"] for one in said if one["lit"] == -1), abs=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_the_way_around_keeps_out_of_the_dark_and_is_never_shorter(town, homes_on, seed):
    graph, twin = village(town, homes_on, seed)
    table = asked(twin).table.set_index("id")
    light = nx.Graph([(a, b, said) for a, b, said in graph.edges(data=True) if said["lit"] != 0])
    light.add_nodes_from(graph)
    for home in (0, 3, 12):
        there = nx.has_path(light, home, 5)
        expected = nx.shortest_path_length(light, home, 5, weight="length") if there else np.nan
        assert table.loc[f"flat {home}", "around_m"] == pytest.approx(expected, abs=1e-3, nan_ok=True)
    assert (table["detour"].dropna() >= 1 - 1e-9).all()


@pytest.mark.parametrize("seed", range(4))
def test_stretches_that_get_dark_never_make_a_way_home_lighter(town, homes_on, seed):
    _, twin = village(town, homes_on, seed)
    out = Conditions({"light": {twin.row(f"s{one}"): "dark" for one in ("1-5", "4-5", "5-6", "5-9")}}, "lamps fail")
    before, after = (asked(twin, one).table.set_index("id").sort_index() for one in (None, out))
    assert (after["dark_m"] >= before["dark_m"] - 1e-9).all()
    assert after["dark_m"].sum() > before["dark_m"].sum()


def test_what_nobody_knows_is_neither_dark_nor_lit(town, homes_on):
    _, twin = village(town, homes_on, lit=-1)
    outcome = asked(twin)
    assert outcome.table["share_dark"].tolist() == [0, 0, 0]
    assert outcome.table["share_dark_most"].tolist() == pytest.approx([1, 1, 1])
    assert outcome.share_assumed == pytest.approx(1)


def test_a_house_in_the_dark_has_no_way_around(town, homes_on):
    _, twin = village(town, homes_on, lit=0)
    assert set(asked(twin).table["bother"]) == {"no way around"}


def test_a_long_way_around_is_told_from_one_and_a_half_times_the_way(town, homes_on):
    graph = nx.Graph([(0, 1, {"length": 40.0, "lit": 0, "via": "a"}), (0, 2, {"length": 30.0, "lit": 1, "via": "b"})])
    graph.add_edge(2, 1, length=31.0, lit=1, via="c")
    nodes, edges = homes_on(graph, [0], [1], "bus stop")
    nodes += [{"id": one, "kind": "path", "object_type": "stretch", "name": one} for one in "abc"]
    row = asked(with_light(town(nodes, edges), edges)).table.iloc[0]
    assert (row["bother"], round(row["detour"], 3)) == ("long way around", 1.525)


def test_the_darkest_way_is_drawn_by_its_stretches(town, homes_on):
    graph, twin = village(town, homes_on, lit=0)
    outcome = asked(twin)
    worst = outcome.more["stretches"].set_index("id")["night"]
    first = outcome.table.iloc[0]
    drawn = worst[worst == "worst way, dark"].index
    way = nx.shortest_path(graph, int(first["id"].split()[1]), 5, weight="length")
    assert set(drawn) == {f"s{min(pair)}-{max(pair)}" for pair in nx.utils.pairwise(way)}


def test_a_place_nobody_comes_from_is_an_answer_and_no_mistake(town, homes_on):
    _, twin = village(town, homes_on, stops=())
    assert "no stop" in measured(twin, "dark-ways").reason
