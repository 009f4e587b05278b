import ifcopenshell.ifcopenshell_wrapper as wrapper
import pytest

from twin_samples.design.devices import DEVICES

COMMODITIES = {
    "cold_water", "hot_water", "heating_flow", "heating_return", "power", "lighting", "gas", "ventilation", "drainage",
    "telecom", "fire", "security",
}  # fmt: skip


@pytest.mark.parametrize("schema", ["IFC4", "IFC4X3_ADD2"])
def test_every_type_has_a_predefined_type_that_the_schema_knows(schema: str) -> None:
    for key, device in DEVICES.items():
        declared = wrapper.schema_by_name(schema).declaration_by_name(f"{device.ifc_class}Type").as_entity()
        known = next(a for a in declared.all_attributes() if a.name() == "PredefinedType")
        values = known.type_of_attribute().declared_type().as_enumeration_type().enumeration_items()
        assert device.predefined in values, key


def test_ports_carry_what_networks_carry() -> None:
    assert {one for device in DEVICES.values() for one in device.commodities} <= COMMODITIES


def test_what_draws_power_has_a_port_for_it() -> None:
    assert all(
        {"power", "lighting"} & set(device.commodities) for device in DEVICES.values() if device.power_w is not None
    )


def test_boxes_have_a_volume() -> None:
    for key, device in DEVICES.items():
        assert device.boxes, key
        assert all(x0 < x1 and y0 < y1 and z0 < z1 for x0, y0, z0, x1, y1, z1, _ in device.boxes), key


def test_makers_say_that_they_are_invented() -> None:
    assert all(device.manufacturer.endswith("(fictif)") for device in DEVICES.values())
