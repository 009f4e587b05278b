"""Catchments agree with networkx, and move the way they must when something is added or fails."""

from datetime import datetime

import networkx as nx
import numpy as np
import pytest

from twin.errors import UnknownNodeError
from twin.estate import Estate
from twin.inference.ways.drawn import PROPERTIES
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.scenario import Scenario
from twin.usage.conditions import Conditions
from twin.usage.run import Given, measured

SPEED = 1.25


def random_town(seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(20, 30, seed=seed)
    for a, b in graph.edges:
        graph.edges[a, b]["length"] = float(rng.uniform(5, 80))
        graph.edges[a, b]["step_free"] = int(rng.choice([1, 1, 0, -1]))
    return graph


def asked(twin, **said):
    return measured(twin, "catchment", {"speed": SPEED, "step_free_speed": 0.8, **said}).table


def nearest(graph, shops, home):
    times = nx.multi_source_dijkstra_path_length(graph, set(shops), weight="length")
    return times.get(home, np.inf)


@pytest.mark.parametrize("seed", range(6))
def test_times_agree_with_networkx_on_random_towns(town, homes_on, seed):
    graph, shops = random_town(seed), [0, 7]
    table = asked(town(*homes_on(graph, graph.nodes, shops)))
    sure = graph.edge_subgraph([(a, b) for a, b, free in graph.edges(data="step_free") if free == 1]).copy()
    maybe = graph.edge_subgraph([(a, b) for a, b, free in graph.edges(data="step_free") if free != 0]).copy()
    for one in (sure, maybe):
        one.add_nodes_from(graph)
    for column, of, speed in (
        ("walk_s", graph, SPEED),
        ("step_free_s", sure, 0.8),
        ("perhaps_step_free_s", maybe, 0.8),
    ):
        expected = np.array([nearest(of, shops, home) for home in graph]) / speed
        found = table[column].fillna(np.inf).to_numpy()
        np.testing.assert_allclose(found, expected, atol=1e-4, err_msg=column)


@pytest.mark.parametrize("seed", range(3))
def test_a_new_service_never_makes_anybody_walk_longer(town, homes_on, seed):
    graph = random_town(seed)
    twin = town(*homes_on(graph, graph.nodes, [0]))
    before, after = asked(twin), asked(twin, add="j11")
    assert (after["walk_s"].fillna(np.inf) <= before["walk_s"].fillna(np.inf) + 1e-9).all()
    assert after.set_index("id").loc["flat 11", "walk_s"] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_a_closed_way_never_makes_anybody_walk_shorter(town, homes_on, seed):
    graph = random_town(seed)
    twin = town(*homes_on(graph, graph.nodes, [0]))
    before, after = asked(twin), asked(twin, closed="j3, j5")
    assert (after["walk_s"].fillna(np.inf) >= before["walk_s"].fillna(np.inf) - 1e-9).all()
    assert np.isnan(after.set_index("id").loc["flat 3", "walk_s"])


def test_what_nobody_knows_is_not_proven_and_takes_no_longer(town, homes_on):
    graph = nx.path_graph(3)
    nx.set_edge_attributes(graph, 40.0, "length")
    graph.edges[0, 1]["step_free"], graph.edges[1, 2]["step_free"] = -1, 1
    table = asked(town(*homes_on(graph, [1, 2], [0])))
    assert table["step_free"].tolist() == ["not proven", "not proven"]
    assert table["perhaps_step_free_s"].round(3).tolist() == [50.0, 100.0]
    assert table["step_free_s"].isna().all()
    assert table["near_step_free"].isna().all()


def tower(town, storeys=4):
    """Return a tower with a lift and a stair, a playground at its door, a dwelling on each storey."""
    nodes = [
        {"id": "way", "kind": "path", "object_type": "entrance", "position": np.zeros(3)},
        {"id": "play", "kind": "plot", "object_type": "playground", "position": np.zeros(3)},
        {"id": "out", "kind": "exterior"},
        {"id": "D", "kind": "element", "ifc_class": "IfcDoor", "box": np.zeros((2, 3))},
        {"id": "lift", "kind": "equipment", "ifc_class": "IfcTransportElement", "name": "Lift"},
        {"id": "stair", "kind": "element", "ifc_class": "IfcStair"},
    ]
    free = {"step_free": 1, "clear_width": 0.9}
    edges = [
        {"source": "way", "target": "play", "length": 60.0, "slope": 0.0, "step_free": 1},
        {"source": "landing 0", "target": "out", "relation": "opens_onto", "via": "D", **free},
        {"source": "way", "target": "out", "relation": "opens_onto", "via": "D", **free},
    ]
    for n in range(storeys):
        box = np.array([[0, 0, 3.0 * n], [4, 4, 3.0 * n + 2.5]])
        nodes += [
            {"id": f"landing {n}", "kind": "space", "use": "circulation", "storey": n, "box": box},
            {"id": f"flat {n}", "kind": "zone", "use": "dwelling", "headcount": 2.0},
            {"id": f"room {n}", "kind": "space", "use": "living", "storey": n, "box": box + np.array([4.0, 0, 0])},
        ]
        edges += [
            {"source": f"flat {n}", "target": f"room {n}", "relation": "groups"},
            {"source": f"room {n}", "target": f"landing {n}", "relation": "opens_onto", **free},
        ]
    for n in range(storeys - 1):
        ends = {"source": f"landing {n}", "target": f"landing {n + 1}", "relation": "opens_onto"}
        edges += [{**ends, "via": "lift", "method": "lift", **free}, {**ends, "via": "stair", "step_free": 0}]
    return town(nodes, edges)


def test_a_lift_that_stands_takes_the_step_free_way_from_all_but_the_ground_floor(town):
    twin = tower(town)
    usual = asked(twin)
    out = Conditions({"health": {twin.row("lift"): "failed"}}, "the lift stands")
    failed = measured(twin, "catchment", {"speed": SPEED}, given=Given(conditions=out)).table
    assert usual["step_free"].tolist() == ["proven"] * 4
    assert failed["step_free"].tolist() == ["proven", "no way", "no way", "no way"]
    assert failed["walk_s"].notna().all()
    assert (failed["walk_s"] >= usual["walk_s"] - 1e-9).all()


def test_a_lift_closed_in_thought_is_a_lift_that_failed(town):
    twin = tower(town)
    out = Conditions({"supply": {twin.row("lift"): "off"}}, "no power")
    failed = measured(twin, "catchment", given=Given(conditions=out)).table
    assert measured(twin, "catchment", {"closed": "Lift"}).table.equals(failed)


def test_a_shut_door_leaves_no_way_at_all(town):
    twin = tower(town)
    shut = Conditions({"door": {twin.row("D"): "locked"}}, "locked out")
    table = measured(twin, "catchment", given=Given(conditions=shut)).table
    assert table["walk_s"].isna().all()
    assert not table["near"].any()


def test_older_people_walk_longer_in_proportion(town):
    adult, older = (asked(tower(town), profile=one, speed=speed) for one, speed in (("adult", 1.2), ("older", 0.8)))
    assert older["walk_s"].iloc[0] == pytest.approx(1.5 * adult["walk_s"].iloc[0])


def test_an_estate_without_the_service_says_so_and_a_wrong_word_is_refused(town):
    twin = tower(town)
    assert "no pharmacy" in measured(twin, "catchment", {"to": "pharmacy"}).reason
    with pytest.raises(UnknownNodeError):
        measured(twin, "catchment", {"to": "farmacy"})


def test_scenario_of_an_estate_reaches_the_measure(town):
    estate = Estate(tower(town))
    scenario = Scenario("Lift", datetime(2026, 1, 12, 8)).event("lift-failure", at="Lift")
    table = estate.usage("catchment", given=scenario).table
    assert (table["step_free"] == "no way").sum() == 3


def test_index_is_the_share_that_reaches_one_of_each(town, homes_on):
    graph = nx.path_graph(30)
    nx.set_edge_attributes(graph, 100.0, "length")
    twin = town(*homes_on(graph, graph.nodes, [0], shop="park", step_free=1))
    said = {"speed": SPEED, "without": "school, grocery, health, transport, admin"}
    found = measured(twin, "fifteen-minutes", said)
    assert found.table["reached"].sum() == 12  # itself and eleven edges of 80 s
    assert found.more["index"]["share"].iloc[0] == pytest.approx(12 / 30)
    gap = found.more["gaps"].iloc[0]
    assert gap["gap"] == pytest.approx(sum(2 * (80 * n - 900) / 60 for n in range(12, 30)), abs=1e-3)


def test_a_garden_of_ones_own_is_no_park(town, homes_on):
    graph = nx.path_graph(6)
    nx.set_edge_attributes(graph, 100.0, "length")
    open_to_all = town(*homes_on(graph, graph.nodes, [0, 5], shop="park"))
    own = table_of("properties", {"set": [0], "name": ["access"], "value": ["private"]})
    sets = table_of("property_sets", {"name": [PROPERTIES]})
    links = table_of("node_property_sets", {"node": [open_to_all.row("shop 5")], "set": [0]})
    private = Twin({**open_to_all.tables, "properties": own, "property_sets": sets, "node_property_sets": links})
    seconds = [asked(one, to="park").set_index("id").loc["flat 5", "walk_s"] for one in (open_to_all, private)]
    assert seconds == pytest.approx([0, 500 / SPEED], abs=1e-3)


def test_a_dwelling_whose_own_door_is_missing_is_unknown_and_not_cut_off(town, homes_on):
    graph = nx.path_graph(3)
    nx.set_edge_attributes(graph, 100.0, "length")
    nodes, edges = homes_on(graph, graph.nodes, [0])
    gone = [one for one in edges if not (one["source"] == "room 2" and one.get("relation") == "opens_onto")]
    nodes += [{"id": "bath", "kind": "space", "use": "wet", "position": np.zeros(3)}]
    nodes += [{"id": "inner", "kind": "element", "ifc_class": "IfcDoor", "box": np.zeros((2, 3))}]
    gone += [{"source": "flat 2", "target": "bath", "relation": "groups"}]
    gone += [{"source": "room 2", "target": "bath", "relation": "opens_onto", "via": "inner", "clear_width": 0.8}]
    table = asked(town(nodes, gone)).set_index("id")
    assert table["near"].isna().tolist() == [False, False, True]
    assert table.loc["flat 2", "step_free"] == ""


def test_gaps_of_fewer_than_five_dwellings_are_withheld(town, homes_on):
    graph = nx.path_graph(15)
    nx.set_edge_attributes(graph, 100.0, "length")
    twin = town(*homes_on(graph, graph.nodes, [0], shop="park"))
    said = {"speed": SPEED, "without": "school, grocery, health, transport, admin"}
    found = measured(twin, "fifteen-minutes", said)
    assert not len(found.more["gaps"])
    assert found.withheld["reason"].tolist() == ["fewer than 5 households"]


def test_isochrone_agrees_with_the_catchment(town, homes_on):
    graph = random_town(3)
    twin = town(*homes_on(graph, graph.nodes, [0]))
    walk = asked(twin)["walk_s"].to_numpy()
    around = measured(twin, "isochrone", {"speed": SPEED}).table
    rooms = around[around["what"] == "space"]["walk_s"].to_numpy()
    np.testing.assert_allclose(rooms, walk, atol=1e-6)


def test_without_dwellings_the_buildings_that_people_live_in_stand_in(town):
    nodes = [
        {"id": "j", "kind": "path", "object_type": "junction", "position": np.zeros(3)},
        {"id": "play", "kind": "plot", "object_type": "playground", "position": np.zeros(3)},
        {"id": "E", "kind": "equipment", "object_type": "entrance", "position": np.zeros(3)},
        *({"id": name, "kind": "building", "object_type": "apartments"} for name in ("joined", "alone")),
        {"id": "shed", "kind": "building", "object_type": "shed"},
    ]
    edges = [
        {"source": "j", "target": "play", "length": 60.0, "slope": 0.0},
        {"source": "j", "target": "E", "length": 12.0, "slope": 0.0},
        {"source": "E", "target": "joined", "relation": "opens_onto"},
    ]
    found = measured(town(nodes, edges), "catchment")
    assert found.table["id"].tolist() == ["joined", "alone"]
    assert found.table["walk_s"].round(3).tolist()[0] == 60.0
    assert found.table["near"].isna().tolist() == [False, True]
    assert found.headline.startswith("playground: 1 of 1 buildings")
    assert "1 buildings more are joined to no way: of them nothing is known." in found.notes
