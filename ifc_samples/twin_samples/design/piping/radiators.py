"""Radiators: under the window of each room, else on a free wall."""

from __future__ import annotations

from typing import Final

from twin_samples.design.catalogue import WINDOWS
from twin_samples.design.model import OUTSIDE, Opening, Room, Storey
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.standing import stand
from twin_samples.design.piping.survey import Unit, middle

__all__ = ["place_radiators"]

_HEATED: Final = ("living", "bedroom", "kitchen", "bathroom", "common room", "office", "shop", "laundry")


def place_radiators(laying: Laying, unit: Unit) -> tuple[str, ...]:
    """Add a radiator in each room of a unit that is lived in; return their codes."""
    codes = []
    for storey, room in unit.rooms:
        if room.use in _HEATED:
            mark = room.code.rpartition(".")[2] if unit.dwelling else "1"
            code, name = f"RAD.{unit.code}.{mark}", f"Radiateur {room.long_name.casefold()} {unit.label}"
            near = _below_window(laying, storey, room)
            types = ("Radiateur", "Radiateur sèche-serviettes")
            for type_ in types[::-1] if room.use == "bathroom" else types:
                if stand(laying, code, type_, name, place=(storey, room), near=near, serves=(room.code,)):
                    codes.append(code)
                    break
    return tuple(codes)


def _below_window(laying: Laying, storey: Storey, room: Room) -> tuple[float, float]:
    """Return the place under a window, else beside a door to the outside, else the middle of the room [m]."""
    outer = [
        one for level, one in laying.survey.openings.get(room.code, ()) if level is storey and _is_outer(laying, one)
    ]
    if not outer:
        return middle(room)
    return _in_plan(storey, max(outer, key=lambda one: (one.type in WINDOWS, one.sill)))


def _is_outer(laying: Laying, opening: Opening) -> bool:
    return any(code == OUTSIDE or laying.survey.rooms[code][1].outdoor for code in opening.rooms)


def _in_plan(storey: Storey, opening: Opening) -> tuple[float, float]:
    plan = next(wall.plan for wall in storey.walls if wall.code == opening.wall)
    if plan.x1 - plan.x0 >= plan.y1 - plan.y0:
        return (opening.centre, (plan.y0 + plan.y1) / 2)
    return ((plan.x0 + plan.x1) / 2, opening.centre)
