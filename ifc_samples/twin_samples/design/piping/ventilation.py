"""Ventilation: air drawn from kitchens, bathrooms and WCs through the shafts to a fan on the roof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twin_samples.design.model import Rectangle, Room, Storey
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.survey import Shaft, Unit, bounds, middle

__all__ = ["VENTILATION", "lay_ventilation"]

VENTILATION: Final = Service("VMC", "Ventilation mécanique contrôlée", "ventilation", 6, "IfcDuctSegment", gathers=True)
_EXTRACTED: Final = ("kitchen", "bathroom", "wc", "laundry")
_BRANCH_M, _RISER_M = 0.125, 0.2


def lay_ventilation(laying: Laying) -> None:
    """Lay the ducts of all units: one fan for the shafts of each stair, or one in each house."""
    survey = laying.survey
    wet: dict[str, list[tuple[Unit, Storey, Room]]] = {}
    shafts = {shaft.code: shaft for shaft in survey.wet}
    for unit in survey.units:
        rooms = [(unit, storey, room) for storey, room in unit.rooms if _is_wet(unit, room)]
        if survey.building.kind == "houses" or not shafts:
            _lay_house(laying, unit, rooms)
            continue
        for one in rooms:
            if shaft := _nearest(survey.wet, one):
                wet.setdefault(shaft.code, []).append(one)
    stairs: dict[str, list[str]] = {}
    for code in sorted(wet):
        stairs.setdefault(shafts[code].stair, []).append(code)
    for stair, codes in stairs.items():
        fan = _lay_fan(laying, stair, [shafts[code] for code in codes])
        for code in codes:
            _lay_riser(laying, fan, shafts[code], wet[code])


def _is_wet(unit: Unit, room: Room) -> bool:
    """Return whether air is drawn from a room: the living room too where it is the kitchen."""
    uses = {one.use for _, one in unit.rooms}
    return room.use in _EXTRACTED or (room.use == "living" and bool(unit.dwelling) and "kitchen" not in uses)


def _nearest(shafts: Sequence[Shaft], one: tuple[Unit, Storey, Room]) -> Shaft | None:
    _, storey, room = one
    x, y = middle(room)
    passing = [shaft for shaft in shafts if storey.code in shaft.rooms]
    return min(passing, key=lambda shaft: round(_distance(shaft, x, y), 3), default=None)


def _distance(shaft: Shaft, x: float, y: float) -> float:
    return _beyond(shaft.plan, x, y)


def _beyond(plan: Rectangle, x: float, y: float) -> float:
    """Return how far a point lies outside a rectangle, along its sides [m]."""
    return max(plan.x0 - x, x - plan.x1, 0.0) + max(plan.y0 - y, y - plan.y1, 0.0)


def _lay_fan(laying: Laying, stair: str, shafts: Sequence[Shaft]) -> str:
    """Add the fan of a stair: in its fan room, else on the roof above its shafts, else in the top of a shaft."""
    x, y = shafts[0].at(0.5, 0.5)
    pairs = [pair for pair in laying.survey.building.rooms if _takes_fan(pair[1], stair)]
    if pairs:
        away = [(room.use == "roof", round(_beyond(bounds(room), x, y), 3)) for _, room in pairs]
        storey, room = pairs[away.index(min(away))]
        box = bounds(room)
        x, y = min(max(x, box.x0 + 0.5), box.x1 - 0.5), min(max(y, box.y0 + 0.5), box.y1 - 0.5)
        at = (x, y, storey.elevation + 0.1)
    else:
        storey = max((one for one in laying.survey.building.storeys if one.code in shafts[0].rooms), key=_height)
        room = shafts[0].rooms[storey.code]
        at = (x, y, storey.elevation + room.height - 0.3)
    return laying.add(f"VMC.{stair}.CAI", "Caisson VMC", f"Caisson VMC cage {stair}", room=room.code, at=at)


def _takes_fan(room: Room, stair: str) -> bool:
    own_room = room.use == "technical" and "vmc" in room.long_name.casefold() and room.code.startswith(f"{stair}.")
    return own_room or room.use == "roof"


def _lay_riser(laying: Laying, fan: str, shaft: Shaft, wet: Sequence[tuple[Unit, Storey, Room]]) -> None:
    """Lay the duct of a shaft from the fan down, with a fitting for each unit and a damper for each of its rooms."""
    x, y = shaft.at(0.3, 0.7)
    previous = fan
    units = {unit.code: (unit, storey) for unit, storey, _ in wet}
    for unit, storey in sorted(units.values(), key=lambda pair: (-pair[1].elevation, pair[0].rank)):
        rooms = [room for one, _, room in wet if one is unit]
        z = storey.elevation + rooms[0].height - 0.25 - 0.25 * unit.rank
        name = f"Piquage VMC {unit.label}"
        code = f"VMC.{unit.code}.{shaft.code}.TE"
        tee = laying.add(code, "Té aéraulique", name, room=shaft.rooms[storey.code].code, at=(x, y, z))
        top = laying.devices[fan].at[2] + 0.1 if previous == fan else None
        laying.run(VENTILATION, previous, tee, size=_RISER_M, height=top)
        for number, room in enumerate(rooms):
            _lay_terminal(laying, tee, (unit, storey, room), shaft, number)
        previous = tee


def _lay_terminal(laying: Laying, tee: str, wet: tuple[Unit, Storey, Room], shaft: Shaft, number: int) -> None:
    unit, storey, room = wet
    x, y, z = laying.devices[tee].at
    mark = f"{unit.code}.{room.code.rpartition('.')[2]}"
    damper = laying.add(
        f"VMC.{mark}.CCF",
        "Clapet coupe-feu",
        f"Clapet coupe-feu {room.long_name.casefold()} {unit.label}",
        room=shaft.rooms[storey.code].code,
        at=(x + 0.06 * (number - 1), y - 0.15, z),
    )
    laying.run(VENTILATION, tee, damper, size=_BRANCH_M)
    laying.run(VENTILATION, damper, _terminal(laying, wet), size=_BRANCH_M)


def _terminal(laying: Laying, wet: tuple[Unit, Storey, Room]) -> str:
    """Add the terminal in the ceiling of a room; return its code."""
    unit, storey, room = wet
    code = f"VMC.{unit.code}.{room.code.rpartition('.')[2]}.BOU"
    name = f"Bouche d'extraction {room.long_name.casefold()} {unit.label}"
    at = (*middle(room), storey.elevation + room.height)
    return laying.add(code, "Bouche d'extraction", name, room=room.code, at=at, serves=(room.code,))


def _lay_house(laying: Laying, unit: Unit, wet: Sequence[tuple[Unit, Storey, Room]]) -> None:
    """Lay the ducts of a house to a fan under the ceiling of its highest wet room."""
    if not wet:
        return
    _, storey, room = max(wet, key=lambda one: one[1].elevation)
    x, y = middle(room)
    at = (x + 0.4, y, storey.elevation + room.height - 0.05)
    code, name = f"VMC.{unit.code}.GRP", f"Groupe VMC {unit.label}"
    fan = laying.add(code, "Groupe VMC individuel", name, room=room.code, at=at)
    for one in wet:
        laying.run(VENTILATION, fan, _terminal(laying, one), size=_BRANCH_M)


def _height(storey: Storey) -> float:
    return storey.elevation
