"""Spaces with their quantities, and the zones that they make up: dwellings and common parts."""

from __future__ import annotations

from typing import Final

from twin_samples.authoring.pen import Entity, Pen, Point
from twin_samples.authoring.project import Frame
from twin_samples.authoring.shapes import prism, shape
from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign, Room

__all__ = ["area", "corner", "local", "write_rooms", "write_zones"]

_PUBLIC: Final = ("hall", "landing", "stair", "lift", "bin room", "bike room", "laundry", "common room", "shop")
"""Uses of rooms that people may enter who do not live behind that door."""


def write_rooms(pen: Pen, frame: Frame, building: BuildingDesign, *, handover: Handover) -> dict[str, Entity]:
    """Return the spaces of a building by the code of the room, all of them written."""
    spaces: dict[str, Entity] = {}
    for storey in building.storeys:
        inside = frame.storeys[storey.code]
        here = {room.code: _space(pen, inside, room, handover) for room in storey.rooms}
        if here:
            pen.relate("IfcRelAggregates", inside, *here.values())
        spaces |= here
    return spaces


def corner(room: Room, elevation: float = 0.0) -> Point:
    """Return where a space has its own zero: the least x and y of its outline [m]."""
    return (min(x for x, _ in room.outline), min(y for _, y in room.outline), elevation)


def local(room: Room) -> tuple[tuple[float, float], ...]:
    """Return the outline of a room around its own zero [m]."""
    x0, y0, _ = corner(room)
    return tuple((round(x - x0, 4), round(y - y0, 4)) for x, y in room.outline)


def area(room: Room) -> float:
    """Return the area of a room inside its walls [m²]."""
    ends = zip(room.outline, (*room.outline[1:], room.outline[0]), strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in ends) / 2


def _space(pen: Pen, storey: Entity, room: Room, handover: Handover) -> Entity:
    at = pen.place(storey.ObjectPlacement, pen.frame(corner(room)))
    drawn = shape(pen, prism(pen, local(room), bottom=0.0, height=room.height))
    name = handover.room_numbers.get(room.code, room.name)
    title = handover.room_names.get(room.code, room.long_name)
    side = "EXTERNAL" if room.outdoor else "INTERNAL"
    identity = pen.identity("room", room.code)
    space = pen.root("IfcSpace", identity, name, None, None, at, drawn, title, "ELEMENT", side, None)
    floor = round(area(room), 4)
    sizes = [("NetFloorArea", "Area", floor)]
    if not room.outdoor:
        sizes += [("Height", "Length", room.height), ("NetVolume", "Volume", round(floor * room.height, 4))]
    if not (room.outdoor or room.through):
        sizes.append(("FinishCeilingHeight", "Length", room.height))
    pen.measure(space, "Qto_SpaceBaseQuantities", tuple(sizes))
    public = room.use in _PUBLIC and not room.dwelling
    said = (("IsExternal", ("IfcBoolean", room.outdoor)), ("PubliclyAccessible", ("IfcBoolean", public)))
    pen.describe(space, "Pset_SpaceCommon", said)
    return space


def write_zones(pen: Pen, building: BuildingDesign, spaces: dict[str, Entity]) -> None:
    """Make each dwelling a zone of its rooms and its cellar, with the landlord's code; and one of what all share."""
    rooms: dict[str, list[Entity]] = {}
    for _, room in building.rooms:
        rooms.setdefault(room.dwelling, []).append(spaces[room.code])
    for dwelling in building.dwellings:
        zone = _zone(pen, dwelling.code, f"Logement {dwelling.code}", dwelling.type, "Logement")
        said = [("CodeLogement", ("IfcIdentifier", dwelling.code)), ("Type", ("IfcLabel", dwelling.type))]
        if dwelling.stair:
            said.append(("Escalier", ("IfcLabel", dwelling.stair)))
        pen.describe(zone, "Patrimoine", tuple(said))
        if rooms.get(dwelling.code):
            pen.relate("IfcRelAssignsToGroup", zone, *rooms[dwelling.code])
    if rooms.get(""):
        common = _zone(pen, "common parts", "Parties communes", None, "Parties communes")
        pen.relate("IfcRelAssignsToGroup", common, *rooms[""])


def _zone(pen: Pen, code: str, name: str, long_name: str | None, kind: str) -> Entity:
    return pen.root("IfcZone", pen.identity("dwelling", code), name, None, kind, long_name)
