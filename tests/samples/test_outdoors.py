"""The public space of the sample estate: connected, reachable, sloping as stated."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyogrio
import pytest

from twin_samples.design.model import (
    BuildingDesign,
    EstateDesign,
    Opening,
    Place,
    Rectangle,
    Room,
    Storey,
    Wall,
)
from twin_samples.outdoors.facts import OutdoorDesign
from twin_samples.outdoors.public_space import outdoors_of
from twin_samples.outdoors.writing import write_public_space


def building(code: str, kind: str, size: tuple[float, float], place: Place, doors: tuple[float, ...]) -> BuildingDesign:
    """A box of one storey with doors in its south front."""
    width, depth = size
    use = "entrance" if kind == "houses" else "hall"
    storey = Storey(
        "00",
        "Rez-de-chaussée",
        0.0,
        2.8,
        ((0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)),
        rooms=tuple(
            Room(f"{code}.{k}", str(k), "Hall", use, ((x - 1, 0.3), (x + 1, 0.3), (x + 1, 4.0), (x - 1, 4.0)), 2.5)
            for k, x in enumerate(doors)
        ),
        walls=(Wall("F", Rectangle(0.0, 0.0, width, 0.3), "Façade", 2.6, external=True),),
        openings=tuple(Opening(f"{code}.P{k}", "D90", "F", x, (f"{code}.{k}", "")) for k, x in enumerate(doors)),
    )
    return BuildingDesign(code, f"Bâtiment {code}", kind, (storey,), (), place=place)


def estate(*, columns: int = 1) -> EstateDesign:
    """A slab, a tower and a row of houses for every column of the street grid."""
    return EstateDesign(
        "Les Tilleuls",
        "TIL",
        tuple(
            made
            for k in range(columns)
            for made in (
                building(f"A{k}", "slab", (66, 12), Place(130.0 * k, 60), (11, 33, 55)),
                building(f"B{k}", "tower", (20, 20), Place(130.0 * k + 85, 45), (10,)),
                building(f"C{k}", "houses", (36, 9), Place(130.0 * k + 5, 5), (2, 8, 14, 20, 26, 32)),
            )
        ),
    )


@pytest.fixture(scope="module")
def outdoors() -> OutdoorDesign:
    return outdoors_of(estate())


def network(design: OutdoorDesign, *, without_steps: bool = False) -> nx.Graph[tuple[float, float]]:
    """The ways as a graph of their vertices."""
    graph: nx.Graph[tuple[float, float]] = nx.Graph()
    for way in design.ways:
        if not (without_steps and way.tags["highway"] == "steps"):
            for a, b in pairwise(way.points):
                graph.add_edge(a[:2], b[:2], length=math.dist(a, b))
    return graph


def stop(design: OutdoorDesign, graph: nx.Graph[tuple[float, float]]) -> tuple[float, float]:
    """The vertex of the ways nearest to the bus stop."""
    at = next(thing.at for thing in design.furniture if thing.tags.get("highway") == "bus_stop")
    return min(graph, key=lambda node: math.dist(node, at[:2]))


def test_all_ways_are_one_network(outdoors: OutdoorDesign) -> None:
    assert nx.is_connected(network(outdoors))


def test_the_bus_stops_within_five_minutes_of_every_entrance(outdoors: OutdoorDesign) -> None:
    graph = network(outdoors)
    reached = nx.single_source_dijkstra_path_length(graph, stop(outdoors, graph), weight="length")
    assert max(reached[door.at[:2]] for door in outdoors.entrances) < 5 * 60 * 1.2


def test_only_the_entrance_that_is_noted_has_steps(outdoors: OutdoorDesign) -> None:
    graph = network(outdoors, without_steps=True)
    reached = nx.node_connected_component(graph, stop(outdoors, graph))
    assert {door.code for door in outdoors.entrances if door.at[:2] not in reached} == set(outdoors.notes) == {"A0.P2"}


def test_the_file_has_a_layer_for_each_geometry(tmp_path: Path) -> None:
    written = write_public_space(estate(), tmp_path / "space.gpkg")
    assert [name for name, _ in pyogrio.list_layers(written)] == [
        "ways",
        "areas",
        "furniture",
        "barriers",
        "buildings",
        "entrances",
    ]
    assert pyogrio.read_info(written, layer="ways")["crs"] == "EPSG:2154"


def test_the_same_estate_gives_the_same_file(tmp_path: Path) -> None:
    one, two = (write_public_space(estate(), tmp_path / name) for name in ("one.gpkg", "two.gpkg"))
    assert one.read_bytes() == two.read_bytes()
