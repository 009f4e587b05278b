"""Where heat and hot water come from: boilers or district heat for all, or a boiler or heat pump for each house."""

from __future__ import annotations

from typing import Final

from twin_samples.design.model import Room, Storey
from twin_samples.design.piping.cold_water import COLD_WATER, HEADER
from twin_samples.design.piping.distribution import ceiling, chain, row
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import stand
from twin_samples.design.piping.survey import Unit, middle

__all__ = ["FLOW", "HOT_WATER", "RECIRCULATION", "RETURN", "boilers_of", "lay_house_plant", "lay_plant"]

HOT_WATER: Final = Service("ECS", "Eau chaude sanitaire", "hot_water", 1)
RECIRCULATION: Final = Service("BECS", "Bouclage eau chaude sanitaire", "hot_water", 2, gathers=True)
FLOW: Final = Service("CHD", "Chauffage départ", "heating_flow", 3)
RETURN: Final = Service("CHR", "Chauffage retour", "heating_return", 4, gathers=True)
_PIPE_M: Final = 0.075


def boilers_of(laying: Laying) -> tuple[str, ...]:
    """Return the codes of the boilers that burn gas, in their order."""
    kinds = ("Chaudière gaz collective", "Chaudière murale gaz")
    return tuple(code for code, device in laying.devices.items() if device.type in kinds)


def lay_plant(laying: Laying) -> dict[Service, str]:
    """Lay the plant of a collective supply; return the headers that the mains of each service leave from."""
    sources = _lay_sources(laying)
    flow = _lay_flow_side(laying)
    back = _lay_return_side(laying)
    for source in sources:
        laying.run(FLOW, source, "CHD.COP", size=_PIPE_M, height=_high(laying, 0))
        laying.run(RETURN, back, source, size=_PIPE_M, height=_high(laying, 1))
    _lay_tank(laying, flow, back)
    return {FLOW: flow, RETURN: back, HOT_WATER: "ECS.COL", RECIRCULATION: "BECS.POM"}


def lay_house_plant(laying: Laying, unit: Unit) -> dict[Service, str]:
    """Lay the plant of a house; return what the runs of each service leave from."""
    if laying.survey.building.gas:
        boiler = _in_house(laying, unit, "Chaudière murale gaz", "CHA")
        laying.run(COLD_WATER, f"EF.{unit.code}.NOU", boiler, size=0.018, height=laying.devices[boiler].at[2] - 0.3)
        return {FLOW: boiler, RETURN: boiler, HOT_WATER: boiler}
    pump, tank = (
        _in_house(laying, unit, type_, mark)
        for type_, mark in (("Pompe à chaleur air-eau", "PAC"), ("Ballon ECS individuel", "BAL"))
    )
    laying.run(COLD_WATER, f"EF.{unit.code}.NOU", tank, size=0.018, height=laying.devices[tank].at[2] + 0.2)
    laying.run(FLOW, pump, tank, size=0.028)
    laying.run(RETURN, pump, tank, size=0.028, height=laying.devices[tank].at[2] + 0.1)
    return {FLOW: pump, RETURN: pump, HOT_WATER: tank}


def _lay_flow_side(laying: Laying) -> str:
    """Lay both pumps, of which one stands by, between the header of the sources and that of the mains."""
    links = [
        ("COP", "Collecteur", "Collecteur départ primaire"),
        ("P1", "Circulateur", "Circulateur chauffage 1"),
        ("P2", "Circulateur", "Circulateur chauffage 2 (secours)"),
        ("VG", "Vanne d'isolement", "Vanne générale départ chauffage"),
        ("COL", "Collecteur", "Collecteur départ chauffage"),
    ]
    primary, first, second, valve, header = row(laying, FLOW, _room(laying), links=links)
    for pump, level in ((first, 1.2), (second, 1.4)):
        z = _room(laying)[0].elevation + level
        laying.run(FLOW, primary, pump, size=_PIPE_M, height=z)
        laying.run(FLOW, pump, valve, size=_PIPE_M, height=z)
    return chain(laying, FLOW, [valve, header])


def _lay_return_side(laying: Laying) -> str:
    """Lay the header of the returns with its expansion vessel."""
    (header,) = row(laying, RETURN, _room(laying), links=[("COL", "Collecteur", "Collecteur retour chauffage")])
    _stood(laying, "CHR.VEX", "Vase d'expansion", "Vase d'expansion")
    laying.run(RETURN, header, "CHR.VEX", size=0.028)
    return header


def _lay_sources(laying: Laying) -> tuple[str, ...]:
    """Lay two boilers, of which the second helps out, or the exchanger of district heat; return their codes."""
    if laying.survey.building.gas:
        return tuple(
            _stood(laying, f"CHA.{number}", "Chaudière gaz collective", f"Chaudière gaz {number}") for number in (1, 2)
        )
    exchanger = _stood(laying, "CHD.ECH", "Échangeur de chaleur", "Échangeur réseau de chaleur")
    links = [
        ("RCU", "Arrivée réseau de chaleur", "Arrivée réseau de chaleur"),
        ("VRC", "Vanne d'isolement", "Vanne d'arrêt réseau de chaleur"),
        ("CRC", "Compteur d'énergie thermique", "Compteur d'énergie sous-station"),
    ]
    chain(laying, FLOW, [*row(laying, FLOW, _room(laying), links=links, height=0.6), exchanger])
    back = [("RCU", "Retour réseau de chaleur", "Retour réseau de chaleur")]
    chain(laying, RETURN, [*row(laying, RETURN, _room(laying), links=back, height=0.3), exchanger])
    return (exchanger,)


def _lay_tank(laying: Laying, flow: str, back: str) -> None:
    """Lay the tank of hot water, heated from the headers, with its valve, its header and the pump of the return."""
    tank = _stood(laying, "ECS.BAL", "Ballon ECS", "Ballon ECS")
    links = [("VG", "Vanne d'isolement", "Vanne générale ECS"), ("COL", "Collecteur", "Collecteur ECS")]
    chain(laying, HOT_WATER, [tank, *row(laying, HOT_WATER, _room(laying), links=links, height=1.6)])
    links = [("POM", "Circulateur", "Pompe de bouclage ECS")]
    chain(laying, RECIRCULATION, [tank, *row(laying, RECIRCULATION, _room(laying), links=links, height=1.4)])
    laying.run(COLD_WATER, HEADER, tank, size=0.05, height=ceiling(laying.survey, laying.survey.lowest, COLD_WATER))
    laying.run(FLOW, flow, tank, size=0.05, height=_high(laying, 2))
    laying.run(RETURN, back, tank, size=0.05, height=_high(laying, 3))


def _stood(laying: Laying, code: str, type_: str, name: str) -> str:
    """Add a device to the plant room, in its middle if there is no other place; return its code."""
    storey, room = _room(laying)
    if not stand(laying, code, type_, name, place=(storey, room)):
        laying.add(code, type_, name, room=room.code, at=(*middle(room), storey.elevation))
    return code


def _in_house(laying: Laying, unit: Unit, type_: str, mark: str) -> str:
    """Add a device to the room of a house where it disturbs least; return its code."""
    order = ("storage", "kitchen", "entrance", "corridor", "living")
    rooms = sorted((pair for pair in unit.rooms if pair[1].use in order), key=lambda pair: order.index(pair[1].use))
    code, name = f"{mark}.{unit.code}", f"{type_} {unit.label}"
    if not any(stand(laying, code, type_, name, place=pair) for pair in rooms):
        storey, room = rooms[0]
        laying.add(code, type_, name, room=room.code, at=(*middle(room), storey.elevation))
    return code


def _room(laying: Laying) -> tuple[Storey, Room]:
    return laying.survey.plant("chauff", "sous-station", "échang")


def _high(laying: Laying, lane: int) -> float:
    """Return the height of one of the pipes that run above the doors of the plant [m]."""
    return round(_room(laying)[0].elevation + 2.1 - 0.08 * lane, 3)
