"""Walls and rooms of every designed storey fill it: nothing is left out and nothing is there twice."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from twin_samples.design.catalogue import BUILD_UPS
from twin_samples.design.estate import estate_of
from twin_samples.design.model import BuildingDesign, Storey


def _plans(storey: Storey) -> np.ndarray:
    rooms = [shapely.Polygon(room.outline) for room in storey.rooms]
    walls = [shapely.Polygon(wall.plan.outline) for wall in storey.walls]
    return np.array(rooms + walls)


def _assert_filled(building: BuildingDesign) -> None:
    for storey in building.storeys:
        if storey.rooms:
            plans = _plans(storey)
            slab = shapely.Polygon(storey.slab)
            assert shapely.union_all(plans).symmetric_difference(slab).area == pytest.approx(0, abs=1e-6)
            assert shapely.area(plans).sum() == pytest.approx(slab.area, abs=1e-6)


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_rooms_and_walls_tile_every_storey(building: BuildingDesign) -> None:
    _assert_filled(building)


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 10_000))
def test_rooms_and_walls_tile_every_storey_of_any_seed(seed: int) -> None:
    for building in estate_of(seed=seed).buildings:
        _assert_filled(building)


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_walls_are_as_thick_as_their_build_up(building: BuildingDesign) -> None:
    for storey in building.storeys:
        for wall in storey.walls:
            sides = (wall.plan.x1 - wall.plan.x0, wall.plan.y1 - wall.plan.y0)
            assert BUILD_UPS[wall.build_up].thickness in [pytest.approx(side) for side in sides]


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_outlines_run_counterclockwise_along_the_axes(building: BuildingDesign) -> None:
    for _, room in building.rooms:
        ring = np.array(room.outline)
        steps = np.roll(ring, -1, axis=0) - ring
        assert ((steps == 0).sum(axis=1) == 1).all(), room.code
        assert shapely.LinearRing(ring).is_ccw, room.code


@pytest.mark.parametrize("building", estate_of().buildings, ids=lambda building: building.kind)
def test_shafts_and_stairs_rise_upright(building: BuildingDesign) -> None:
    centres: dict[str, list[shapely.Point]] = {}
    for _, room in building.rooms:
        if room.through:
            stair, place, word = room.code.split(".")
            column = f"{stair}.{place[-1] if len(place) > 1 and room.use == 'shaft' else ''}.{word}"
            centres.setdefault(column, []).append(shapely.box(*shapely.Polygon(room.outline).bounds).centroid)
    for column, points in centres.items():
        assert max(point.distance(points[0]) for point in points) < 0.06, column
