"""Where things hang under a ceiling: in the middle of a room or along its length, and clear of each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import shapely

from twin_samples.design.devices import DEVICES
from twin_samples.design.electrics.reading import Reading

__all__ = ["Ceilings"]

_STEP_M: Final = 0.15
"""How far a thing moves aside at a time until it is clear of the others [m]."""
_STEPS: Final = 12
_GAP_M: Final = 0.05
_OFF_WALL_M: Final = 0.1
_NEAR_CEILING_M: Final = 0.4
"""What hangs higher than that below the ceiling is in the way [m]."""

_Place = tuple[float, float]


@dataclass
class Ceilings:
    """The ceilings of a building, and what hangs there."""

    reading: Reading
    _taken: dict[str, list[tuple[_Place, float]]] = field(default_factory=dict)
    """Middle and radius of what hangs under the ceiling of each room [m]."""

    def take(self, room: str, kind: str, *, every: float = 0.0, shift: float = 0.0) -> list[_Place]:
        """Return places for things of a type under the ceiling of a room and keep others off them.

        Parameters
        ----------
        room, kind : code of the room, and key of the type
        every : one thing for each such length of the room [m]; a single one if zero
        shift : from the middle along the length of the room [m]
        """
        radius = _radius(kind)
        taken = self._taken_in(room)
        places = []
        for wanted in _wanted(self.reading.plan[room], every=every, shift=shift):
            place = next((one for one in self._around(room, wanted, radius) if _is_clear(one, radius, taken)), wanted)
            taken.append((place, radius))
            places.append((round(place[0], 4), round(place[1], 4)))
        return places

    def _taken_in(self, room: str) -> list[tuple[_Place, float]]:
        if room not in self._taken:
            storey = self.reading.storey[room]
            low = storey.elevation + self.reading.clear(room) - _NEAR_CEILING_M
            others = [one for one in self.reading.devices_of[room] if one.at[2] > low]
            self._taken[room] = [(one.at[:2], _radius(one.type)) for one in others]
        return self._taken[room]

    def _around(self, room: str, wanted: _Place, radius: float) -> Iterator[_Place]:
        """Give places further and further from the wanted one, lengthwise first, that are inside the room."""
        plan = self.reading.plan[room]
        inner = plan.buffer(-min(radius, 0.3) - _OFF_WALL_M)
        along = _lengthwise(plan)
        for step in range(_STEPS):
            for dx, dy in (along, along[::-1]):
                for sign in (1, -1):
                    way = sign * step * _STEP_M
                    place = (wanted[0] + way * dx, wanted[1] + way * dy)
                    if inner.covers(shapely.Point(place)):
                        yield place


def _wanted(plan: shapely.Polygon, *, every: float, shift: float) -> list[_Place]:
    """Return the points in the middle or along the length of a room; one that is inside if it is angled [m]."""
    x0, y0, x1, y1 = plan.bounds
    dx, dy = _lengthwise(plan)
    length = max(x1 - x0, y1 - y0)
    count = max(1, round(length / every)) if every else 1
    most = max(length / 2 - 0.3, 0.0)
    aside = max(-most, min(most, shift))
    ways = [(index + 0.5) / count * length - length / 2 + aside for index in range(count)]
    points = [((x0 + x1) / 2 + way * dx, (y0 + y1) / 2 + way * dy) for way in ways]
    inside = [point for point in points if plan.contains(shapely.Point(point))]
    if inside:
        return inside
    point = plan.representative_point()
    return [(point.x, point.y)]


def _lengthwise(plan: shapely.Polygon) -> _Place:
    """Return the direction of the longer side of a room."""
    x0, y0, x1, y1 = plan.bounds
    return (1.0, 0.0) if x1 - x0 >= y1 - y0 else (0.0, 1.0)


def _radius(kind: str) -> float:
    """Return how far a thing of a type reaches from its origin in plan [m]."""
    return max(max(abs(one) for one in (*box[0:2], *box[3:5])) for box in DEVICES[kind].boxes)


def _is_clear(place: _Place, radius: float, taken: list[tuple[_Place, float]]) -> bool:
    return all(math.dist(place, other) >= radius + reach + _GAP_M for other, reach in taken)
