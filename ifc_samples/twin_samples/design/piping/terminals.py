"""Inside a unit: a manifold near its entrance, and a run to each thing that it supplies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import shapely

from twin_samples.design.model import Room
from twin_samples.design.piping.distribution import ceiling
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import footprint, free_spot
from twin_samples.design.piping.survey import Unit, middle

__all__ = ["entry_of", "lay_terminals"]

_RUN_M, _FEED_M = 0.016, 0.022
_LOWEST: Final = 0.6
"""Height of the lowest manifold above the floor [m]."""


def lay_terminals(laying: Laying, service: Service, unit: Unit, start: str, wanted: Iterable[str]) -> str:
    """Lay a service from the branch of a unit to the things wanted, through a manifold; return the manifold.

    Parameters
    ----------
    laying : where to
    service : the network
    unit : the dwelling or shared room
    start : code of the last device of its branch
    wanted : codes of what it supplies
    """
    room, x, y, z = entry_of(laying, unit, service)
    manifold = laying.add(
        f"{service.code}.{unit.code}.NOU", "Nourrice", f"Nourrice {service.code} {unit.label}", room=room, at=(x, y, z)
    )
    level = ceiling(laying.survey, unit.storey, service)
    laying.run(service, start, manifold, size=_FEED_M, height=level)
    for code in wanted:
        laying.run(service, manifold, code, size=_RUN_M, height=level)
    return manifold


def entry_of(laying: Laying, unit: Unit, service: Service) -> tuple[str, float, float, float]:
    """Return where the manifold of a service hangs: the code of its room, and x, y, z [m]."""
    room = _first_room(unit)
    near = middle(unit.shaft.rooms[unit.storey.code]) if unit.shaft else middle(room)
    place = free_spot(laying, unit.storey, room, footprint("Nourrice"), near=near)
    x, y = (place.x, place.y) if place else middle(room)
    return room.code, x, y, round(unit.storey.elevation + _LOWEST + 0.2 * service.lane, 3)


def _first_room(unit: Unit) -> Room:
    """Return the entrance of a unit, else its room nearest to the shaft."""
    rooms = [room for storey, room in unit.rooms if storey is unit.storey]
    entrances = [room for room in rooms if room.use == "entrance"]
    if entrances or not unit.shaft:
        return (entrances or rooms)[0]
    outlines = [shapely.Polygon(room.outline) for room in rooms]
    return rooms[int(shapely.distance(outlines, shapely.Polygon(unit.shaft.plan.outline)).argmin())]
