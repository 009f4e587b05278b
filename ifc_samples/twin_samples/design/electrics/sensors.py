"""Sensors and meters: climate in dwellings, water where none belongs, movement in common parts, energy."""

from __future__ import annotations

from typing import Final

from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Dwelling, Room

__all__ = ["set_sensors"]

_MOVEMENT: Final = ("hall", "cellar corridor", "common room", "laundry", "bike room")
_EVERY_CO2: Final = 4
"""One dwelling in so many has its air measured."""
_ASIDE_M: Final = -0.6
_BREATHING_M: Final = 1.5
_DAY: Final = ("living", "bedroom", "kitchen")
"""Uses of rooms in which people stay, the first that a dwelling has counts."""


def set_sensors(works: Works) -> None:
    """Set all sensors of a building, and a meter on each of its boards."""
    for index, dwelling in enumerate(works.reading.building.dwellings):
        _watch_dwelling(works, dwelling, air=index % _EVERY_CO2 == 0)
    for room in works.reading.common:
        if room.use in _MOVEMENT:
            _add(works, works.hang_under(f"CT.{room.code}.MVT", "Détecteur de mouvement", f"Présence {room.long_name}",
                                         room=room.code, shift=_ASIDE_M), room.code)  # fmt: skip
        if room.use == "common room":
            _hang(works, room, "CO2", kind="Sonde CO2", height=_BREATHING_M)
    for room in _wet_places(works):
        _hang(works, room, "EAU", kind="Détecteur d'eau", height=0.02)
    _meter_boards(works)


def _add(works: Works, code: str, watched: str) -> None:
    """Say what a sensor watches and that it belongs to the sensors."""
    works.members.append(("CT", works.say(code, monitors=(watched,))))


def _hang(works: Works, room: Room, mark: str, *, kind: str, height: float) -> None:
    """Set a sensor that watches the room it hangs in."""
    code = f"CT.{room.code}.{mark}"
    works.hang(code, kind, f"{kind} {room.long_name}", room=room.code, height=height)
    _add(works, code, room.code)


def _watch_dwelling(works: Works, dwelling: Dwelling, *, air: bool) -> None:
    """Set temperature and humidity, in some dwellings CO2, into the room in which people stay."""
    homes = works.reading.homes[dwelling.code]
    room = next((one for use in _DAY for one in homes if one.use == use), homes[0])
    _hang(works, room, "TEMP", kind="Sonde de température", height=_BREATHING_M)
    _hang(works, room, "HUM", kind="Sonde d'humidité", height=_BREATHING_M)
    if air:
        _hang(works, room, "CO2", kind="Sonde CO2", height=_BREATHING_M)


def _wet_places(works: Works) -> list[Room]:
    """Return the technical rooms below ground and the feet of the shafts."""
    reading = works.reading
    buried = [room for room in reading.common if room.use == "technical" and reading.storey[room.code].elevation < 0]
    return [*buried, *(stack[0] for stack in reading.stacks)]


def _meter_boards(works: Works) -> None:
    """Set a meter beside the main board, the services board, and each board fed by that one."""
    named = Named(works.reading)
    boards = [named.main, named.services, *(named.board_of(room.code) for room in works.reading.rented)]
    for board in boards:
        if board in works.devices:
            host = works.devices[board]
            code = f"{board}.CDIV"
            works.hang(code, "Compteur divisionnaire", f"Compteur divisionnaire {host.name}", room=host.room,
                       height=1.6, near=host.at[:2])  # fmt: skip
            works.say(code, monitors=(board,))
            works.feed("EL", board, code)
