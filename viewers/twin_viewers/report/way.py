"""The way from the entrance to a device, in words and as lines on plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.analysis.routes import Leg, Route, route
from twin.analysis.routes_legs import label
from twin.errors import TwinError
from twin.geometry.placed import outlines_of
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.words import Words

__all__ = ["Way", "place_of", "room_of", "way_to"]


_NEAR_M: Final = 3.0
"""A room farther from a device than this says nothing about where it is [m]."""

_MOST_ROOMS: Final = 4


@dataclass(frozen=True)
class Way:
    """A way to a device.

    Parameters
    ----------
    route : the way, None if none is known
    steps : it in words
    beside : whether it leads to a room beside the device, as for one in a shaft
    """

    route: Route | None = None
    steps: tuple[str, ...] = ()
    beside: bool = False


def way_to(twin: Twin, row: int, words: Words) -> Way:
    """Return the shortest way to a device, or to the nearest room beside it, from outside of its building.

    Parameters
    ----------
    twin : the estate
    row : the device
    words : the language of the steps
    """
    nodes = twin.nodes
    building = nodes["building"][row]
    outside = np.flatnonzero((nodes["kind"] == Kind.EXTERIOR) & (nodes["building"] == building))
    if not len(outside) or building < 0:
        return Way()
    for goal in (row, *_rooms_near(twin, row)):
        try:
            found = route(twin, str(nodes["id"][outside[0]]), str(nodes["id"][goal]))
        except TwinError:  # nothing leads there; a room beside it may be reached
            continue
        if found.exists:
            return Way(found, tuple(_steps(twin, found, words)), beside=goal != row)
    return Way()


def place_of(twin: Twin, row: int) -> tuple[float, float] | None:
    """Return where a thing is in plan [m], None if nobody knows.

    Parameters
    ----------
    twin : the estate
    row : the thing
    """
    box = twin.nodes["box"][row]
    at = twin.nodes["position"][row] if np.isnan(box).any() else box.mean(axis=0)
    return None if np.isnan(at[:2]).any() else (float(at[0]), float(at[1]))


def _rooms_near(twin: Twin, row: int) -> list[int]:
    """Return the rooms of the storey that are nearest to a thing, the nearest first."""
    nodes, at = twin.nodes, place_of(twin, row)
    same = (nodes["kind"] == Kind.SPACE) & (nodes["storey"] == nodes["storey"][row]) & (nodes["mesh"] >= 0)
    rooms = np.flatnonzero(same)
    if at is None or nodes["storey"][row] < 0 or not len(rooms):
        return []
    away = shapely.distance(outlines_of(twin, rooms), shapely.Point(*at))
    order = np.argsort(away, kind="stable")[:_MOST_ROOMS]
    return [int(rooms[one]) for one in order.tolist() if away[one] <= _NEAR_M]


def room_of(twin: Twin, row: int) -> int:
    """Return the row of the space that a thing stands in, -1 if nobody says.

    Parameters
    ----------
    twin : the estate
    row : the thing
    """
    parent = int(twin.nodes["parent"][row])
    return parent if parent >= 0 and twin.nodes["kind"][parent] == Kind.SPACE else -1


def _steps(twin: Twin, found: Route, words: Words) -> Iterator[str]:
    """Yield the steps: the door in, each room that one comes to, stairs and lifts with where they lead."""
    names = _long_names(twin)
    last = ""
    for place, leg in enumerate(found.legs):
        if leg.mode in {"stair", "lift"}:
            step = _vertical(found.legs, place, words)
        elif place == 0 and leg.via:
            door = words("sheet.through", what=names.get(leg.via, leg.via))
            step = f"{words('sheet.outside')} {door}" if not leg.storey else door
            yield step
            step = names.get(leg.to, leg.to)
        else:
            step = names.get(leg.to, leg.to)
        if step != last and step not in {"junction", "entrance"}:
            yield step
        last = step


def _vertical(legs: tuple[Leg, ...], place: int, words: Words) -> str:
    leg = legs[place]
    storey = next((one.storey for one in legs[place + 1 :] if one.storey), leg.to)
    if leg.mode == "lift":
        return words("sheet.ride", storey=storey)
    return words("sheet.stairs_up" if (leg.rise_m or 0.0) > 0 else "sheet.stairs_down", storey=storey)


def _long_names(twin: Twin) -> dict[str, str]:
    """Return the readable name of each space by what routes call it."""
    nodes, spaces = twin.nodes, twin.rows(Kind.SPACE).tolist()
    return {label(twin, row): str(nodes["long_name"][row]) for row in spaces if nodes["long_name"][row]}
