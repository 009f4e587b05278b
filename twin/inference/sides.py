"""Which space lies on either side of a passage, found by looking out of it both ways.

From several places across the width, a line goes straight out on either side. The space it reaches first wins, unless
something stands in between: nobody walks from a door through the next wall. What most lines say is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.obstacles import WALKING_M, barriers, levels_of
from twin.inference.passages import Passages
from twin.inference.rooms import Rooms
from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["REACH_M", "Candidates", "candidates", "umbrellas"]

REACH_M: Final = 1.0
"""How far from the face of the wall a space may begin [m]. Outlines of spaces that a door joins are 0.29 m apart in the
median and 1.85 m at the ninth decile, wall included: about 0.8 m to each side of a wall of 0.25 m."""
_PLACES: Final = (-0.35, -0.175, 0.0, 0.175, 0.35)
"""Where lines start, as shares of the width: the middle 70 %, clear of the frame and of walls that end at it."""
_ATTACHED_M: Final = 0.1
"""What begins nearer to the face belongs to the wall: plaster, tiles, an insulating layer, a second leaf [m]."""
_DEEP_M: Final = 0.1
"""How far a space must go on beyond the face to lie behind it, not only in the wall [m]; ducts are 0.15 m deep."""
_UPRIGHT_M: Final = 1.0
"""Height that passage and space must share, of the `_STANDING_M` that somebody needs [m]: half a person."""
_STANDING_M: Final = 1.8
_UMBRELLA: Final = 0.7
"""Share of a space that others fill, from which it is no room but a gross area or a whole dwelling [-]."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Spaces that lines from passages reach, one row for each passage, side and space, best first.

    Parameters
    ----------
    passage : position of the passage, (n,)
    side : 0 against the direction across, 1 along it, (n,)
    room : position of the space, (n,)
    votes : number of lines that reach it first, (n,)
    gap : from the face of the wall to its outline [m], (n,)
    """

    passage: Array
    side: Array
    room: Array
    votes: Array
    gap: Array


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines straight out of passages.

    Parameters
    ----------
    passage : position of the passage, (m,)
    side : 0 against the direction across, 1 along it, (m,)
    start : where each starts, in the middle of the wall [m], (m, 2)
    out : unit vector, (m, 2)
    face : from the start to the face of the wall [m], (m,)
    """

    passage: Array
    side: Array
    start: Array
    out: Array
    face: Array

    def between(self, near: Array, far: Array, which: Array) -> NDArray[Any]:
        """Return the stretch of some lines between two distances from their start, (n,)."""
        start, out = self.start[which], self.out[which]
        return np.asarray(
            shapely.linestrings(np.stack((start + near[:, None] * out, start + far[:, None] * out), axis=1))
        )


def candidates(twin: Twin, rooms: Rooms, found: Passages) -> Candidates:
    """Return the spaces that lie on the sides of passages.

    Parameters
    ----------
    twin : the twin
    rooms : its spaces
    found : passages, relative to the origin of the spaces
    """
    lines = _lines(found)
    line, room, begin = _reached(rooms, found, lines)
    free = ~_blocked(twin, (rooms, found, lines), line, begin)
    line, room, begin = line[free], room[free], begin[free]
    gap = np.maximum(begin - lines.face[line], 0.0)
    step = np.abs(rooms.bottom[room] - found.bottom[lines.passage[line]])
    order = np.lexsort((room, rooms.area[room], step.round(2), gap.round(3), line))
    first = np.zeros(len(line), dtype=bool)
    first[order[np.unique(line[order], return_index=True)[1]]] = True
    return _counted(lines.passage[line], lines.side[line], room, (first, gap))


def _counted(passage: Array, side: Array, room: Array, lines: tuple[Array, Array]) -> Candidates:
    """Return one row for each passage, side and space, best first, from one row for each line and space."""
    first, gap = lines
    keys, place = np.unique(np.column_stack((passage, side, room)), axis=0, return_inverse=True)
    place = place.ravel()
    votes = np.bincount(place, first, len(keys)).astype(int)
    least = np.full(len(keys), np.inf)
    np.minimum.at(least, place, gap)
    order = np.lexsort((keys[:, 2], least, -votes, keys[:, 1], keys[:, 0]))
    passage, side, room = keys[order].T
    return Candidates(passage, side, room, votes[order], least[order])


def _lines(found: Passages) -> _Lines:
    count = len(found.rows)
    passage, side, place = (one.ravel() for one in np.indices((count, 2, len(_PLACES))))
    shift = np.array(_PLACES)[place] * found.width[passage]
    start = found.centre[passage] + shift[:, None] * found.along[passage]
    out = found.across[passage] * np.where(side == 0, -1, 1)[:, None]
    return _Lines(passage, side, start, out, found.thickness[passage] / 2)


def _reached(rooms: Rooms, found: Passages, lines: _Lines) -> tuple[Array, Array, Array]:
    """Return which line reaches which space, and how far from its start, (n,) each."""
    every = np.arange(len(lines.passage))
    drawn = lines.between(np.zeros(len(every)), lines.face + REACH_M, every)
    line, room = rooms.tree.query(drawn, predicate="intersects")
    low = found.bottom[lines.passage[line]]
    shared = np.minimum(low + _STANDING_M, rooms.top[room]) - np.maximum(low, rooms.bottom[room])
    fits = (shared >= _UPRIGHT_M) & ~umbrellas(rooms)[room]
    line, room = line[fits], room[fits]
    points, part = shapely.get_coordinates(shapely.intersection(drawn[line], rooms.outlines[room]), return_index=True)
    away = np.einsum("ij,ij->i", points - lines.start[line][part], lines.out[line][part])
    begin, end = np.full(len(line), np.inf), np.full(len(line), -np.inf)
    np.minimum.at(begin, part, away)
    np.maximum.at(end, part, away)
    behind = end - np.maximum(begin, lines.face[line]) >= np.minimum(_DEEP_M, lines.face[line] + REACH_M - begin)
    return line[behind], room[behind], begin[behind]


def _blocked(twin: Twin, where: tuple[Rooms, Passages, _Lines], line: Array, begin: Array) -> Array:
    """Return whether something stands between the wall of a passage and where its line reaches a space, (n,)."""
    rooms, found, lines = where
    near = lines.face[line] + _ATTACHED_M
    asked = np.flatnonzero(begin > near)
    blocked = np.zeros(len(line), dtype=bool)
    levels, which = levels_of(found.bottom[lines.passage[line[asked]]])
    for number, floor in enumerate(levels):
        some = asked[which == number]
        stretch = lines.between(near[some], begin[some], line[some])
        own = found.rows[lines.passage[line[some]]]
        blocked[some] = barriers(twin, floor + WALKING_M, rooms.origin).met(stretch, but=own)
    return blocked


def umbrellas(rooms: Rooms) -> Array:
    """Return which spaces are filled by others, (n,) of bool: gross areas, and dwellings drawn as one space."""
    inner, outer = rooms.tree.query(shapely.point_on_surface(rooms.outlines), predicate="within")
    shared = np.minimum(rooms.top[inner], rooms.top[outer]) - np.maximum(rooms.bottom[inner], rooms.bottom[outer])
    nested = (inner != outer) & (shared > _UPRIGHT_M) & (rooms.area[inner] < rooms.area[outer] * 0.9)
    inner, outer = inner[nested], outer[nested]
    inside = shapely.area(shapely.intersection(rooms.outlines[inner], rooms.outlines[outer]))
    return np.bincount(outer, inside, len(rooms.rows)) > _UMBRELLA * rooms.area
