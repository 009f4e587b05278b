"""Ways as drawn become one network that people walk in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
import trimesh

from twin.importers.pipeline import Options, import_files
from twin.inference import walking
from twin.inference.layer import applied
from twin.inference.ways.drawn import drawn_ways
from twin.model.schema import table_of
from twin.model.twin import Twin

Thing = tuple[str, str, str, Sequence[Sequence[float]], Mapping[str, Any]]
"""Id, kind, object type, corners (or a position, of equipment) and what is said of it."""


def outdoors(*things: Thing) -> Twin:
    """Return a twin of paths, plots and equipment."""
    position = [
        np.pad(np.array(at[0], dtype=float), (0, 3 - len(at[0])), constant_values=np.nan) for *_, at, _ in things
    ]
    drawn = [place for place, (_, kind, *_) in enumerate(things) if kind in {"path", "plot"}]
    corners = [np.array([[*point, np.nan][:3] for point in things[place][3]], dtype=float) for place in drawn]
    told = [(place, name, value) for place, thing in enumerate(things) for name, value in thing[4].items()]
    columns = {
        "id": [one[0] for one in things],
        "name": [one[0] for one in things],
        "kind": [one[1] for one in things],
        "object_type": [one[2] for one in things],
        "position": position,
    }
    return Twin(
        {
            "nodes": table_of("nodes", columns),
            "edges": table_of("edges", {"source": ()}),
            "lines": table_of("lines", {"node": drawn, "role": [int(things[one][1] == "plot") for one in drawn]}),
            "line_points": table_of(
                "line_points",
                {
                    "line": np.repeat(np.arange(len(drawn)), [len(one) for one in corners]),
                    "xyz": np.concatenate(corners),
                },
            ),
            "property_sets": table_of("property_sets", {"name": ["public space"] * len(things)}),
            "node_property_sets": table_of(
                "node_property_sets", {"node": np.arange(len(things)), "set": np.arange(len(things))}
            ),
            "properties": table_of(
                "properties",
                {
                    "set": [place for place, _, _ in told],
                    "name": [name for _, name, _ in told],
                    "value": [str(value) for *_, value in told],
                    "number": [value if isinstance(value, int | float) else np.nan for *_, value in told],
                },
            ),
        }
    )


def way(name: str, *points: Sequence[float], of: str = "footway", **said: Any) -> Thing:
    return name, "path", of, points, said


def walked(*things: Thing) -> Twin:
    twin = outdoors(*things)
    return applied(twin, walking.infer(twin))


def links(twin: Twin) -> list[dict[str, Any]]:
    """Return the edges of the network as plain values."""
    return [twin.edges.row(row) for row in np.flatnonzero(twin.edges["relation"] == "walks_to").tolist()]


def stretches(twin: Twin) -> dict[str, float]:
    return {twin.nodes["id"][one["via"]]: one["length"] for one in links(twin)}


def pieces(twin: Twin) -> int:
    graph = nx.Graph((one["source"], one["target"]) for one in links(twin))
    return nx.number_connected_components(graph)


def test_crossing_ways_become_four_stretches_and_five_junctions():
    twin = walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3)))
    assert stretches(twin) == {"a/0": 4, "a/1": 6, "b/0": 3, "b/1": 3}
    assert (twin.nodes["object_type"] == "junction").sum() == 5
    assert "junction~4.00,0.00" in twin.nodes["id"]


def test_a_bridge_passes_over_what_it_crosses():
    assert pieces(walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3), bridge="yes"))) == 2
    assert pieces(walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3), layer=-1))) == 2
    assert pieces(walked(way("a", (0, 0, 0), (10, 0, 0)), way("b", (4, -3, 5), (4, 3, 5)))) == 2


def test_a_bridge_reaches_the_ground_where_it_ends_on_a_corner():
    twin = walked(way("a", (0, 0), (4, 0), (10, 0)), way("b", (4, 0), (4, 9), bridge="yes"))
    assert pieces(twin) == 1
    assert set(stretches(twin)) == {"a/0", "a/1", "b/0"}


@pytest.mark.parametrize(("gap", "expected"), [(0.0, 1), (0.3, 1), (0.7, 2)])
def test_only_a_small_gap_is_closed(gap: float, expected: int):
    twin = walked(way("a", (0, 0), (10, 0)), way("b", (4, gap), (4, 9)))
    assert pieces(twin) == expected
    assert max(one["value"] for one in links(twin)) <= gap


def test_a_short_overshoot_leaves_no_stub():
    assert set(stretches(walked(way("a", (0, 0), (10, 0)), way("b", (4, -0.2), (4, 9))))) == {"a/0", "a/1", "b/0"}


def test_a_ring_is_walked_both_ways_round():
    twin = walked(way("ring", (0, 0), (10, 0), (10, 10), (0, 10), (0, 0)), way("b", (10, 5), (20, 5)))
    assert sum(stretches(twin).values()) == pytest.approx(50)
    assert all(one["source"] != one["target"] for one in links(twin))


def test_a_way_that_crosses_itself_is_joined_there():
    twin = walked(way("loop", (0, 0), (10, 0), (10, 5), (5, 5), (5, -5)))
    assert "junction~5.00,0.00" in twin.nodes["id"]
    assert sum(stretches(twin).values()) == pytest.approx(30)


def test_nobody_walks_on_a_motorway_or_where_access_is_refused():
    twin = walked(
        way("a", (0, 0), (10, 0)), way("m", (0, 5), (9, 5), of="motorway"), way("p", (0, 9), (9, 9), access="no")
    )
    assert set(stretches(twin)) == {"a/0"}


def test_slope_leads_from_source_to_target():
    (link,) = links(walked(way("a", (0, 0, 0), (10, 0, 1))))
    assert link["slope"] == pytest.approx(0.1)
    (back,) = links(walked(way("a", (10, 0, 1), (0, 0, 0))))
    assert back["slope"] == pytest.approx(0.1)


GOOD = {"width": 1.4, "kerb_height": 0.0, "slope": 0.03}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (GOOD, 1),
        ({**GOOD, "width": 0.8}, 0),
        ({**GOOD, "width": 1.0}, -1),
        ({**GOOD, "kerb_height": 0.05}, 0),
        ({**GOOD, "slope": -0.06}, 0),
        ({**GOOD, "step_count": 3}, 0),
        ({"kerb_height": 0.0, "slope": 0.03}, -1),
        ({"width": 1.4, "slope": 0.03}, -1),
        ({"width": 1.4, "kerb_height": 0.0}, -1),
        ({}, -1),
    ],
)
def test_a_stretch_is_step_free_only_if_all_is_known_and_within_limits(said: dict[str, float], expected: int):
    (link,) = links(walked(way("a", (0, 0), (10, 0), **said)))
    assert link["step_free"] == expected


def test_steps_are_never_step_free():
    (link,) = links(walked(way("a", (0, 0), (3, 0), of="steps", **GOOD)))
    assert link["step_free"] == 0


@pytest.mark.parametrize(("run", "slope", "expected"), [(0.4, 0.09, 1), (1.5, 0.07, 1), (1.5, 0.09, 0), (4, 0.06, 0)])
def test_short_ramps_may_be_steeper(run: float, slope: float, expected: int):
    ramp = way("a", (0, 0, 0), (5, 0, 0), (5 + run, 0, run * slope), (20, 0, run * slope), width=1.4, kerb_height=0.0)
    assert links(walked(ramp))[0]["step_free"] == expected


def test_stretches_lie_in_their_way_and_have_lines_of_their_own():
    twin = walked(way("a", (0, 0), (5, 1), (10, 0)))
    row = twin.row("a/0")
    assert twin.nodes["parent"][row] == twin.row("a")
    assert "contains" in twin.edges["relation"][twin.edges["target"] == row]
    line = np.flatnonzero(twin["lines"]["node"] == row)
    points = twin["line_points"]["xyz"][twin["line_points"]["line"] == line[0]]
    assert points[:, :2].tolist() == [[0, 0], [5, 1], [10, 0]]


def test_a_twin_without_ways_stays_as_it_is():
    assert (
        walking.infer(
            outdoors(("lamp", "equipment", "street lamp", [(0, 0)], {}), way("x", (0, 0), (1, 0), of="rail"))
        ).edges.length
        == 0
    )


def plot(name: str, *points: Sequence[float], of: str = "square", **said: Any) -> Thing:
    return name, "plot", of, points, said


def thing(name: str, of: str, x: float, y: float, **said: Any) -> Thing:
    return name, "equipment", of, [(x, y)], said


def joined_to(twin: Twin, name: str) -> list[float]:
    """Return the gaps between a thing and the network."""
    row = twin.row(name)
    return sorted(one["value"] for one in links(twin) if row in {one["source"], one["target"]})


def outside(twin: Twin) -> Twin:
    """Return the twin with all its things outdoors."""
    columns = {**twin.nodes, "is_external": np.ones(twin.nodes.length, dtype="int8")}
    return Twin({**twin.tables, "nodes": type(twin.nodes)(columns, twin.nodes.length)})


def walked_outside(*things: Thing) -> Twin:
    twin = outside(outdoors(*things))
    return applied(twin, walking.infer(twin))


def test_a_bench_is_joined_to_the_nearest_way_and_splits_it_there():
    twin = walked_outside(way("a", (0, 0), (10, 0)), thing("bench", "bench", 4, 3))
    assert joined_to(twin, "bench") == [3]
    assert [one["length"] for one in links(twin) if one["method"] == "noding"] == [4, 6]


def test_nobody_walks_to_a_tree_or_to_what_is_out_of_reach():
    twin = walked_outside(way("a", (0, 0), (10, 0)), thing("tree", "tree", 4, 3), thing("bench", "bench", 4, 70))
    assert joined_to(twin, "tree") == joined_to(twin, "bench") == []


def test_a_building_hides_the_nearest_way():
    house = ("house", "building", "apartments", [(0, 1), (10, 1), (10, 5), (0, 5)], {})
    things = [way("a", (0, 0), (10, 0)), way("b", (0, 20), (10, 20)), thing("bench", "bench", 5, 7)]
    assert joined_to(walked_outside(*things), "bench") == [7]
    drawn = outdoors_with_areas(*things, house)
    assert joined_to(applied(drawn, walking.infer(drawn)), "bench") == [13]


def outdoors_with_areas(*things: Thing) -> Twin:
    """Return a twin in which buildings are drawn with their outlines, as plots are."""
    twin = outside(
        outdoors(
            *((name, "plot", *rest) if kind == "building" else (name, kind, *rest) for name, kind, *rest in things)
        )
    )
    kinds = twin.nodes["kind"].copy()
    kinds[[place for place, one in enumerate(things) if one[1] == "building"]] = "building"
    return Twin({**twin.tables, "nodes": type(twin.nodes)({**twin.nodes, "kind": kinds}, twin.nodes.length)})


SQUARE = [(10, -5), (30, -5), (30, 5), (10, 5)]


def across(twin: Twin) -> list[float]:
    return sorted(one["length"] for one in links(twin) if one["method"] == "across")


def test_a_square_is_crossed_from_way_to_way():
    ways = [way("a", (0, 0), (10, 0)), way("b", (30, 0), (40, 0))]
    twin = walked_outside(*ways, plot("square", *SQUARE))
    assert across(twin) == [20]
    assert joined_to(twin, "square") == [0, 0]


def test_a_green_is_crossed_only_if_it_is_open():
    ways = [way("a", (0, 0), (10, 0)), way("b", (30, 0), (40, 0))]
    assert across(walked_outside(*ways, plot("green", *SQUARE, of="green"))) == []
    assert across(walked_outside(*ways, plot("green", *SQUARE, of="green", access="yes"))) == [20]


def test_one_walks_round_the_corner_of_a_bent_square():
    bent = [(0, 0), (10, 0), (10, 2), (2, 2), (2, 10), (0, 10)]
    ways = [way("a", (10, 1), (20, 1)), way("b", (1, 10), (1, 20))]
    (length,) = across(walked_outside(*ways, plot("square", *bent)))
    assert np.hypot(9, 9) < length < 18


def test_light_comes_from_what_is_said_else_from_lamps():
    lamp = thing("lamp", "street lamp", 5, 3)
    ways = [
        way("near", (0, 0), (10, 0)),
        way("far", (0, 60), (10, 60)),
        way("said", (0, 70), (10, 70), lit="yes"),
        way("beyond", (0, 300), (10, 300)),
    ]
    twin = walked_outside(*ways, lamp)
    lit = {twin.nodes["id"][one["via"]]: one["lit"] for one in links(twin)}
    assert lit == {"near/0": 1, "far/0": 0, "said/0": 1, "beyond/0": -1}
    served = (twin.edges["relation"] == "serves") & (twin.edges["source"] == twin.row("lamp"))
    assert twin.nodes["id"][twin.edges["target"][served]].tolist() == ["near/0"]


def test_without_lamps_nobody_knows_whether_it_is_dark():
    assert [one["lit"] for one in links(walked(way("a", (0, 0), (10, 0))))] == [-1]


def test_pieces_that_nothing_joins_are_found_and_stay_apart():
    found = walking.infer(outdoors(way("a", (0, 0), (30, 0)), way("b", (0, 9), (10, 9)))).findings
    assert [one.code for one in found] == ["walking-network-in-pieces"]
    assert "2 pieces" in found[0].message
    assert "75.0%" in found[0].message


def house(*doors: tuple[str, float, float], ways: Sequence[Thing] = ()) -> Twin:
    """Return a house of one room, 10 m by 10 m, with doors in its south front given by name, x and sill."""
    block = trimesh.creation.box(bounds=((0, 0, 0), (10, 10, 3)))
    things: list[Thing] = [*ways]
    twin = outdoors(*things)
    names = ["house", "room", "exterior~house", *(name for name, *_ in doors)]
    kinds = ["building", "space", "exterior", *["element"] * len(doors)]
    start, count = twin.nodes.length, len(names)
    box = np.full((count, 2, 3), np.nan)
    box[1] = [[0, 0, 0], [10, 10, 3]]
    for place, (_, x, sill) in enumerate(doors):
        box[3 + place] = [[x, -0.2, sill], [x + 1, 0, sill + 2]]
    nodes = {
        "id": names,
        "name": names,
        "kind": kinds,
        "ifc_class": ["", "IfcSpace", "", *["IfcDoor"] * len(doors)],
        "building": [-1, *[start] * (count - 1)],
        "mesh": [-1, 0, *[-1] * (count - 2)],
        "transform": [np.eye(4)[:3]] * count,
        "box": box,
    }
    edges = {
        "source": [start + 2] * len(doors),
        "target": [start + 1] * len(doors),
        "relation": ["opens_onto"] * len(doors),
        "via": [start + 3 + place for place in range(len(doors))],
        "clear_width": [0.9] * len(doors),
    }
    table = table_of("nodes", nodes)
    columns = {name: np.concatenate((twin.nodes[name], table[name])) for name in table}
    meshes = {
        "meshes": table_of("meshes", {"vertices": [8], "faces": [12]}),
        "vertices": table_of("vertices", {"xyz": block.vertices}),
        "faces": table_of("faces", {"corners": block.faces}),
    }
    return Twin(
        {**twin.tables, **meshes, "nodes": type(table)(columns, start + count), "edges": table_of("edges", edges)}
    )


def test_a_door_on_the_ground_gets_an_entrance_that_a_way_leads_to():
    twin = house(("door", 4, 0.0), ways=[way("a", (0, -5, 0), (10, -5, 0))])
    twin = applied(twin, walking.infer(twin))
    entrance = twin.row("entrance~door")
    assert joined_to(twin, "entrance~door") == pytest.approx([5], abs=0.2)
    (opening,) = np.flatnonzero((twin.edges["relation"] == "opens_onto") & (twin.edges["source"] == entrance))
    assert twin.edges["via"][opening] == twin.row("door")
    assert twin.edges["target"][opening] == twin.row("exterior~house")


def test_a_window_door_upstairs_is_no_entrance():
    twin = house(("door", 4, 0.0), ("balcony", 7, 2.9), ways=[way("a", (0, -5), (10, -5))])
    ids = applied(twin, walking.infer(twin)).nodes["id"]
    assert [one for one in ids if one.startswith("entrance~")] == ["entrance~door"]


def test_no_way_leads_to_a_door_through_its_own_house():
    twin = house(("door", 4, 0.0), ways=[way("behind", (0, 11), (10, 11))])
    found = walking.infer(twin)
    assert [one.code for one in found.findings] == ["entrance-without-path"]
    assert not any(str(one).startswith("entrance~") for one in found.nodes["id"])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"width": 4.5, "slope": 0.05}, ["engine access", "ladder access"]),
        ({"width": 3.2, "slope": 0.05}, ["engine access"]),
        ({"width": 4.5, "slope": 0.12}, ["engine access"]),
        ({"width": 2.5, "slope": 0.05}, []),
    ],
)
def test_fire_engines_and_ladders_need_width_and_little_slope(said: dict[str, float], expected: list[str]):
    twin = house(("door", 4, 0.0), ways=[way("a", (0, -5), (10, -5), of="service", **said)])
    edges = walking.infer(twin).edges
    serving = edges["relation"] == "serves"
    assert sorted(set(edges["method"][serving].tolist())) == expected
    assert (edges["value"][serving] == pytest.approx(5 - said["width"] / 2)) or not expected


def test_a_street_that_nobody_measured_is_a_finding_and_no_fire_access():
    twin = house(("door", 4, 0.0), ways=[way("a", (0, -5), (10, -5), of="service")])
    found = walking.infer(twin)
    assert "serves" not in found.edges["relation"]
    assert [one.code for one in found.findings] == ["engine-access-unknown"]


def test_the_network_of_neukoelln_is_as_long_as_its_ways_and_hangs_together(shared_data: Path):
    options = Options(public_space=(shared_data / "osm" / "neukolln_input.osm",))
    twin = import_files([], options).twin
    done = applied(twin, walking.infer(twin))
    drawn = drawn_ways(twin)
    graph = nx.MultiGraph()
    for one in links(done):
        if one["method"] == "noding":
            graph.add_edge(one["source"], one["target"], length=one["length"])
    assert graph.size(weight="length") == pytest.approx(shapely.length(drawn.lines()).sum(), rel=1e-3)
    assert nx.number_connected_components(graph) == 1
