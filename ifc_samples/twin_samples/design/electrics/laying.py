"""How cables run: along ceilings, in right angles, and from storey to storey in a shaft."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from twin_samples.design.devices import DEVICES
from twin_samples.design.electrics.reading import Reading
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Device, Lift, Link, Point

__all__ = ["lay"]

_BELOW_CEILING_M: Final = 0.06
_SHORT_M: Final = 1.5
"""Two things of one room that are no further apart are wired straight, not by way of the ceiling [m]."""
_HOP_M: Final = 0.05
"""Height of such a wire above the higher of the two [m]."""
_CABIN_TOP_M: Final = 2.2
"""Where the travelling cable meets the cabin, above the floor of the lowest stop [m]."""

_End = tuple[str, Point]
"""Code of the room that a run begins or ends in, and its end [m]."""


def lay(works: Works) -> dict[str, tuple[Link, ...]]:
    """Return the runs of each network by its code, in the order in which they were wired."""
    ends = _ends(works)
    runs: defaultdict[str, list[Link]] = defaultdict(list)
    for index, wire in enumerate(works.wires):
        path = _path(works, ends[index, 0], ends[index, 1])
        runs[wire.network].append(Link(wire.source, wire.target, path, wire.size))
    return {network: tuple(links) for network, links in runs.items()}


def _ends(works: Works) -> dict[tuple[int, int], _End]:
    """Return both ends of each wire, spread over the top of the devices that many of them meet in."""
    meeting: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, wire in enumerate(works.wires):
        meeting[wire.source].append((index, 0))
        meeting[wire.target].append((index, 1))
    devices = {device.code: device for device in works.reading.building.devices} | works.devices
    lifts = {lift.code: lift for lift in works.reading.building.lifts}
    found: dict[tuple[int, int], _End] = {}
    for code, wires in meeting.items():
        for place, wire_end in enumerate(wires):
            share = (place + 1) / (len(wires) + 1)
            if code in lifts:
                found[wire_end] = _cabin(works.reading, lifts[code])
            else:
                found[wire_end] = (devices[code].room, _terminal(devices[code], share))
    return found


def _terminal(device: Device, share: float) -> Point:
    """Return where a wire enters a device: on its top, that share of its width from the left [m]."""
    boxes = DEVICES[device.type].boxes
    x0, x1 = min(box[0] for box in boxes), max(box[3] for box in boxes)
    middle = (min(box[1] for box in boxes) + max(box[4] for box in boxes)) / 2
    aside, top = x0 + (x1 - x0) * share, max(box[5] for box in boxes)
    cosine, sine = math.cos(math.radians(device.turn)), math.sin(math.radians(device.turn))
    x, y, z = device.at
    return (
        round(x + aside * cosine - middle * sine, 4),
        round(y + aside * sine + middle * cosine, 4),
        round(z + top, 4),
    )


def _cabin(reading: Reading, lift: Lift) -> _End:
    """Return where power reaches a lift: the top of its cabin at the lowest stop."""
    room = next(room for room in lift.rooms if reading.storey[room].code == lift.stops[0])
    centre = reading.plan[room].centroid
    return (room, (round(centre.x, 4), round(centre.y, 4), round(reading.storey[room].elevation + _CABIN_TOP_M, 4)))


def _path(works: Works, start: _End, end: _End) -> tuple[Point, ...]:
    """Return the corners of a run between two ends."""
    (room, a), (other, b) = start, end
    if a[:2] == b[:2]:
        return (a, b)
    if room == other and math.dist(a[:2], b[:2]) <= _SHORT_M:
        level = round(max(a[2], b[2]) + _HOP_M, 4)
        corners = [a, (*a[:2], level), (b[0], a[1], level), (*b[:2], level), b]
    else:
        corners = [a, *_overhead(works, start, end), b]
    return _tidy(corners)


def _overhead(works: Works, start: _End, end: _End) -> list[Point]:
    """Return the corners of a run under the ceilings, by way of a shaft if it changes the storey."""
    (room, (ax, ay, _)), (other, (bx, by, _)) = start, end
    reading = works.reading
    low, high = _level(works, room), _level(works, other)
    if reading.storey[room].code == reading.storey[other].code:
        level = min(low, high)
        return [(ax, ay, level), (bx, ay, level), (bx, by, level)]
    sx, sy = _shaft(reading, room, other) or (bx, by)
    return [(ax, ay, low), (sx, ay, low), (sx, sy, low), (sx, sy, high), (bx, sy, high), (bx, by, high)]


def _level(works: Works, room: str) -> float:
    """Return the level of cables under the ceiling of a room [m]."""
    return round(works.reading.storey[room].elevation + works.reading.clear(room) - _BELOW_CEILING_M, 4)


def _shaft(reading: Reading, room: str, other: str) -> tuple[float, float] | None:
    """Return where cables between two rooms of two storeys rise [m], None in a house."""
    stairwell = reading.stairwell_of.get(other) or reading.stairwell_of.get(room)
    if stairwell is None:
        return None
    storey = next((one for one in map(reading.storey.get, (other, room)) if one and one.code in stairwell.shaft), None)
    shaft = stairwell.shaft[storey.code if storey else next(iter(stairwell.shaft))]
    centre = reading.plan[shaft].centroid
    return (round(centre.x, 4), round(centre.y, 4))


def _tidy(corners: Sequence[Point]) -> tuple[Point, ...]:
    """Return corners without those that repeat the one before or lie on a straight run."""
    distinct = [corners[0], *(point for before, point in pairwise(corners) if point != before)]
    kept = distinct[:1]
    for point, after in pairwise(distinct[1:]):
        if not _straight(kept[-1], point, after):
            kept.append(point)
    return (*kept, distinct[-1])


def _straight(before: Point, point: Point, after: Point) -> bool:
    """Return whether a corner lies between its neighbours on one line along an axis."""
    return any(
        before[one] == point[one] == after[one]
        and before[two] == point[two] == after[two]
        and (before[three] - point[three]) * (point[three] - after[three]) > 0
        for one, two, three in ((0, 1, 2), (0, 2, 1), (1, 2, 0))
    )
