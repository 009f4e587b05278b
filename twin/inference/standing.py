"""In which space a thing stands, hangs or is set into the wall, by its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.geometry.placed import triangles_of
from twin.geometry.plan import rectangles
from twin.geometry.section import section
from twin.inference.rooms import Rooms
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Standing", "off_space", "standing"]

_REACH_M: Final = 0.25
"""How far outside the outline of its room the body of a thing may be [m]: within the nearer half of a wall of 0.5 m.
What is farther off hangs on the other face of the wall, often outdoors."""
_STOREY_M: Final = 4.0
"""Higher spaces span storeys, and are cut at the height of the thing: a stair is often wider below than above [m]."""
_STEP_M: Final = 0.1
"""Heights of cuts are rounded to this, so that things at nearly the same height share one [m]."""
_PLENUM_M: Final = 0.8
"""How far above the ceiling of its room a thing may hang [m]: suspended ceilings and the slab above them."""
_FLOOR_M: Final = 0.3
"""How far below the floor of its room a thing may lie [m]: screeds and raised floors of housing."""
_TALLER_M: Final = 1.0
"""A thing taller than its room by more than this passes through several and stands in none [m]."""
_TIED_M: Final = 0.05
"""Rooms whose distances differ by less are equally near [m]: modelling is no more exact."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand.

    Parameters
    ----------
    space : node of the space, -1 if none is near enough, (n,)
    distance : from the middle of the thing to the outline of the space in plan, 0 inside [m], (n,)
    above : height of its middle above the ceiling or below the floor of the space, 0 between them [m], (n,)
    tied : whether another space is as near, (n,) of bool
    """

    space: Array
    distance: Array
    above: Array
    tied: Array

    @property
    def method(self) -> Array:
        """How each was placed, (n,)."""
        beside = np.where(self.distance > 0, "beside", "inside")
        return np.where(self.above > _FLOOR_M, "above-ceiling", beside)

    @property
    def confidence(self) -> Array:
        """Confidence in the place, (n,): the less, the farther outside, and half if another space is as near."""
        sure = 0.95 - np.minimum(self.distance, _REACH_M) - 0.3 * np.minimum(self.above, _PLENUM_M)
        return np.asarray(np.where(self.tied, sure / 2, sure))


def standing(twin: Twin, rows: Array) -> Standing:
    """Return where things with a mesh stand.

    The space around the middle of a thing is taken; else the space that most of it reaches into, as the front of a
    socket does; else the nearest that is no more than half a wall away.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the things
    """
    rooms = Rooms.of(twin)
    none = Standing(np.full(len(rows), -1), np.full(len(rows), np.nan), np.zeros(len(rows)), np.zeros(len(rows), bool))
    if not len(rows) or not len(rooms.rows):
        return none
    box = rectangles(triangles_of(twin, rows), len(rows))
    plan = shapely.transform(box.polygons, lambda points: points - rooms.origin)
    middle = shapely.points(box.centre - rooms.origin)
    thing, room = rooms.tree.query(plan, predicate="dwithin", distance=_REACH_M)
    off = _off(twin, rows[thing], rooms, room)
    tall = np.ptp(twin.nodes["box"][rows[thing], :, 2], axis=1) - (rooms.top - rooms.bottom)[room]
    kept = np.isfinite(off) & (tall <= _TALLER_M)
    thing, room, off = thing[kept], room[kept], off[kept]
    outlines = _at_height(twin, rooms, room, twin.nodes["box"][rows[thing], :, 2].mean(axis=1))
    distance = shapely.distance(middle[thing], outlines)
    reach = shapely.area(shapely.intersection(plan[thing], outlines))
    order = np.lexsort((rooms.area[room], distance, -reach.round(6), off.round(2), distance > 0, thing))
    return _first(none, (thing[order], rooms.rows[room[order]], distance[order], off[order], reach[order]))


def off_space(twin: Twin, rows: Array, spaces: Array) -> Array:
    """Return how far the middle of each thing is from the space it is said to be in [m], (n,); NaN without shapes.

    Parameters
    ----------
    twin : the twin
    rows : nodes of the things
    spaces : node of the space of each, (n,)
    """
    rooms, away = Rooms.of(twin), np.full(len(rows), np.nan)
    place = np.full(twin.nodes.length, -1)
    place[rooms.rows] = np.arange(len(rooms.rows))
    known = np.flatnonzero((twin.nodes["mesh"][rows] >= 0) & (place[spaces] >= 0))
    if len(known):
        middle = twin.nodes["box"][rows[known]].mean(axis=1)
        room = place[spaces[known]]
        flat = shapely.distance(shapely.points(middle[:, :2] - rooms.origin), rooms.outlines[room])
        high = np.maximum(np.maximum(rooms.bottom[room] - middle[:, 2], middle[:, 2] - rooms.top[room]), 0)
        away[known] = np.hypot(flat, high)
    return away


def _off(twin: Twin, rows: Array, rooms: Rooms, room: Array) -> Array:
    """Return how far the middle of each thing is above or below the room [m], (n,); NaN if too far."""
    middle = twin.nodes["box"][rows, :, 2].mean(axis=1)
    above, below = middle - rooms.top[room], rooms.bottom[room] - middle
    near = (above <= _PLENUM_M) & (below <= _FLOOR_M)
    return np.where(near, np.maximum(np.maximum(above, below), 0), np.nan)


def _at_height(twin: Twin, rooms: Rooms, room: Array, height: Array) -> Array:
    """Return the outline of each room, (n,), at the given heights where the room is high [m]."""
    outlines = rooms.outlines[room].copy()
    level = np.clip(np.round(height / _STEP_M) * _STEP_M, rooms.bottom[room] + _STEP_M, rooms.top[room] - _STEP_M)
    high = np.flatnonzero((rooms.top - rooms.bottom)[room] > _STOREY_M)
    for one, cut_at in {(int(room[place]), float(level[place])) for place in high}:
        cut = section(triangles_of(twin, rooms.rows[[one]]), 1, height=cut_at)
        here = high[(room[high] == one) & (level[high] == cut_at)]
        if cut[0] is not None:
            outlines[here] = shapely.transform(cut[0], lambda points: points - rooms.origin)
    return outlines


def _first(none: Standing, ranked: tuple[Array, Array, Array, Array, Array]) -> Standing:
    """Return the first of the ranked spaces of each thing."""
    thing, space, distance, off, reach = ranked
    found, first = np.unique(thing, return_index=True)
    result = Standing(none.space.copy(), none.distance.copy(), none.above.copy(), none.tied.copy())
    result.space[found], result.distance[found], result.above[found] = space[first], distance[first], off[first]
    second = np.minimum(first + 1, len(thing) - 1)
    other = (second > first) & (thing[second] == found)
    level = np.abs(off[second] - off[first]) < _TIED_M
    even = np.abs(reach[second] - reach[first]) <= 0.1 * np.maximum(reach[second], reach[first])
    near = (distance[first] > 0) & (np.abs(distance[second] - distance[first]) < _TIED_M)
    result.tied[found] = other & level & even & near
    return result
