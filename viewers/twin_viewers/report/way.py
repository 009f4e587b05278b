"""The way from the entrance to a device, in words and as lines on plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from twin.analysis.routes import Leg, Route, route
from twin.analysis.routes_legs import label
from twin.errors import TwinError
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.report.words import Words

__all__ = ["Way", "room_of", "way_to"]


@dataclass(frozen=True)
class Way:
    """A way to a device.

    Parameters
    ----------
    route : the way, None if none is known
    steps : it in words
    reason : why there is none, empty if there is
    """

    route: Route | None
    steps: tuple[str, ...]
    reason: str = ""


def way_to(twin: Twin, row: int, words: Words) -> Way:
    """Return the shortest way to a device from outside of its building.

    Parameters
    ----------
    twin : the estate
    row : the device
    words : the language of the steps
    """
    nodes = twin.nodes
    outside = np.flatnonzero((nodes["kind"] == Kind.EXTERIOR) & (nodes["building"] == nodes["building"][row]))
    if not len(outside) or nodes["building"][row] < 0:
        return Way(None, (), words("sheet.unknown_place"))
    try:
        found = route(twin, str(nodes["id"][outside[0]]), str(nodes["id"][row]))
    except TwinError as error:
        return Way(None, (), str(error))
    if not found.exists:
        return Way(None, (), words("sheet.unknown_place"))
    return Way(found, tuple(_steps(twin, found, words)))


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
