"""Stairs join the spaces that one leaves and enters, on built models and on real ones."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import trimesh

from twin.geometry.flight import flight_of
from twin.geometry.placed import Triangles
from twin.inference import doors, stairs, use
from twin.inference.layer import Inferred, applied
from twin.model.schema import table_of
from twin.model.twin import Twin

BY_HAND = sorted((Path(__file__).parent / "by_hand").glob("vertical-*.json"))


@pytest.fixture(scope="module")
def facts(read_models):
    """Return a function that tells what a model says, with the uses of its spaces."""

    @functools.cache
    def read(path: Path) -> Twin:
        return applied(twin := read_models(path), use.infer(twin))

    return read


def box(lower: Sequence[float], upper: Sequence[float]) -> trimesh.Trimesh:
    return trimesh.creation.box(bounds=(lower, upper))


def steps(*, count: int = 16, rise: float = 0.175, going: float = 0.28, width: float = 1.2) -> trimesh.Trimesh:
    """Return a straight flight up along x from the origin, each step a block down to the floor."""
    return trimesh.util.concatenate(
        [box((going * n, 0, 0), (going * (n + 1), width, rise * (n + 1))) for n in range(count)]
    )


def twin_of(things: Sequence[tuple[str, str, str, int, Any]]) -> Twin:
    """Return a twin of two storeys; things are id, kind, class, storey and mesh."""
    meshes = [mesh for *_, mesh in things]
    counts = [[len(mesh.vertices) for mesh in meshes], [len(mesh.faces) for mesh in meshes]]
    first = [np.concatenate(([0], np.cumsum(some)[:-1])) for some in counts]
    ids, kinds, classes, storeys, _ = zip(*things, strict=True)
    size = len(things)
    nodes = {
        "id": [*ids, "ground", "upper", "house"],
        "kind": [*kinds, "storey", "storey", "building"],
        "name": [*ids, "ground", "upper", "house"],
        "ifc_class": [*classes, "IfcBuildingStorey", "IfcBuildingStorey", "IfcBuilding"],
        "storey": [*(size + one for one in storeys), size, size + 1, -1],
        "building": [size + 2] * (size + 3),
        "elevation": [np.nan] * size + [0.0, 3.0, np.nan],
        "mesh": [*range(size), -1, -1, -1],
        "transform": np.broadcast_to(np.eye(4)[:3], (size + 3, 3, 4)),
        "box": np.stack([*(mesh.bounds for mesh in meshes), *[np.full((2, 3), np.nan)] * 3]),
    }
    mesh_table = {"vertex": first[0], "vertices": counts[0], "face": first[1], "faces": counts[1]}
    return Twin(
        {
            "nodes": table_of("nodes", nodes),
            "edges": table_of("edges", {"source": ()}),
            "meshes": table_of("meshes", mesh_table),
            "vertices": table_of("vertices", {"xyz": np.concatenate([mesh.vertices for mesh in meshes])}),
            "faces": table_of("faces", {"corners": np.concatenate([mesh.faces for mesh in meshes])}),
        }
    )


def links(twin: Twin, found: Inferred) -> set[tuple[str, ...]]:
    ids = twin.nodes["id"]
    ends = zip(found.edges["source"].tolist(), found.edges["target"].tolist(), strict=True)
    return {tuple(sorted((ids[one], ids[other]))) for one, other in ends}


HALL = ("hall", "space", "IfcSpace", 0, box((-4, -2, 0), (4.5, 3, 2.7)))
LANDING = ("landing", "space", "IfcSpace", 1, box((4.6, -2, 3), (9, 3, 5.7)))
BEDROOM = ("bedroom", "space", "IfcSpace", 1, box((0, 1.35, 3), (4.5, 5, 5.7)))
STAIR = ("stair", "element", "IfcStair", 0, steps())


def test_a_flight_is_read_from_its_treads_and_not_from_its_rail():
    rail = box((0, -0.05, 3.5), (4.5, 0, 3.55))
    mesh = trimesh.util.concatenate([steps(), rail])
    flight = flight_of(Triangles(mesh.vertices, mesh.faces, np.zeros(len(mesh.faces), dtype=int)))
    assert flight is not None
    assert flight.foot == pytest.approx((0.14, 0.6, 0.175))
    assert flight.head == pytest.approx((4.34, 0.6, 2.8))
    assert (*flight.before, *flight.after) == pytest.approx((-1, 0, 1, 0))
    assert flight.width == pytest.approx(1.2)


def test_a_box_is_no_flight():
    mesh = box((0, 0, 0), (3, 3, 2.6))
    assert flight_of(Triangles(mesh.vertices, mesh.faces, np.zeros(12, dtype=int))) is None


def test_a_flight_leads_straight_on_and_not_into_the_nearer_room_beside_it():
    twin = twin_of([HALL, LANDING, BEDROOM, STAIR])
    found = stairs.infer(twin)
    assert links(twin, found) == {("hall", "landing")}
    edge = found.edges.row(0)
    assert (edge["method"], edge["step_free"], edge["clear_width"]) == ("flight", 0, pytest.approx(1.2))
    assert not found.findings


def test_the_whole_stair_makes_the_link_and_not_its_flight():
    flight = ("flight", "element", "IfcStairFlight", 0, steps())
    twin = twin_of([HALL, LANDING, ("whole", "element", "IfcStair", 0, box((0, 0, 0), (1, 1, 0.1))), flight])
    parents = np.array([-1, -1, -1, 2, -1, -1, -1], dtype="int32")
    twin = applied(twin, Inferred(values={"parent": parents}))
    assert twin.nodes["id"][stairs.infer(twin).edges["via"]].tolist() == ["whole"]


def test_a_box_for_a_stair_leads_to_the_space_above_that_covers_most_of_it():
    above = ("stairwell above", "space", "IfcSpace", 1, box((0.3, 0, 3), (3, 4, 5.7)))
    well = ("stairwell", "space", "IfcSpace", 0, box((0, 0, 0), (3, 4, 2.7)))
    stair = ("stair", "element", "IfcStair", 0, box((0, 0, 0), (3, 3.9, 2.7)))
    twin = twin_of([well, above, BEDROOM, stair])
    found = stairs.infer(twin)
    assert links(twin, found) == {("stairwell", "stairwell above")}
    assert found.edges["method"].tolist() == ["stacked"]
    assert found.edges["value"][0] == pytest.approx(0.9)


@pytest.mark.parametrize(("slope", "step_free"), [(0.04, 1), (0.10, -1)])
def test_a_ramp_is_step_free_up_to_five_per_cent(slope, step_free):
    length = 0.55 / slope
    ramp = box((0, 0, -0.2), (length, 1.4, 0))
    ramp.vertices[:, 2] += ramp.vertices[:, 0] * slope
    low = ("low", "space", "IfcSpace", 0, box((-3, -1, 0), (-0.05, 3, 2.5)))
    high = ("high", "space", "IfcSpace", 1, box((length + 0.05, -1, 0.55), (length + 4, 3, 3.2)))
    twin = twin_of([low, high, ("ramp", "element", "IfcRamp", 0, ramp)])
    found = stairs.infer(twin)
    assert links(twin, found) == {("high", "low")}
    assert found.edges["step_free"].tolist() == [step_free]


def test_stair_spaces_above_each_other_are_joined_with_little_confidence():
    one = ("Staircase", "space", "IfcSpace", 0, box((0, 0, 0), (3, 4, 2.7)))
    other = ("Stairwell", "space", "IfcSpace", 1, box((0, 0.5, 3), (3, 4, 5.7)))
    twin = twin_of([one, other])
    found = stairs.infer(applied(twin, use.infer(twin)))
    assert found.edges["via"].tolist() == [-1]
    assert found.edges["confidence"][0] <= 0.5


def test_a_storey_that_nothing_leads_to_is_found():
    twin = twin_of([HALL, LANDING])
    (finding,) = stairs.infer(twin).findings
    assert finding.code == "storey-not-joined"
    assert finding.message.startswith("Nothing leads from storey ground to storey upper")


@pytest.mark.parametrize("turn", [0.0, 0.7, 2.1])
def test_stairs_are_found_however_the_building_is_turned(turn):
    move = trimesh.transformations.rotation_matrix(turn, (0, 0, 1))
    move[:2, 3] = 120, -40
    turned = [(*thing[:4], thing[4].copy().apply_transform(move)) for thing in (HALL, LANDING, BEDROOM, STAIR)]
    twin = twin_of(turned)
    assert links(twin, stairs.infer(twin)) == {("hall", "landing")}


@pytest.mark.parametrize("listed", BY_HAND, ids=lambda path: path.stem)
def test_vertical_links_are_those_listed_by_hand(shared_data, listed, facts):
    truth = json.loads(listed.read_text(encoding="utf-8"))
    twin = facts(shared_data / truth["file"])
    names = twin.nodes["name"]
    edges = stairs.infer(twin).edges
    found = {frozenset((names[one], names[other])) for one, other in zip(edges["source"], edges["target"], strict=True)}
    expected = {frozenset((link["lower"], link["upper"])) for link in truth["links"]}
    begin = truth["names_begin_with"]
    assert {pair for pair in found if any(name.startswith(begin) for name in pair)} == expected


def test_no_stair_of_smiley_west_joins_two_houses_and_each_climbs_three_storeys(shared_data, facts):
    twin = facts(next((shared_data / "smileywest").glob("*.ifc")))
    found = stairs.infer(twin)
    names = twin.nodes["name"]
    pairs = [
        (names[one][0], names[other][0])
        for one, other in zip(found.edges["source"], found.edges["target"], strict=True)
    ]
    assert sorted(pairs) == sorted((house, house) for house in "12345" for _ in range(3))
    assert not found.findings


def test_all_storeys_of_the_swiss_block_hang_together_by_stair(shared_data, facts):
    twin = facts(shared_data / "swiss_apartments" / "block_2656_10floors_ifc4.ifc")
    twin = applied(twin, doors.infer(twin))
    twin = applied(twin, stairs.infer(twin))
    passable = twin.edges["relation"] == "opens_onto"
    graph = nx.Graph(zip(twin.edges["source"][passable], twin.edges["target"][passable], strict=True))
    largest = max(nx.connected_components(graph), key=len)
    assert len({int(twin.nodes["storey"][row]) for row in largest} - {-1}) == 10


def test_flights_without_a_stair_of_their_own_go_on_from_landing_to_landing():
    low, high = steps(count=8), steps(count=8)
    high.apply_transform(trimesh.transformations.rotation_matrix(np.pi, (0, 0, 1)))
    high.apply_translation((2.24, 2.6, 1.4))
    ground = ("ground hall", "space", "IfcSpace", 0, box((-4, -1, 0), (2.3, 3, 1.3)))
    above = ("upper hall", "space", "IfcSpace", 1, box((-4, -1, 2.9), (2.3, 3, 5.5)))
    flights = [("one", "element", "IfcStairFlight", 0, low), ("two", "element", "IfcStairFlight", 0, high)]
    twin = twin_of([ground, above, *flights])
    found = stairs.infer(twin)
    assert links(twin, found) == {("ground hall", "upper hall")}
    assert twin.nodes["id"][found.edges["via"]].tolist() == ["one"]


def test_a_stair_from_the_garden_leads_outside():
    twin = twin_of([LANDING, STAIR])
    outside = table_of("nodes", {"id": ["exterior~house"], "kind": ["exterior"]})
    twin = applied(twin, Inferred(nodes=outside))
    found = stairs.infer(twin)
    assert links(twin, found) == {("exterior~house", "landing")}
    assert found.edges["is_external"].tolist() == [1]
    assert not links(twin_of([LANDING, STAIR]), stairs.infer(twin_of([LANDING, STAIR])))
