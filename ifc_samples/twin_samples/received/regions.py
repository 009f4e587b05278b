"""Rooms cut otherwise than designed: open kitchens drawn with the living room, long rooms drawn in two.

Facts change with it: the truth of a received model is taken after this step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from twin_samples.design.model import BuildingDesign, Device, Opening, Room, Stair, Storey

__all__ = ["merged_rooms", "split_rooms"]

_SPLIT_USES: Final = {"corridor", "cellar corridor", "living", "hall"}
_LEAST_SIDE_M: Final = 3.6
"""Only a room of this length is cut in two."""


def merged_rooms(building: BuildingDesign, rng: np.random.Generator, *, share: float) -> BuildingDesign:
    """Return the building with some pairs of rooms that touch without a wall drawn as one.

    Parameters
    ----------
    building : the design
    rng : draws which
    share : of the open pairs that are merged [-]
    """
    gone: dict[str, str] = {}
    storeys = []
    for storey in building.storeys:
        pairs = [pair for pair in storey.open_links if rng.random() < share]
        storeys.append(_with_merged(storey, pairs, gone))
    return _renamed(replace(building, storeys=tuple(storeys)), lambda code, _where: gone.get(code, code))


def _with_merged(storey: Storey, pairs: list[tuple[str, str]], gone: dict[str, str]) -> Storey:
    rooms = {room.code: room for room in storey.rooms}
    for kept, other in pairs:
        if kept not in rooms or other not in rooms or rooms[kept].height != rooms[other].height:
            continue
        whole = shapely.union(shapely.polygons(rooms[kept].outline), shapely.polygons(rooms[other].outline))
        if whole.geom_type != "Polygon" or len(whole.interiors):
            continue
        gone[other] = kept
        name = f"{rooms[kept].long_name} / {rooms.pop(other).long_name}"
        rooms[kept] = replace(rooms[kept], long_name=name, outline=_corners(whole))
    links = {tuple(sorted(gone.get(code, code) for code in pair)) for pair in storey.open_links}
    return replace(
        storey,
        rooms=tuple(rooms.values()),
        open_links=tuple(sorted((a, b) for a, b in links if a != b)),
    )


def split_rooms(building: BuildingDesign, rng: np.random.Generator, *, share: float) -> BuildingDesign:
    """Return the building with some long rooms drawn as two that touch without a wall.

    Parameters
    ----------
    building : the design
    rng : draws which, and where they are cut
    share : of the rooms that can be cut that are cut [-]
    """
    halves: dict[str, tuple[Room, Room]] = {}
    storeys = []
    for storey in building.storeys:
        chosen = [room for room in storey.rooms if _can_be_cut(room) and rng.random() < share]
        cut = {room.code: pair for room in chosen if (pair := _halves(room, rng)) is not None}
        halves |= cut
        rooms = tuple(part for room in storey.rooms for part in cut.get(room.code, (room,)))
        links = tuple((one.code, other.code) for one, other in cut.values())
        storeys.append(replace(storey, rooms=rooms, open_links=storey.open_links + links))
    return _renamed(replace(building, storeys=tuple(storeys)), _nearest_half(halves))


def _can_be_cut(room: Room) -> bool:
    x, y = zip(*room.outline, strict=True)
    return room.use in _SPLIT_USES and max(max(x) - min(x), max(y) - min(y)) >= _LEAST_SIDE_M


def _halves(room: Room, rng: np.random.Generator) -> tuple[Room, Room] | None:
    """Return a room cut across its length, None if it would fall into more than two pieces."""
    whole, at = shapely.polygons(room.outline), float(rng.uniform(0.35, 0.65))
    x0, y0, x1, y1 = whole.bounds
    if x1 - x0 >= y1 - y0:
        middle = round(x0 + at * (x1 - x0), 3)
        sides = shapely.box(x0, y0, middle, y1), shapely.box(middle, y0, x1, y1)
    else:
        middle = round(y0 + at * (y1 - y0), 3)
        sides = shapely.box(x0, y0, x1, middle), shapely.box(x0, middle, x1, y1)
    parts = [shapely.intersection(whole, side) for side in sides]
    if any(part.geom_type != "Polygon" for part in parts):
        return None
    first, second = (_corners(part) for part in parts)
    return replace(room, outline=first), replace(room, code=f"{room.code}~2", name=f"{room.name}b", outline=second)


def _nearest_half(halves: Mapping[str, tuple[Room, Room]]) -> Callable[[str, tuple[float, float]], str]:
    """Return what tells in which half of a room a place is."""
    shapes = {code: [shapely.polygons(half.outline) for half in pair] for code, pair in halves.items()}

    def half(code: str, where: tuple[float, float]) -> str:
        if code not in shapes:
            return code
        gaps = [shapely.distance(shape, shapely.points(where)) for shape in shapes[code]]
        return halves[code][int(gaps[1] < gaps[0])].code

    return half


def _renamed(building: BuildingDesign, now: Callable[[str, tuple[float, float]], str]) -> BuildingDesign:
    """Return the building with all that names a room naming the one that is there now."""
    storeys = tuple(_storey_renamed(storey, now) for storey in building.storeys)
    devices = tuple(_device_renamed(device, now) for device in building.devices)
    known = {room.code for storey in storeys for room in storey.rooms}
    lifts = tuple(replace(lift, rooms=tuple(code for code in lift.rooms if code in known)) for lift in building.lifts)
    return replace(building, storeys=storeys, devices=devices, lifts=lifts)


def _storey_renamed(storey: Storey, now: Callable[[str, tuple[float, float]], str]) -> Storey:
    walls = {wall.code: wall.plan for wall in storey.walls}

    def opening(one: Opening) -> Opening:
        plan = walls[one.wall]
        along_x = plan.x1 - plan.x0 >= plan.y1 - plan.y0
        where = (one.centre, (plan.y0 + plan.y1) / 2) if along_x else ((plan.x0 + plan.x1) / 2, one.centre)
        first, second = (now(code, where) for code in one.rooms)
        return replace(one, rooms=(first, second))

    def stair(one: Stair) -> Stair:
        where = ((one.plan.x0 + one.plan.x1) / 2, (one.plan.y0 + one.plan.y1) / 2)
        return replace(one, room=now(one.room, where), upper_room=now(one.upper_room, where))

    return replace(
        storey,
        openings=tuple(opening(one) for one in storey.openings),
        stairs=tuple(stair(one) for one in storey.stairs),
    )


def _device_renamed(device: Device, now: Callable[[str, tuple[float, float]], str]) -> Device:
    where = device.at[:2]
    return replace(
        device,
        room=now(device.room, where),
        serves=tuple(now(code, where) for code in device.serves),
        monitors=tuple(now(code, where) for code in device.monitors),
    )


def _corners(polygon: shapely.Polygon) -> tuple[tuple[float, float], ...]:
    """Return the corners of a polygon without those on straight lines, counterclockwise."""
    whole = shapely.simplify(shapely.geometry.polygon.orient(polygon), 0.0)
    return tuple((round(x, 4), round(y, 4)) for x, y in shapely.get_coordinates(whole)[:-1])
