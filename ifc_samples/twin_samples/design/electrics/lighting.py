"""Light: a fixture and a socket in each room of a dwelling, circuits with their breakers in the common parts."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from twin_samples.design.catalogue import DOORS
from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.reading import Stairwell
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Room

__all__ = ["light_common_parts", "light_dwellings", "light_rented_rooms"]

_CIRCUITS: Final = {
    "hall": ("PAL", "paliers"),
    "landing": ("PAL", "paliers"),
    "corridor": ("PAL", "paliers"),
    "stair": ("ESC", "escalier"),
    "cellar": ("CAV", "caves"),
    "cellar corridor": ("CAV", "caves"),
}
"""Mark and name of the circuit that lights rooms of a use; all others are on that of the service rooms."""
_SERVICE: Final = ("LOC", "locaux")
_ESCAPE: Final = ("hall", "landing", "corridor", "stair", "cellar corridor", "common room", "shop")
"""Uses of rooms with emergency lights, which keep burning without power."""
_DRY: Final = ("wc",)
_WET: Final = ("bathroom",)
_EVERY_M: Final = 6.0
_LIGHTING: Final = ("IfcInteger", 4)
_ON_WALL_M: Final = 2.2
_BOX_M: Final = {"PAL": 1.8, "ESC": 1.65, "CAV": 1.3, "LOC": 1.15}
"""Height of the boxes of a circuit: they share a shaft with those of other networks [m]."""


def light_dwellings(works: Works) -> None:
    """Set a luminaire and a socket in each room of each dwelling, fed by its consumer unit."""
    named = Named(works.reading)
    for dwelling, rooms in works.reading.homes.items():
        for room in rooms:
            _fit_room(works, room, board=named.unit(dwelling), light="Point lumineux DCL")


def light_rented_rooms(works: Works) -> None:
    """Set luminaires, a socket and emergency lights in the common rooms that have a board."""
    named = Named(works.reading)
    for room in works.reading.rented:
        board = named.board_of(room.code)
        _fit_room(works, room, board=board, light="Réglette LED")
        _escape_light(works, room, source=board)


def light_common_parts(works: Works) -> None:
    """Set the luminaires of halls, landings, stairs, cellars and service rooms, a circuit for each in a stairwell."""
    for stairwell in works.reading.stairwells:
        circuits: defaultdict[tuple[str, str], list[Room]] = defaultdict(list)
        for room in works.reading.common:
            if works.reading.stairwell_of[room.code] == stairwell and room not in works.reading.rented:
                circuits[_CIRCUITS.get(room.use, _SERVICE)].append(room)
        for (mark, name), rooms in circuits.items():
            _wire_circuit(works, stairwell, rooms, mark=mark, name=name)


def _fit_room(works: Works, room: Room, *, board: str, light: str) -> None:
    """Set the luminaire and the socket of a room."""
    every = _EVERY_M if light == "Réglette LED" else 0.0
    lights = works.light(f"EC.{room.code}.PL", light, f"Éclairage {room.long_name}", room=room.code, every=every)
    works.feed("EC", board, *lights)
    if room.use not in _DRY:
        code, height = f"EL.{room.code}.PC", 1.1 if room.use in _WET else 0.25
        works.hang(code, "Prise 16 A", f"Prise {room.long_name}", room=room.code, height=height)
        works.feed("EL", board, works.say(code, serves=(room.code,)))


def _wire_circuit(works: Works, stairwell: Stairwell, rooms: list[Room], *, mark: str, name: str) -> None:
    """Wire the luminaires of some rooms to a breaker, by way of a box on each storey."""
    label = f"Disjoncteur éclairage {name} {stairwell.code}"
    board = Named(works.reading).services
    breaker = works.mount(f"EC.{stairwell.code}.{mark}.DJ", label, board=board, PrioriteDelestage=_LIGHTING)
    boxes = works.rise(
        "EC", breaker, stairwell=stairwell, storeys=[works.reading.storey[room.code].code for room in rooms],
        kind="Boîte de dérivation", mark=f"{mark}.BD", name=f"Boîte éclairage {name}", height=_BOX_M[mark], size=0.01,
    )  # fmt: skip
    for room in rooms:
        box = boxes[works.reading.storey[room.code].code]
        works.feed("EC", box, *_fixtures(works, room))
        _escape_light(works, room, source=box)


def _fixtures(works: Works, room: Room) -> list[str]:
    """Set the luminaires of a common room and return their codes."""
    if room.through:
        code = f"EC.{room.code}.AP"
        works.hang(code, "Applique LED", f"Applique {room.long_name}", room=room.code, height=_ON_WALL_M)
        return [works.say(code, serves=(room.code,))]
    kind = "Hublot LED" if _CIRCUITS.get(room.use, _SERVICE) != _SERVICE else "Réglette LED"
    return works.light(f"EC.{room.code}.HU", kind, f"{kind} {room.long_name}", room=room.code, every=_EVERY_M)


def _escape_light(works: Works, room: Room, *, source: str) -> None:
    """Set an emergency light over the first door of a room on an escape route."""
    doors = [opening for opening in works.reading.openings_of[room.code] if opening.type in DOORS and not opening.lift]
    if room.use not in _ESCAPE or not doors:
        return
    code = f"EC.{room.code}.BAES"
    works.hang_by(code, "Bloc autonome", f"Bloc autonome {room.long_name}", opening=doors[0], room=room.code,
                  shift=0.0, height=max(_ON_WALL_M, DOORS[doors[0].type].height + 0.04))  # fmt: skip
    works.feed("EC", source, works.say(code, serves=(room.code,)))
