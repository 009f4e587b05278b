"""The sides of rooms, and what touches them: computed from faces in one plane, so that a building takes linear time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from twin_samples.design.model import Rectangle, Room, Wall

__all__ = ["Faces", "Side", "shared_side", "sides"]

_SHORTEST_M = 1e-3


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a room: where it lies, and from where to where it runs [m], along the axes of the building.

    Parameters
    ----------
    along_x : whether it runs along x
    at : its y if it runs along x, else its x
    start, end : its least and greatest x, or y
    outward : 1 if the room lies below it or left of it, -1 if above it or right of it
    """

    along_x: bool
    at: float
    start: float
    end: float
    outward: int

    def overlap(self, start: float, end: float) -> tuple[float, float] | None:
        """Return the part of this side within a span [m], None if there is none."""
        low, high = max(self.start, start), min(self.end, end)
        return (low, high) if high - low > _SHORTEST_M else None


def sides(room: Room) -> Iterator[Side]:
    """Give the sides of a room's outline."""
    for (x0, y0), (x1, y1) in zip(room.outline, (*room.outline[1:], room.outline[0]), strict=True):
        if y0 == y1:
            yield Side(True, y0, min(x0, x1), max(x0, x1), -1 if x1 > x0 else 1)
        else:
            yield Side(False, x0, min(y0, y1), max(y0, y1), 1 if y1 > y0 else -1)


def shared_side(one: Room, other: Room) -> tuple[tuple[Side, Side], tuple[float, float]] | None:
    """Return the sides at which two rooms touch, and from where to where [m]; None if they do not."""
    for side in sides(one):
        for facing in sides(other):
            opposite = facing.along_x == side.along_x and facing.outward == -side.outward
            if opposite and abs(facing.at - side.at) < _SHORTEST_M:
                span = side.overlap(facing.start, facing.end)
                if span:
                    return (side, facing), span
    return None


@dataclass(frozen=True)
class Faces:
    """The faces of the walls of a storey, by the plane they lie in."""

    _walls: dict[tuple[bool, float, int], list[Wall]] = field(default_factory=dict)

    def add(self, wall: Wall) -> None:
        """Remember the four faces of a wall."""
        plan: Rectangle = wall.plan
        for key in (
            (True, plan.y0, 1),
            (True, plan.y1, -1),
            (False, plan.x0, 1),
            (False, plan.x1, -1),
        ):
            self._walls.setdefault((key[0], round(key[1], 3), key[2]), []).append(wall)

    def touching(self, side: Side) -> Iterator[tuple[Wall, tuple[float, float]]]:
        """Give the walls that touch a side from outside, and from where to where [m]."""
        for wall in self._walls.get((side.along_x, round(side.at, 3), side.outward), ()):
            plan = wall.plan
            span = side.overlap(*((plan.x0, plan.x1) if side.along_x else (plan.y0, plan.y1)))
            if span:
                yield wall, span
