"""The plan of the residence, before anything is built from it."""

from __future__ import annotations

from itertools import combinations

import pytest

from twin_samples.catalogue import DOORS, WINDOWS
from twin_samples.plan import OUTLINE, STOREYS, Box, Storey

INHABITED = STOREYS[:-1]


def overlap(a: Box, b: Box) -> float:
    width, depth = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(width, 0) * max(depth, 0)


def boxes(storey: Storey) -> list[Box]:
    return [room.box for room in storey.rooms] + [wall.box for wall in storey.walls]


@pytest.mark.parametrize("storey", INHABITED, ids=lambda storey: storey.name)
def test_rooms_and_walls_tile_the_outline(storey: Storey) -> None:
    covered = sum(box.width * box.depth for box in boxes(storey))
    assert covered == pytest.approx(OUTLINE.width * OUTLINE.depth)
    assert max(overlap(a, b) for a, b in combinations(boxes(storey), 2)) == pytest.approx(0)


@pytest.mark.parametrize("storey", INHABITED, ids=lambda storey: storey.name)
def test_each_door_and_window_lies_within_its_wall(storey: Storey) -> None:
    walls = {wall.name: wall.box for wall in storey.walls}
    for opening in storey.openings:
        half = (DOORS.get(opening.type_name) or WINDOWS[opening.type_name]).width / 2
        box = walls[opening.wall]
        start, end = (box.x0, box.x1) if box.along_x else (box.y0, box.y1)
        assert start < opening.centre - half
        assert opening.centre + half < end


@pytest.mark.parametrize("storey", INHABITED, ids=lambda storey: storey.name)
def test_each_device_stands_in_its_room(storey: Storey) -> None:
    rooms = {room.code: room.box for room in storey.rooms}
    for device in storey.devices:
        box = rooms[device.room]
        assert box.x0 <= device.x <= box.x1
        assert box.y0 <= device.y <= box.y1
