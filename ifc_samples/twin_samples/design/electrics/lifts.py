"""Lifts: the cabinet that drives each of them, its breaker, and the sensor that knows where the cabin is."""

from __future__ import annotations

from typing import Final

from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Lift

__all__ = ["cabinet_of", "drive_lifts"]

_LIFTS: Final = ("IfcInteger", 2)
"""Class of load shedding."""
_PIT_M: Final = 0.4


def cabinet_of(lift: Lift) -> str:
    """Return the code of the cabinet that drives a lift."""
    return f"EL.{lift.code}.AM"


def drive_lifts(works: Works) -> None:
    """Set breaker, cabinet and position sensor of each lift; a last run leads to the lift itself, by its code."""
    for lift in works.reading.building.lifts:
        breaker = works.mount(f"EL.{lift.code}.DJ", f"Disjoncteur {lift.name}", board=Named(works.reading).services,
                              PrioriteDelestage=_LIFTS, Courbe=("IfcLabel", "D"))  # fmt: skip
        cabinet = works.hang(cabinet_of(lift), "Armoire de manœuvre ascenseur", f"Armoire de manœuvre {lift.name}",
                             room=_beside(works, lift), height=0.1)  # fmt: skip
        works.say(cabinet, controls=(lift.code,))
        works.feed("EL", breaker, cabinet, size=0.02)
        works.feed("EL", cabinet, lift.code, size=0.02)
        pit = next(room for room in lift.rooms if works.reading.storey[room].code == lift.stops[0])
        sensor = works.hang(f"CT.{lift.code}.POS", "Capteur de position cabine", f"Position cabine {lift.name}",
                            room=pit, height=_PIT_M)  # fmt: skip
        works.members.append(("CT", works.say(sensor, monitors=(lift.code,))))


def _beside(works: Works, lift: Lift) -> str:
    """Return the code of the room before the highest landing door of a lift: there is no machine room above it."""
    doors = [opening for opening in works.reading.openings.values() if opening.lift == lift.code]
    rooms = [room for door in doors for room in door.rooms if room and room not in lift.rooms]
    return max(rooms, key=lambda room: works.reading.storey[room].elevation)
