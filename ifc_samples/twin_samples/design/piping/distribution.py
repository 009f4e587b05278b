"""From the plant to each unit: a main under the basement ceiling, risers in the shafts, a branch for each unit.

Every service of water and heat is laid so; it differs in what valves and meters its branches have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from twin_samples.design.model import Point, Room, Storey
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import in_a_row
from twin_samples.design.piping.survey import Shaft, Survey, Unit

__all__ = ["Branch", "ceiling", "chain", "lay_branches", "lay_mains", "lay_risers", "row", "spread"]

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
    survey = laying.survey
    x0, y0, _ = laying.devices[header].at
    axis = survey.corridor if survey.corridor is not None else y0
    level = ceiling(survey, survey.lowest, service)
    feet: dict[str, str] = {}
    placed = [(shaft, _lane(shaft, service)) for shaft in shafts]
    left = [pair for pair in placed if pair[1][0] < x0][::-1]
    right = [pair for pair in placed if pair[1][0] >= x0]
    for side in (left, right):
        previous = header
        for shaft, (x, y) in side:
            tee = _fitting(
                laying, service, f"{shaft.code}.TEP", f"Té départ colonne {service.code} {shaft.code}", (x, axis, level)
            )
            laying.run(
                service, previous, tee, size=_MAIN_M, height=level, by=((x0, axis),) if previous == header else ()
            )
            feet[shaft.code] = _foot(laying, service, tee, shaft, (x, y, level))
            previous = tee
    return feet


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
            f"{service.code}.{unit.code}.TE", "Té", f"Té {service.code} {unit.label}", room=room, at=(x, y, z)
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


def _foot(laying: Laying, service: Service, tee: str, shaft: Shaft, at: Point) -> str:
    """Lay the valve and the drain cock at the foot of a riser; return the fitting that it rises from."""
    x, y, z = at
    axis = laying.devices[tee].at[1]
    spots = [(x, round(axis + (y - axis) * share, 3), z) for share in (0.4, 1.0)]
    valve = laying.add(
        f"{service.code}.{shaft.code}.VC",
        "Vanne de colonne",
        f"Vanne {service.code} colonne {shaft.code}",
        room=_room(laying, spots[0]),
        at=spots[0],
        turn=90.0,
    )
    laying.run(service, tee, valve, size=_RISER_M)
    foot = _fitting(laying, service, f"{shaft.code}.TPC", f"Té pied de colonne {service.code} {shaft.code}", spots[1])
    laying.run(service, valve, foot, size=_RISER_M)
    if not service.gathers:  # the return is emptied through the flow
        drain = laying.add(
            f"{service.code}.{shaft.code}.VID",
            "Robinet de vidange",
            f"Vidange {service.code} colonne {shaft.code}",
            room=_room(laying, spots[1]),
            at=(x, y, z - 0.3),
        )
        laying.run(service, foot, drain, size=0.016)
    return foot


def _fitting(laying: Laying, service: Service, mark: str, name: str, at: Point) -> str:
    return laying.add(f"{service.code}.{mark}", "Té", name, room=_room(laying, at), at=at)


def _room(laying: Laying, at: Point) -> str:
    return laying.survey.room_at(laying.survey.lowest, at[0], at[1]).code


def _lane(shaft: Shaft, service: Service, across: float = 0.2) -> tuple[float, float]:
    return shaft.at((service.lane + 0.5) / _LANES, across)
