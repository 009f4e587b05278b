"""Where equipment stands and what it serves, on a small building and on real ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from twin.inference import dwellings, equipment
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.model.columns import Columns
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin

Read = Callable[..., Twin]
CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype="float32")
FACES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
ROOM = {"Bad": (0, 0, 0, 3, 3, 2.5), "Küche": (3.2, 0, 0, 6, 3, 2.5)}


def things(**boxes: tuple[float, ...]) -> Twin:
    """Return two rooms with a wall of 0.2 m between them, and things in these boxes, all contained by the storey."""
    every = {**ROOM, **boxes}
    low, high = (np.array([box[part] for box in every.values()]) for part in (slice(0, 3), slice(3, 6)))
    transform = np.zeros((len(every), 3, 4))
    transform[:, range(3), range(3)], transform[:, :, 3] = high - low, low
    count = len(every)
    classes = ["IfcSpace"] * 2 + [name.partition("_")[0] for name in boxes]
    kinds = [Kind.SPACE] * 2 + [Kind.EQUIPMENT] * len(boxes)
    nan = np.full((1, 3, 4), np.nan)
    nodes = {
        "id": [*every, "storey"],
        "name": [*every, "storey"],
        "kind": [*kinds, Kind.STOREY],
        "ifc_class": [*classes, ""],
        "parent": [count] * count + [-1],
        "mesh": [0] * count + [-1],
        "transform": np.concatenate((transform, nan)),
        "box": np.concatenate((np.stack((low, high), axis=1), nan[:, :2, :3])),
    }
    triangles = [(a, b, c) for a, b, c, _ in FACES] + [(a, c, d) for a, _, c, d in FACES]
    tables = {
        "nodes": table_of("nodes", nodes),
        "meshes": table_of("meshes", {"vertices": [8], "faces": [12]}),
        "vertices": table_of("vertices", {"xyz": CORNERS}),
        "faces": table_of("faces", {"corners": np.array(triangles)}),
    }
    return Twin(tables)


def edges(twin: Twin, *relations: str) -> set[tuple[str, str, str]]:
    """Return source, target and method of the inferred edges of these relations."""
    table, ids = twin.edges, twin.nodes["id"]
    rows = np.flatnonzero(np.isin(table["relation"].astype(str), relations) & (table["provenance"] != "declared"))
    return {(ids[table["source"][row]], ids[table["target"][row]], table["method"][row]) for row in rows}


def placed(twin: Twin) -> Twin:
    return applied(twin, equipment.infer(twin))


def test_a_socket_in_the_wall_belongs_to_the_room_it_looks_into() -> None:
    twin = placed(things(IfcOutlet=(2.98, 1, 0.3, 3.06, 1.1, 0.4)))
    assert edges(twin, "contains") == {("Bad", "IfcOutlet", "beside")}
    assert edges(twin, "serves") == {("IfcOutlet", "Bad", "stands-in")}


def test_a_thing_in_the_middle_of_the_wall_is_placed_with_half_the_confidence() -> None:
    sure, tied = (
        placed(things(IfcJunctionBox=(x, 1, 1, x + 0.04, 1.1, 1.1))).edges["confidence"][0] for x in (3.02, 3.08)
    )
    assert tied < 0.6 * sure


def test_a_lamp_above_the_suspended_ceiling_lights_the_room_below() -> None:
    twin = placed(things(IfcLightFixture=(4, 1, 2.9, 4.3, 1.3, 3.1)))
    assert edges(twin, "contains") == {("Küche", "IfcLightFixture", "above-ceiling")}


def test_what_hangs_on_the_outer_face_of_the_wall_is_in_no_room() -> None:
    assert edges(placed(things(IfcAlarm=(-0.5, 1, 1, -0.4, 1.4, 1.4))), "contains", "monitors") == set()


def test_a_riser_through_several_storeys_stands_in_no_room() -> None:
    assert edges(placed(things(IfcPipeSegment=(1, 1, -3, 1.1, 1.1, 6))), "contains") == set()


def test_a_sensor_monitors_its_room_and_a_pipe_serves_none() -> None:
    twin = placed(things(IfcSensor=(1, 1, 2.3, 1.1, 1.1, 2.4), IfcPipeSegment=(1, 2, 1, 2, 2.1, 1.1)))
    assert edges(twin, "serves", "monitors") == {("IfcSensor", "Bad", "stands-in")}


def test_a_declared_room_is_kept_where_the_thing_stands_elsewhere_and_told() -> None:
    twin = things(IfcSpaceHeater=(5, 1, 0.1, 5.5, 1.1, 0.7))
    parent = twin.nodes["parent"].copy()
    parent[twin.row("IfcSpaceHeater")] = twin.row("Bad")
    twin = Twin({**twin.tables, "nodes": Columns({**twin.nodes, "parent": parent}, twin.nodes.length)})
    found = equipment.infer(twin)
    assert [(one.code, "stands in Küche" in one.message) for one in found.findings] == [
        ("equipment-outside-its-space", True)
    ]
    assert edges(applied(twin, found), "contains", "serves") == {("IfcSpaceHeater", "Bad", "stands-in")}


@pytest.mark.parametrize("angle", [0.3, 1.2, 2.5])
def test_turning_the_building_leaves_everything_in_its_room(angle: float) -> None:
    boxes = {
        "IfcOutlet": (2.98, 1, 0.3, 3.06, 1.1, 0.4),
        "IfcSanitaryTerminal": (0.1, 0.1, 0, 0.6, 0.6, 0.4),
        "IfcLightFixture": (4, 1, 2.9, 4.3, 1.3, 3.1),
    }
    still = things(**boxes)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    transform = turn @ still.nodes["transform"] + np.array([[0, 0, 0, 650e3], [0, 0, 0, 6860e3], [0, 0, 0, 35]])
    corners = np.einsum("nij,kj->nki", transform[:, :, :3], CORNERS) + transform[:, None, :, 3]
    box = np.stack((corners.min(axis=1), corners.max(axis=1)), axis=1)
    nodes = Columns({**still.nodes, "transform": transform, "box": box}, still.nodes.length)
    assert edges(placed(Twin({**still.tables, "nodes": nodes})), "contains") == edges(placed(still), "contains")


def test_a_boiler_in_a_dwelling_serves_the_dwelling(residence: Path, read_models: Read) -> None:
    twin = read_models(residence)
    for name, layer in layers().items():
        if name in {"exterior", *dwellings.AFTER, "dwellings", "equipment"}:
            twin = applied(twin, layer.infer(twin))
    served = {target for _, target, method in edges(twin, "serves") if method == "stands-in-dwelling"}
    assert {twin.nodes["name"][twin.row(one)] for one in served} == {
        f"Logement A{one}" for one in ("001", "002", "101", "102")
    }
    assert {twin.nodes["ifc_class"][row] for row in twin.rows(Kind.ZONE)} == {"IfcZone"}


def test_fixtures_of_the_ten_storey_block_are_in_the_rooms_of_the_plans(shared_data: Path, read_models: Read) -> None:
    folder = shared_data / "swiss_apartments"
    floors = json.loads((folder / "block_2656_10floors_truth.json").read_text(encoding="utf-8"))["floors"]
    known = {str(one["id"]): str(one["area"]) for floor in floors for one in floor["items"] if one["type"] != "stairs"}
    twin = placed(read_models(folder / "block_2656_10floors_ifc4.ifc"))
    tag_of = dict(zip(twin.nodes["id"], twin.nodes["tag"], strict=True))
    name_of = dict(zip(twin.nodes["id"], twin.nodes["name"], strict=True))
    found = {tag_of[thing]: name_of[space] for space, thing, _ in edges(twin, "contains")}
    assert {key: found.get(key) for key in known} == known


def test_devices_of_the_duplex_are_in_the_rooms_of_its_handover(shared_data: Path, read_models: Read) -> None:
    folder = shared_data / "duplex"
    handover = read_models(folder / "2012-03-23-Duplex-Handover.ifc").nodes
    rows = np.flatnonzero(handover["kind"] == Kind.EQUIPMENT)
    number = [one.rpartition(":")[2] for one in handover["description"][rows]]
    known = dict(zip(number, handover["name"][handover["parent"][rows]], strict=True))
    twin = placed(read_models(folder / "Ifc2x3_Duplex_Architecture.ifc", folder / "Ifc2s3_Duplex_Electrical.ifc"))
    name_of = dict(zip(twin.nodes["id"], twin.nodes["name"], strict=True))
    found = {name_of[thing].rpartition(":")[2]: name_of[space] for space, thing, _ in edges(twin, "contains")}
    assert len(found.keys() & known.keys()) > 80
    assert {key: (room, known[key]) for key, room in found.items() if key in known and room != known[key]} == {}
