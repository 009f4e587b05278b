"""The public space of the sample estate: connected, reachable, sloping as stated, lit and served as a planner would."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pyogrio
import pytest
import shapely

from twin_samples.design.estate import estate_of, footprint
from twin_samples.outdoors import outdoors_of, write_public_space
from twin_samples.outdoors.facts import Fixture, OutdoorDesign, Way
from twin_samples.outdoors.terrain import Frame, heights

Network = nx.Graph  # type: ignore[type-arg]
ESTATE, DISTRICT = estate_of(), estate_of(5, seed=3)


@pytest.fixture(scope="module")
def outdoors() -> OutdoorDesign:
    return outdoors_of(ESTATE)


@pytest.fixture(scope="module")
def district() -> OutdoorDesign:
    return outdoors_of(DISTRICT)


def network(design: OutdoorDesign, *, without_steps: bool = False) -> Network:
    """The ways as a graph of their vertices."""
    graph: Network = nx.Graph()
    for way in design.ways:
        if not (without_steps and way.tags["highway"] == "steps"):
            for a, b in pairwise(way.points):
                graph.add_edge(a[:2], b[:2], length=math.dist(a, b), slope=abs(b[2] - a[2]) / math.dist(a[:2], b[:2]))
    return graph


def way(design: OutdoorDesign, code: str) -> Way:
    return next(way for way in design.ways if way.code == code)


def things(design: OutdoorDesign, key: str, value: str) -> list[Fixture]:
    return [thing for thing in design.furniture if thing.tags.get(key) == value]


def walks(design: OutdoorDesign, thing: Fixture) -> dict[tuple[float, float], float]:
    """How far every vertex of the ways is from the one that is nearest to a thing [m]."""
    graph = network(design)
    start = min(graph, key=lambda node: math.dist(node, thing.at[:2]))
    return dict(nx.single_source_dijkstra_path_length(graph, start, weight="length"))


def crossing(design: OutdoorDesign, outlines: list[shapely.Polygon]) -> list[str]:
    """The ways that lead through a building."""
    tree = shapely.STRtree([outline.buffer(-0.05) for outline in outlines])
    lines = [shapely.LineString([point[:2] for point in way.points]) for way in design.ways]
    return [design.ways[k].code for k in np.unique(tree.query(lines, predicate="intersects")[0])]


def test_all_ways_are_one_network(outdoors: OutdoorDesign, district: OutdoorDesign) -> None:
    assert nx.is_connected(network(outdoors))
    assert nx.is_connected(network(district))


def test_no_way_leads_through_a_building(outdoors: OutdoorDesign, district: OutdoorDesign) -> None:
    assert crossing(outdoors, [footprint(building) for building in ESTATE.buildings]) == []
    assert crossing(district, [footprint(building) for building in DISTRICT.buildings]) == []


def test_no_way_leads_through_a_house_of_the_neighbourhood(outdoors: OutdoorDesign) -> None:
    assert crossing(outdoors, [shapely.Polygon([p[:2] for p in house.ring]) for house in outdoors.buildings]) == []


def test_the_bus_stops_within_five_minutes_of_every_entrance(outdoors: OutdoorDesign) -> None:
    reached = walks(outdoors, things(outdoors, "highway", "bus_stop")[0])
    assert len(outdoors.entrances) >= 10
    assert max(reached[door.at[:2]] for door in outdoors.entrances) < 5 * 60 * 1.2


def test_only_the_entrance_that_is_noted_has_steps(outdoors: OutdoorDesign) -> None:
    graph = network(outdoors, without_steps=True)
    reached = nx.node_connected_component(graph, way(outdoors, "MAIL").points[0][:2])
    assert {door.code for door in outdoors.entrances if door.at[:2] not in reached} == set(outdoors.notes)
    assert len(outdoors.notes) == 1
    assert {door.code for door in outdoors.entrances if door.tags["wheelchair"] == "no"} == set(outdoors.notes)


def test_wheels_reach_the_bus_from_every_other_entrance_on_slopes_of_at_most_five_percent(
    outdoors: OutdoorDesign,
) -> None:
    graph = network(outdoors, without_steps=True)
    gentle = graph.edge_subgraph([edge for edge in graph.edges if graph.edges[edge]["slope"] <= 0.0505])
    stop = things(outdoors, "highway", "bus_stop")[0]
    start = min(graph, key=lambda node: math.dist(node, stop.at[:2]))
    reached = nx.node_connected_component(gentle, start)
    assert {door.code for door in outdoors.entrances if door.at[:2] not in reached} == set(outdoors.notes)


def test_the_ramp_beside_the_steps_rests_every_ten_metres(outdoors: OutdoorDesign) -> None:
    steps, ramp = way(outdoors, "ESCALIER"), way(outdoors, "RAMPE")
    runs = [(math.dist(a[:2], b[:2]), abs(b[2] - a[2])) for a, b in pairwise(ramp.points)]
    assert steps.points[0][2] - steps.points[-1][2] == pytest.approx(1.2)
    assert 1.2 / float(steps.tags["step_count"]) < 0.17
    assert all(rise / run <= 0.0501 and run <= 10.01 for run, rise in runs if rise > 0.01)
    assert sum(rise for _, rise in runs) == pytest.approx(1.2, abs=0.01)


def test_ladders_reach_the_front_of_the_slab_from_a_lane_of_four_metres(outdoors: OutdoorDesign) -> None:
    lane = way(outdoors, "LANE")
    edge = shapely.LineString([point[:2] for point in lane.points]).buffer(float(lane.tags["width"]) / 2)
    slab, tower = (footprint(building) for building in ESTATE.buildings[:2])
    assert float(lane.tags["width"]) >= 4.0
    assert 1.0 < edge.distance(slab) < 8.0
    assert 1.0 < edge.distance(tower) < 8.0


def test_no_tree_stands_between_the_lane_and_the_front_of_the_slab(outdoors: OutdoorDesign) -> None:
    between = shapely.box(5, 53, 60, 60)
    trees = [shapely.Point(tree.at[:2]) for tree in things(outdoors, "natural", "tree")]
    assert len(trees) > 20
    assert not any(between.contains(tree) for tree in trees)


def test_every_lamp_hangs_on_one_of_three_circuits_whose_cabinet_stands(outdoors: OutdoorDesign) -> None:
    lamps = things(outdoors, "highway", "street_lamp")
    cabinets = {box.tags["ref"]: box.tags["circuit"] for box in things(outdoors, "man_made", "street_cabinet")}
    assert {lamp.tags["circuit"] for lamp in lamps} == {"EP-1", "EP-2", "EP-3"}
    assert all(cabinets[str(lamp.tags["cabinet"])] == lamp.tags["circuit"] for lamp in lamps)


def test_one_path_is_unlit_and_has_no_known_width(outdoors: OutdoorDesign) -> None:
    path = way(outdoors, "SENTIER")
    line = shapely.LineString([point[:2] for point in path.points])
    assert path.tags["lit"] == "no"
    assert "width" not in path.tags
    assert min(line.distance(shapely.Point(lamp.at[:2])) for lamp in things(outdoors, "highway", "street_lamp")) > 2


def test_a_hydrant_stands_within_sixty_metres_of_every_staircase(outdoors: OutdoorDesign) -> None:
    reached = [walks(outdoors, hydrant) for hydrant in things(outdoors, "emergency", "fire_hydrant")]
    halls = [door.at[:2] for door in outdoors.entrances if door.tags["entrance"] == "staircase"]
    assert max(min(walk[hall] for walk in reached) for hall in halls) < 60


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("amenity", "school"),
        ("amenity", "childcare"),
        ("amenity", "doctors"),
        ("amenity", "pharmacy"),
        ("shop", "supermarket"),
        ("shop", "bakery"),
        ("amenity", "post_office"),
        ("leisure", "park"),
        ("railway", "tram_stop"),
    ],
)
def test_a_service_is_a_walk_of_at_most_a_quarter_of_an_hour(outdoors: OutdoorDesign, key: str, value: str) -> None:
    service = things(outdoors, key, value)[0]
    reached = walks(outdoors, service)
    far = [reached[door.at[:2]] for door in outdoors.entrances]
    assert min(far) > 150
    assert max(far) < 1100


def test_the_ground_has_no_step_between_cells_nor_at_the_edge_of_the_estate() -> None:
    for drawing in ("estate", "block"):
        frame = Frame(2, 2, drawing)
        edge = np.array([[x, y] for x in (frame.xs[0], frame.xs[1], frame.xs[2]) for y in (0.0, 30.0, 50.0, 90.0)])
        beside = np.array([0.001, 0.0])
        assert np.abs(heights(frame, edge + beside) - heights(frame, edge - beside)).max() < 0.001


def test_the_ground_meets_the_thresholds_of_the_buildings(outdoors: OutdoorDesign) -> None:
    doors = [door for door in outdoors.entrances if door.code not in outdoors.notes]
    ground = heights(Frame(1, 1, "estate"), np.array([door.at[:2] for door in doors]))
    assert np.abs(ground - [door.at[2] for door in doors]).max() < 0.35


def test_a_fire_engine_drives_all_around_every_building_of_a_district(district: OutdoorDesign) -> None:
    rings = [
        list(shapely.polygonize([shapely.LineString([p[:2] for p in half.points]) for half in halves]).geoms)
        for halves in zip(
            *([way for way in district.ways if way.code.startswith(side)] for side in ("LANE-SUD", "LANE-NORD")),
            strict=True,
        )
    ]
    assert all(ring[0].contains(footprint(b)) for ring, b in zip(rings, DISTRICT.buildings, strict=True))


def test_every_building_of_a_district_has_its_own_circuits(district: OutdoorDesign) -> None:
    assert len({lamp.tags["circuit"] for lamp in things(district, "highway", "street_lamp")}) == 15


def test_the_file_has_a_layer_for_each_geometry(tmp_path: Path) -> None:
    written = write_public_space(ESTATE, tmp_path / "space.gpkg")
    names = [str(name) for name, _ in pyogrio.list_layers(written)]
    info = pyogrio.read_info(written, layer="ways", force_total_bounds=True)
    assert names == ["ways", "areas", "furniture", "barriers", "buildings", "entrances"]
    assert info["crs"] == "EPSG:2154"
    assert info["total_bounds"][0] < ESTATE.eastings < info["total_bounds"][2]
    assert sum(pyogrio.read_info(written, layer=name)["features"] for name in names) < 2000


def test_the_same_estate_gives_the_same_file(tmp_path: Path) -> None:
    one, two = (write_public_space(ESTATE, tmp_path / name) for name in ("one.gpkg", "two.gpkg"))
    assert one.read_bytes() == two.read_bytes()
