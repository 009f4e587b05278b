"""Doors join the places on their sides, whoever says so, and never guess."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twin.inference import doors, exterior
from twin.inference.layer import Inferred, applied
from twin.model.algebra import keep_rows
from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin

OUT = "exterior~house"
KITCHEN = ("kitchen", "IfcSpace", [((0, 0, 0), (4, 4, 2.5))])
HALL = ("hall", "IfcSpace", [((4.2, 0, 0), (8, 4, 2.5))])
LEFT, RIGHT = ((4, 0, 0), (4.2, 1, 2.5)), ((4, 2, 0), (4.2, 4, 2.5))
LINTEL = ((4, 1, 2.1), (4.2, 2, 2.5))
WALL = ("wall", "IfcWall", [LEFT, RIGHT, LINTEL])
DOOR = ("door", "IfcDoor", [((4.08, 1, 0), (4.12, 2, 2.1))])
OUTER = ("outer", "IfcDoor", [((-0.2, 1, 0), (0, 2, 2.1))])
REAL = {
    "duplex": "duplex/Ifc2x3_Duplex_Architecture.ifc",
    "smiley-west": "smileywest/231110AC-11-Smiley-West-04-07-2007.ifc",
    "fzk": "thatopen/AC20-FZK-Haus.ifc",
    "institute": "bimserver_testfiles/AC11-Institute-Var-2-IFC.ifczip",
}


def opened(twin: Twin) -> Inferred:
    return doors.infer(applied(twin, exterior.infer(twin)))


def links(twin: Twin) -> dict[str, set[str]]:
    """Return both ends of the link through each door, by id."""
    edges, ids = opened(twin).edges, [*twin.nodes["id"], *exterior.infer(twin).nodes["id"]]
    return {
        ids[edges["via"][row]]: {ids[edges["source"][row]], ids[edges["target"][row]]} for row in range(edges.length)
    }


def hidden(twin: Twin) -> Twin:
    """Return the twin without what its authors say of boundaries."""
    tables = keep_rows(twin.tables, {"edges": twin.edges["relation"].astype(str) != "bounds"})
    nothing = {
        "boundaries": table_of("boundaries", {"space": ()}),
        "boundary_points": table_of("boundary_points", {"boundary": ()}),
    }
    return Twin({**tables, **nothing}, twin.meta)


def declared(**said):
    """Return boundaries by space, element and side, for the table of a twin."""

    def rows(row):
        spaces = [row[name] for name in said["spaces"]]
        return {
            "space": spaces,
            "element": [row["door"]] * len(spaces),
            "side": [said.get("side", "INTERNAL")] * len(spaces),
        }

    return rows


def test_a_door_joins_the_rooms_on_its_sides_with_its_numbers(build):
    edges = opened(build([KITCHEN, HALL, WALL, DOOR])).edges
    assert (edges["method"][0], edges["provenance"][0], edges["step_free"][0]) == ("door-sides", "geometric", 1)
    assert edges["clear_width"][0] == pytest.approx(0.93)
    assert edges["value"][0] == pytest.approx(0.08, abs=1e-6)


def test_the_overall_width_that_is_written_wins_over_the_drawn_one(build):
    edges = opened(build([KITCHEN, HALL, WALL, DOOR], columns={"width": {"door": 0.9}})).edges
    assert edges["clear_width"][0] == pytest.approx(0.83)


def test_a_step_at_a_door_is_seen(build):
    raised = ("hall", "IfcSpace", [((4.2, 0, 0.15), (8, 4, 2.5))])
    assert opened(build([KITCHEN, raised, WALL, DOOR])).edges["step_free"][0] == 0


def test_a_hatch_is_no_door(build):
    hatch = ("door", "IfcDoor", [((4.08, 1, 0), (4.12, 2, 1.4))])
    assert links(build([KITCHEN, HALL, WALL, hatch])) == {}


@pytest.mark.parametrize(("sill", "through"), [(0.0, True), (0.2, True), (0.5, False)])
def test_an_opening_without_a_door_is_passable_if_it_reaches_the_floor(build, sill, through):
    hole = ("hole", "IfcOpeningElement", [((3.9, 1, sill), (4.3, 2, 2.1))])
    found = links(build([KITCHEN, HALL, WALL, hole], edges=[("hole", "wall", "voids")]))
    assert found == ({"hole": {"kitchen", "hall"}} if through else {})


def test_a_niche_leads_nowhere(build):
    niche = ("hole", "IfcOpeningElement", [((4.0, 2.5, 0), (4.1, 3.5, 2.1))])
    assert links(build([KITCHEN, HALL, WALL, niche], edges=[("hole", "wall", "voids")])) == {}


def test_a_hole_in_the_second_layer_of_a_wall_is_the_same_door(build):
    hole = ("hole", "IfcOpeningElement", [((3.9, 1, 0), (4.2, 2, 2.1))])
    found = links(build([KITCHEN, HALL, WALL, DOOR, hole], edges=[("hole", "wall", "voids")]))
    assert found == {"door": {"kitchen", "hall"}}


def test_a_door_to_the_open_air_leads_outside(build):
    edges = opened(build([KITCHEN, OUTER])).edges
    assert links(build([KITCHEN, OUTER])) == {"outer": {"kitchen", OUT}}
    assert (edges["is_external"][0], edges["step_free"][0]) == (1, -1)


def test_a_door_into_an_enclosed_place_without_space_is_told_and_not_guessed(build):
    court = ("court", "IfcWall", [((-5, -5, 0), (-4.8, 9, 3)), ((-5, -5, 0), (0, -4.8, 3)), ((-5, 9, 0), (0, 9.2, 3))])
    facade = ("facade", "IfcWall", [((-0.2, -5, 0), (0, 1, 3)), ((-0.2, 2, 0), (0, 9, 3))])
    found = opened(build([KITCHEN, OUTER, court, facade]))
    assert found.edges.length == 0
    assert [one.code for one in found.findings] == ["door-side-unknown"]


def test_nobody_walks_from_a_door_through_the_next_wall(build):
    far = ("hall", "IfcSpace", [((4.9, 0, 0), (8, 4, 2.5))])
    behind = ("behind", "IfcWall", [((4.7, -1, 0), (4.9, 5, 2.5))])
    assert links(build([KITCHEN, far, WALL, DOOR])) == {"door": {"kitchen", "hall"}}
    assert links(build([KITCHEN, far, WALL, DOOR, behind])).get("door") != {"kitchen", "hall"}


def test_a_gross_area_over_all_rooms_is_no_room(build):
    gross = ("gross", "IfcSpace", [((-0.2, -0.2, 0), (8.2, 4.2, 2.5))])
    assert links(build([gross, KITCHEN, HALL, WALL, DOOR])) == {"door": {"kitchen", "hall"}}


def test_the_door_of_a_lift_is_no_exit(build):
    car = ("car", "IfcTransportElement", [((-1.5, 0.8, 0.1), (-0.3, 2.2, 2.3))])
    found = opened(build([KITCHEN, OUTER, car]))
    assert (found.edges.length, [one.code for one in found.findings]) == (0, ["lift-door-without-shaft"])


def test_the_door_of_a_shaft_that_is_drawn_is_marked(build):
    edges = opened(build([KITCHEN, HALL, WALL, DOOR], columns={"use": {"hall": "lift"}})).edges
    assert edges["method"].tolist() == ["lift-door"]


@pytest.mark.parametrize(("overall", "clear"), [(0.90, 0.83), (0.81, np.nan), (0.75, 0.68)])
def test_a_lift_that_a_frame_would_make_too_narrow_is_of_unknown_width(build, overall, clear):
    wide = {"use": {"hall": "lift"}, "width": {"door": overall}}
    edges = opened(build([KITCHEN, HALL, WALL, DOOR], columns=wide)).edges
    assert edges["clear_width"][0] == pytest.approx(clear, nan_ok=True)


def test_what_is_declared_and_seen_is_surer_than_what_is_seen(build):
    boundaries = declared(spaces=["kitchen", "hall"])
    edges = opened(build([KITCHEN, HALL, WALL, DOOR], boundaries=boundaries)).edges
    assert (edges["provenance"][0], edges["method"][0]) == ("declared", "boundary+geometry")
    assert edges["confidence"][0] > opened(build([KITCHEN, HALL, WALL, DOOR])).edges["confidence"][0]


def test_a_declaration_that_the_door_contradicts_is_told_and_not_used(build):
    attic = ("attic", "IfcSpace", [((0, 20, 0), (4, 24, 2.5))])
    twin = build([KITCHEN, HALL, attic, WALL, DOOR], boundaries=declared(spaces=["kitchen", "attic"]))
    assert links(twin) == {"door": {"kitchen", "hall"}}
    assert [one.code for one in opened(twin).findings] == ["door-declared-differently"]


def test_a_door_without_a_shape_is_taken_at_its_word(build):
    shapeless = ("door", "IfcDoor", ())
    assert links(build([KITCHEN, HALL, shapeless])) == {}
    twin = build([KITCHEN, HALL, shapeless], boundaries=declared(spaces=["kitchen", "hall"]))
    assert links(twin) == {"door": {"kitchen", "hall"}}


@pytest.fixture(scope="module")
def real(shared_data: Path, read_models: Callable[..., Twin]) -> dict[str, Twin]:
    return {name: read_models(shared_data / path) for name, path in REAL.items()}


@pytest.mark.parametrize("model", REAL)
def test_doors_found_without_boundaries_are_those_declared_with_them(real, model):
    twin, boundaries = real[model], real[model]["boundaries"]
    ids, sides = twin.nodes["id"], boundaries["side"].astype(str)
    outside = {str(one) for one in exterior.infer(twin).nodes["id"]}
    found = links(hidden(twin))
    assert len(found) == {"duplex": 14, "smiley-west": 85, "fzk": 5, "institute": 77}[model]
    for door, ends in found.items():
        said = boundaries["element"] == twin.row(door)
        spaces = set(ids[boundaries["space"][said]])
        spaces |= outside if len(spaces) == 1 and "EXTERNAL" in sides[said] else set()
        assert len(spaces) != 2 or ends == spaces


def test_the_door_of_the_duplex_that_is_declared_with_three_spaces_stands_between_two(real):
    found, nodes = opened(real["duplex"]), real["duplex"].nodes
    row = next(row for row in range(14) if nodes["tag"][found.edges["via"][row]] == "204034")
    ends = {nodes["name"][found.edges[end][row]] for end in ("source", "target")}
    assert ends == {"A204", "A205"}  # as the mirrored door joins B204 and B205
    assert [one.code for one in found.findings] == ["door-declared-differently"]


def test_doors_of_the_ten_storey_block_are_those_of_its_plans(shared_data: Path, read_models: Callable[..., Twin]):
    folder = shared_data / "swiss_apartments"
    truth = json.loads((folder / "block_2656_10floors_truth.json").read_text(encoding="utf-8"))
    twin = read_models(folder / "block_2656_10floors_ifc4.ifc")
    name = dict(zip(twin.nodes["id"], twin.nodes["name"], strict=True))
    tag = dict(zip(twin.nodes["id"], twin.nodes["tag"], strict=True))
    found = {tag[door]: {name.get(end) for end in ends} for door, ends in links(twin).items()}
    clear = [door for floor in truth["floors"] for door in floor["doors"] if not door["ambiguous"]]
    right = sum(found.get(door["id"]) == {str(area) for area in door["areas"]} for door in clear)
    assert right >= 0.97 * len(clear)


def moved(twin: Twin, *, turn: float, shift: tuple[float, float, float]) -> Twin:
    """Return the twin turned about the vertical and shifted."""
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    nodes, meshes, xyz = twin.nodes, twin["meshes"], twin["vertices"]["xyz"]
    transform = turned @ nodes["transform"]
    transform[:, :, 3] += shift
    box = nodes["box"].copy()
    for row in np.flatnonzero(nodes["mesh"] >= 0):
        mesh = nodes["mesh"][row]
        local = xyz[meshes["vertex"][mesh] : meshes["vertex"][mesh] + meshes["vertices"][mesh]]
        points = local @ transform[row, :, :3].T + transform[row, :, 3]
        box[row] = points.min(axis=0), points.max(axis=0)
    return Twin({**twin.tables, "nodes": Columns({**nodes, "transform": transform, "box": box}, nodes.length)})


@pytest.fixture(scope="module")
def sample(residence: Path, read_models: Callable[..., Twin]) -> Twin:
    return hidden(read_models(residence))


@given(st.floats(0, 6.2), st.tuples(*[st.floats(-500, 500)] * 3))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_doors_are_found_however_the_building_is_turned_and_wherever_it_stands(sample, turn, shift):
    assert links(moved(sample, turn=turn, shift=shift)) == links(sample)


@given(st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_neither_names_nor_the_order_of_things_matter(sample, random):
    order = list(range(sample.nodes.length))
    random.shuffle(order)
    new = np.argsort(order)
    nodes = {name: column[order] for name, column in sample.nodes.items()}
    nodes["name"] = nodes["long_name"] = np.array([f"x{row}" for row in order], dtype=object)
    nodes["building"] = np.where(nodes["building"] >= 0, new[nodes["building"]], -1)
    ends = {end: np.where(sample.edges[end] >= 0, new[sample.edges[end]], -1) for end in ("source", "target", "via")}
    links_table = {"node_property_sets": table_of("node_property_sets", {"node": ()})}
    tables = {
        **sample.tables,
        **links_table,
        "nodes": Columns(nodes, len(order)),
        "edges": Columns({**sample.edges, **ends}, sample.edges.length),
    }
    plain = Twin({**sample.tables, **links_table})
    assert links(Twin(tables)) == links(plain)
