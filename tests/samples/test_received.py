import numpy as np
import pytest
import shapely

from twin_samples.authoring.identity import global_id
from twin_samples.design.estate import estate_of
from twin_samples.design.services import serviced
from twin_samples.received.noise import drawn_carelessly
from twin_samples.received.regions import merged_rooms, split_rooms
from twin_samples.received.state import received
from twin_samples.truth import adjacent_rooms, truth_of


@pytest.fixture(scope="module")
def estate():
    return estate_of()


@pytest.fixture(scope="module")
def slab(estate):
    return serviced(estate.buildings[0])


def area(building):
    return sum(shapely.polygons(room.outline).area for _, room in building.rooms)


@pytest.mark.parametrize("cut", [merged_rooms, split_rooms])
def test_rooms_cut_otherwise_cover_the_same_floor(slab, cut):
    other = cut(slab, np.random.default_rng(1), share=0.5)
    assert len(list(other.rooms)) != len(list(slab.rooms))
    assert area(other) == pytest.approx(area(slab), rel=1e-6)


@pytest.mark.parametrize("cut", [merged_rooms, split_rooms])
def test_doors_and_devices_name_rooms_that_are_still_there(slab, cut):
    other = cut(slab, np.random.default_rng(2), share=0.6)
    known = {room.code for _, room in other.rooms} | {""}
    assert {code for storey in other.storeys for one in storey.openings for code in one.rooms} <= known
    assert {device.room for device in other.devices} <= known
    assert {code for storey in other.storeys for pair in storey.open_links for code in pair} <= known


def test_carelessness_changes_no_fact_about_doors(estate, slab):
    careless = drawn_carelessly(slab, np.random.default_rng(3))
    before, after = truth_of(estate, slab), truth_of(estate, careless)
    for kind in ("rooms", "doors", "open_links", "stairs", "lifts", "dwellings", "device_rooms", "feeds"):
        assert before[kind] == after[kind]


def test_careless_rooms_lie_within_the_designed_ones(slab):
    careless = drawn_carelessly(slab, np.random.default_rng(4))
    designed = {room.code: shapely.polygons(room.outline) for _, room in slab.rooms}
    for _, room in careless.rooms:
        assert shapely.difference(shapely.polygons(room.outline), designed[room.code]).area < 1e-6


def test_received_files_differ_in_units_and_one_doubles_identities(estate, slab):
    arrived = [received(slab, seed=0, number=number) for number in range(3)]
    assert {one.architecture.length_unit for one in arrived} == {"MILLIMETRE", "METRE", "CENTIMETRE"}
    assert {one.services.length_unit for one in arrived} == {"FOOT", "METRE", "MILLIMETRE"}
    assert [bool(one.architecture.doubled_ids) for one in arrived] == [True, False, False]
    assert not any(one.architecture.boundaries or one.architecture.zones for one in arrived)


def test_same_seed_arrives_the_same(slab):
    assert received(slab, seed=5) == received(slab, seed=5)
    assert received(slab, seed=5).drawn != received(slab, seed=6).drawn


def test_adjacent_rooms_face_each_other_across_wall_alone(slab):
    """By brute force over samples: halfway between two rooms of one storey there is wall."""
    storey = slab.storeys[2]
    walls = shapely.union_all([shapely.box(w.plan.x0, w.plan.y0, w.plan.x1, w.plan.y1) for w in storey.walls])
    rooms = {room.code: shapely.polygons(room.outline) for room in storey.rooms}
    pairs = {(a, b) for a, b, _, across in adjacent_rooms(slab) if across == "wall" and a in rooms and b in rooms}
    for a, b in sorted(pairs):
        near = shapely.shortest_line(rooms[a], rooms[b])
        assert 0 < shapely.length(near) <= 0.6
    by_hand = {
        tuple(sorted((a, b)))
        for a in rooms
        for b in rooms
        if a < b and shapely.area(shapely.intersection(shapely.buffer(rooms[a], 0.05), shapely.buffer(rooms[b], 0.05)))
    }
    open_links = {tuple(sorted(pair)) for pair in storey.open_links}
    thin = {
        pair
        for pair in by_hand
        if pair not in open_links and shapely.intersects(shapely.shortest_line(rooms[pair[0]], rooms[pair[1]]), walls)
    }
    long = {pair for pair in thin if _facing_m(rooms[pair[0]], rooms[pair[1]]) > 0.2}
    assert long <= {tuple(sorted(pair)) for pair in pairs}


def _facing_m(one, other):
    """Return a lower bound of the length along which two rooms face each other across at most 0.1 m."""
    strip = shapely.intersection(
        shapely.buffer(one, 0.1, cap_style="square", join_style="mitre"), shapely.boundary(other)
    )
    return shapely.length(strip)


def test_truth_names_things_by_the_identities_in_the_files(estate, slab):
    truth = truth_of(estate, slab)
    room = next(room for _, room in slab.rooms)
    assert truth["rooms"][global_id(estate.code, "A", "room", room.code)]["code"] == room.code
    assert len(truth["dwellings"]) == len(slab.dwellings)
