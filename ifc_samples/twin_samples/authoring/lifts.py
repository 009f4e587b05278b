"""Lifts in their shafts, with the storeys they serve.

Architect and engineers both draw them, the engineers as a copy of the architect's: the one feeds them, the other builds
them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.project import Frame
from twin_samples.authoring.rooms import corner
from twin_samples.authoring.shapes import box, shape
from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign, Lift, Room

__all__ = ["write_lifts"]

_CAR_GAP_M: Final = 0.15
_CAR_HEIGHT_M: Final = 2.2
_PANEL_M: Final = 0.05


def write_lifts(
    pen: Pen, frame: Frame, building: BuildingDesign, spaces: Mapping[str, Entity], *, handover: Handover
) -> dict[str, Entity]:
    """Return the lifts by their code, all of them written: the car at the lowest stop, and the storeys it serves."""
    rooms = {room.code: (storey, room) for storey, room in building.rooms}
    lifts = {}
    for lift in building.lifts:
        storey, room = next(rooms[code] for code in lift.rooms if rooms[code][0].code == lift.stops[0])
        inside = frame.storeys[storey.code]
        made = lifts[lift.code] = _lift(pen, inside, lift, room)
        holder = spaces.get(room.code, inside) if handover.containment else inside
        pen.relate("IfcRelContainedInSpatialStructure", holder, made)
        for stop in lift.stops[1:] if handover.lift_storeys else ():
            pen.relate("IfcRelReferencedInSpatialStructure", frame.storeys[stop], made)
        _rate(pen, made, lift, room)
    return lifts


def _car(room: Room) -> tuple[float, float]:
    """Return width and depth of the car in a shaft [m]."""
    xs, ys = ([point[axis] for point in room.outline] for axis in (0, 1))
    return round(max(xs) - min(xs) - 2 * _CAR_GAP_M, 4), round(max(ys) - min(ys) - 2 * _CAR_GAP_M, 4)


def _lift(pen: Pen, storey: Entity, lift: Lift, room: Room) -> Entity:
    size, (x, y, _) = _car(room), corner(room)
    low = (round(x + _CAR_GAP_M, 4), round(y + _CAR_GAP_M, 4), 0.0)
    at = pen.place(storey.ObjectPlacement, pen.frame(low))
    top = _CAR_HEIGHT_M - _PANEL_M
    items = [box(pen, (0.0, 0.0, z), (*size, z + _PANEL_M), "Acier") for z in (0.0, top)]
    items += [
        box(pen, (x, 0.0, _PANEL_M), (round(x + _PANEL_M, 4), size[1], top), "Acier") for x in (0.0, size[0] - _PANEL_M)
    ]
    identity = pen.identity("lift", lift.code)
    told = (lift.name, None, "Ascenseur", at, shape(pen, *items), lift.code, "ELEVATOR")
    made = pen.root("IfcTransportElement", identity, *told)
    pen.classify(made, "D1010", "Elevators & Lifts")
    return made


def _rate(pen: Pen, made: Entity, lift: Lift, room: Room) -> None:
    width, depth = _car(room)
    capacity = (
        ("CapacityPeople", ("IfcCountMeasure", lift.persons)),
        ("CapacityWeight", ("IfcMassMeasure", lift.load_kg)),
    )
    pen.describe(made, "Pset_TransportElementCommon", capacity)
    said = (
        ("FireFightingLift", ("IfcBoolean", lift.fire_fighting)),
        ("ClearWidth", ("IfcPositiveLengthMeasure", round(width - 2 * _PANEL_M, 4))),
        ("ClearDepth", ("IfcPositiveLengthMeasure", depth)),
        ("ClearHeight", ("IfcPositiveLengthMeasure", round(_CAR_HEIGHT_M - 2 * _PANEL_M, 4))),
    )
    pen.describe(made, "Pset_TransportElementElevator", said)
    pen.describe(made, "Ascenseur", (("NiveauxDesservis", ("IfcText", "; ".join(lift.stops))),))
