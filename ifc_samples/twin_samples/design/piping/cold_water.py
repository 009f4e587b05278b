"""Cold water: from the public main to the last tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from twin_samples.design.piping.distribution import Branch, ceiling, chain, row, spread
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import stand
from twin_samples.design.piping.survey import Unit
from twin_samples.design.piping.terminals import entry_of, lay_terminals
from twin_samples.design.piping.types import PIPING_DEVICES

__all__ = ["COLD_WATER", "HEADER", "lay_cold_water", "lay_service_taps"]

COLD_WATER: Final = Service("EF", "Eau froide sanitaire", "cold_water", 0)
HEADER: Final = "EF.COL"
"""What the departures of a collective supply leave from."""
_BRANCH: Final = (
    Branch("VAN", "Robinet d'arrêt", "Vanne d'arrêt EF"),
    Branch("CPT", "Compteur d'eau divisionnaire", "Compteur EF", meters=True),
)
_PRESSED_STOREYS: Final = 9
"""Number of storeys, the basement among them, that the pressure of the street still supplies."""


def lay_cold_water(laying: Laying, fixtures: Mapping[str, Sequence[str]]) -> None:
    """Lay cold water to all fixtures of all units, given by code of the unit."""
    survey = laying.survey
    collective = any(unit.shaft for unit in survey.units)
    ends = spread(laying, COLD_WATER, _entry(laying), survey.units, _BRANCH) if collective else {}
    for unit in survey.units:
        wet = [code for code in fixtures[unit.code] if _drinks(laying.devices[code].type)]
        if wet:
            lay_terminals(laying, COLD_WATER, unit, ends.get(unit.code) or _own_entry(laying, unit), wet)


def lay_service_taps(laying: Laying) -> None:
    """Lay cold water from the building valve to a tap in each bin room, behind a valve and a meter of their own."""
    rooms = [pair for pair in laying.survey.building.rooms if pair[1].use == "bin room"]
    if not rooms or HEADER not in laying.devices:
        return
    links = [("SG.VAN", "Robinet d'arrêt", "Vanne EF services généraux")]
    links.append(("SG.CPT", "Compteur d'eau divisionnaire", "Compteur EF services généraux"))
    codes = row(laying, COLD_WATER, laying.survey.plant("eau", "surpress"), links=links, height=1.5)
    meter = chain(laying, COLD_WATER, [HEADER, *codes])
    for storey, room in rooms:
        code = f"SAN.{room.code}.RP"
        if stand(laying, code, "Robinet de puisage", f"Robinet {room.long_name.casefold()}", place=(storey, room)):
            level = ceiling(laying.survey, laying.survey.lowest, COLD_WATER) - 0.03
            laying.run(COLD_WATER, meter, code, size=0.02, height=level)


def _entry(laying: Laying) -> str:
    """Lay what stands between the public main and the risers; return the header of the departures."""
    links = [
        ("BRT", "Branchement AEP", "Branchement AEP"),
        ("CG", "Compteur général EF", "Compteur général EF"),
        ("CLA", "Clapet antiretour", "Clapet antiretour EF"),
        ("VG", "Vanne générale EF", "Vanne générale EF"),
        ("RED", "Réducteur de pression", "Réducteur de pression EF"),
    ]
    if len(laying.survey.building.storeys) > _PRESSED_STOREYS:
        links.append(("SUR", "Surpresseur", "Surpresseur EF"))
    links.append(("COL", "Collecteur", "Clarinette EF"))
    return chain(laying, COLD_WATER, row(laying, COLD_WATER, laying.survey.plant("eau", "surpress"), links=links))


def _own_entry(laying: Laying, unit: Unit) -> str:
    """Lay the connection of a house of its own; return its valve."""
    room, x, y, z = entry_of(laying, unit, COLD_WATER)
    rows = (("BRT", "Branchement AEP", "Branchement AEP"), *((one.mark, one.type, one.name) for one in _BRANCH[::-1]))
    codes = [
        laying.add(
            f"EF.{unit.code}.{mark}",
            type_,
            f"{name} {unit.label}",
            room=room,
            at=(x, y, z - 0.45 + 0.15 * place),
            monitors=tuple(one.code for _, one in unit.rooms) if mark == "CPT" else (),
        )
        for place, (mark, type_, name) in enumerate(rows)
    ]
    for one, other in pairwise(codes):
        laying.run(COLD_WATER, one, other, size=0.025)
    return codes[-1]


def _drinks(type_: str) -> bool:
    return COLD_WATER.commodity in PIPING_DEVICES[type_].commodities
