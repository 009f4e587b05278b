"""Where a device hangs on a wall: the stretches of the walls of a room that are still free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from twin_samples.design.catalogue import DOORS, WINDOWS
from twin_samples.design.devices import DEVICES
from twin_samples.design.electrics.reading import Reading
from twin_samples.design.model import Device, Opening, Room

__all__ = ["Spot", "Walls"]

_ASIDE_M: Final = 0.12
"""Kept free on both sides of a door or window [m]."""
_PROUD_M: Final = 0.005
"""Between a wall and the back of what hangs on it, so that no two faces lie in one plane [m]."""
_REACH_M: Final = 0.4
"""A device nearer than that to a wall takes up a stretch of it [m]."""
Spot = tuple[float, float, float]
"""x, y [m] and the turn that makes +y point into the room [°]."""


@dataclass(slots=True)
class _Edge:
    """One side of a room with its free stretches, from `start` along `along` [m]."""

    start: tuple[float, float]
    along: tuple[float, float]
    free: list[tuple[float, float]]
    length: float

    def project(self, at: tuple[float, float]) -> tuple[float, float]:
        """Return how far along and how far in a point lies [m]."""
        x, y = at[0] - self.start[0], at[1] - self.start[1]
        return x * self.along[0] + y * self.along[1], y * self.along[0] - x * self.along[1]

    def at(self, where: float) -> Spot:
        """Return the spot at a distance from the start [m]."""
        (x, y), (dx, dy) = self.start, self.along
        turn = math.degrees(math.atan2(dy, dx)) % 360
        return (round(x + dx * where - dy * _PROUD_M, 4), round(y + dy * where + dx * _PROUD_M, 4), round(turn, 3))

    def into(self, along: float, inwards: float) -> tuple[float, float]:
        """Return the point so far along and so far in [m]."""
        (x, y), (dx, dy) = self.start, self.along
        return (x + dx * along - dy * inwards, y + dy * along + dx * inwards)

    def keep_off(self, corners: Sequence[tuple[float, float]]) -> None:
        """Take away the stretch before which a thing with these corners stands, if it stands near."""
        placed = [self.project(corner) for corner in corners]
        if min(abs(inwards) for _, inwards in placed) < _REACH_M:
            self.block(min(along for along, _ in placed), max(along for along, _ in placed))

    def block(self, low: float, high: float) -> None:
        """Take a stretch away from what is free."""
        self.free = [
            (start, end)
            for one in self.free
            for start, end in ((one[0], min(one[1], low)), (max(one[0], high), one[1]))
            if end - start > 0.01
        ]


@dataclass
class Walls:
    """The walls of a building, and what of them is still free."""

    reading: Reading
    _edges: dict[str, list[_Edge]] = field(default_factory=dict)

    def take(self, room: str, width: float, *, depth: float, near: tuple[float, float] | None = None) -> Spot:
        """Return a spot on a wall of a room and keep others off it.

        Parameters
        ----------
        room : code of the room
        width, depth : of what hangs there [m]
        near : point to hang it as near to as can be [m]; the widest free stretch if there is none

        Notes
        -----
        Where nothing that wide is free, the middle of the longest wall is shared.
        """
        edges = self._edges_of(room)
        fits = [(edge, one) for edge in edges for one in edge.free if one[1] - one[0] >= width]
        if not fits:
            longest = max(edges, key=lambda one: one.length)
            return longest.at(longest.length / 2)
        edge, where = min((_choose(*fit, width, near) for fit in fits), key=lambda choice: choice[0])[1:]
        low, high = where - width / 2 - 0.02, where + width / 2 + 0.02
        edge.block(low, high)
        corners = [edge.into(along, inwards) for along in (low, high) for inwards in (0.0, depth + 0.02)]
        for other in edges:
            if other is not edge:
                other.keep_off(corners)
        return edge.at(where)

    def beside(self, opening: Opening, room: str, *, shift: float) -> Spot:
        """Return the spot on the wall of a door, on the side of a room, so far from the middle of the door [m]."""
        middle = self.centre(opening)
        edge = min(self._edges_of(room), key=lambda one: _off(one, middle))
        where = min(max(edge.project(middle)[0] + shift, 0.05), edge.length - 0.05)
        return edge.at(where)

    def before(self, opening: Opening, room: str, *, shift: float) -> Spot:
        """Return the spot on the other face of that wall, as `beside` does on the side of the room."""
        x, y, turn = self.beside(opening, room, shift=shift)
        plan = self.reading.wall_of(opening).plan
        through = min(plan.x1 - plan.x0, plan.y1 - plan.y0) + 2 * _PROUD_M
        sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
        return (round(x + through * sine, 4), round(y - through * cosine, 4), round((turn + 180) % 360, 3))

    def centre(self, opening: Opening) -> tuple[float, float]:
        """Return the middle of a door or window in plan [m]."""
        plan = self.reading.wall_of(opening).plan
        if plan.x1 - plan.x0 >= plan.y1 - plan.y0:
            return (opening.centre, (plan.y0 + plan.y1) / 2)
        return ((plan.x0 + plan.x1) / 2, opening.centre)

    def _edges_of(self, room: str) -> list[_Edge]:
        if room not in self._edges:
            self._edges[room] = self._read(self.reading.rooms[room])
        return self._edges[room]

    def _read(self, room: Room) -> list[_Edge]:
        edges = [_edge(start, end) for start, end in pairwise([*room.outline, room.outline[0]])]
        for opening in self.reading.openings_of[room.code]:
            self._keep_off_opening(edges, opening)
        for device in self.reading.devices_of[room.code]:
            for edge in edges:
                edge.keep_off(_footprint(device))
        return edges

    def _keep_off_opening(self, edges: Sequence[_Edge], opening: Opening) -> None:
        """Keep the stretch of a door or window free, on the side of the room that it is in."""
        middle, half = self.centre(opening), _width(opening) / 2 + _ASIDE_M
        edge = min(edges, key=lambda one: _off(one, middle))
        along = edge.project(middle)[0]
        edge.block(along - half, along + half)


def _edge(start: tuple[float, float], end: tuple[float, float]) -> _Edge:
    length = math.dist(start, end)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    return _Edge(start, along, [(0.05, length - 0.05)], length)


def _off(edge: _Edge, point: tuple[float, float]) -> float:
    """Return how far a point is from a side of a room [m]."""
    along, inwards = edge.project(point)
    return abs(inwards) + max(0.0, -along, along - edge.length)


def _choose(
    edge: _Edge, stretch: tuple[float, float], width: float, near: tuple[float, float] | None
) -> tuple[float, _Edge, float]:
    """Return how badly a free stretch suits, its edge, and where on it the thing would hang [m]."""
    low, high = stretch[0] + width / 2, stretch[1] - width / 2
    if near is None:
        return (stretch[0] - stretch[1], edge, low)
    where = min(max(edge.project(near)[0], low), high)
    spot = edge.at(where)
    return (math.dist(spot[:2], near), edge, where)


def _footprint(device: Device) -> list[tuple[float, float]]:
    """Return the corners of what a device takes up in plan [m]."""
    boxes = DEVICES[device.type].boxes
    x0, x1 = min(box[0] for box in boxes), max(box[3] for box in boxes)
    y0, y1 = min(box[1] for box in boxes), max(box[4] for box in boxes)
    cosine, sine = math.cos(math.radians(device.turn)), math.sin(math.radians(device.turn))
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    return [(device.at[0] + x * cosine - y * sine, device.at[1] + x * sine + y * cosine) for x, y in corners]


def _width(opening: Opening) -> float:
    """Return the width of a door or window [m]."""
    return float((DOORS.get(opening.type) or WINDOWS[opening.type]).width)
