"""Spaces are adjacent where their faces look at each other across a wall or a slab, over exactly that area."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import trimesh
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.importers.pipeline import Options, import_files
from twin.inference import adjacency
from twin.model.schema import table_of
from twin.model.twin import Twin

Box = tuple[Sequence[float], Sequence[float]]
SOLID = trimesh.creation.box(bounds=((0, 0, 0), (1, 1, 1)))


def twin_of(
    rooms: Sequence[Box], elements: Sequence[tuple[str, Box]] = (), *, move: np.ndarray | None = None, prefix: str = ""
) -> Twin:
    """Return a twin of boxes, moved and named as given."""
    boxes = np.array([*rooms, *(box for _, box in elements)], dtype=float).reshape(-1, 2, 3)
    move = np.eye(4) if move is None else move
    local = np.zeros((len(boxes), 4, 4))
    local[:, [0, 1, 2], [0, 1, 2]], local[:, :3, 3], local[:, 3, 3] = boxes[:, 1] - boxes[:, 0], boxes[:, 0], 1
    transform = (move @ local)[:, :3]
    corners = np.einsum("nij,kj->nki", transform[:, :, :3], SOLID.vertices) + transform[:, None, :, 3]
    nodes = {
        "id": [f"{prefix}{n}" for n in range(len(boxes))],
        "kind": ["space"] * len(rooms) + ["element"] * len(elements),
        "ifc_class": ["IfcSpace"] * len(rooms) + [name for name, _ in elements],
        "mesh": [0] * len(boxes),
        "transform": transform,
        "box": np.stack((corners.min(axis=1), corners.max(axis=1)), axis=1),
    }
    return Twin(
        {
            "nodes": table_of("nodes", nodes),
            "edges": table_of("edges", {"source": ()}),
            "meshes": table_of("meshes", {"vertices": [8], "faces": [12]}),
            "vertices": table_of("vertices", {"xyz": SOLID.vertices}),
            "faces": table_of("faces", {"corners": SOLID.faces}),
        }
    )


def found(twin: Twin) -> dict[tuple[int, int], float]:
    """Return the area by pair of rows."""
    edges = adjacency.infer(twin).edges
    areas: dict[tuple[int, int], float] = {}
    for one, other, area in zip(*(edges[name].tolist() for name in ("source", "target", "value")), strict=True):
        pair = (min(one, other), max(one, other))
        areas[pair] = areas.get(pair, 0.0) + area
    return areas


ROOM = ((0, 0, 0), (4, 3, 2.5))
BESIDE = ((4.2, 1, 0), (8, 6, 2.5))
ABOVE = ((1, 1, 2.8), (6, 6, 5.3))
WALL = ("IfcWall", ((4, -1, 0), (4.2, 7, 2.5)))
SLAB = ("IfcSlab", ((-1, -1, 2.5), (9, 7, 2.8)))


def test_a_wall_joins_over_the_area_that_both_rooms_share():
    edges = adjacency.infer(twin_of([ROOM, BESIDE], [WALL])).edges
    assert edges.length == 1
    edge = edges.row(0)
    assert (edge["method"], edge["via"]) == ("shared-wall", 2)
    assert edge["value"] == pytest.approx(2 * 2.5)


def test_a_slab_joins_the_rooms_below_and_above():
    edges = adjacency.infer(twin_of([ROOM, ABOVE], [SLAB])).edges
    assert edges["method"].tolist() == ["shared-slab"]
    assert edges["value"][0] == pytest.approx(3 * 2)


@pytest.mark.parametrize(("gap", "pairs"), [(0.0, 1), (0.09, 1), (0.2, 0)])
def test_without_an_element_rooms_must_touch(gap, pairs):
    edges = adjacency.infer(twin_of([ROOM, ((4 + gap, 0, 0), (8, 3, 2.5))])).edges
    assert edges["method"].tolist() == ["direct"] * pairs


def test_a_void_beside_the_wall_parts_two_rooms():
    far = ((4.5, 0, 0), (8, 3, 2.5))
    assert not found(twin_of([ROOM, far], [WALL]))


def test_two_leaves_of_a_party_wall_are_told_from_one_wall():
    leaves = [("IfcWall", ((4, 0, 0), (4.15, 3, 2.5))), ("IfcWall", ((4.19, 0, 0), (4.34, 3, 2.5)))]
    edges = adjacency.infer(twin_of([ROOM, ((4.34, 0, 0), (8, 3, 2.5))], leaves)).edges
    assert edges["method"].tolist() == ["double-wall"]
    assert edges["value"][0] == pytest.approx(3 * 2.5)


def test_each_of_two_walls_in_a_row_has_its_own_share():
    walls = [("IfcWall", ((4, 0, 0), (4.2, 1, 2.5))), ("IfcWall", ((4, 1, 0), (4.2, 3, 2.5)))]
    edges = adjacency.infer(twin_of([ROOM, ((4.2, 0, 0), (8, 3, 2.5))], walls)).edges
    assert dict(zip(edges["via"].tolist(), edges["value"].tolist(), strict=True)) == pytest.approx({2: 2.5, 3: 5.0})


def test_rooms_drawn_to_the_middle_of_the_wall_have_the_wall_between():
    edges = adjacency.infer(
        twin_of([ROOM, ((4, 0, 0), (8, 3, 2.5))], [("IfcWall", ((3.9, 0, 0), (4.1, 3, 2.5)))])
    ).edges
    assert edges["method"].tolist() == ["shared-wall"]


def test_a_corner_is_no_shared_wall():
    assert not found(twin_of([ROOM, ((4.2, 2.97, 0), (8, 6, 2.5))], [WALL]))


def test_the_wall_of_an_opening_is_what_separates_at_a_door():
    parts = [("IfcWall", ((4, 0, 0), (4.2, 1, 2.5))), ("IfcOpeningElement", ((3.9, 1, 0), (4.3, 3, 2.5)))]
    twin = twin_of([ROOM, ((4.2, 0, 0), (8, 3, 2.5))], parts)
    voids = table_of("edges", {"source": [3], "target": [2], "relation": ["voids"]})
    edges = adjacency.infer(Twin({**twin.tables, "edges": voids})).edges
    assert edges["via"].tolist() == [2]
    assert edges["value"][0] == pytest.approx(3 * 2.5)


def test_spaces_without_shape_have_no_neighbours():
    assert not found(twin_of([ROOM]))
    assert not found(twin_of([]))


lengths = st.integers(2, 30).map(lambda n: n / 5)
# no two differ by the 0.1 m within which rooms count as neighbours: single precision would decide such cases
places = st.tuples(*[st.integers(-20, 20).map(lambda n: n / 4 + 0.01 * (n % 3))] * 3)


@st.composite
def layouts(draw: st.DrawFn) -> list[Box]:
    corners = draw(st.lists(st.tuples(places, st.tuples(lengths, lengths, lengths)), min_size=2, max_size=6))
    return [(low, tuple(np.add(low, size))) for low, size in corners]


def exact(one: Box, other: Box) -> float:
    """Return the area over which two boxes that do not overlap look at each other at most 0.1 m apart."""
    low, high = np.maximum(one[0], other[0]), np.minimum(one[1], other[1])
    apart = low - high
    axes = [axis for axis in range(3) if -1e-6 <= apart[axis] <= 0.1 + 1e-6]
    areas = [np.prod(np.delete(np.maximum(high - low, 0), axis)) for axis in axes]
    return float(max(areas, default=0))


def apart(rooms: Sequence[Box]) -> bool:
    return all((np.maximum(a[0], b[0]) >= np.minimum(a[1], b[1]) - 1e-9).any() for a, b in combinations(rooms, 2))


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_areas_of_boxes_are_those_of_arithmetic(layout):
    rooms = [layout[0]]
    for one in layout[1:]:
        rooms += [one] if apart([*rooms, one]) else []
    truth = {(a, b): exact(rooms[a], rooms[b]) for a, b in combinations(range(len(rooms)), 2)}
    truth = {pair: area for pair, area in truth.items() if area >= 0.1}
    assert found(twin_of(rooms)) == pytest.approx(truth, rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0, 6.28), st.floats(-500, 500), st.floats(-500, 500), st.permutations(["a", "z", "m"]), st.floats(0, 0.2)
)
def test_neither_place_nor_direction_nor_name_matters(turn, east, north, prefixes, shift):
    rooms, elements = [ROOM, BESIDE, ABOVE], [WALL, SLAB]
    move = trimesh.transformations.rotation_matrix(turn, (0, 0, 1))
    move[:3, 3] = east, north, shift
    moved = found(twin_of(rooms, elements, move=move, prefix=prefixes[0]))
    assert moved == pytest.approx(found(twin_of(rooms, elements)), rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(layouts())
def test_no_contact_is_larger_than_a_face_and_ends_are_in_order(layout):
    twin = twin_of(layout)
    edges = adjacency.infer(twin).edges
    ids, size = twin.nodes["id"], np.diff(twin.nodes["box"], axis=1)[:, 0]
    surface = 2 * (size[:, 0] * size[:, 1] + size[:, 1] * size[:, 2] + size[:, 0] * size[:, 2])
    for one, other, area in zip(*(edges[name] for name in ("source", "target", "value")), strict=True):
        assert ids[one] < ids[other]
        assert area <= min(surface[one], surface[other]) * (1 + 1e-6)


@pytest.mark.parametrize(
    ("file", "expected"),
    [("CSC-1_SB", 3), ("CSW-1_SB", 9), ("SWW-4_SB", 14), ("TwoZones", 1), ("OneZone", 0)],
)
def test_small_models_have_the_neighbours_that_their_authors_declared(shared_data: Path, file, expected):
    twin = import_files([shared_data / "boundaries_small" / f"{file}.ifc"], Options()).twin
    edges = adjacency.infer(twin).edges
    shared = np.char.startswith(edges["method"].astype(str), "shared")
    assert len({*zip(edges["source"][shared].tolist(), edges["target"][shared].tolist(), strict=True)}) == expected


def test_in_the_duplex_the_flats_meet_at_the_party_wall_and_lie_partly_above_each_other(shared_data: Path):
    twin = import_files([shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"], Options()).twin
    edges, names = adjacency.infer(twin).edges, twin.nodes["name"]
    across: dict[str, set[str]] = {"wall": set(), "slab": set()}
    for one, other, via, method in zip(*(edges[n] for n in ("source", "target", "via", "method")), strict=True):
        if {names[one][0], names[other][0]} == {"A", "B"}:
            across[method.split("-")[1]].add(names[via].split(":")[1].split(" -")[0])
    assert across["wall"] == {"Party Wall"}
    assert across["slab"] == {"Residential"}


@pytest.mark.parametrize(("void", "methods"), [(0.05, ["shared-slab"]), (0.5, ["double-slab"]), (1.0, [])])
def test_a_suspended_ceiling_does_not_part_the_rooms_above_each_other(void, methods):
    low = ((0, 0, 0), (4, 3, 2.5 - void))
    assert adjacency.infer(twin_of([low, ABOVE], [SLAB])).edges["method"].tolist() == methods


def test_where_walls_are_not_modelled_the_rooms_that_doors_join_say_how_thick_they_are():
    rooms = [ROOM, ((4.25, 0, 0), (8, 3, 2.5)), ((0, 3.25, 0), (4, 6, 2.5))]
    twin = twin_of(rooms, [("IfcDoor", ((4, 1, 0), (4.25, 2, 2)))])
    assert not found(twin)
    door = table_of("edges", {"source": [0], "target": [1], "relation": ["opens_onto"], "via": [3]})
    assert found(Twin({**twin.tables, "edges": door})) == pytest.approx({(0, 1): 7.5, (0, 2): 10.0})
