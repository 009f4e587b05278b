"""Gas: from the street through the box in the façade to the boilers."""

from __future__ import annotations

from typing import Final

from twin_samples.design.piping.distribution import ceiling, chain, row
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.plant import boilers_of
from twin_samples.design.piping.survey import middle

__all__ = ["GAS", "lay_gas"]

GAS: Final = Service("GAZ", "Gaz naturel", "gas", 5)


def lay_gas(laying: Laying) -> None:
    """Lay gas to all boilers: one connection for those of a boiler room, one for each house."""
    boilers = boilers_of(laying)
    common = [code for code in boilers if laying.devices[code].type == "Chaudière gaz collective"]
    if common:
        _lay_boiler_room(laying, common)
    for boiler in boilers:
        if boiler not in common:
            code = boiler.partition(".")[2]
            meter = _lay_entry(laying, code, f"logement {code.replace('.', '-')}", boiler)
            laying.run(GAS, meter, boiler, size=0.028, height=laying.devices[boiler].at[2] - 0.1)


def _lay_boiler_room(laying: Laying, boilers: list[str]) -> None:
    """Lay the way from the façade through the valve that shuts in an emergency to the boilers of one room."""
    survey = laying.survey
    place = survey.rooms[laying.devices[boilers[0]].room]
    meter = _lay_entry(laying, "", "chaufferie", boilers[0])
    links = [("EVG", "Électrovanne gaz", "Électrovanne gaz chaufferie"), ("TE", "Té gaz", "Té gaz chaudières")]
    valve, tee = row(laying, GAS, place, links=links, height=1.8)
    laying.run(GAS, meter, valve, size=0.06, height=ceiling(survey, survey.lowest, GAS))
    chain(laying, GAS, [valve, tee])
    for boiler in boilers:
        laying.run(GAS, tee, boiler, size=0.04)


def _lay_entry(laying: Laying, code: str, label: str, boiler: str) -> str:
    """Lay connection, cut-off and meter in the façade in front of a boiler; return the meter."""
    ground = laying.survey.ground
    x = middle(laying.survey.rooms[laying.devices[boiler].room][1])[0]
    y = min(corner[1] for corner in ground.slab) + 0.12
    room = laying.survey.room_at(ground, x, y).code
    prefix = f"GAZ.{code}." if code else "GAZ."
    rows = (
        ("BRT", "Branchement gaz", "Branchement gaz", 0.1),
        ("VG", "Coffret de coupure gaz", "Coffret de coupure gaz", 0.5),
        ("CPT", "Compteur gaz", "Compteur gaz", 1.1),
    )
    codes = [
        laying.add(prefix + mark, type_, f"{name} {label}", room=room, at=(x, y, ground.elevation + z))
        for mark, type_, name, z in rows
    ]
    return chain(laying, GAS, codes)
