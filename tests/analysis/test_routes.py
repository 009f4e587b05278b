"""Routes are the shortest there are, and tell why one is not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from twin.analysis.routes import proven_times, route, walking_times
from twin.analysis.routes_speeds import numbers, slope_factor, stair_seconds
from twin.errors import UnknownNodeError, UsageError
from twin.inference.run import inferred
from twin.model.schema import table_of
from twin.model.twin import Twin

LEVEL = numbers()["speeds"]["level_m_s"]
EDGE = {"via": -1, "length": np.nan, "slope": np.nan, "clear_width": np.nan, "step_free": -1, "method": ""}


def twin_of(nodes: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> Twin:
    """Return a twin of nodes and edges, given by column."""
    row = {one["id"]: place for place, one in enumerate(nodes)}
    names = {
        "position": np.full(3, np.nan),
        "box": np.full((2, 3), np.nan),
        "kind": "",
        "object_type": "",
        "ifc_class": "",
    }
    columns = {name: [one.get(name, default) for one in nodes] for name, default in names.items()}
    links = {name: [one.get(name, default) for one in edges] for name, default in EDGE.items()}
    links["via"] = [row.get(one.get("via", ""), -1) for one in edges]
    ends = {name: [row[one[name]] for one in edges] for name in ("source", "target")}
    relation = [one.get("relation", "walks_to") for one in edges]
    node_table = table_of("nodes", {**columns, "id": list(row), "name": list(row)})
    return Twin({"nodes": node_table, "edges": table_of("edges", {**links, **ends, "relation": relation})})


def junction(name: str, x: float = 0.0, y: float = 0.0) -> dict[str, Any]:
    return {"id": name, "kind": "path", "object_type": "junction", "position": np.array([x, y, 0.0])}


def room(name: str, x: float, floor: float = 0.0) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "space",
        "position": np.array([x, 0, floor]),
        "box": np.array([[x, -2, floor], [x + 4, 2, floor + 2]]),
    }


def door(name: str, x: float, **said: Any) -> dict[str, Any]:
    return {"id": name, "kind": "element", "ifc_class": "IfcDoor", "box": np.array([[x, 0, 0], [x, 0, 2.0]]), **said}


def opens(source: str, target: str, via: str = "", **said: Any) -> dict[str, Any]:
    return {"source": source, "target": target, "via": via, "relation": "opens_onto", **said}


def test_times_agree_with_networkx_on_random_graphs():
    rng = np.random.default_rng(7)
    for _ in range(5):
        graph = nx.gnm_random_graph(25, 45, seed=int(rng.integers(1 << 30)))
        edges, oracle = [], nx.DiGraph()
        for one, other in graph.edges:
            length, slope = float(rng.uniform(1, 50)), float(rng.uniform(-0.2, 0.2))
            edges.append({"source": f"j{one}", "target": f"j{other}", "length": length, "slope": slope})
            for start, end, rise in ((one, other, slope), (other, one, -slope)):
                oracle.add_edge(start, end, time=length / (LEVEL * float(slope_factor(np.array([rise]))[0])))
        twin = twin_of([junction(f"j{n}") for n in range(25)], edges)
        names = [f"j{n}" for n in sorted(oracle)]
        found = walking_times(twin, names, names)
        for row, start in enumerate(sorted(oracle)):
            times = nx.single_source_dijkstra_path_length(oracle, start, weight="time")
            expected = [times.get(end, np.inf) for end in sorted(oracle)]
            np.testing.assert_allclose(found[row], expected, atol=1e-3)


def test_of_several_things_of_a_type_the_nearest_is_taken():
    stop = {"kind": "equipment", "object_type": "bus stop", "position": np.zeros(3)}
    nodes = [junction("a"), junction("b"), {"id": "near", **stop}, {"id": "far", **stop}]
    edges = [
        {"source": "a", "target": "near", "length": 5.0},
        {"source": "a", "target": "b", "length": 50.0},
        {"source": "b", "target": "far", "length": 1.0},
    ]
    twin = twin_of(nodes, edges)
    assert route(twin, "a", "Bus stop").end == "near"
    assert route(twin, "b", "bus stop").end == "far"


def test_nobody_walks_through_what_stands_by_the_way():
    bench = {"id": "bench", "kind": "equipment", "object_type": "bench", "position": np.zeros(3)}
    edges = [{"source": name, "target": "bench", "length": 0.0} for name in "ab"]
    assert not route(twin_of([junction("a"), junction("b"), bench], edges), "a", "b").exists


def test_uphill_takes_longer_than_downhill():
    twin = twin_of([junction("a"), junction("b")], [{"source": "a", "target": "b", "length": 100.0, "slope": 0.1}])
    up, down = route(twin, "a", "b"), route(twin, "b", "a")
    assert up.time_s == pytest.approx(100 / LEVEL * np.exp(0.35), abs=0.01)
    assert down.time_s < up.time_s
    assert (up.legs[0].rise_m, down.legs[0].rise_m) == (10, -10)


def two_ways(**short: Any) -> Twin:
    """Return two junctions with a short way and one that is longer by half and free of steps."""
    nodes = [junction("a"), junction("b"), junction("c")]
    free = {"step_free": 1, "clear_width": 1.4, "slope": 0.0}
    edges = [
        {"source": "a", "target": "b", "length": 10.0, **free, **short},
        {"source": "a", "target": "c", "length": 7.5, **free},
        {"source": "b", "target": "c", "length": 7.5, **free},
    ]
    return twin_of(nodes, edges)


@pytest.mark.parametrize("short", [{"step_free": 0}, {"step_free": -1}, {"clear_width": 0.8}])
def test_wheels_go_round_steps_and_what_nobody_measured(short: dict[str, Any]):
    found = route(two_ways(**short), "a", "b", profile="step-free")
    assert (found.length_m, found.proven) == (15, True)
    assert route(two_ways(**short), "a", "b").length_m == 10


def test_a_way_that_is_not_proven_says_what_is_unknown():
    twin = twin_of([junction("a"), junction("b")], [{"source": "a", "target": "b", "length": 9.0, "via": ""}])
    found = route(twin, "a", "b", profile="step-free")
    assert found.exists
    assert not found.proven
    assert len(found.unknown) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"clear_width": 0.7, "step_free": 1}, "it is 0.70 m wide, 0.77 m are needed"),
        ({"clear_width": 0.9, "step_free": 0}, "its threshold is higher than 2 cm"),
    ],
)
def test_a_door_that_stops_wheels_is_named_with_the_reason(said: dict[str, Any], reason: str):
    twin = twin_of([room("flat", 0), room("hall", 4), door("D1", 4)], [opens("flat", "hall", "D1", **said)])
    found = route(twin, "flat", "hall", profile="step-free")
    assert not found.exists
    assert [(one.id, one.reason) for one in found.obstacles] == [("D1", reason)]
    assert route(twin, "flat", "hall").exists


def test_a_door_of_unknown_width_is_passed_but_proves_nothing():
    twin = twin_of([room("flat", 0), room("hall", 4), door("D1", 4)], [opens("flat", "hall", "D1", step_free=1)])
    found = route(twin, "flat", "hall", profile="step-free")
    assert (found.exists, found.proven, found.unknown) == (True, False, ("width of D1",))


def lift_and_stair(storeys: int) -> Twin:
    landings = [room(f"landing {n}", 0, 3.0 * n) for n in range(storeys)]
    box = np.array([[4, 0, 0], [6, 2, 3.0 * storeys]])
    nodes = [
        *landings,
        {"id": "lift", "kind": "equipment", "ifc_class": "IfcTransportElement", "box": box},
        {"id": "stair", "kind": "element", "ifc_class": "IfcStair", "box": box},
    ]
    for number, one in enumerate(landings):
        one["storey"] = number
    edges = []
    for n in range(storeys - 1):
        ends = (f"landing {n}", f"landing {n + 1}")
        edges.append(opens(*ends, "lift", method="lift", step_free=1, clear_width=0.9))
        edges.append(opens(*ends, "stair", method="flight", step_free=0))
    twin = twin_of(nodes, edges)
    nodes_table = {**twin.nodes, "storey": np.array([*range(storeys), -1, -1], dtype="int32")}
    return Twin({**twin.tables, "nodes": type(twin.nodes)(nodes_table, twin.nodes.length)})


def test_one_waits_for_a_lift_once_however_high_it_goes():
    lifts = numbers()["lifts"]
    twin = lift_and_stair(8)
    found = route(twin, "landing 0", "landing 7", profile="step-free")
    legs = [leg for leg in found.legs if leg.mode == "lift"]
    assert [leg.via for leg in legs] == ["lift"]
    assert legs[0].time_s == pytest.approx(lifts["wait_s"] + 2 * lifts["doors_s"] + 21 / lifts["speed_m_s"])
    assert found.proven


def test_for_one_storey_the_stair_is_faster():
    assert [leg.mode for leg in route(lift_and_stair(8), "landing 0", "landing 1").legs if leg.via] == ["stair"]


def test_a_storey_climbed_adds_the_slope_of_its_stair_to_the_length():
    found = route(lift_and_stair(4), "landing 0", "landing 1")
    climbed = next(leg for leg in found.legs if leg.mode == "stair")
    assert climbed.distance_m == pytest.approx(3.0 * np.hypot(0.18, 0.28) / 0.18, abs=0.005)


def test_the_outside_is_no_shortcut_where_entrances_are_joined_to_ways():
    nodes = [
        {"id": "out", "kind": "exterior"},
        room("a", 0),
        room("b", 10),
        door("D1", 0),
        door("D2", 10),
        *({**junction(f"e{n}", 10.0 * n), "object_type": "entrance"} for n in range(2)),
        junction("far", 0, 100),
    ]
    ways = [opens("a", "out", "D1"), opens("b", "out", "D2")]
    assert route(twin_of(nodes, ways), "a", "b").length_m < 30
    joined = [opens("e0", "out", "D1"), opens("e1", "out", "D2")]
    lines = [{"source": f"e{n}", "target": "far", "length": 100.0} for n in range(2)]
    assert route(twin_of(nodes, [*ways, *joined, *lines]), "a", "b").length_m >= 200


def test_legs_add_up_and_follow_each_other():
    found = route(lift_and_stair(4), "landing 0", "landing 3")
    assert found.legs[-1].total_s == pytest.approx(found.time_s, abs=0.05)
    for before, after in zip(found.legs[:-1], found.legs[1:], strict=True):
        assert before.points[-1] == after.points[0]


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [("a", "nowhere", UnknownNodeError), ("a", "alone", UnknownNodeError), ("a", "a", UsageError)],
)
def test_places_that_cannot_be_used_are_refused(start: str, end: str, error: type[Exception]):
    nodes = [junction("a"), junction("b"), {"id": "alone", "kind": "equipment", "object_type": "bench"}]
    twin = twin_of(nodes, [{"source": "a", "target": "b", "length": 1.0}])
    with pytest.raises(error):
        route(twin, start, end)


def test_a_bedroom_of_the_duplex_is_left_by_its_stair(shared_data: Path, read_models):
    twin = inferred(read_models(shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"))
    outside = twin.nodes["id"][twin.rows("exterior")[0]]
    found = route(twin, "A203", outside)
    assert [leg.from_.split()[0] for leg in found.legs] == ["A203", "A201", "A201", "A105", "A101"]
    blocked = route(twin, "A203", outside, profile="step-free")
    assert [one.name.partition(":")[0] for one in blocked.obstacles] == ["Stair"]
    assert "3.10 m" in blocked.obstacles[0].remedy


def test_in_the_swiss_block_only_the_width_of_the_lifts_doors_is_not_proven_for_wheels(shared_data: Path, read_models):
    block = shared_data / "swiss_apartments" / "block_2656_10floors_ifc4x3_add2.ifc"
    twin = inferred(read_models(block))
    found = route(twin, "Floor 1 2", "ABC1001")
    assert sum(leg.rise_m or 0 for leg in found.legs) == pytest.approx(9 * 2.9, abs=0.1)
    assert {leg.mode for leg in found.legs} == {"room", "stair"}
    wheels = route(twin, "Floor 1 2", "ABC1001", profile="step-free")  # 0.81 m overall, and no frame is known
    assert "lift" in {leg.mode for leg in wheels.legs}
    assert ([one.partition(" Lift")[0] for one in wheels.unknown], wheels.proven) == (["width of"], False)


def test_the_way_to_a_lift_ends_where_its_landing_is():
    twin = lift_and_stair(3)
    found = route(twin, "landing 0", "landing 2", profile="step-free")
    assert [leg.mode for leg in found.legs] == ["room", "lift", "room"]


def test_steps_over_a_long_run_are_never_quicker_than_the_level():
    rise, run = np.array([12 * 0.18]), 6.42
    assert stair_seconds(rise, np.hypot(run, rise))[0] == pytest.approx(np.hypot(6.42, 2.16) / 0.922)
    assert stair_seconds(rise, np.hypot(run, rise))[0] > run / numbers()["speeds"]["level_m_s"]
    assert stair_seconds(rise, 1.0) == stair_seconds(rise)


def test_what_nobody_measured_takes_no_longer_but_is_not_proven():
    twin = twin_of([junction("a"), junction("b")], [{"source": "a", "target": "b", "length": 8.0, "slope": 0.0}])
    slow = numbers()["step_free"]["level_m_s"]
    assert walking_times(twin, ["a"], ["b"], profile="step-free")[0, 0] == pytest.approx(8 / slow)
    assert proven_times(twin, ["a"], ["b"])[0, 0] == np.inf


def test_a_proven_way_round_may_take_longer_than_what_nobody_measured():
    twin = two_ways(step_free=-1)
    slow = numbers()["step_free"]["level_m_s"]
    assert walking_times(twin, ["a"], ["b"], profile="step-free")[0, 0] == pytest.approx(10 / slow)
    assert proven_times(twin, ["a"], ["b"])[0, 0] == pytest.approx(15 / slow)
