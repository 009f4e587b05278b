"""Fire detection and smoke vents: a panel in each hall, its loop on each storey, alarms in the dwellings."""

from __future__ import annotations

from typing import Final

from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.reading import Stairwell
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Opening, Room

__all__ = ["detect_fire", "vent_smoke"]

_FIRE: Final = ("IfcInteger", 1)
"""Class of load shedding."""
_DETECTED: Final = ("hall", "landing", "corridor", "cellar corridor", "technical", "bin room", "laundry", "common room")
_WATCHED: Final = ("hall", "landing", "cellar corridor")
"""Uses of rooms with a call point and a siren: one of them on each storey."""
_PASSAGES: Final = {"hall", "landing", "stair", "cellar corridor", "corridor"}
_ASIDE_M: Final = 0.6


def detect_fire(works: Works) -> None:
    """Set panel, detectors, call points and sirens in each stairwell, and a battery alarm in each dwelling."""
    for stairwell in works.reading.stairwells:
        _fit_stairwell(works, stairwell)
    named = Named(works.reading)
    for dwelling in works.reading.building.dwellings:
        room = works.reading.entrance(dwelling)
        code = f"SSI.{named.short(dwelling.code)}.DAAF"
        works.hang_under(code, "DAAF", f"DAAF {named.short(dwelling.code)}", room=room, shift=_ASIDE_M)
        works.say(code, monitors=(room,))


def vent_smoke(works: Works) -> None:
    """Set a smoke vent at the head of each stair, and its control in the hall."""
    for stairwell in works.reading.stairwells:
        stairs = [room for room in stairwell.rooms if works.reading.rooms[room].use == "stair"]
        if stairs:
            head = max(stairs, key=lambda room: works.reading.storey[room].elevation)
            _fit_vent(works, stairwell, stairs, head=head)


def _panel(stairwell: Stairwell) -> str:
    return f"SSI.{stairwell.code}.ECS"


def _fit_stairwell(works: Works, stairwell: Stairwell) -> None:
    """Set the panel of a stairwell and all that hangs on it."""
    code, panel = stairwell.code, _panel(stairwell)
    breaker = works.mount(f"EL.{code}.SSI.DJ", f"Disjoncteur SSI {code}", board=Named(works.reading).services,
                          PrioriteDelestage=_FIRE)  # fmt: skip
    works.hang(panel, "Centrale SSI", f"Centrale SSI {code}", room=stairwell.hall, height=1.3,
               AutonomieBatterie_h=("IfcReal", 12.0))  # fmt: skip
    works.feed("EL", breaker, panel)
    rooms = [room for room in works.reading.common if works.reading.stairwell_of[room.code] == stairwell]
    seen = [room for room in rooms if room.use in _DETECTED]
    boxes = works.rise(
        "SSI", panel, stairwell=stairwell, storeys=[works.reading.storey[room.code].code for room in seen],
        kind="Boîte SSI", mark="BI", name="Boîte SSI", height=2.1, size=0.008,
    )  # fmt: skip
    for room in seen:
        works.feed("SSI", boxes[works.reading.storey[room.code].code], _detector(works, room))
    for storey, room in _one_per_storey(works, seen).items():
        works.feed("SSI", boxes[storey], *_alarms(works, room))
    _hold_doors(works, stairwell, panel=panel, boxes=boxes)


def _detector(works: Works, room: Room) -> str:
    code = f"SSI.{room.code}.DF"
    works.hang_under(code, "Détecteur de fumée", f"Détecteur {room.long_name}", room=room.code, shift=_ASIDE_M)
    return works.say(code, monitors=(room.code,))


def _one_per_storey(works: Works, rooms: list[Room]) -> dict[str, Room]:
    """Return the room of each storey in which people see a call point first."""
    found: dict[str, Room] = {}
    for use in _WATCHED:
        for room in rooms:
            if room.use == use:
                found.setdefault(works.reading.storey[room.code].code, room)
    return found


def _alarms(works: Works, room: Room) -> tuple[str, str]:
    """Set call point and siren of a storey and return their codes."""
    button = works.hang(f"SSI.{room.code}.DM", "Déclencheur manuel", f"Déclencheur manuel {room.long_name}",
                        room=room.code, height=1.1)  # fmt: skip
    siren = works.hang(f"SSI.{room.code}.SIR", "Sirène", f"Sirène {room.long_name}", room=room.code,
                       height=works.reading.clear(room.code) - 0.3)  # fmt: skip
    return works.say(button, monitors=(room.code,)), works.say(siren, serves=(room.code,))


def _hold_doors(works: Works, stairwell: Stairwell, *, panel: str, boxes: dict[str, str]) -> None:
    """Set a magnet at each fire door of the cellar corridors that stands open until the panel lets it close."""
    held = []
    for opening in works.reading.openings.values():
        room = next((room for room in opening.rooms if room in stairwell.rooms), "")
        if room and _stands_open(works, opening):
            code = f"SSI.{opening.code}.VM"
            works.hang_by(code, "Ventouse de maintien", f"Ventouse porte coupe-feu {opening.code}", opening=opening,
                          room=room, shift=0.9, height=1.8)  # fmt: skip
            held.append(works.say(code, controls=(opening.code,)))
            works.feed("SSI", boxes.get(works.reading.storey[room].code, panel), code)
    works.say(panel, controls=held)


def _stands_open(works: Works, opening: Opening) -> bool:
    """Return whether a door is a fire door between two passages, one of them of cellars."""
    uses = {works.reading.rooms[room].use for room in opening.rooms if room}
    fire_door = bool(opening.fire_rating) and opening.self_closing and opening.lock == "none"
    return fire_door and "cellar corridor" in uses and uses <= _PASSAGES and "" not in opening.rooms


def _fit_vent(works: Works, stairwell: Stairwell, stairs: list[str], *, head: str) -> None:
    """Set the vent at the head of a stair, its control in the hall, and their supplies."""
    code, panel = stairwell.code, works.devices[_panel(stairwell)]
    vent = works.hang_under(f"SSI.{code}.EXU", "Exutoire de désenfumage", f"Exutoire escalier {code}", room=head)
    works.say(vent, serves=stairs)
    control = works.hang(f"SSI.{code}.DAC", "Coffret DAC désenfumage", f"Coffret désenfumage {code}",
                         room=stairwell.hall, height=1.2)  # fmt: skip
    works.say(control, controls=(vent,))
    works.say(panel.code, controls=(*panel.controls, control))
    breaker = works.mount(f"EL.{code}.DAC.DJ", f"Disjoncteur désenfumage {code}", board=Named(works.reading).services,
                          PrioriteDelestage=_FIRE)  # fmt: skip
    works.feed("EL", breaker, control)
    works.feed("SSI", panel.code, control)
    works.feed("SSI", control, vent)
