"""Plans of dwellings in the slab block: through from south to north, east of a landing that they touch at x = 0.

Living side south, bedrooms north, a band of hall and wet rooms between. The one west of a landing is the same,
mirrored. A shaft at the wet rooms and one at the kitchen rise through every dwelling.
"""

from __future__ import annotations

from dataclasses import dataclass

from twin_samples.design.cells import Box, Sketch
from twin_samples.design.drafting import Pen

__all__ = ["DEPTH", "HALL", "NORTH", "PLANS", "SOUTH", "Plan", "shafts_of", "studio", "wing"]

SOUTH, HALL, NORTH, DEPTH = 4800, 6000, 7700, 11700
"""Depths at which the living side, the hall and the wet rooms end, and of the building [mm]."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in numbers: its type, its width from the landing outward, its shafts with the room of their hatch [mm]."""

    type: str
    width: int
    shafts: tuple[tuple[str, Box, str], ...]
    balcony: tuple[int, int]


PLANS = {
    "T2": Plan(
        "T2", 4700, (("GT", (1050, HALL, 1550, NORTH), "WC"), ("GC", (0, 4200, 500, SOUTH), "CUI")), (2300, 4600)
    ),
    "T3": Plan(
        "T3", 6400, (("GT", (1050, HALL, 1550, NORTH), "WC"), ("GC", (0, 4200, 500, SOUTH), "CUI")), (2700, 6300)
    ),
    "T4": Plan(
        "T4", 8250, (("GT", (2150, HALL, 2650, NORTH), "WC"), ("GC", (0, 4200, 500, SOUTH), "CUI")), (3000, 6400)
    ),
    "T4 annex": Plan(
        "T4", 6600, (("GT", (1050, HALL, 1550, NORTH), "WC"), ("GC", (-2700, 2200, -2200, 2800), "CUI")), (300, 3500)
    ),
    "T5 annex": Plan(
        "T5",
        8400,
        (
            ("GT1", (2150, HALL, 2650, NORTH), "WC"),
            ("GT2", (7900, HALL, 8400, NORTH), "SDE"),
            ("GC", (-2700, 2200, -2200, 2800), "CUI"),
        ),
        (600, 5000),
    ),
    "T3 studio": Plan(
        "T3", 6900, (("GT", (1100, HALL, 1600, NORTH), "SDB"), ("GC", (-1500, 6600, -1000, 8000), "CUI")), (3700, 6800)
    ),
    "T1": Plan(
        "T1", 7600, (("GT", (5050, 3100, 5550, SOUTH), "SDE"), ("GC", (0, 2200, 500, 2800), "CUI")), (3600, 6800)
    ),
}
"""Plans by name: `annex` ones have the strip south of the lift too, `studio` ones leave the south to a studio."""


def shafts_of(kind: str, place: str, unit: str) -> Sketch:
    """Return the shafts of a dwelling alone, for a storey in which its place is used otherwise.

    Parameters
    ----------
    kind : name of its plan
    place : what its codes begin with
    unit : what stands in its place
    """
    pen = Pen(place, unit)
    for word, box, _ in PLANS[kind].shafts:
        pen.rising(word, box)
    return pen.sketch


def wing(place: str, dwelling: str, kind: str, landing: str, *, balcony: bool = True) -> Sketch:
    """Return a dwelling east of its landing.

    Parameters
    ----------
    place : what its codes begin with
    dwelling : its code
    kind : name of its plan
    landing : code of its landing
    balcony : whether it has one; it has a window instead
    """
    pen = Pen(place, dwelling, dwelling)
    _DRAWN[kind](pen, PLANS[kind].width)
    _finish(pen, kind, landing, balcony=balcony)
    return pen.sketch


def studio(place: str, dwelling: str, landing: str, *, balcony: bool = True) -> Sketch:
    """Return the studio south of a landing that begins at x = 0 and is 4.2 m wide."""
    pen = Pen(place, dwelling, dwelling)
    pen.room("SEJ", (0, 0, 1900, 2800), (1900, 0, 2700, 3900), (2700, 0, 7600, SOUTH))
    pen.room("CUI", (0, 0, 1900, 2800))
    pen.room("ENT", (2700, 3100, 4000, SOUTH))
    pen.room("WC", (4000, 3100, 5050, SOUTH))
    pen.room("SDE", (5550, 3100, 7600, SOUTH))
    pen.open("SEJ", "CUI")
    pen.door("ENT", "SEJ", side="S")
    pen.door("WC", "ENT", "Porte 73")
    pen.door("SDE", "SEJ")
    _finish(pen, "T1", landing, balcony=balcony)
    return pen.sketch


def _finish(pen: Pen, kind: str, landing: str, *, balcony: bool) -> None:
    """Shafts, hatches, the window of the kitchen, the balcony, the landing door."""
    plan = PLANS[kind]
    for word, box, room in plan.shafts:
        pen.rising(word, box)
        pen.hatch(word, room)
    pen.window("CUI", "N" if kind == "T3 studio" else "S", "Fenêtre 90x120")
    if balcony:
        pen.outdoors("BAL", (plan.balcony[0], -1300, plan.balcony[1], 0))
        pen.door("SEJ", "BAL", "Porte-fenêtre 180")
    else:
        pen.window("SEJ", "S", "Fenêtre 180x135")
    pen.fire_door("ENT", landing, "Porte palière 93", closing=False, lock="key")


def _t2(pen: Pen, width: int) -> None:
    pen.room("SEJ", (0, 0, width, HALL))
    pen.room("CUI", (0, 0, 2000, SOUTH))
    pen.room("ENT", (0, SOUTH, 2650, HALL))
    pen.room("CEL", (2650, HALL, width, NORTH))
    pen.room("WC", (0, HALL, 1050, NORTH))
    pen.room("SDB", (0, NORTH, 1550, DEPTH))
    pen.room("CH1", (1550, NORTH, width, DEPTH))
    pen.room("DGT", (1550, HALL, 2650, 8800))
    pen.open("SEJ", "CUI")
    pen.open("ENT", "DGT")
    pen.door("SEJ", "ENT", side="W")
    pen.door("WC", "ENT", "Porte 73")
    for room in ("SDB", "CEL"):
        pen.door(room, "DGT")
    pen.door("CH1", "DGT", side="W")
    pen.window("SDB", "N", "Fenêtre 60x75")
    pen.window("CH1", "N")


def _t3(pen: Pen, width: int) -> None:
    pen.room("SEJ", (0, 0, width, 6200))
    pen.room("CUI", (0, 0, 2500, SOUTH))
    pen.room("ENT", (0, SOUTH, 4600, HALL))
    pen.room("CEL", (4600, 6200, width, NORTH))
    pen.door("CUI", "ENT", at=0.3)
    pen.door("SEJ", "ENT", side="N")
    _night_of_two(pen, width)


def _t4_annex(pen: Pen, width: int) -> None:
    pen.room("CEL", (4600, SOUTH, width, NORTH))
    pen.room("SEJ", (-2700, 0, 3700, 2800), (-800, 2800, 3700, 3900), (0, 3900, 3700, SOUTH))
    pen.room("CUI", (-2700, 0, 0, 2800))
    pen.room("CH3", (3700, 0, width, SOUTH))
    pen.room("ENT", (0, SOUTH, 4800, HALL))
    pen.open("SEJ", "CUI")
    pen.door("CH3", "ENT")
    pen.door("SEJ", "ENT", at=0.3)
    pen.window("CH3", "S")
    _night_of_two(pen, width)


def _night_of_two(pen: Pen, width: int) -> None:
    """Wet rooms and two bedrooms around a corridor that branches off the hall."""
    pen.room("WC", (0, HALL, 1050, NORTH))
    pen.room("SDB", (1550, HALL, 3500, NORTH))
    pen.room("CH1", (0, NORTH, 3100, DEPTH))
    pen.room("CH2", (3100, NORTH, width, DEPTH))
    pen.room("CH1", (0, NORTH, 3500, 8800))
    pen.room("DGT", (3500, HALL, 4600, 8800))
    pen.open("ENT", "DGT")
    pen.door("WC", "ENT", "Porte 73")
    for room in ("SDB", "CH1", "CEL"):
        pen.door(room, "DGT")
    pen.door("CH2", "DGT", side="W")
    pen.window("CH1", "N")
    pen.window("CH2", "N")


def _t4(pen: Pen, width: int) -> None:
    pen.room("SEJ", (0, 0, width, HALL))
    pen.room("CUI", (0, 0, 2700, SOUTH))
    pen.room("ENT", (0, SOUTH, 6000, HALL))
    pen.room("CEL", (6000, HALL, width, NORTH))
    pen.door("CUI", "ENT")
    pen.door("SEJ", "ENT", side="N", at=0.3)
    _night_of_three(pen, width)
    pen.door("CEL", "DGT2")
    pen.window("SEJ", "S", at=0.95)


def _t5_annex(pen: Pen, width: int) -> None:
    pen.room("SEJ", (-2700, 0, 5300, 2800), (-800, 2800, 5300, 3900), (0, 3900, 5300, SOUTH))
    pen.room("CUI", (-2700, 0, 0, 2800))
    pen.room("CH4", (5300, 0, width, SOUTH))
    pen.room("CEL", (6500, SOUTH, width, HALL))
    pen.room("SDE", (6000, HALL, 7900, NORTH))
    pen.room("ENT", (0, SOUTH, 6500, HALL))
    pen.open("SEJ", "CUI")
    pen.door("SEJ", "ENT", at=0.4)
    pen.door("CH4", "ENT")
    pen.door("CEL", "ENT")
    _night_of_three(pen, width)
    pen.door("SDE", "DGT2")
    pen.window("CH4", "S")


def _night_of_three(pen: Pen, width: int) -> None:
    """Wet rooms between two corridors that branch off the hall, and three bedrooms."""
    pen.room("DGT1", (0, HALL, 1100, NORTH))
    pen.room("WC", (1100, HALL, 2150, NORTH))
    pen.room("SDB", (2650, HALL, 4900, NORTH))
    pen.room("CH1", (0, NORTH, 2650, DEPTH))
    pen.room("CH2", (2650, NORTH, 5400, DEPTH))
    pen.room("CH3", (5400, NORTH, width, DEPTH))
    pen.room("DGT2", (4900, HALL, 6000, 8800))
    pen.open("ENT", "DGT1")
    pen.open("ENT", "DGT2")
    pen.door("CH1", "DGT1")
    pen.door("WC", "ENT", "Porte 73")
    pen.door("SDB", "DGT2", side="E")
    pen.door("CH2", "DGT2", side="E")
    pen.door("CH3", "DGT2", side="W")
    for room in ("CH1", "CH2", "CH3"):
        pen.window(room, "N")


def _t3_studio(pen: Pen, width: int) -> None:
    pen.room("SEJ", (3400, 0, width, 6200))
    pen.room("CEL", (4800, 6200, width, NORTH))
    pen.room("ENT", (0, SOUTH, 4800, HALL))
    pen.room("CUI", (-1500, 6600, 1100, DEPTH))
    pen.room("WC", (-1000, 6600, 0, 8000))
    pen.room("DGT1", (0, HALL, 1100, 8000))
    pen.room("SDB", (1600, HALL, 3700, NORTH))
    pen.room("CH1", (1100, NORTH, 3700, DEPTH))
    pen.room("CH2", (3700, NORTH, width, DEPTH))
    pen.room("DGT2", (3700, HALL, 4800, 8800))
    pen.open("ENT", "DGT1")
    pen.open("ENT", "DGT2")
    pen.door("SEJ", "ENT", side="N")
    pen.door("CUI", "DGT1", side="S")
    pen.door("WC", "DGT1", "Porte 73")
    for room in ("SDB", "CH1", "CEL"):
        pen.door(room, "DGT2")
    pen.door("CH2", "DGT2", side="W")
    pen.window("CH1", "N")
    pen.window("CH2", "N")


_DRAWN = {"T2": _t2, "T3": _t3, "T4": _t4, "T4 annex": _t4_annex, "T5 annex": _t5_annex, "T3 studio": _t3_studio}
