"""What pipes are laid with: places in rooms, paths between devices, types of devices."""

from __future__ import annotations

import ifcopenshell.ifcopenshell_wrapper as wrapper
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twin_samples.design.device_type import DeviceType
from twin_samples.design.model import BuildingDesign, Rectangle
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.placing import spot
from twin_samples.design.piping.survey import Survey
from twin_samples.design.piping.types import FACTS, PIPING_DEVICES

ROOM = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (2.0, 3.0), (2.0, 2.0), (0.0, 2.0))
WATER = Service("EF", "Eau froide", "cold_water", 0)


def test_spot_is_the_wall_nearest_to_what_is_wanted():
    found = spot(ROOM, (0.6, 0.4), near=(3.9, 1.5))
    assert (found.x, found.y, found.turn) == (3.99, 1.5, 90.0)


def test_nothing_fits_where_all_is_taken():
    assert spot(ROOM, (0.6, 0.4), near=(0.0, 0.0), clear_of=[Rectangle(0, 0, 4, 3)]) is None


@given(
    width=st.floats(0.1, 2.5),
    depth=st.floats(0.1, 1.5),
    x=st.floats(0, 4),
    y=st.floats(0, 3),
    taken=st.builds(Rectangle, st.just(1.0), st.just(0.0), st.floats(1.1, 3.0), st.floats(0.1, 2.0)),
)
def test_spots_are_inside_the_room_and_clear_of_what_is_taken(width, depth, x, y, taken):
    if found := spot(ROOM, (width, depth), near=(x, y), clear_of=[taken]):
        covered = shapely.Polygon(found.covers.outline)
        assert shapely.Polygon(ROOM).buffer(0.01, join_style="mitre").covers(covered)
        assert covered.intersection(shapely.Polygon(taken.outline)).area < 0.01


def test_runs_of_one_device_leave_it_side_by_side():
    laying = _laying(("A", (0.0, 0.0, 1.0)), ("B", (3.0, 0.0, 0.0)), ("C", (3.0, 2.0, 0.0)))
    for target in "BC":
        laying.run(WATER, "A", target, size=0.02, height=2.0)
    first, second = (link.path for link in laying.links[WATER])
    assert first == ((0.0, 0.0, 1.05), (0.0, 0.0, 2.0), (3.0, 0.0, 2.0), (3.0, 0.0, 0.05))
    assert second[0] == (0.06, 0.0, 1.05)


def test_what_gathers_flows_back_along_the_same_path():
    waste = Service("EU", "Eaux usées", "drainage", 0, gathers=True)
    laying = _laying(("A", (0.0, 0.0, 0.0)), ("B", (3.0, 1.0, 0.0)))
    laying.run(waste, "A", "B", size=0.1)
    (link,) = laying.links[waste]
    assert (link.source, link.target) == ("B", "A")
    assert link.path == ((3.0, 0.95, 0.0), (3.0, 0.0, 0.0), (0.05, 0.0, 0.0))


def test_straight_runs_that_share_a_start_part_from_each_other():
    laying = _laying(("A", (0.0, 0.0, 0.0)), ("B", (3.0, 0.0, 0.0)), ("C", (5.0, 0.0, 0.0)))
    for target in "BC":
        laying.run(WATER, "A", target, size=0.02)
    assert len({link.path[0] for link in laying.links[WATER]}) == 2


@pytest.mark.parametrize("schema", ["IFC4", "IFC4X3_ADD2"])
def test_types_are_known_to_the_schema(schema):
    known = wrapper.schema_by_name(schema)
    for key, type_ in PIPING_DEVICES.items():
        attributes = known.declaration_by_name(type_.ifc_class).as_entity().all_attributes()
        predefined = next(one for one in attributes if one.name() == "PredefinedType")
        values = predefined.type_of_attribute().declared_type().as_enumeration_type().enumeration_items()
        assert type_.predefined in values, key


def test_types_say_who_made_them_and_how_long_they_last():
    for key, type_ in PIPING_DEVICES.items():
        assert isinstance(type_, DeviceType)
        assert type_.manufacturer.endswith("(fictif)")
        assert type_.service_life_years > type_.warranty_years > 0
        assert all(one[0] < one[3] and one[1] < one[4] and one[2] < one[5] for one in type_.boxes), key
        assert FACTS[key][0][1][0][0] == "DateInstallation"


def _laying(*devices: tuple[str, tuple[float, float, float]]) -> Laying:
    laying = Laying(Survey(BuildingDesign("A", "A", "slab", (), ())))
    for code, at in devices:
        laying.add(code, "Té", code, room="", at=at)
    return laying
