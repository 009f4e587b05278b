"""The file of the architect: spaces, walls with doors and windows, slabs, stairs, lifts, dwellings, boundaries."""

from __future__ import annotations

from pathlib import Path

from twin_samples.authoring.boundaries import Written, write_boundaries
from twin_samples.authoring.header import save
from twin_samples.authoring.lifts import write_lifts
from twin_samples.authoring.openings import write_openings
from twin_samples.authoring.pen import Entity, Pen
from twin_samples.authoring.project import start
from twin_samples.authoring.relations import write_collected
from twin_samples.authoring.rooms import write_rooms, write_zones
from twin_samples.authoring.stairs import write_stairs
from twin_samples.authoring.walls import BuildUps, write_slabs, write_walls
from twin_samples.design.handover import CLEAN, Handover
from twin_samples.design.model import BuildingDesign, EstateDesign

__all__ = ["write_architecture"]


def write_architecture(
    estate: EstateDesign, building: BuildingDesign, path: Path, *, handover: Handover = CLEAN
) -> None:
    """Write a building as its architect delivers it, the same bytes for the same design.

    Parameters
    ----------
    estate, building : the design
    path : of the file to write
    handover : what the file says and omits
    """
    pen, frame = start(estate, building, "architecture", handover=handover)
    build_ups = BuildUps(pen)
    spaces = write_rooms(pen, frame, building, handover=handover)
    slabs = write_slabs(pen, frame, building, build_ups)
    walls = write_walls(pen, frame, building, build_ups)
    openings = write_openings(pen, frame, building, walls)
    write_stairs(pen, frame, building, spaces, handover=handover)
    write_lifts(pen, frame, building, spaces, handover=handover)
    if handover.zones:
        write_zones(pen, building, spaces)
    if handover.boundaries:
        write_boundaries(pen, frame, building, Written(spaces, walls, openings, slabs))
    build_ups.write_usages()
    _describe(pen, frame.building, building)
    write_collected(pen)
    save(pen, path)


def _describe(pen: Pen, made: Entity, building: BuildingDesign) -> None:
    above = sum(storey.elevation >= 0 and bool(storey.rooms) for storey in building.storeys)
    said = (
        ("YearOfConstruction", ("IfcLabel", str(building.year))),
        ("NumberOfStoreys", ("IfcInteger", above)),
    )
    pen.describe(made, "Pset_BuildingCommon", said)
