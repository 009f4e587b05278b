"""Careless drawing: spaces that do not reach their walls, leaves off their axis, walls drawn twice or as two leaves.

No fact changes with it: what a door joins and what adjoins stays as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from twin_samples.design.model import BuildingDesign, Opening, Rectangle, Room, Storey, Wall

__all__ = ["drawn_carelessly"]

_GAPS_M: Final = (0.0, 0.02, 0.05, 0.10)
"""How far a space stays off its walls, each as likely as the others."""
_OFF_AXIS_M: Final = 0.08
_ALONG_M: Final = 0.03
_DOUBLED, _DRAWN_TWICE = 0.10, 0.03
"""Share of the walls that are two leaves with air between, and that are there twice."""
_AIR_M: Final = 0.02
_LEAST_DOUBLED_M: Final = 0.14


def drawn_carelessly(building: BuildingDesign, rng: np.random.Generator) -> BuildingDesign:
    """Return the building as a hurried draughtsman leaves it.

    Parameters
    ----------
    building : the design
    rng : draws what goes wrong
    """
    return replace(building, storeys=tuple(_storey(storey, rng) for storey in building.storeys))


def _storey(storey: Storey, rng: np.random.Generator) -> Storey:
    open_rooms = {code for pair in storey.open_links for code in pair}
    rooms = tuple(_shrunk(room, rng) if room.code not in open_rooms else room for room in storey.rooms)
    openings = tuple(_shifted(opening, rng) for opening in storey.openings)
    pierced = {opening.wall for opening in storey.openings}
    walls = tuple(part for wall in storey.walls for part in _parts(wall, rng, whole=wall.code in pierced))
    return replace(storey, rooms=rooms, openings=openings, walls=walls)


def _shrunk(room: Room, rng: np.random.Generator) -> Room:
    """Return a room that stays off its walls; one that touches another without a wall must go on doing so."""
    gap = float(rng.choice(_GAPS_M))
    inner = shapely.buffer(shapely.polygons(room.outline), -gap, join_style="mitre")
    if inner.geom_type != "Polygon" or inner.is_empty:
        return room
    corners = shapely.get_coordinates(shapely.geometry.polygon.orient(inner))[:-1]
    return replace(room, outline=tuple((round(x, 4), round(y, 4)) for x, y in corners))


def _shifted(opening: Opening, rng: np.random.Generator) -> Opening:
    along, across = rng.uniform(-1, 1, 2)
    return replace(
        opening,
        centre=round(opening.centre + along * _ALONG_M, 3),
        offset=round(opening.offset + across * _OFF_AXIS_M, 3),
    )


def _parts(wall: Wall, rng: np.random.Generator, *, whole: bool) -> tuple[Wall, ...]:
    """Return a wall as it was drawn: itself, itself twice, or two leaves; one with doors stays whole."""
    draw, plan = rng.random(), wall.plan
    if draw < _DRAWN_TWICE:
        return wall, replace(wall, code=f"{wall.code}~2")
    thickness = min(plan.x1 - plan.x0, plan.y1 - plan.y0)
    if whole or draw > _DRAWN_TWICE + _DOUBLED or thickness < _LEAST_DOUBLED_M:
        return (wall,)
    leaf = (thickness - _AIR_M) / 2
    if plan.y1 - plan.y0 <= plan.x1 - plan.x0:
        leaves = (
            Rectangle(plan.x0, plan.y0, plan.x1, plan.y0 + leaf),
            Rectangle(plan.x0, plan.y1 - leaf, plan.x1, plan.y1),
        )
    else:
        leaves = (
            Rectangle(plan.x0, plan.y0, plan.x0 + leaf, plan.y1),
            Rectangle(plan.x1 - leaf, plan.y0, plan.x1, plan.y1),
        )
    return replace(wall, plan=leaves[0]), replace(wall, code=f"{wall.code}~2", plan=leaves[1])
