"""Where devices stand or hang in the rooms of a building: clear of its doors and of what stands there already."""

from __future__ import annotations

from typing import Final

from twin_samples.design.catalogue import DOORS, WINDOWS
from twin_samples.design.model import Point, Rectangle, Room, Storey
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.placing import Spot, keep_clear, spot
from twin_samples.design.piping.survey import Survey, middle
from twin_samples.design.piping.types import MOUNTING_HEIGHTS, PIPING_DEVICES

__all__ = ["footprint", "free_spot", "in_a_row", "stand"]

_AHEAD: Final = (0.75, 0.5)
"""What is kept free in front of a door: room for its leaf; if nothing else fits, room to pass it sideways [m]."""
_HATCH_M: Final = 0.1
"""What is kept free in front of a hatch to a shaft [m]."""
_LOW_SILL_M: Final = 0.3
"""What begins lower needs to be reached from the floor [m]."""
_PITCHES: Final = (0.5, 0.4, 0.3, 0.2)


def footprint(type_: str) -> tuple[float, float]:
    """Return the size of a type along its wall, and away from it [m]."""
    boxes = PIPING_DEVICES[type_].boxes
    width = 2 * max(max(-box[0], box[3]) for box in boxes)
    return (round(width, 3), round(max(box[4] for box in boxes), 3))


def stand(
    laying: Laying,
    code: str,
    type_: str,
    name: str,
    *,
    place: tuple[Storey, Room],
    near: tuple[float, float] | None = None,
    serves: tuple[str, ...] = (),
) -> bool:
    """Add a device against a wall of a room; return whether it fits there.

    Parameters
    ----------
    laying : where to
    code, type_, name, serves : of the device
    place : storey and room
    near : where in the room it is wanted; in its middle if None [m]
    """
    storey, room = place
    found = free_spot(laying, storey, room, footprint(type_), near=near or middle(room))
    if found:
        laying.taken.setdefault(room.code, []).append(found.covers)
        at = (found.x, found.y, storey.elevation + MOUNTING_HEIGHTS[type_])
        laying.add(code, type_, name, room=room.code, at=at, turn=found.turn, serves=serves)
    return found is not None


def free_spot(
    laying: Laying, storey: Storey, room: Room, size: tuple[float, float], *, near: tuple[float, float]
) -> Spot | None:
    """Return the free place against a wall of a room nearest to a point; None if nothing of the size fits."""
    taken = laying.taken.get(room.code, [])
    for ahead in _AHEAD:
        blocked = [*_before_doors(laying.survey, storey, room, ahead=ahead), *taken]
        if found := spot(room.outline, size, near=near, clear_of=blocked):
            return found
    return None


def in_a_row(laying: Laying, storey: Storey, room: Room, count: int, *, z: float) -> list[Point]:
    """Return places side by side in front of a wall of a room, all in its middle if it has no such wall [m]."""
    for pitch in _PITCHES:
        found = free_spot(laying, storey, room, (round(pitch * count, 3), 0.4), near=middle(room))
        if found:
            laying.taken.setdefault(room.code, []).append(found.covers)
            return [_beside(found, (k - (count - 1) / 2) * pitch, z) for k in range(count)]
    return [(*middle(room), z)] * count


def _beside(found: Spot, along: float, z: float) -> Point:
    """Return a point 0.2 m in front of a spot, moved along its wall [m]."""
    ahead = {0.0: (1, 0), 90.0: (0, 1), 180.0: (-1, 0), 270.0: (0, -1)}[found.turn]
    return (found.x + ahead[0] * along - ahead[1] * 0.2, found.y + ahead[1] * along + ahead[0] * 0.2, z)


def _before_doors(survey: Survey, storey: Storey, room: Room, *, ahead: float) -> list[Rectangle]:
    """Return the floor in front of the doors of a room and of its windows down to the floor."""
    found = []
    for level, one in survey.openings.get(room.code, ()):
        if level is storey and one.sill < _LOW_SILL_M:
            door = DOORS.get(one.type)
            width = door.width if door else WINDOWS[one.type].width
            kept = _HATCH_M if door and door.hatch else ahead
            found.append(keep_clear(storey, one, width=width, ahead=kept))
    return found
