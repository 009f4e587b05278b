"""Cold water: from the public main to the last tap."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from twin_samples.design.piping.distribution import OPEN_VALVE, Branch, chain, spread
from twin_samples.design.piping.fixtures import Furnished
from twin_samples.design.piping.laying import Laying, Properties, Service
from twin_samples.design.piping.survey import Unit
from twin_samples.design.piping.terminals import entry_of, lay_terminals
from twin_samples.design.piping.types import PIPING_DEVICES

__all__ = ["COLD_WATER", "lay_cold_water"]

COLD_WATER: Final = Service("EF", "Eau froide sanitaire", "cold_water", 0)
_BRANCH: Final = (
    Branch("VAN", "Robinet d'arrêt", "Vanne d'arrêt EF", OPEN_VALVE),
    Branch("CPT", "Compteur d'eau divisionnaire", "Compteur EF", meters=True),
)
_PRESSED_STOREYS: Final = 9
"""Number of storeys, the basement among them, that the pressure of the street still supplies."""
_REDUCED: Final[Properties] = (
    ("Pset_ValveTypePressureReducing", (("DownstreamPressure", ("IfcPressureMeasure", 300000.0)),)),
)


def lay_cold_water(laying: Laying, furnished: Mapping[str, Furnished]) -> None:
    """Lay cold water to all fixtures of all units, given by code of the unit."""
    survey = laying.survey
    collective = any(unit.shaft for unit in survey.units)
    ends = spread(laying, COLD_WATER, _entry(laying), survey.units, _BRANCH) if collective else {}
    for unit in survey.units:
        wet = [code for code, type_ in furnished[unit.code].fixtures.items() if _drinks(type_)]
        if wet:
            lay_terminals(laying, COLD_WATER, unit, ends.get(unit.code) or _own_entry(laying, unit), wet)


def _entry(laying: Laying) -> str:
    """Lay what stands between the public main and the risers; return the header of the departures."""
    storey, room = laying.survey.plant("eau", "surpress")
    links = [
        ("BRT", "Branchement AEP", "Branchement AEP", ()),
        ("CG", "Compteur général EF", "Compteur général EF", ()),
        ("CLA", "Clapet antiretour", "Clapet antiretour EF", ()),
        ("VG", "Vanne générale EF", "Vanne générale EF", OPEN_VALVE),
        ("RED", "Réducteur de pression", "Réducteur de pression EF", _REDUCED),
    ]
    if len(laying.survey.building.storeys) > _PRESSED_STOREYS:
        links.append(("SUR", "Surpresseur", "Surpresseur EF", ()))
    links.append(("COL", "Collecteur", "Clarinette EF", ()))
    return chain(laying, COLD_WATER, room, storey.elevation + 1.0, links)


def _own_entry(laying: Laying, unit: Unit) -> str:
    """Lay the connection of a house of its own; return its valve."""
    room, x, y, z = entry_of(laying.survey, unit, COLD_WATER)
    rows = (("BRT", "Branchement AEP", "Branchement AEP"), *((one.mark, one.type, one.name) for one in _BRANCH[::-1]))
    codes = [
        laying.add(
            f"EF.{unit.code}.{mark}",
            type_,
            f"{name} {unit.label}",
            room=room,
            at=(x, y, z - 0.45 + 0.15 * place),
            monitors=tuple(one.code for _, one in unit.rooms) if mark == "CPT" else (),
            properties=OPEN_VALVE if mark == "VAN" else (),
        )
        for place, (mark, type_, name) in enumerate(rows)
    ]
    for one, other in pairwise(codes):
        laying.run(COLD_WATER, one, other, size=0.025)
    return codes[-1]


def _drinks(type_: str) -> bool:
    return COLD_WATER.commodity in PIPING_DEVICES[type_].commodities
