"""Common parts of the slab block: stair and lift of each stairwell, ground storey, basement and roof.

Everything is drawn in the coordinates of one bay, whose landing begins at x = 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from twin_samples.design.cellars import paint_cellars
from twin_samples.design.cells import Sketch
from twin_samples.design.drafting import Pen
from twin_samples.design.dwellings import DEPTH, HALL, PLANS, SOUTH, shafts_of

__all__ = ["CORE", "HEAD", "Bay", "basement_of", "core_of", "ground_of", "roof_of"]

CORE, LANDING = 2700, 6600
"""Width of the stair, and depth at which the landing ends [mm]."""
HEAD = 250
"""By how much the head of the stair is wider than the stair, its walls being façades [mm]."""


@dataclass(frozen=True, slots=True)
class Bay:
    """A stairwell with what lies on both sides of it.

    Parameters
    ----------
    west, east : names of plans
    ground : ``common room``, ``shop`` or ``office``, what takes the place of the eastern dwelling on the ground storey
    """

    west: str
    east: str
    ground: str

    @property
    def studio(self) -> bool:
        """Whether there are three dwellings on a landing."""
        return self.east == "T3 studio"

    @property
    def landing(self) -> int:
        """Length of the landing [mm]."""
        return 4200 if self.studio else CORE

    @property
    def x0(self) -> int:
        """Where the bay begins, west of its landing [mm]."""
        return -PLANS[self.west].width

    @property
    def x1(self) -> int:
        """Where the bay ends [mm]."""
        return self.landing + PLANS[self.east].width

    @property
    def types(self) -> tuple[str, ...]:
        """Types of the dwellings on a landing, in the order of their ranks."""
        middle = ("T1",) if self.studio else ()
        return (PLANS[self.west].type, *middle, PLANS[self.east].type)


def core_of(bay: Bay, place: str, *, window: bool = True) -> Sketch:
    """Return landing, stair, lift and shaft.

    Parameters
    ----------
    bay : the stairwell
    place : what codes begin with
    window : whether the stair has one here
    """
    pen = Pen(place, place.partition(".")[0])
    pen.room("PAL", (0, SOUTH, bay.landing, LANDING))
    pen.rising("ESC", (0, LANDING, CORE, DEPTH))
    pen.rising("ASC", (0, 2800, 1900, SOUTH))
    pen.rising("GP", (1900, 3900, CORE, SOUTH))
    pen.fire_door("ESC", "PAL")
    pen.lift_door("ASC", "PAL")
    pen.hatch("GP", "PAL", "Trappe gaine palière 60")
    if window:
        pen.window("ESC", "N", "Châssis d'escalier 120x90")
    return pen.sketch


def ground_of(bay: Bay, place: str, fails: str) -> Sketch:
    """Return hall and shared rooms of the ground storey, south and east of the landing.

    Parameters
    ----------
    bay : the stairwell
    place : what codes begin with
    fails : what the entrance does without power
    """
    stair = place.partition(".")[0]
    edge = 5400 if bay.studio else CORE + 2900
    hall = Pen(place, stair)
    hall.room("HAL", (0, 0, edge, SOUTH))
    hall.room("PAL" if bay.studio else "HAL", (bay.landing, SOUTH, edge, LANDING))
    hall.room("LPO", (0, 0, 1900, 2800))
    hall.open("HAL", "PAL")
    kind = "Porte de hall 120" if bay.studio else "Porte de hall 140"
    hall.door("HAL", "", kind, side="S", lock="access control", fails=fails)
    hall.door("LPO", "HAL", "Porte commune 93", lock="key")
    north = CORE if bay.studio else bay.landing
    sketch = _GROUND[bay.ground](place, edge, bay.x1, north) + hall.sketch
    if bay.ground == "office":
        hall = Pen(place, f"{place}.LAV")
        hall.door("LAV", "PAL" if bay.studio else "HAL", "Porte commune 93", lock="key")
        sketch += hall.sketch
    if bay.studio:
        sketch += shafts_of("T1", f"{place}2", f"{stair} gaine")
    return sketch + shafts_of(bay.east, f"{place}{len(bay.types)}", f"{stair} gaine").moved(bay.landing)


def _common_room(place: str, edge: int, end: int, north: int) -> Sketch:
    """Return a common room with its own door and WC, a bin room and a room for bicycles, both open to the north."""
    middle = north + 3600
    room, plant = Pen(place, f"{place}.LCR"), Pen(place, f"{place}.plant")
    room.room("LCR", (edge, 0, end, LANDING))
    room.room("WC", (end - 1900, LANDING - 1700, end, LANDING))
    room.door("LCR", "", "Porte de service 140", side="S", at=0.05, lock="key")
    room.door("WC", "LCR", side="S")
    room.window("LCR", "S", "Fenêtre 180x135", at=1.0)
    plant.room("OM", (north, LANDING, middle, DEPTH))
    plant.room("VEL", (middle, LANDING, end, DEPTH))
    plant.door("OM", "", "Porte de service 140", side="N", lock="key")
    plant.door("VEL", "", "Porte de service 140", side="N", lock="key")
    return room.sketch + plant.sketch


def _shop(place: str, edge: int, end: int, north: int) -> Sketch:
    """Return a shop with a store and a WC behind it, with as much glass beside its door as there is place."""
    pen = Pen(place, f"{place}.COM")
    pen.room("COM", (edge, 0, end, LANDING))
    pen.room("ARR", (north, LANDING, end, DEPTH))
    pen.room("WC", (end - 2000, LANDING, end, LANDING + 1800))
    wide = end - edge > 5000
    pen.door("COM", "", "Porte de commerce 140", side="S", lock="key", at=0.5 if wide else 0.0)
    pen.door("ARR", "COM", "Porte commune 93", side="S", at=0.6)
    pen.door("WC", "ARR", side="W")
    pen.door("ARR", "", "Porte de service 93", side="N", at=0.1, lock="key")
    for side in (0.0, 1.0) if wide else (1.0,):
        pen.window("COM", "S", "Vitrine 240x210" if end - edge > 7000 else "Châssis fixe 120x210", at=side)
    pen.window("ARR", "N", "Fenêtre 60x75", at=0.9)
    return pen.sketch


def _office(place: str, edge: int, end: int, north: int) -> Sketch:
    """Return the caretaker's office and a laundry, both reached from the hall, and a store for cleaning."""
    middle = north + 3800
    office, laundry = Pen(place, f"{place}.LOG"), Pen(place, f"{place}.LAV")
    office.room("LOG", (edge, 0, end, LANDING))
    office.room("WC", (end - 1900, LANDING - 1700, end, LANDING))
    office.door("LOG", f"{place}.HAL", "Porte commune 93", lock="key", side="W")
    office.door("WC", "LOG", side="S")
    office.window("LOG", "S", "Fenêtre 180x135")
    laundry.room("LAV", (north, LANDING, middle, DEPTH))
    laundry.room("LEN", (middle, LANDING, end, DEPTH))
    laundry.door("LEN", "LAV", "Porte commune 93", lock="key")
    laundry.window("LAV", "N", "Fenêtre 120x135")
    laundry.window("LEN", "N", "Fenêtre 60x75")
    return office.sketch + laundry.sketch


_GROUND = {"common room": _common_room, "shop": _shop, "office": _office}

_SOUTH_ROOMS = (("SST", "EAU", "LEN"), ("TGBT", "FIB", "ENC"), ("RES1", "ENC", "RES2"), ("RES1", "ENC", "RES2"))
"""Rooms in the south of the basement, by stairwell: west of the landing, and two east of it."""


def basement_of(bay: Bay, place: str, number: int, dwellings: list[str]) -> Sketch:
    """Return cellars, plant and the corridors that join them.

    Parameters
    ----------
    bay : the stairwell
    place : what codes begin with
    number : of the stairwell, from 0
    dwellings : codes of those that get a cellar here
    """
    stair = place.partition(".")[0]
    plant, cellars = Pen(place, f"{stair} plant"), Pen(place, f"{stair} cellars")
    west, middle, east = _SOUTH_ROOMS[number]
    half = (bay.landing + bay.x1) // 2
    plant.room(west, (bay.x0, 0, 0, SOUTH))
    plant.room(middle, (0, 0, half, SOUTH))
    plant.room(east, (half, 0, bay.x1, SOUTH))
    wings = ((bay.x0, 0), (bay.landing, bay.x1))
    zones = []
    for side, (x0, x1) in enumerate(wings, start=1):
        stem = (x0 + x1) // 2
        cellars.room(f"CC{side}", (x0, SOUTH, x1, DEPTH))
        zones.append([(x0, HALL, stem - 600, DEPTH), (stem + 600, HALL, x1, DEPTH)])
    if bay.studio:
        plant.room("RES", (CORE, LANDING, bay.landing, DEPTH))
        plant.fire_door("RES", f"{place}.PAL", lock="key")
    _share_out(cellars, zones, dwellings)
    plant.fire_door(west, f"{place}.CC1", lock="key", side="N")
    plant.fire_door(middle, f"{place}.CC2", lock="key", side="N")
    plant.fire_door(east, f"{place}.CC2", lock="key", side="N")
    cellars.fire_door("CC1", f"{place}.PAL")
    cellars.fire_door("CC2", f"{place}.PAL")
    return plant.sketch + cellars.sketch


def _share_out(pen: Pen, zones: list[list[tuple[int, int, int, int]]], dwellings: list[str]) -> None:
    """Paint the cellars of both wings, half in each, numbered through."""
    half = -(-len(dwellings) // 2)
    first, second = dwellings[:half], dwellings[half:]
    paint_cellars(pen, zones[0], first, "CC1", depth=DEPTH)
    paint_cellars(pen, zones[1], second, "CC2", depth=DEPTH, first=half + 1)


def roof_of(place: str) -> Sketch:
    """Return the head of the stair with the room of the ventilation, on the roof."""
    pen = Pen(place, place.partition(".")[0])
    pen.room("VMC", (-HEAD, 2800, CORE + HEAD, LANDING))
    pen.room("ESC", (-HEAD, LANDING, CORE + HEAD, DEPTH))
    pen.fire_door("VMC", "ESC", lock="key")
    pen.door("ESC", "#.@.TOI", "Porte de service 93", side="W", lock="key", at=0.1)
    return pen.sketch
