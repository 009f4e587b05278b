"""The whole public space of an estate, from its buildings: streets, ways to every door, surfaces, what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from twin_samples.design.estate import footprint
from twin_samples.design.model import EstateDesign
from twin_samples.outdoors import cells
from twin_samples.outdoors.approaches import Surroundings, approach, surroundings_of
from twin_samples.outdoors.doors import Door, doors_of
from twin_samples.outdoors.facts import Fixture, Massing, OutdoorDesign, Tags
from twin_samples.outdoors.grid import cells_of
from twin_samples.outdoors.lamps import lamps_of
from twin_samples.outdoors.neighbourhood import blocks, outer_streets, park, services
from twin_samples.outdoors.noding import noded
from twin_samples.outdoors.serving import serving
from twin_samples.outdoors.streets import Line, streets
from twin_samples.outdoors.terrain import Frame, heights

__all__ = ["outdoors_of"]

_RAISED = 0.36
"""How far above the ground a door needs three steps [m]."""
_FOOT = 0.96
"""How far in front of a raised door its three steps begin [m]."""


def outdoors_of(estate: EstateDesign) -> OutdoorDesign:
    """Return the public space of an estate, in the coordinates of the estate.

    Parameters
    ----------
    estate : its buildings say where doors and footprints are
    """
    frame, spots = cells_of(estate)
    buildings = list(_massing(estate))
    drawn = [
        *streets(frame, spots),
        *(line for cell in spots for line in cells.lines(cell)),
        *(serving(estate, spots) if frame.drawing == "block" else ()),
    ]
    reached = list(services(frame))
    doors = doors_of(estate)
    raised = _raised(estate, doors, frame)
    outlines = [shapely.Polygon([point[:2] for point in building.ring]) for building in buildings]
    around = surroundings_of(drawn, outlines)
    paths = [line for door in doors for line in _paths(door, around, frame, raised)]
    return OutdoorDesign(
        ways=noded([*drawn, *paths, *outer_streets(frame), *(path for _, path in reached)], frame),
        areas=(
            *(area for cell in spots for area in cells.areas(cell, frame)),
            *cells.reserves(frame, spots),
            park(frame),
        ),
        furniture=(
            *(thing for cell in spots for thing in cells.furniture(cell, frame)),
            *lamps_of([*drawn, *paths], frame),
            *(service for service, _ in reached),
        ),
        barriers=tuple(wall for cell in spots for wall in cells.barriers(cell, frame)),
        buildings=(*buildings, *blocks(frame, seed=estate.seed)),
        entrances=tuple(_entrance(door, raised) for door in doors),
        notes={raised: "three steps and no ramp lead to this entrance"} if raised else {},
    )


def _raised(estate: EstateDesign, doors: Sequence[Door], frame: Frame) -> str:
    """Return the code of the entrance that has steps: where the ground before a staircase of the first slab is low."""
    slab = next((building.code for building in estate.buildings if building.kind == "slab"), "")
    halls = [door for door in doors if door.building == slab and door.entrance == "staircase"]
    if not halls:
        return ""
    drop = np.array([door.at[2] for door in halls]) - heights(frame, np.array([_foot(door) for door in halls]))
    return halls[int(np.argmax(drop))].code if drop.max() > _RAISED else ""


def _foot(door: Door) -> tuple[float, float]:
    """Return where three steps before a door begin."""
    return (round(door.at[0] + _FOOT * door.out[0], 2), round(door.at[1] + _FOOT * door.out[1], 2))


def _massing(estate: EstateDesign) -> Iterator[Massing]:
    """Yield the buildings of the estate as the map shows them."""
    for building in estate.buildings:
        top = max(building.storeys, key=lambda storey: storey.elevation)
        ring = shapely.get_coordinates(footprint(building))[:-1]
        tags: Tags = {
            "building": "house" if building.kind == "houses" else "apartments",
            "name": building.name,
            "ref": building.code,
            "height": round(top.elevation + top.height, 2),
            "building:levels": sum(storey.elevation >= 0.0 for storey in building.storeys),
            "start_date": str(building.year),
        }
        yield Massing(building.code, tuple((float(x), float(y), building.place.z) for x, y in ring), tags)


def _paths(door: Door, around: Surroundings, frame: Frame, raised: str) -> Iterator[Line]:
    """Yield the path from a door to the ways, and the steps before it if it is the raised one."""
    points = approach(door, around)
    tags: Tags = {"highway": "footway", "width": 1.6, "surface": "concrete", "lit": "yes", "wheelchair": "yes"}
    if door.code == raised:
        foot = _foot(door)
        z = round(float(heights(frame, np.array([foot]))[0]), 3)
        steps: Tags = {"highway": "steps", "step_count": 3, "incline": "up", "width": 1.6, "lit": "yes"}
        yield Line(f"PERRON-{door.code}", ((*foot, z), door.at), {**steps, "surface": "concrete", "wheelchair": "no"})
        points = ((*foot, z), *points[1:])
    yield Line(f"ACCES-{door.code}", points, tags)


def _entrance(door: Door, raised: str) -> Fixture:
    """Return an entrance as the map shows it."""
    tags: Tags = {"entrance": door.entrance, "ref": door.code, "building_ref": door.building}
    return Fixture(
        door.code,
        door.at,
        {**tags, "wheelchair": "yes" if door.accessible and door.code != raised else "no"},
    )
