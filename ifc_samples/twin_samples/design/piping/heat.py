"""Heating and hot water: the plant, its mains and risers, the radiators and the hot taps of each unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from twin_samples.design.piping.distribution import Branch, ceiling, lay_mains, spread
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.plant import FLOW, HOT_WATER, RECIRCULATION, RETURN, lay_house_plant, lay_plant
from twin_samples.design.piping.radiators import place_radiators
from twin_samples.design.piping.survey import Unit
from twin_samples.design.piping.terminals import lay_terminals
from twin_samples.design.piping.types import PIPING_DEVICES

__all__ = ["lay_heat"]

_HOT: Final = (
    Branch("VAN", "Robinet d'arrêt", "Vanne d'arrêt ECS"),
    Branch("CPT", "Compteur d'eau divisionnaire", "Compteur ECS", meters=True),
)
_FLOW: Final = (
    Branch("VAN", "Robinet d'arrêt", "Vanne départ chauffage"),
    Branch("CET", "Compteur d'énergie thermique", "Compteur d'énergie thermique", meters=True),
)
_RETURN: Final = (Branch("VEQ", "Vanne d'équilibrage", "Vanne d'équilibrage chauffage"),)


def lay_heat(laying: Laying, fixtures: Mapping[str, Sequence[str]]) -> None:
    """Lay heating and hot water to all units; their fixtures are given by code of the unit."""
    units = laying.survey.units
    radiators = {unit.code: place_radiators(laying, unit) for unit in units}
    hot = {unit.code: [code for code in fixtures[unit.code] if _is_hot(laying, code)] for unit in units}
    collective = [unit for unit in units if unit.shaft]
    starts: dict[Service, dict[str, str]] = {FLOW: {}, RETURN: {}, HOT_WATER: {}}
    if collective:
        headers = lay_plant(laying)
        warm = [unit for unit in collective if radiators[unit.code]]
        starts[FLOW] = spread(laying, FLOW, headers[FLOW], warm, _FLOW)
        starts[RETURN] = spread(laying, RETURN, headers[RETURN], warm, _RETURN)
        wet = [unit for unit in collective if hot[unit.code]]
        starts[HOT_WATER] = spread(laying, HOT_WATER, headers[HOT_WATER], wet, _HOT)
        _lay_recirculation(laying, headers[RECIRCULATION], wet)
    for unit in units:
        if not unit.shaft and unit.dwelling:
            for service, start in lay_house_plant(laying, unit).items():
                starts[service][unit.code] = start
        for service, wanted in ((FLOW, radiators), (RETURN, radiators), (HOT_WATER, hot)):
            if wanted[unit.code] and unit.code in starts[service]:
                lay_terminals(laying, service, unit, starts[service][unit.code], wanted[unit.code])


def _lay_recirculation(laying: Laying, header: str, units: Sequence[Unit]) -> None:
    """Lay the return of hot water from the top of each riser to the plant, so that taps run hot at once."""
    shafts = [shaft for shaft in laying.survey.supplies if any(unit.shaft == shaft for unit in units)]
    feet = lay_mains(laying, RECIRCULATION, header, shafts)
    for shaft in shafts:
        here = [unit for unit in units if unit.shaft == shaft]
        top = max(here, key=lambda one: (one.storey.elevation, one.rank))
        x, y, _ = laying.devices[feet[shaft.code]].at
        z = ceiling(laying.survey, top.storey, RECIRCULATION)
        valve = laying.add(
            f"BECS.{shaft.code}.VEQ",
            "Vanne d'équilibrage",
            f"Vanne d'équilibrage bouclage colonne {shaft.code}",
            room=shaft.rooms[top.storey.code].code,
            at=(x, y, z),
        )
        laying.run(RECIRCULATION, feet[shaft.code], valve, size=0.028)
        laying.run(RECIRCULATION, valve, f"ECS.{top.code}.TE", size=0.028)


def _is_hot(laying: Laying, code: str) -> bool:
    return HOT_WATER.commodity in PIPING_DEVICES[laying.devices[code].type].commodities
