"""Where things stand in a room: against a wall, clear of doors and of each other, as near as can be to where wanted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely

from twin_samples.design.model import Opening, Rectangle, Storey, Wall

__all__ = ["Spot", "keep_clear", "spot"]

_STEP = 0.1
"""How finely places along a wall are tried [m]."""
_GAP = 0.01


class Spot(NamedTuple):
    """A place against a wall: the middle of the back [m], the turn [°], and what it covers of the floor."""

    x: float
    y: float
    turn: float
    covers: Rectangle


def keep_clear(storey: Storey, opening: Opening, *, width: float, ahead: float) -> Rectangle:
    """Return the floor in front of an opening, on both sides of its wall.

    Parameters
    ----------
    storey : where it is
    opening : a door or a window down to the floor
    width : of the opening [m]
    ahead : how far the way to it is kept free, from the face of the wall [m]
    """
    plan = _wall(storey, opening.wall).plan
    half = width / 2 + 0.02
    if plan.x1 - plan.x0 >= plan.y1 - plan.y0:
        return Rectangle(opening.centre - half, plan.y0 - ahead, opening.centre + half, plan.y1 + ahead)
    return Rectangle(plan.x0 - ahead, opening.centre - half, plan.x1 + ahead, opening.centre + half)


def spot(
    outline: tuple[tuple[float, float], ...],
    size: tuple[float, float],
    *,
    near: tuple[float, float],
    clear_of: Iterable[Rectangle] = (),
) -> Spot | None:
    """Return the place against a wall that is nearest to a point, None if the thing fits nowhere.

    Parameters
    ----------
    outline : of the room, counterclockwise, orthogonal [m]
    size : of the thing along the wall, and away from it [m]
    near : where it is wanted [m]
    clear_of : what it must not cover
    """
    return _spot(outline, size, near, tuple(clear_of))


@lru_cache(maxsize=4096)  # storeys repeat: what fits in one fits in all those above it
def _spot(
    outline: tuple[tuple[float, float], ...],
    size: tuple[float, float],
    near: tuple[float, float],
    clear_of: tuple[Rectangle, ...],
) -> Spot | None:
    backs, inward = _backs(outline, size[0])
    if len(backs) == 0:
        return None
    along = np.abs(inward[:, ::-1]) * size[0] / 2
    front = backs + inward * size[1]
    low, high = np.minimum(backs, front) - along, np.maximum(backs, front) + along
    free = np.ones(len(backs), dtype=bool)
    for other in clear_of:
        apart = (high[:, 0] <= other.x0) | (low[:, 0] >= other.x1) | (high[:, 1] <= other.y0) | (low[:, 1] >= other.y1)
        free &= apart
    free &= shapely.covers(
        shapely.Polygon(outline).buffer(_GAP / 2, join_style="mitre"),
        shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]),
    )
    if not free.any():
        return None
    away = np.where(free, np.round(np.hypot(*(backs - near).T), 3), np.inf)
    best = int(away.argmin())
    turn = round(math.degrees(math.atan2(inward[best, 1], inward[best, 0]))) - 90
    covers = Rectangle(*low[best].round(3).tolist(), *high[best].round(3).tolist())
    x, y = backs[best].round(3).tolist()
    return Spot(x, y, float(turn % 360), covers)


def _backs(outline: tuple[tuple[float, float], ...], width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return places of the middle of the back along all walls, and the direction into the room, both (n, 2)."""
    backs, inward = [], []
    for start, end in zip(outline, (*outline[1:], outline[0]), strict=True):
        length = math.dist(start, end)
        if length < width:
            continue
        ahead = (np.array(end) - start) / length
        normal = np.array([-ahead[1], ahead[0]])
        room = length - width
        steps = np.unique(np.append(np.arange(0, room, _STEP), [room, room / 2])) + width / 2
        backs.append(np.array(start) + steps[:, None] * ahead + normal * _GAP)
        inward.append(np.broadcast_to(normal, (len(steps), 2)))
    if not backs:
        return np.empty((0, 2)), np.empty((0, 2))
    return np.concatenate(backs), np.concatenate(inward)


def _wall(storey: Storey, code: str) -> Wall:
    return next(wall for wall in storey.walls if wall.code == code)
