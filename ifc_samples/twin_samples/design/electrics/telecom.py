"""Telecom: the fibre from its entry in the basement to each dwelling, and the gateway of the sensors."""

from __future__ import annotations

from typing import Final

from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.lifts import cabinet_of
from twin_samples.design.electrics.works import Works

__all__ = ["connect_telecom"]

_FIBRE_M: Final = 0.006
_CAN_WAIT: Final = ("IfcInteger", 5)


def connect_telecom(works: Works) -> None:
    """Set the optical termination, its risers, an outlet in each dwelling, the gateway, and the lines of the lifts."""
    named, reading = Named(works.reading), works.reading
    sources: dict[tuple[str, str], str] = {}
    if reading.stairwells:
        hub = f"CF.{reading.building.code}.PM"
        works.hang(hub, "Point de mutualisation fibre", f"Point de mutualisation {reading.building.code}",
                   room=reading.telecom_room, height=1.0)  # fmt: skip
        for stairwell in reading.stairwells:
            boxes = works.rise(
                "CF", hub, stairwell=stairwell, storeys=stairwell.storeys, kind="Boîtier d'étage fibre", mark="PBO",
                name="Boîtier fibre", height=1.45, size=_FIBRE_M,
            )  # fmt: skip
            sources |= {(stairwell.code, storey): box for storey, box in boxes.items()}
        _set_gateway(works, hub)
        works.feed("CF", hub, *(cabinet_of(lift) for lift in reading.building.lifts), size=_FIBRE_M)
    for dwelling in reading.building.dwellings:
        short, room = named.short(dwelling.code), reading.entrance(dwelling)
        near = works.walls.centre(reading.openings[dwelling.entrance])
        outlet = works.hang(f"CF.{short}.DTIO", "DTIo", f"DTIo {short}", room=room, height=1.4, near=near)
        works.say(outlet, serves=(room,))
        source = sources.get((dwelling.stair, reading.entrance_storey(dwelling)))
        if source is None:
            source = works.hang(f"CF.{short}.ARR", "Arrivée fibre", f"Arrivée fibre {short}", room=room, height=0.4)
        works.feed("CF", source, outlet, size=_FIBRE_M)


def _set_gateway(works: Works, hub: str) -> None:
    """Set the gateway of the sensors into the first hall, with power and a line."""
    code, hall = f"CT.{works.reading.building.code}.PASS", works.reading.stairwells[0].hall
    breaker = works.mount(f"EL.{code}.DJ", "Disjoncteur passerelle capteurs", board=Named(works.reading).services,
                          PrioriteDelestage=_CAN_WAIT)  # fmt: skip
    works.hang(code, "Passerelle capteurs", "Passerelle capteurs", room=hall, height=works.reading.clear(hall) - 0.35)
    works.feed("EL", breaker, code)
    works.feed("CF", hub, code, size=_FIBRE_M)
    works.members.append(("CT", code))
