"""From the plant to each unit: a main under the basement ceiling, risers in the shafts, a branch for each unit.

Every service of water and heat is laid so; it differs in what valves and meters its branches have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from twin_samples.design.model import Point, Room, Storey
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import in_a_row
from twin_samples.design.piping.survey import Shaft, Survey, Unit

__all__ = ["Branch", "ceiling", "chain", "lay_branches", "lay_main", "lay_mains", "lay_risers", "row", "spread"]

_TOGETHER_M: Final = 0.3
"""Risers that stand no farther apart along the main share a fitting [m]."""
_LANES: Final = 9
"""Number of pipes that stand side by side in a shaft."""
_MAIN_M, _RISER_M, _BRANCH_M = 0.063, 0.05, 0.025


@dataclass(frozen=True, slots=True)
class Branch:
    """What stands on the branch of a unit, from the riser on: mark of its code, type and name."""

    mark: str
    type: str
    name: str
    meters: bool = False


def ceiling(survey: Survey, storey: Storey, service: Service) -> float:
    """Return the height at which pipes of a service run under the ceiling of a storey [m]."""
    above = survey.above(storey)
    thickness = above.slab_thickness if above else storey.slab_thickness
    return round(storey.elevation + storey.height - thickness - 0.1 - 0.06 * service.lane, 3)


def spread(
    laying: Laying, service: Service, header: str, units: Iterable[Unit], branch: tuple[Branch, ...]
) -> dict[str, str]:
    """Lay main, risers and branches; return the last device of the branch of each unit, by code of the unit."""
    supplied = [unit for unit in units if unit.shaft]
    shafts = [shaft for shaft in laying.survey.supplies if any(unit.shaft == shaft for unit in supplied)]
    feet = lay_mains(laying, service, header, shafts)
    ends: dict[str, str] = {}
    for shaft in shafts:
        units_here = [one for one in supplied if one.shaft == shaft]
        ends |= lay_risers(laying, service, feet[shaft.code], shaft=shaft, units=units_here, branch=branch)
    return ends


def lay_mains(laying: Laying, service: Service, header: str, shafts: Iterable[Shaft]) -> dict[str, str]:
    """Lay the main from the header to both sides; return the foot of each riser, by code of the shaft."""
    level = ceiling(laying.survey, laying.survey.lowest, service)
    placed = {shaft.code: _lane(shaft, service) for shaft in shafts}
    tees = lay_main(laying, service, header, placed, level=level, size=_MAIN_M)
    return {code: _foot(laying, service, tees[code], code, (*at, level)) for code, at in placed.items()}


def lay_main(
    laying: Laying,
    service: Service,
    header: str,
    risers: Mapping[str, tuple[float, float]],
    *,
    level: float,
    size: float,
) -> dict[str, str]:
    """Lay a main along the corridor of the lowest storey; return the fitting at each riser, one for those close by.

    Parameters
    ----------
    laying : where to
    service : the network
    header : code of the device that the main leaves from
    risers : where the risers stand in plan, by their code [m]
    level : height of the main [m]
    size : outer diameter [m]
    """
    x0, y0, _ = laying.devices[header].at
    axis = y0 if laying.survey.corridor is None else laying.survey.corridor
    order = sorted(risers.items(), key=lambda pair: pair[1])
    left, right = ([pair for pair in order if (pair[1][0] < x0) == west] for west in (True, False))
    tees: dict[str, str] = {}
    for side in (left[::-1], right):
        previous, last = header, math.nan
        for code, (x, _) in side:
            if not abs(x - last) < _TOGETHER_M:
                at = (x, axis, level)
                name = f"Té départ colonne {service.code} {code}"
                tee = laying.add(f"{service.code}.{code}.TEP", service.tee, name, room=_room(laying, at), at=at)
                by = ((x0, axis),) if previous == header else ()
                laying.run(service, previous, tee, size=size, height=level, by=by)
                previous, last = tee, x
            tees[code] = previous
    return tees


def lay_risers(
    laying: Laying,
    service: Service,
    foot: str,
    *,
    shaft: Shaft,
    units: Iterable[Unit],
    branch: tuple[Branch, ...],
) -> dict[str, str]:
    """Lay a riser with a tee for each unit, and the branch of each; return the last devices, by code of the unit."""
    x, y = _lane(shaft, service)
    ends: dict[str, str] = {}
    previous = foot
    for unit in sorted(units, key=lambda one: (one.storey.elevation, one.rank)):
        z = unit.storey.elevation + 0.5 + 0.35 * unit.rank
        room = shaft.rooms[unit.storey.code].code
        tee = laying.add(
            f"{service.code}.{unit.code}.TE", service.tee, f"Té {service.code} {unit.label}", room=room, at=(x, y, z)
        )
        laying.run(service, previous, tee, size=_RISER_M)
        ends[unit.code] = lay_branches(laying, service, tee, unit, branch)
        previous = tee
    return ends


def lay_branches(laying: Laying, service: Service, tee: str, unit: Unit, branch: tuple[Branch, ...]) -> str:
    """Lay the valves and meters of a unit beside its tee in the shaft; return the last of them."""
    z = laying.devices[tee].at[2]
    previous = tee
    for place, one in enumerate(branch):
        across = 0.2 + 0.65 * (place + 1) / (len(branch) + 0.5 * (unit.rank % 2))
        x, y = _lane(unit.shaft, service, across) if unit.shaft else laying.devices[tee].at[:2]
        device = laying.add(
            f"{service.code}.{unit.code}.{one.mark}",
            one.type,
            f"{one.name} {unit.label}",
            room=laying.devices[tee].room,
            at=(x, y, z),
            monitors=tuple(room.code for _, room in unit.rooms) if one.meters else (),
        )
        laying.run(service, previous, device, size=_BRANCH_M)
        previous = device
    return previous


def row(
    laying: Laying,
    service: Service,
    place: tuple[Storey, Room],
    *,
    links: Iterable[tuple[str, str, str]],
    height: float = 1.0,
) -> list[str]:
    """Add devices side by side along a wall of a room; return their codes.

    Parameters
    ----------
    laying : where to
    service : the network
    place : storey and room where they stand
    links : for each device the mark of its code, type and name
    height : above the floor [m]
    """
    rows, (storey, room) = list(links), place
    points = in_a_row(laying, storey, room, len(rows), z=storey.elevation + height)
    return [
        laying.add(f"{service.code}.{mark}", type_, name, room=room.code, at=at)
        for (mark, type_, name), at in zip(rows, points, strict=True)
    ]


def chain(laying: Laying, service: Service, codes: Sequence[str]) -> str:
    """Join devices in their order; return the last."""
    for one, other in pairwise(codes):
        laying.run(service, one, other, size=_MAIN_M)
    return codes[-1]


def _foot(laying: Laying, service: Service, tee: str, shaft: str, at: Point) -> str:
    """Lay the valve and the drain cock at the foot of a riser; return the fitting that it rises from."""
    x, y, z = at
    axis = laying.devices[tee].at[1]
    spots = [(x, round(axis + (y - axis) * share, 3), z) for share in (0.4, 1.0)]
    valve = laying.add(
        f"{service.code}.{shaft}.VC",
        "Vanne de colonne",
        f"Vanne {service.code} colonne {shaft}",
        room=_room(laying, spots[0]),
        at=spots[0],
        turn=90.0,
    )
    laying.run(service, tee, valve, size=_RISER_M)
    name = f"Té pied de colonne {service.code} {shaft}"
    foot = laying.add(f"{service.code}.{shaft}.TPC", service.tee, name, room=_room(laying, spots[1]), at=spots[1])
    laying.run(service, valve, foot, size=_RISER_M)
    if not service.gathers:  # the return is emptied through the flow
        drain = laying.add(
            f"{service.code}.{shaft}.VID",
            "Robinet de vidange",
            f"Vidange {service.code} colonne {shaft}",
            room=_room(laying, spots[1]),
            at=(x, y, z - 0.3),
        )
        laying.run(service, foot, drain, size=0.016)
    return foot


def _room(laying: Laying, at: Point) -> str:
    return laying.survey.room_at(laying.survey.lowest, at[0], at[1]).code


def _lane(shaft: Shaft, service: Service, across: float = 0.2) -> tuple[float, float]:
    return shaft.at((service.lane + 0.5) / _LANES, across)
