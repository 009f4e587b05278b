"""Links between spaces that go over into each other without a wall between them.

Two outlines that touch, or nearly do, are one place to somebody who walks if nothing stands along the line where they
touch. The line is tried every `_STEP_M` with a short stick across it; what sticks do not meet a wall, column, window,
railing or door is free.

Two rooms between which a thin wall was forgotten look just the same, so that confidence is lower the farther the
outlines are apart, and where no wall at all is drawn around two rooms nothing is said about them. An author who draws
a virtual boundary between them is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.door_edges import LEVEL_M
from twin.inference.layer import Inferred
from twin.inference.obstacles import WALKING_M, Barriers, barriers, levels_of
from twin.inference.rooms import Rooms
from twin.inference.sides import umbrellas
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin

__all__ = ["AFTER", "infer"]

AFTER: Final = ("doors",)

_GAP_M: Final = 0.1
"""How far outlines that touch may be apart [m]: slips of the pen, and thinner than nearly every wall."""
_VIRTUAL_GAP_M: Final = 0.5
"""The same where a virtual boundary is declared between them [m]: outlines on both faces of a wide lintel."""
_FREE_M: Final = 0.6
"""Least free width [m]: the narrowest doors between rooms are 0.6 m clear."""
_STEP_M: Final = 0.05
_STICK_M: Final = 0.1
"""How far a stick goes to either side of the line [m]: into a wall on the centre of which outlines were drawn, but not
to what stands beside an opening."""
_RISER_M: Final = 0.25
"""Floors farther apart are joined by stairs, not by a step [m]: steps are up to 0.21 m high (DIN 18065)."""
_UPRIGHT_M: Final = 1.8
_SURE: Final = 0.9
_PER_METRE: Final = 4.0
"""Confidence lost per metre between the outlines [m⁻¹]: at 0.1 m, a thin wall not drawn is as likely."""
_DECLARED: Final = 0.98


@dataclass(frozen=True, slots=True)
class _Contacts:
    """Lines along which spaces touch, in short pieces in order.

    Parameters
    ----------
    pair : number of the pair of spaces, (n,)
    run : number of the unbroken line, ascending, (n,)
    length : of the piece [m], (n,)
    sticks : lines across the pieces, (n,)
    """

    pair: Array
    run: Array
    length: Array
    sticks: NDArray[Any]


def infer(twin: Twin) -> Inferred:
    """Return the links between spaces of one floor that nothing separates.

    Parameters
    ----------
    twin : the twin with its doors
    """
    rooms = Rooms.of(twin)
    virtual = _virtual(twin, rooms)
    one, other, gap, declared = _neighbours(rooms, virtual)
    if not len(one):
        return Inferred()
    contacts = _contacts(rooms, one, other, np.maximum(gap, _GAP_M))
    free, walled = _tried(twin, rooms, (one, other), contacts)
    width, longest = _widths(contacts, free, len(one))
    passable = (longest >= _FREE_M) & (walled | declared)
    found = [values[passable] for values in (one, other, gap, declared, width, longest)]
    return Inferred(edges=_edges(twin, rooms, found))


def _virtual(twin: Twin, rooms: Rooms) -> set[tuple[int, int]]:
    """Return the pairs of spaces, by position and ascending, that one virtual element bounds."""
    boundaries = twin["boundaries"]
    chosen = (boundaries["physical"].astype(str) == "VIRTUAL") & (boundaries["element"] >= 0)
    place = {row: number for number, row in enumerate(rooms.rows.tolist())}
    members: dict[int, set[int]] = {}
    for element, space in zip(
        boundaries["element"][chosen].tolist(), boundaries["space"][chosen].tolist(), strict=True
    ):
        if space in place:
            members.setdefault(element, set()).add(place[space])
    pairs = (sorted(spaces) for spaces in members.values() if len(spaces) == 2)
    return {(one, other) for one, other in pairs}


def _neighbours(rooms: Rooms, virtual: set[tuple[int, int]]) -> tuple[Array, Array, Array, Array]:
    """Return pairs of spaces that touch on one floor, how far apart they are, and whether this is declared, (n,)."""
    one, other = rooms.tree.query(rooms.outlines, predicate="dwithin", distance=_VIRTUAL_GAP_M)
    room = ~umbrellas(rooms)
    low, high = np.maximum(rooms.bottom[one], rooms.bottom[other]), np.minimum(rooms.top[one], rooms.top[other])
    level = np.abs(rooms.bottom[one] - rooms.bottom[other]) <= _RISER_M
    kept = (one < other) & room[one] & room[other] & (high - low >= _UPRIGHT_M) & level
    one, other = one[kept], other[kept]
    gap = shapely.distance(rooms.outlines[one], rooms.outlines[other])
    declared = np.array([pair in virtual for pair in zip(one.tolist(), other.tolist(), strict=True)], dtype=bool)
    near = (gap <= _GAP_M) | declared
    order = np.lexsort((other[near], one[near]))
    return one[near][order], other[near][order], gap[near][order], declared[near][order]


def _contacts(rooms: Rooms, one: Array, other: Array, reach: Array) -> _Contacts:
    """Return the lines along which pairs of spaces touch, on the edge of either space."""
    here, there = np.concatenate((one, other)), np.concatenate((other, one))
    reach = np.concatenate((reach, reach))
    grown = shapely.buffer(rooms.outlines[there], reach + 1e-3, join_style="mitre")
    edge = shapely.line_merge(shapely.intersection(shapely.boundary(rooms.outlines[here]), grown))
    lines, owner = shapely.get_parts(edge, return_index=True)
    drawn = (shapely.get_dimensions(lines) == 1) & (shapely.length(lines) > _STEP_M)
    owner = owner[drawn]
    start, end, run = _pieces(lines[drawn])
    length = np.linalg.norm(end - start, axis=1)
    across = np.column_stack((start[:, 1] - end[:, 1], end[:, 0] - start[:, 0])) / length[:, None]
    sticks = _sticks((start + end) / 2, across * np.maximum(_STICK_M, reach[owner[run]])[:, None])
    faces = shapely.intersects(sticks, rooms.outlines[there[owner[run]]])  # a corner is near, but not opposite
    return _Contacts(owner[run] % len(one), run, length * faces, sticks)


def _pieces(lines: NDArray[Any]) -> tuple[Array, Array, Array]:
    """Return lines cut into short straight pieces: both ends of each, (n, 2), and its line, (n,)."""
    points, line = shapely.get_coordinates(shapely.segmentize(lines, _STEP_M), return_index=True)
    same = line[1:] == line[:-1]
    return points[:-1][same], points[1:][same], line[:-1][same]


def _sticks(middle: Array, half: Array) -> NDArray[Any]:
    return np.asarray(shapely.linestrings(np.stack((middle - half, middle + half), axis=1)))


def _tried(twin: Twin, rooms: Rooms, pairs: tuple[Array, Array], contacts: _Contacts) -> tuple[Array, Array]:
    """Return which pieces of contact are free, and whether walls are drawn around the spaces of each pair."""
    one, other = pairs
    floors = np.maximum(rooms.bottom[one], rooms.bottom[other])
    heights, which = levels_of(floors)
    free, walled = np.zeros(len(contacts.pair), dtype=bool), np.zeros(len(one), dtype=bool)
    for number, floor in enumerate(heights):
        around = barriers(twin, floor + WALKING_M, rooms.origin)
        some = np.flatnonzero(which[contacts.pair] == number)
        free[some] = ~around.met(contacts.sticks[some])
        here = np.flatnonzero(which == number)
        walled[here] = _bordered(rooms, around, one[here]) | _bordered(rooms, around, other[here])
    return free, walled


def _bordered(rooms: Rooms, around: Barriers, room: Array) -> Array:
    near, _ = around.tree.query(rooms.outlines[room], predicate="dwithin", distance=_GAP_M)
    return np.asarray(np.bincount(near, minlength=len(room)) > 0)


def _widths(contacts: _Contacts, free: Array, count: int) -> tuple[Array, Array]:
    """Return for each pair the free width in all, along the edge that has more of it, and its longest stretch [m]."""
    breaks = np.diff(contacts.run, prepend=-1) != 0
    stretch = np.cumsum(breaks | ~free)
    lengths = np.bincount(stretch, contacts.length * free)
    pair = np.zeros(len(lengths), dtype=int)
    pair[stretch] = contacts.pair
    longest, width = np.zeros(count), np.zeros(count)
    np.maximum.at(longest, pair, lengths)
    np.add.at(width, contacts.pair, contacts.length * free)
    return np.maximum(width / 2, longest), longest


def _edges(twin: Twin, rooms: Rooms, found: list[Array]) -> Columns:
    one, other, gap, declared, width, longest = found
    ends, ids = np.column_stack((rooms.rows[one], rooms.rows[other])), twin.nodes["id"]
    swap = ids[ends[:, 0]] > ids[ends[:, 1]]
    ends[swap] = ends[swap][:, ::-1]
    external = (twin.nodes["is_external"][ends] == 1).any(axis=1)
    columns = {
        "source": ends[:, 0],
        "target": ends[:, 1],
        "relation": [Relation.OPENS_ONTO] * len(one),
        "provenance": np.where(declared, Provenance.DECLARED, Provenance.GEOMETRIC),
        "method": ["open-plan"] * len(one),
        "confidence": np.where(declared, _DECLARED, _SURE - _PER_METRE * gap),
        "value": width.round(3),
        "clear_width": longest.round(3),
        "step_free": np.abs(rooms.bottom[one] - rooms.bottom[other]) <= LEVEL_M,
        "lockable": np.zeros(len(one)),
        "self_closing": np.zeros(len(one)),
        "is_external": external,
    }
    return table_of("edges", columns)
