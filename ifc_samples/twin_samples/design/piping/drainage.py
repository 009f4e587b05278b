"""Waste water: from each fixture down the stacks to the collector in the basement and out to the sewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from twin_samples.design.model import Room, Storey
from twin_samples.design.piping.distribution import lay_main
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.survey import Shaft, Unit, middle
from twin_samples.design.piping.types import PIPING_DEVICES

__all__ = ["DRAINAGE", "lay_drainage"]

DRAINAGE: Final = Service("EU", "Eaux usées et eaux vannes", "drainage", 7, gathers=True, tee="Té d'évacuation")
_BELOW_FLOOR: Final = 0.08
"""How far below the floor waste pipes lie in the slab [m]."""
_STACK_M, _COLLECTOR_M, _WASTE_M = 0.1, 0.16, 0.05
_TRAPPED: Final = ("bin room", "laundry", "technical")


def lay_drainage(laying: Laying, fixtures: Mapping[str, Sequence[str]]) -> None:
    """Lay waste pipes from all fixtures, given by code of the unit, and from the floors that get wet."""
    survey = laying.survey
    stacks: dict[str, list[tuple[Storey, str]]] = {}
    shafts = {shaft.code: shaft for shaft in survey.wet}
    for unit in survey.units:
        wastes = [waste for code in fixtures[unit.code] if (waste := _waste(laying, code))]
        if survey.building.kind == "houses" or not shafts:
            _lay_house(laying, unit, wastes)
            continue
        for code in wastes:
            storey = survey.rooms[laying.devices[code].room][0]
            shaft = _nearest(laying, storey, code, survey.wet)
            stacks.setdefault(shaft.code, []).append((storey, code))
    for storey, room in survey.building.rooms:
        if shafts and room.use == "bin room" and storey is not survey.lowest:
            trap = _add_trap(laying, storey, room)
            stacks.setdefault(_nearest(laying, storey, trap, survey.wet).code, []).append((storey, trap))
    if stacks:
        sewer = _lay_sewer(laying)
        feet = {code: _plan(shafts[code]) for code in sorted(stacks)}
        tees = lay_main(laying, DRAINAGE, sewer, feet, level=_level(laying), size=_COLLECTOR_M)
        for code, tee in tees.items():
            _lay_stack(laying, shafts[code], stacks[code], tee)
        _lay_floor_drains(laying, sewer)


def _waste(laying: Laying, code: str) -> str:
    """Return what of a fixture waste water leaves; the trap beside the tap of a washing machine is added here."""
    fixture = laying.devices[code]
    if fixture.type == "Robinet de lave-linge":
        x, y, z = fixture.at
        trap = code.replace("SAN.", "EU.").replace("RLL", "SLL")
        name = fixture.name.replace("Robinet", "Siphon")
        return laying.add(trap, "Siphon de lave-linge", name, room=fixture.room, at=(x, y, z - 0.2), turn=fixture.turn)
    return code if DRAINAGE.commodity in PIPING_DEVICES[fixture.type].commodities else ""


def _nearest(laying: Laying, storey: Storey, code: str, shafts: Iterable[Shaft]) -> Shaft:
    x, y, _ = laying.devices[code].at
    passing = [shaft for shaft in shafts if storey.code in shaft.rooms] or list(shafts)
    return min(passing, key=lambda shaft: round(_away(shaft, x, y), 3))


def _away(shaft: Shaft, x: float, y: float) -> float:
    plan = shaft.plan
    return max(plan.x0 - x, x - plan.x1, 0.0) + max(plan.y0 - y, y - plan.y1, 0.0)


def _lay_sewer(laying: Laying) -> str:
    """Lay the chamber of the sewer connection and the flap that keeps the sewer out; return the collector's end."""
    storey, room = laying.survey.plant("eau", "surpress")
    x, y = middle(room)
    chamber = laying.add("EU.REG", "Branchement égout", "Regard de branchement égout", room=room.code,
                         at=(x, y, storey.elevation))  # fmt: skip
    flap = laying.add("EU.CLA", "Clapet anti-retour d'égout", "Clapet anti-retour égout", room=room.code,
                      at=(x + 0.5, y, storey.elevation + 0.3))  # fmt: skip
    collector = laying.add("EU.COL", "Té d'évacuation", "Collecteur EU", room=room.code,
                           at=(x + 0.5, y, _level(laying)))  # fmt: skip
    laying.run(DRAINAGE, chamber, flap, size=_COLLECTOR_M)
    laying.run(DRAINAGE, flap, collector, size=_COLLECTOR_M)
    return collector


def _plan(shaft: Shaft) -> tuple[float, float]:
    return shaft.at(0.85, 0.7)


def _lay_stack(laying: Laying, shaft: Shaft, wastes: Sequence[tuple[Storey, str]], collector: str) -> None:
    """Lay a stack with a branch fitting in each storey that it drains, from the fitting of the collector up."""
    survey = laying.survey
    x, y = _plan(shaft)
    foot = (x, y, _level(laying))
    room = survey.room_at(survey.lowest, x, y).code
    previous = laying.add(f"EU.{shaft.code}.PIE", "Té d'évacuation", f"Pied de chute {shaft.code}", room=room, at=foot)
    laying.run(DRAINAGE, collector, previous, size=_STACK_M)
    for storey in sorted({one.code: one for one, _ in wastes}.values(), key=lambda one: one.elevation):
        room = shaft.rooms[storey.code].code if storey.code in shaft.rooms else room
        tee = laying.add(
            f"EU.{shaft.code}.{storey.code}.TE",
            "Té d'évacuation",
            f"Culotte EU {shaft.code} niveau {storey.code}",
            room=room,
            at=(x, y, storey.elevation - _BELOW_FLOOR),
        )
        laying.run(DRAINAGE, previous, tee, size=_STACK_M)
        for _, code in (pair for pair in wastes if pair[0] is storey):
            laying.run(DRAINAGE, tee, code, size=_WASTE_M)
        previous = tee


def _lay_floor_drains(laying: Laying, collector: str) -> None:
    """Lay floor drains in the basement and the pump that lifts what they take to the collector."""
    survey = laying.survey
    if survey.lowest is survey.ground:
        return
    storey, room = survey.plant("eau", "surpress")
    x, y = middle(room)
    pump = laying.add("EU.PDR", "Pompe de relevage", "Pompe de relevage sous-sol", room=room.code,
                      at=(x - 0.5, y, storey.elevation))  # fmt: skip
    laying.run(DRAINAGE, collector, pump, size=0.06)
    for one in survey.lowest.rooms:
        if one.use in _TRAPPED:
            trap = _add_trap(laying, survey.lowest, one)
            laying.run(DRAINAGE, pump, trap, size=0.08, height=storey.elevation - 0.15)


def _add_trap(laying: Laying, storey: Storey, room: Room) -> str:
    """Add a floor drain to a room; return its code."""
    x, y = middle(room)
    name = f"Siphon de sol {room.long_name.casefold()}"
    at = (x, y - 0.4, storey.elevation)
    return laying.add(f"EU.{room.code}.SIP", "Siphon de sol", name, room=room.code, at=at, serves=(room.code,))


def _lay_house(laying: Laying, unit: Unit, wastes: Iterable[str]) -> None:
    """Lay the waste pipes of a house to a chamber of its own under the floor of its entrance."""
    rooms = [room for storey, room in unit.rooms if storey is unit.storey]
    room = next((one for one in rooms if one.use == "entrance"), rooms[0])
    x, y = middle(room)
    z = unit.storey.elevation
    chamber = laying.add(f"EU.{unit.code}.REG", "Branchement égout", f"Regard de branchement {unit.label}",
                         room=room.code, at=(x, y, z - 0.02))  # fmt: skip
    tee = laying.add(f"EU.{unit.code}.TE", "Té d'évacuation", f"Collecteur EU {unit.label}", room=room.code,
                     at=(x, y + 0.4, z - 0.2))  # fmt: skip
    laying.run(DRAINAGE, chamber, tee, size=_STACK_M)
    for code in wastes:
        laying.run(DRAINAGE, tee, code, size=_WASTE_M)


def _level(laying: Laying) -> float:
    """Return the height of the collector: well below the supply mains under the basement ceiling [m]."""
    lowest = laying.survey.lowest
    return round(lowest.elevation + lowest.height - 0.85, 3)
