"""Doors and windows, set into openings cut into their walls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from twin_samples.authoring.fillings import Fillings
from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.project import Frame
from twin_samples.authoring.shapes import mapped, prism, shape
from twin_samples.authoring.walls import runs_along_x
from twin_samples.design.catalogue import DOORS, WINDOWS, DoorType, WindowType, thickness_of
from twin_samples.design.model import OUTSIDE, BuildingDesign, Opening, Rectangle, Room, Wall

__all__ = ["size_of", "write_openings"]

_CODES: Final = {
    "outer door": ("B2030", "Exterior Doors"),
    "inner door": ("C1020", "Interior Doors"),
    "window": ("B2020", "Exterior Windows"),
}
_LOCKS: Final = {"key": "clé", "access control": "contrôle d'accès", "fire key": "carré pompier"}
_FAILS: Final = {"unlocked": "déverrouillée", "locked": "verrouillée"}

Said = tuple[tuple[str, tuple[str, Any]], ...]


def size_of(opening: Opening) -> DoorType | WindowType:
    """Return the type of a door or window, which knows its width and height."""
    return DOORS.get(opening.type) or WINDOWS[opening.type]


def write_openings(
    pen: Pen, frame: Frame, building: BuildingDesign, walls: Mapping[tuple[str, str], Entity]
) -> dict[str, Entity]:
    """Return the doors and windows of a building by their code, all of them written."""
    fillings, written = Fillings(pen), {}
    rooms = {room.code: room for _, room in building.rooms}
    for storey in building.storeys:
        plans = {wall.code: wall for wall in storey.walls}
        inside = frame.storeys[storey.code]
        for opening in storey.openings:
            host = walls[storey.code, opening.wall]
            made = _fill(pen, host, plans[opening.wall], opening, fillings.type_of(opening.type))
            pen.relate("IfcRelContainedInSpatialStructure", inside, made)
            _describe(pen, made, opening, rooms)
            written[opening.code] = made
    return written


def _fill(pen: Pen, host: Entity, wall: Wall, opening: Opening, kind: Entity) -> Entity:
    """Return a door or window in an opening of its wall."""
    size, thickness, along_x = size_of(opening), thickness_of(wall.build_up), runs_along_x(wall)
    start = round(opening.centre - size.width / 2 - (wall.plan.x0 if along_x else wall.plan.y0), 4)
    at = pen.place(host.ObjectPlacement, pen.frame((start, 0.0, opening.sill)))
    outline = Rectangle(0.0, 0.0, size.width, thickness).outline
    drawn = shape(pen, prism(pen, outline, bottom=0.0, height=size.height))
    identity = pen.identity("void", opening.code)
    hole = pen.root("IfcOpeningElement", identity, "Réservation", None, None, at, drawn, None, "OPENING")
    cut = pen.identity("IfcRelVoidsElement", opening.code)
    pen.root("IfcRelVoidsElement", cut, None, None, host, hole)
    across = thickness / 2 + (opening.offset if along_x else -opening.offset)
    inside = pen.place(at, pen.frame((0.0, across, 0.0)))
    made = _filling(pen, opening, size, inside, kind)
    pen.root("IfcRelFillsElement", pen.identity("IfcRelFillsElement", opening.code), None, None, hole, made)
    pen.relate("IfcRelDefinesByType", kind, made)
    return made


def _filling(pen: Pen, opening: Opening, size: DoorType | WindowType, place: Entity, kind: Entity) -> Entity:
    ifc_class = kind.is_a().removesuffix("Type")
    sizes = (pen.length(size.height), pen.length(size.width))
    drawn = mapped(pen, kind.RepresentationMaps[0])
    told = (opening.type, None, opening.type, place, drawn, opening.code, *sizes, kind.PredefinedType, kind[10])
    return pen.root(ifc_class, pen.identity("opening", opening.code), *told, None)


def _describe(pen: Pen, made: Entity, opening: Opening, rooms: Mapping[str, Room]) -> None:
    sides = [rooms.get(code) for code in opening.rooms]
    outside = OUTSIDE in opening.rooms or any(room is not None and room.outdoor for room in sides)
    common: list[tuple[str, tuple[str, Any]]] = [("IsExternal", ("IfcBoolean", outside))]
    if opening.fire_rating:
        common.append(("FireRating", ("IfcLabel", opening.fire_rating)))
    if opening.type in WINDOWS:
        u_value = ("ThermalTransmittance", ("IfcThermalTransmittanceMeasure", WINDOWS[opening.type].u_value))
        pen.describe(made, "Pset_WindowCommon", (*common, u_value))
        pen.classify(made, *_CODES["window"])
        return
    common += [
        ("SelfClosing", ("IfcBoolean", opening.self_closing)),
        ("HandicapAccessible", ("IfcBoolean", opening.accessible)),
        ("FireExit", ("IfcBoolean", _is_exit(opening, sides))),
    ]
    pen.describe(made, "Pset_DoorCommon", tuple(common))
    pen.describe(made, "Contrôle d'accès", _lock(opening))
    pen.classify(made, *_CODES["outer door" if outside else "inner door"])


def _is_exit(opening: Opening, sides: list[Room | None]) -> bool:
    """Return whether people flee through a door: into a stair, or out of a hall."""
    uses = {room.use for room in sides if room is not None}
    return not opening.lift and ("stair" in uses or (OUTSIDE in opening.rooms and "hall" in uses))


def _lock(opening: Opening) -> Said:
    said: list[tuple[str, tuple[str, Any]]] = [("Verrouillable", ("IfcBoolean", opening.lock != "none"))]
    if opening.lock != "none":
        said.append(("Verrouillage", ("IfcLabel", _LOCKS.get(opening.lock, opening.lock))))
    if opening.fails:
        said.append(("ÉtatSansCourant", ("IfcLabel", _FAILS.get(opening.fails, opening.fails))))
    return tuple(said)
