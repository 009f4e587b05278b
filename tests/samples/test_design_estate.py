"""What the designed estates consist of: counts, codes, areas, and that a seed stands for one estate."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.errors import UsageError
from twin_samples.design.estate import estate_of, footprint
from twin_samples.design.model import BuildingDesign

AREAS = {"T1": (24, 33), "T2": (42, 49), "T3": (58, 68), "T4": (70, 86), "T5": (90, 105)}
"""Living area by type, in which a plan of French housing lies [m²]."""
LEAST = {"bedroom": 9.0, "living": 13.5, "wc": 1.0, "bathroom": 2.3, "cellar": 1.5}
"""Area that a room has at least [m²]."""
UNCOUNTED = {"cellar", "balcony", "stair"}


def _areas(building: BuildingDesign) -> dict[str, float]:
    """Living area of each dwelling, without cellar, balcony and stair [m²]."""
    areas: dict[str, float] = defaultdict(float)
    for _, room in building.rooms:
        if room.dwelling and room.use not in UNCOUNTED:
            areas[room.dwelling] += shapely.Polygon(room.outline).area
    return areas


def test_the_estate_has_eighty_to_a_hundred_and_five_dwellings_of_all_types() -> None:
    types = Counter(dwelling.type for building in estate_of().buildings for dwelling in building.dwellings)
    assert 80 <= sum(types.values()) <= 105
    assert sorted(types) == ["T1", "T2", "T3", "T4", "T5"]


def test_the_estate_is_a_slab_block_a_tower_and_row_houses() -> None:
    assert [(b.code, b.kind, len(b.lifts), b.gas) for b in estate_of().buildings] == [
        ("A", "slab", 3, True),
        ("B", "tower", 2, False),
        ("C", "houses", 0, False),
    ]


def _wrong_in_size(building: BuildingDesign) -> list[str]:
    """Dwellings and rooms of a size that no French architect would draw."""
    areas = _areas(building)
    dwellings = [
        dwelling.code
        for dwelling in building.dwellings
        if not AREAS[dwelling.type][0] <= areas[dwelling.code] <= AREAS[dwelling.type][1]
    ]
    small = [room.code for _, room in building.rooms if shapely.Polygon(room.outline).area < LEAST.get(room.use, 0)]
    return dwellings + small


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_dwellings_and_rooms_are_as_large_as_their_names_say(building: BuildingDesign) -> None:
    assert _wrong_in_size(building) == []


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 10_000))
def test_dwellings_and_rooms_are_as_large_whatever_the_seed(seed: int) -> None:
    assert [code for building in estate_of(seed=seed).buildings for code in _wrong_in_size(building)] == []


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_ways_inside_a_dwelling_are_wide_enough(building: BuildingDesign) -> None:
    for _, room in building.rooms:
        if room.use in {"entrance", "corridor", "landing", "hall"}:
            # a room in one piece after 0.45 m were taken from its walls lets a disc of 0.90 m through
            middle = shapely.Polygon(room.outline).buffer(-0.45, join_style="mitre")
            assert middle.geom_type == "Polygon", room.code
            assert not middle.is_empty, room.code


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_a_dwelling_has_as_many_main_rooms_as_its_type_says(building: BuildingDesign) -> None:
    rooms = defaultdict(list)
    for _, room in building.rooms:
        rooms[room.dwelling].append(room.use)
    for dwelling in building.dwellings:
        uses = Counter(rooms[dwelling.code])
        assert uses["bedroom"] + uses["living"] == int(dwelling.type[1])
        assert uses["kitchen"] == uses["wc"] == 1
        assert uses["bathroom"] >= 1


@pytest.mark.parametrize("building", estate_of().buildings[:2], ids=lambda building: building.kind)
def test_every_dwelling_of_a_block_has_one_cellar(building: BuildingDesign) -> None:
    cellars = Counter(room.dwelling for _, room in building.rooms if room.use == "cellar")
    assert cellars == Counter(dwelling.code for dwelling in building.dwellings)


def test_codes_are_unique_in_a_building() -> None:
    for building in estate_of(4, seed=5).buildings:
        rooms = [room.code for _, room in building.rooms]
        openings = [opening.code for storey in building.storeys for opening in storey.openings]
        flights = [stair.code for storey in building.storeys for stair in storey.stairs]
        for codes in (rooms, openings, flights, [dwelling.code for dwelling in building.dwellings]):
            assert len(set(codes)) == len(codes)
        for storey in building.storeys:
            assert len({room.name for room in storey.rooms}) == len(storey.rooms)


def test_codes_say_stair_storey_and_rank() -> None:
    slab = estate_of().buildings[0]
    assert "TIL-A1-21" in {dwelling.code for dwelling in slab.dwellings}
    assert {"A1.21.SEJ", "A1.2.PAL", "A3.S.CC1", "A2.T.VMC"} <= {room.code for _, room in slab.rooms}
    assert not any(set("#@~") & set(room.code + room.dwelling + room.name) for _, room in slab.rooms)


def test_one_seed_is_one_estate() -> None:
    assert estate_of(6, seed=2) == estate_of(6, seed=2)
    assert estate_of(6, seed=2) != estate_of(6, seed=3)


def test_buildings_of_the_estate_stand_apart() -> None:
    for one, other in combinations(estate_of().buildings, 2):
        assert footprint(one).distance(footprint(other)) > 10


def test_buildings_of_a_district_stand_apart_on_their_own_ground() -> None:
    district = estate_of(30, seed=1)
    assert len({building.code for building in district.buildings}) == 30
    assert Counter(building.kind for building in district.buildings) == {"slab": 10, "tower": 10, "houses": 10}
    assert sum(building.gas for building in district.buildings) == 1
    for one, other in combinations(district.buildings, 2):
        assert footprint(one).distance(footprint(other)) > 10


def test_a_district_of_no_building_is_refused() -> None:
    with pytest.raises(UsageError, match="Give 1 or more"):
        estate_of(0)
