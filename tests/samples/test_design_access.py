"""Every room of the designed estates is reached on foot from the outside."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_samples.design.catalogue import DOORS
from twin_samples.design.estate import estate_of
from twin_samples.design.model import OUTSIDE, BuildingDesign

CLOSED = {"shaft", "lift"}


def _walkable(building: BuildingDesign) -> nx.Graph:
    graph = nx.Graph()
    graph.add_node(OUTSIDE)
    for storey in building.storeys:
        graph.add_edges_from(storey.open_links)
        graph.add_edges_from((stair.room, stair.upper_room) for stair in storey.stairs)
        graph.add_edges_from(
            opening.rooms
            for opening in storey.openings
            if opening.type in DOORS and not DOORS[opening.type].hatch and not opening.lift
        )
    return graph


def _unreached(building: BuildingDesign) -> list[str]:
    reached = nx.node_connected_component(_walkable(building), OUTSIDE)
    return [room.code for _, room in building.rooms if room.use not in CLOSED and room.code not in reached]


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_every_room_is_reached_from_the_outside(building: BuildingDesign) -> None:
    assert _unreached(building) == []


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 10_000))
def test_every_room_is_reached_whatever_the_seed(seed: int) -> None:
    assert [code for building in estate_of(seed=seed).buildings for code in _unreached(building)] == []


def test_links_name_rooms_that_exist() -> None:
    for building in estate_of().buildings:
        rooms = {room.code for _, room in building.rooms} | {OUTSIDE}
        assert set(_walkable(building)) <= rooms


def test_a_dwelling_is_left_by_its_entrance_alone() -> None:
    for building in estate_of().buildings:
        own = {room.code: room.dwelling for _, room in building.rooms if room.use != "cellar"}
        entrances = {dwelling.code: dwelling.entrance for dwelling in building.dwellings}
        for storey in building.storeys:
            for opening in storey.openings:
                inside, beyond = (own.get(room, "") for room in opening.rooms)
                crosses = inside != beyond and opening.type in DOORS and not DOORS[opening.type].hatch
                if crosses and OUTSIDE not in opening.rooms:
                    assert entrances[inside or beyond] == opening.code


def test_lifts_stop_from_the_basement_to_the_top() -> None:
    for building in estate_of().buildings[:2]:
        for lift in building.lifts:
            storeys = [storey.code for storey in building.storeys]
            assert list(lift.stops) == storeys[: storeys.index("T")]
            assert len(lift.rooms) == len(lift.stops)


def test_stairs_climb_a_storey_with_steps_that_people_walk() -> None:
    for building in estate_of().buildings:
        elevation = {storey.code: storey.elevation for storey in building.storeys}
        for storey in building.storeys:
            for stair in storey.stairs:
                upper = stair.upper_room.split(".")[1]
                assert stair.rise == pytest.approx(elevation[upper] - storey.elevation)
                assert 0.15 <= stair.rise / stair.risers <= 0.18 + 1e-9


def test_floors_are_open_where_stairs_arrive() -> None:
    for building in estate_of().buildings:
        for below, above in zip(building.storeys, building.storeys[1:], strict=False):
            assert {stair.plan for stair in below.stairs} <= set(above.slab_holes)
