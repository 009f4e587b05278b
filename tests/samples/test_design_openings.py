"""Doors and windows of the designed estates stand in their walls, between the rooms that they say."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_samples.design.catalogue import DOORS, WINDOWS
from twin_samples.design.estate import estate_of
from twin_samples.design.model import OUTSIDE, BuildingDesign, Opening, Storey, Wall

HABITABLE = {"living", "bedroom"}


def _width(opening: Opening) -> float:
    return (DOORS.get(opening.type) or WINDOWS[opening.type]).width


def _hole(opening: Opening, wall: Wall) -> shapely.Polygon:
    """What an opening takes of the plan of its wall."""
    plan, half = wall.plan, _width(opening) / 2
    if plan.x1 - plan.x0 >= plan.y1 - plan.y0:
        return shapely.box(opening.centre - half, plan.y0, opening.centre + half, plan.y1)
    return shapely.box(plan.x0, opening.centre - half, plan.x1, opening.centre + half)


def _placed(building: BuildingDesign) -> Iterator[tuple[Storey, Opening, shapely.Polygon, Wall]]:
    for storey in building.storeys:
        walls = {wall.code: wall for wall in storey.walls}
        assert len(walls) == len(storey.walls)
        for opening in storey.openings:
            yield storey, opening, _hole(opening, walls[opening.wall]), walls[opening.wall]


def _assert_well_placed(building: BuildingDesign) -> None:
    rooms = {room.code: shapely.Polygon(room.outline) for _, room in building.rooms}
    for storey, opening, hole, wall in _placed(building):
        assert shapely.Polygon(wall.plan.outline).buffer(1e-6).covers(hole), opening.code
        for room in opening.rooms:
            side = shapely.Polygon(storey.slab).exterior if room == OUTSIDE else rooms[room]
            shared = hole.buffer(1e-6).intersection(side)
            assert max(shared.bounds[2] - shared.bounds[0], shared.bounds[3] - shared.bounds[1]) == pytest.approx(
                _width(opening), abs=1e-4
            ), opening.code


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_openings_lie_in_their_wall_and_touch_both_rooms(building: BuildingDesign) -> None:
    _assert_well_placed(building)


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 10_000))
def test_openings_lie_in_their_wall_whatever_the_seed(seed: int) -> None:
    for building in estate_of(seed=seed).buildings:
        _assert_well_placed(building)


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_openings_keep_clear_of_each_other(building: BuildingDesign) -> None:
    holes = defaultdict(list)
    for storey, opening, hole, _ in _placed(building):
        for other in holes[(storey.code, opening.wall)]:
            assert hole.distance(other) > 0.09, opening.code
        holes[(storey.code, opening.wall)].append(hole)


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_every_room_people_live_in_has_a_window(building: BuildingDesign) -> None:
    outdoor = {room.code for _, room in building.rooms if room.outdoor} | {OUTSIDE}
    lit = {opening.rooms[0] for _, opening, _, _ in _placed(building) if opening.rooms[1] in outdoor}
    dark = [room.code for _, room in building.rooms if room.use in {*HABITABLE, "kitchen"} and room.code not in lit]
    assert dark == []


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_windows_and_outer_doors_are_in_outer_walls(building: BuildingDesign) -> None:
    for _, opening, _, wall in _placed(building):
        assert (opening.type in WINDOWS) <= wall.external, opening.code
        assert (OUTSIDE in opening.rooms) <= wall.external, opening.code


def test_landing_doors_resist_fire_and_do_not_close_by_themselves() -> None:
    for building in estate_of().buildings[:2]:
        openings = {opening.code: opening for storey in building.storeys for opening in storey.openings}
        for dwelling in building.dwellings:
            door = openings[dwelling.entrance]
            assert (door.fire_rating, door.self_closing, door.lock) == ("EI30", False, "key")


def test_doors_of_stairs_and_cellars_close_by_themselves() -> None:
    for building in estate_of().buildings[:2]:
        uses = {room.code: room.use for _, room in building.rooms} | {OUTSIDE: ""}
        for _, opening, _, _ in _placed(building):
            kinds = {uses[room] for room in opening.rooms}
            if kinds in ({"stair", "landing"}, {"cellar corridor", "landing"}):
                assert opening.self_closing, opening.code
                assert opening.fire_rating == "EI30", opening.code


def test_both_ways_of_failing_exist() -> None:
    fails = {
        opening.code: opening.fails
        for building in estate_of().buildings
        for storey in building.storeys
        for opening in storey.openings
        if opening.lock == "access control"
    }
    assert fails == {
        "A1.0.HAL/EXT": "unlocked",
        "A2.0.HAL/EXT": "unlocked",
        "A3.0.HAL/EXT": "locked",
        "B.0.HAL/EXT": "unlocked",
    }
