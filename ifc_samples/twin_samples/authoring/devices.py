"""Devices and their types: shape, maker, life and class told once by the type; place, room and duties by the device."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.project import Frame
from twin_samples.authoring.shapes import box, mapped, shared
from twin_samples.design.device_type import DeviceType
from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign, Device, Room, Storey

__all__ = ["Levels", "write_devices", "write_duties"]

_NEWER_CLASSES: Final = {"IfcElectricDistributionBoard": "IfcDistributionBoard"}
"""What IFC4X3 calls what IFC4 called otherwise."""
_INSTALLED: Final = "DateInstallation"
"""How designers call the day a device was built in, for which only IFC4X3 has a set."""
_JUST_BELOW_M: Final = 0.3
"""What lies in the slab of a storey belongs to that storey."""


@dataclass(frozen=True)
class Levels:
    """The storeys of a building, to find the one of a height or of a room."""

    storeys: Sequence[Storey]
    frame: Frame
    rooms: Mapping[str, tuple[Storey, Room]]

    @classmethod
    def of(cls, building: BuildingDesign, frame: Frame) -> Levels:
        """Return the levels of a building."""
        by_height = sorted(building.storeys, key=lambda storey: storey.elevation)
        return cls(by_height, frame, {room.code: (storey, room) for storey, room in building.rooms})

    def at(self, z: float) -> Storey:
        """Return the storey at a height [m], the lowest for what lies below all."""
        floors = [storey.elevation - _JUST_BELOW_M for storey in self.storeys]
        return self.storeys[max(bisect_right(floors, z) - 1, 0)]

    def of_device(self, device: Device) -> Storey:
        """Return the storey of the room of a device, of its height if it names no room of the building."""
        known = self.rooms.get(device.room)
        return known[0] if known else self.at(device.at[2])

    def inside(self, storey: Storey) -> Entity:
        """Return the written storey."""
        return self.frame.storeys[storey.code]


def write_devices(
    pen: Pen, building: BuildingDesign, levels: Levels, *, types: Mapping[str, DeviceType], handover: Handover
) -> dict[str, Entity]:
    """Return the devices of a building by their code, all of them written with their types."""
    written: dict[str, Entity] = {}
    devices = {}
    for device in building.devices:
        if device.type not in written:
            written[device.type] = _type(pen, device.type, types[device.type])
        made = _device(pen, device, levels.of_device(device), levels, written[device.type])
        _locate(pen, made, device, levels, handover)
        devices[device.code] = made
    return devices


def write_duties(
    pen: Pen, building: BuildingDesign, levels: Levels, *, things: Mapping[str, Entity], handover: Handover
) -> None:
    """Relate sensors and controllers to what they watch and act on, by relations where IFC has one, and by name.

    Parameters
    ----------
    pen, building, levels : of the file
    things : written devices and lifts, by code
    handover : what rooms are called, which things are named by
    """
    for device in building.devices:
        elsewhere = tuple(code for code in device.serves if code != device.room)
        said = (("Surveille", device.monitors), ("Commande", device.controls), ("Dessert", elsewhere))
        told = tuple((name, ("IfcText", _named(codes, levels, handover))) for name, codes in said if codes)
        pen.describe(things[device.code], "Asservissement", told)
        for code in device.monitors:
            if code in things:
                pen.relate("IfcRelAssignsToProduct", things[code], things[device.code])
        _control(pen, things[device.code], [things[code] for code in device.controls if code in things])


def _named(codes: Sequence[str], levels: Levels, handover: Handover) -> str:
    """Return how an engineer names things: rooms by the architect's number, all others by their code."""
    rooms = {code: levels.rooms[code][1].name for code in codes if code in levels.rooms}
    return "; ".join(handover.room_numbers.get(code, rooms.get(code, code)) for code in codes)


def _control(pen: Pen, controller: Entity, targets: Sequence[Entity]) -> None:
    """Relate a controller to the first thing it acts on: the schema grants it one, and only one with a flow in it."""
    flows = [one for one in targets if one.is_a("IfcDistributionFlowElement")]
    if flows and controller.is_a("IfcDistributionControlElement"):
        pen.relate("IfcRelFlowControlElements", flows[0], controller)


def _class_of(pen: Pen, ifc_class: str) -> str:
    return _NEWER_CLASSES.get(ifc_class, ifc_class) if pen.is_newer else ifc_class


def _type(pen: Pen, key: str, told: DeviceType) -> Entity:
    solids = [box(pen, one[:3], one[3:6], one[6]) for one in told.boxes]
    made = pen.model.create_entity(
        f"{_class_of(pen, told.ifc_class)}Type",
        GlobalId=pen.identity("device type", key),
        Name=key,
        RepresentationMaps=[shared(pen, *solids)] if solids else None,
        Tag=told.model,
        ElementType=key,
        PredefinedType=told.predefined,
    )
    pen.classify(made, *told.uniformat)
    maker = (("Manufacturer", ("IfcLabel", told.manufacturer)), ("ModelReference", ("IfcLabel", told.model)))
    pen.describe(made, "Pset_ManufacturerTypeInformation", maker)
    life: list[tuple[str, tuple[str, Any]]] = [
        ("ServiceLifeDuration", ("IfcDuration", f"P{round(told.service_life_years)}Y"))
    ]
    if told.mtbf_h is not None:
        life.append(("MeanTimeBetweenFailure", ("IfcDuration", f"PT{round(told.mtbf_h)}H")))
    pen.describe(made, "Pset_ServiceLife", tuple(life))
    warranty = f"P{round(told.warranty_years * 12)}M"
    pen.describe(made, "Pset_Warranty", (("WarrantyPeriod", ("IfcDuration", warranty)),))
    if told.power_w is not None:
        pen.describe(made, "Électricité", (("PuissanceAbsorbée", ("IfcPowerMeasure", float(told.power_w))),))
    return made


def _device(pen: Pen, device: Device, storey: Storey, levels: Levels, kind: Entity) -> Entity:
    inside = levels.inside(storey)
    at = pen.place(inside.ObjectPlacement, pen.frame(_above(device.at, storey), ahead=_ahead(device.turn)))
    sources = kind.RepresentationMaps
    drawn = mapped(pen, sources[0]) if sources else None
    told = (device.name, None, kind.Name, at, drawn, device.code)
    predefined = kind.PredefinedType
    made = pen.root(kind.is_a().removesuffix("Type"), pen.identity("device", device.code), *told, predefined)
    pen.relate("IfcRelDefinesByType", kind, made)
    pen.relate("IfcRelContainedInSpatialStructure", inside, made)
    for name, properties in device.properties:
        pen.describe(made, name, properties)
        since = dict(properties).get(_INSTALLED)
        if since and pen.is_newer:
            pen.describe(made, "Pset_InstallationOccurrence", (("InstallationDate", since),))
    return made


def _locate(pen: Pen, made: Entity, device: Device, levels: Levels, handover: Handover) -> None:
    """Say in words which room a device is in: the file of the services has no spaces."""
    known = levels.rooms.get(device.room)
    if known:
        storey, room = known
        number = handover.room_numbers.get(room.code, room.name)
        said = (("Local", ("IfcLabel", number)), ("Niveau", ("IfcLabel", storey.name)))
        pen.describe(made, "Repérage", said)


def _above(at: Point, storey: Storey) -> Point:
    return (at[0], at[1], round(at[2] - storey.elevation, 4))


def _ahead(turn: float) -> Point:
    """Return the direction of a thing's own x, exact for quarter turns."""
    angle = math.radians(turn)
    return (round(math.cos(angle), 9) + 0.0, round(math.sin(angle), 9) + 0.0, 0.0)
