"""Access control: at each door under it a reader, a lock, a contact and a button; a door panel calls the dwellings."""

from __future__ import annotations

from typing import Final

from twin_samples.design.catalogue import DOORS
from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.reading import Stairwell
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import OUTSIDE, Opening

__all__ = ["control_access"]

_DOORS: Final = ("IfcInteger", 4)
"""Class of load shedding."""
_LOCKS: Final = {"unlocked": ("Ventouse de porte", "VEN"), "locked": ("Gâche électrique", "GAC")}
"""Type and mark of the lock of a door that fails so."""
_WITHOUT_POWER: Final = {"unlocked": "déverrouillée", "locked": "verrouillée"}


def control_access(works: Works) -> None:
    """Set controllers, the devices of each door under access control, and the entry phones of the dwellings."""
    for stairwell in works.reading.stairwells:
        doors = [
            (opening, room)
            for opening in works.reading.openings.values()
            if opening.lock == "access control" and (room := _inner(works, opening)) in stairwell.rooms
        ]
        if doors:
            _fit_stairwell(works, stairwell, doors)


def _inner(works: Works, opening: Opening) -> str:
    """Return the code of the room that a door under access control leads to."""
    rooms = [room for room in opening.rooms if room != OUTSIDE]
    return min(rooms, key=lambda room: works.reading.rooms[room].use in ("hall", "landing") and len(rooms) > 1)


def _fit_stairwell(works: Works, stairwell: Stairwell, doors: list[tuple[Opening, str]]) -> None:
    """Set the controller of a stairwell and what stands at its doors."""
    controller = f"CA.{stairwell.code}.UC"
    breaker = works.mount(f"EL.{controller}.DJ", f"Disjoncteur contrôle d'accès {stairwell.code}",
                          board=Named(works.reading).services, PrioriteDelestage=_DOORS)  # fmt: skip
    works.hang(controller, "Centrale de contrôle d'accès", f"Centrale contrôle d'accès {stairwell.code}",
               room=stairwell.hall, height=min(2.0, works.reading.clear(stairwell.hall) - 0.45))  # fmt: skip
    works.feed("EL", breaker, controller)
    locks = [_fit_door(works, controller, opening, room=room) for opening, room in doors]
    works.say(controller, controls=(*locks, *(opening.code for opening, _ in doors)))
    entrance = next((one for one in doors if OUTSIDE in one[0].rooms and one[1] == stairwell.hall), None)
    if entrance is not None:
        _set_entry_phones(works, stairwell, *entrance, controller=controller, breaker=breaker)


def _fit_door(works: Works, controller: str, opening: Opening, *, room: str) -> str:
    """Set reader, lock, contact and button of a door and return the code of its lock."""
    base, half = f"CA.{opening.code}", DOORS[opening.type].width / 2
    top = DOORS[opening.type].height
    reader = works.hang_before(f"{base}.LEC", "Lecteur de badges", f"Lecteur {opening.code}", opening=opening,
                               room=room, shift=half + 0.15, height=1.1)  # fmt: skip
    kind, mark = _LOCKS[opening.fails]
    lock = works.hang_by(f"{base}.{mark}", kind, f"{kind} {opening.code}", opening=opening, room=room,
                         shift=0.0 if mark == "VEN" else half - 0.05,
                         height=top - 0.12 if mark == "VEN" else 1.0)  # fmt: skip
    works.note(lock, ModeSansTension=("IfcLabel", _WITHOUT_POWER[opening.fails]))
    contact = works.hang_by(f"{base}.CTC", "Contact de porte", f"Contact {opening.code}", opening=opening, room=room,
                            shift=half - 0.3, height=top - 0.05)  # fmt: skip
    button = works.hang_by(f"{base}.BS", "Bouton de sortie", f"Bouton de sortie {opening.code}", opening=opening,
                           room=room, shift=half + 0.3, height=1.1)  # fmt: skip
    works.say(reader, monitors=(opening.code,))
    works.say(contact, monitors=(opening.code,))
    works.say(lock, controls=(opening.code,))
    works.say(button, controls=(lock,))
    works.feed("EL", controller, lock)
    works.feed("CA", controller, reader, contact, button)
    return lock


def _set_entry_phones(
    works: Works, stairwell: Stairwell, opening: Opening, room: str, *, controller: str, breaker: str
) -> None:
    """Set the panel outside the hall door, and a handset in each dwelling of the stairwell."""
    panel, half = f"CA.{stairwell.code}.PLA", DOORS[opening.type].width / 2
    works.hang_before(panel, "Platine visiophone", f"Platine visiophone {stairwell.code}", opening=opening, room=room,
                      shift=-half - 0.25, height=1.0)  # fmt: skip
    works.say(panel, controls=(opening.code,))
    works.feed("EL", breaker, panel)
    works.feed("CA", controller, panel)
    boxes = works.rise(
        "VI", panel, stairwell=stairwell, storeys=stairwell.storeys, kind="Distributeur visiophonie", mark="DV",
        name="Distributeur visiophonie", height=1.95, size=0.008,
    )  # fmt: skip
    for dwelling in works.reading.building.dwellings:
        if dwelling.stair == stairwell.code:
            short, home = Named(works.reading).short(dwelling.code), works.reading.entrance(dwelling)
            phone = works.hang(f"VI.{short}.CB", "Combiné visiophone", f"Combiné {short}", room=home, height=1.2,
                               near=works.walls.centre(works.reading.openings[dwelling.entrance]))  # fmt: skip
            works.feed("VI", boxes[works.reading.entrance_storey(dwelling)], works.say(phone, serves=(home,)))
