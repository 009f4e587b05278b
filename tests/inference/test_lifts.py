"""Lifts join the landings in front of their doors, storey by storey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import numpy as np
import trimesh

from twin.inference import doors, lifts, use
from twin.inference.layer import Inferred, applied
from twin.model.schema import table_of
from twin.model.twin import Twin

STOREYS = 3
HEIGHT_M = 3.0


def tower(*, cars: Sequence[int] = (), shafts: Sequence[int] = (), car_height: float = 2.2) -> Twin:
    """Return a corridor per storey beside a shaft; cars and shaft spaces stand on the storeys given."""
    corridors = [("space", "IfcSpace", n, (1.75, -3, 0), (3.6, 5, 2.6)) for n in range(STOREYS)]
    flats = [("space", "IfcSpace", n, (-9, -3, 0), (-0.3, 5, 2.6)) for n in range(STOREYS)]
    spaces = [("space", "IfcSpace", n, (0, 0, 0), (1.6, 1.6, 2.6)) for n in shafts]
    lift = [("equipment", "IfcTransportElement", n, (0.2, 0.2, 0), (1.4, 1.4, car_height)) for n in cars]
    things = [*corridors, *flats, *spaces, *lift]
    names = ["corridor"] * STOREYS + ["flat"] * STOREYS + ["lift"] * (len(spaces) + len(lift))
    return with_uses(built(things, names))


def built(things: Sequence[tuple[str, str, int, tuple[float, ...], tuple[float, ...]]], names: list[str]) -> Twin:
    size = len(things)
    bounds = np.array([[low, high] for *_, low, high in things], dtype=float)
    bounds[:, :, 2] += np.array([thing[2] for thing in things])[:, None] * HEIGHT_M
    block = trimesh.creation.box(bounds=((0, 0, 0), (1, 1, 1)))
    transform = np.full((size + STOREYS + 1, 3, 4), np.nan)
    transform[:size, :, :3] = np.einsum("ni,ij->nij", bounds[:, 1] - bounds[:, 0], np.eye(3))
    transform[:size, :, 3] = bounds[:, 0]
    empty = np.full((STOREYS + 1, 2, 3), np.nan)
    nodes = {
        "id": [f"{name}-{n}" for n, name in enumerate(names)] + [f"storey-{n}" for n in range(STOREYS)] + ["house"],
        "name": [*names, *(f"storey {n}" for n in range(STOREYS)), "house"],
        "kind": [thing[0] for thing in things] + ["storey"] * STOREYS + ["building"],
        "ifc_class": [thing[1] for thing in things] + ["IfcBuildingStorey"] * STOREYS + ["IfcBuilding"],
        "storey": [size + thing[2] for thing in things] + [size + n for n in range(STOREYS)] + [-1],
        "building": [size + STOREYS] * (size + STOREYS + 1),
        "mesh": [0] * size + [-1] * (STOREYS + 1),
        "transform": transform,
        "box": np.concatenate((bounds, empty)),
    }
    return Twin(
        {
            "nodes": table_of("nodes", nodes),
            "edges": table_of("edges", {"source": ()}),
            "meshes": table_of("meshes", {"vertices": [8], "faces": [12]}),
            "vertices": table_of("vertices", {"xyz": block.vertices}),
            "faces": table_of("faces", {"corners": block.faces}),
        }
    )


def with_uses(twin: Twin) -> Twin:
    return applied(twin, use.infer(twin))


def opened(twin: Twin, found: Inferred) -> list[tuple[str, ...]]:
    rows = np.flatnonzero(found.edges["relation"] == "opens_onto")
    ends = zip(found.edges["source"][rows], found.edges["target"][rows], strict=True)
    return sorted(tuple(sorted((twin.nodes["id"][one], twin.nodes["id"][other]))) for one, other in ends)


def test_cars_drawn_once_per_storey_are_one_lift():
    twin = tower(cars=(0, 1, 2))
    found = lifts.infer(twin)
    assert opened(twin, found) == [("corridor-0", "corridor-1"), ("corridor-1", "corridor-2")]
    rows = found.edges["relation"] == "opens_onto"
    assert len(set(found.edges["via"][rows].tolist())) == 1
    assert found.edges["step_free"][rows].tolist() == [1, 1]


def test_a_lift_serves_the_storeys_it_stops_at():
    twin = tower(shafts=(0, 1, 2))
    edges = lifts.infer(twin).edges
    served = twin.nodes["name"][edges["target"][edges["relation"] == "serves"]]
    assert served.tolist() == ["storey 0", "storey 1", "storey 2"]


def test_declared_storeys_win_over_those_the_box_reaches():
    twin = tower(cars=(0,), car_height=8.9)
    car, ground, top = twin.row("lift"), twin.row("storey-0"), twin.row("storey-2")
    said = table_of("edges", {"source": [ground, top], "target": [car, car], "relation": ["refers_to"] * 2})
    declared = applied(twin, Inferred(edges=said))
    assert opened(declared, lifts.infer(declared)) == [("corridor-0", "corridor-2")]
    assert opened(twin, lifts.infer(twin)) == [("corridor-0", "corridor-1"), ("corridor-1", "corridor-2")]


def test_a_door_of_the_shaft_says_where_the_landing_is():
    twin = tower(shafts=(0, 1))
    shafts, flats = [twin.row("lift-6"), twin.row("lift-7")], [twin.row("flat-3"), twin.row("flat-4")]
    door = table_of("edges", {"source": shafts, "target": flats, "relation": ["opens_onto"] * 2})
    twin = applied(twin, Inferred(edges=door))
    found = lifts.infer(twin)
    assert opened(twin, found) == [("flat-3", "flat-4")]
    assert found.edges["confidence"][0] > 0.8


def test_a_low_box_is_a_goods_lift():
    assert lifts.infer(tower(cars=(0, 1, 2), car_height=0.9)).edges.length == 0


def test_a_lift_without_landing_is_found():
    twin = tower(cars=(0, 1))
    nowhere = twin.nodes["use"].copy()
    nowhere[:STOREYS] = "unknown"
    found = lifts.infer(applied(twin, Inferred(values={"use": nowhere})))
    assert Counter(finding.code for finding in found.findings) == {"lift-without-landing": 2}


def test_the_lift_of_the_residence_serves_the_storeys_that_are_declared(residence, read_models):
    twin = with_uses(read_models(residence))
    twin = applied(twin, doors.infer(twin))
    edges = lifts.infer(twin).edges
    served = twin.nodes["name"][edges["target"][edges["relation"] == "serves"]]
    assert served.tolist() == ["Sous-sol", "RDC", "R+1"]
    assert (edges["method"] == "lift").all()


def test_all_storeys_of_the_swiss_block_hang_together_by_each_of_two_lifts(shared_data: Path, read_models):
    twin = with_uses(read_models(shared_data / "swiss_apartments" / "block_2656_10floors_ifc4x3_add2.ifc"))
    twin = applied(twin, doors.infer(twin))
    edges = lifts.infer(twin).edges
    rows = edges["relation"] == "opens_onto"
    for lift in np.unique(edges["via"][rows]):
        mine = rows & (edges["via"] == lift)
        graph = nx.Graph(zip(edges["source"][mine], edges["target"][mine], strict=True))
        assert nx.is_connected(graph)
        assert len(set(twin.nodes["storey"][list(graph)].tolist())) == 10
    assert len(np.unique(edges["via"][rows])) == 2
