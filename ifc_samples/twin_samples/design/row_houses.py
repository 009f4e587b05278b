"""Row houses: houses of two storeys side by side, each with its own front door, stair and garden door."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from twin_samples.design.assembly import straight_stairs
from twin_samples.design.cells import Sketch
from twin_samples.design.drafting import Pen
from twin_samples.design.model import BuildingDesign, Dwelling, Storey
from twin_samples.design.storeys import Level, built, recoded
from twin_samples.design.walls import Materials

__all__ = ["HOUSES", "row_houses"]

_DEPTH, _FRONT, _BACK = 9600, 3700, 5800
"""Depth of a house, and where its front rooms end and its back rooms begin [mm]."""
_WIDTHS = {"T4": 5600, "T5": 6600}
HOUSES = ("T5", "T4", "T5", "T4", "T5", "T4")
"""Types of the houses of the sample estate."""
_GABLE = 240
"""By how much the first and the last house are wider, since their gables are thicker than party walls [mm]."""
_LEVELS = {
    "0": Level("0", "RDC", 0.0, 2.70, 2.50, 0.30, "Dallage isolé 30"),
    "1": Level("1", "R+1", 2.70, 2.86, 2.50),
    "T": Level("T", "Toiture", 5.56, 1.00, 1.00, 0.36, "Toiture-terrasse 36"),
}
_MATERIALS = Materials("Façade maison 34", "Mur mitoyen 20", "Cloison 7")


def row_houses(letter: str, estate: str, types: tuple[str, ...] = HOUSES) -> BuildingDesign:
    """Return a row of houses; its year and its place are those of the sample estate.

    Parameters
    ----------
    letter : code of the building
    estate : code of the estate
    types : T4 or T5 of each house
    """
    templates = _templates(types)
    marks = {"#": letter, "~": estate}
    storeys = tuple(recoded(templates[code], level, marks | {"@": code}) for code, level in _LEVELS.items())
    houses = [f"{letter}{number}" for number in range(1, len(types) + 1)]
    dwellings = tuple(
        Dwelling(f"{estate}-{house}", kind, house, "0", f"{house}.0.ENT/EXT")
        for house, kind in zip(houses, types, strict=True)
    )
    return BuildingDesign(letter, f"Maisons {letter}", "houses", straight_stairs(storeys), dwellings)


@lru_cache(maxsize=64)
def _templates(types: tuple[str, ...]) -> dict[str, Storey]:
    """Return ground storey, upper storey and roof, their codes with marks as those of the slab block."""
    ground, upper = Sketch(), Sketch()
    x = 0
    for number, kind in enumerate(types, start=1):
        width = _WIDTHS[kind]
        pair = _ground(number, width), _upper(number, kind, width)
        # every other house is turned over, so that wet rooms lie wall to wall
        below, above = (sketch.mirrored(width) if number % 2 == 0 else sketch for sketch in pair)
        ground, upper, x = ground + below.moved(x), upper + above.moved(x), x + width
    cover = Pen("#.@", "#")
    cover.outdoors("TOI", (0, 0, x, _DEPTH))
    storeys = {
        code: built(_with_gables(sketch, x), _LEVELS[code], _MATERIALS)
        for code, sketch in (("0", ground), ("1", upper), ("T", cover.sketch))
    }
    # nobody walks on this roof: it has its parapet and is no room
    return storeys | {"T": replace(storeys["T"], rooms=())}


def _with_gables(sketch: Sketch, length: int) -> Sketch:
    return sketch.stretched(0, more_west=_GABLE, east=length, more_east=_GABLE).moved(_GABLE)


def _pen(number: int) -> Pen:
    dwelling = f"~-#{number}"
    return Pen(f"#{number}.@", dwelling, dwelling)


def _ground(number: int, width: int) -> Sketch:
    pen = _pen(number)
    pen.room("SEJ", (0, _FRONT, width, _DEPTH))
    pen.room("CUI", (2200, 0, width, _FRONT))
    pen.room("ENT", (0, 0, 2200, 1500), (1100, 1500, 2200, 4750))
    pen.rising("ESC", (0, 1500, 1100, _BACK))
    pen.room("WC", (1100, 4750, 2200, 6300))
    pen.rising("GT", (width - 500, _FRONT, width, _FRONT + 600))
    if width > 6000:
        pen.room("CEL", (5000, 0, width, _FRONT))
        pen.door("CEL", "CUI")
        pen.window("CEL", "S", "Fenêtre 60x75")
    pen.open("ENT", "ESC")
    pen.door("ENT", "", "Porte maison 93", side="S", lock="key", at=0.7)
    pen.door("CUI", "ENT", at=0.2)
    pen.door("CUI", "SEJ", side="N")
    pen.door("SEJ", "ENT", side="W")
    pen.door("WC", "ENT")
    pen.hatch("GT", "SEJ")
    pen.window("CUI", "S")
    pen.door("SEJ", "", "Porte-fenêtre 180", side="N", at=0.2, lock="key")
    pen.window("SEJ", "N", at=0.85)
    return pen.sketch


def _upper(number: int, kind: str, width: int) -> Sketch:
    pen = _pen(number)
    bath = width - (2000 if kind == "T5" else 1800)
    pen.room("DGT", (1100, _FRONT, bath, _BACK))
    pen.room("PLC", (1100, _FRONT, 2000, 4500))
    pen.room("SDB", (bath, _FRONT, width, _BACK))
    if kind == "T5":
        pen.room("CH1", (3550, 0, width, _FRONT))
        pen.room("CH4", (0, 0, 3550, _FRONT))
        pen.door("CH4", "DGT", at=0.8)
        pen.window("CH4", "S")
    else:
        pen.room("CH1", (0, 0, width, _FRONT))
    pen.room("CH2", (0, _BACK, width // 2, _DEPTH))
    pen.room("CH3", (width // 2, _BACK, width, _DEPTH))
    pen.room("ESC", (0, 1500, 1100, _BACK))
    pen.room("GT", (width - 500, _FRONT, width, _FRONT + 600), dwelling="")
    pen.open("ESC", "DGT")
    pen.door("PLC", "DGT", "Porte 73")
    for room in ("SDB", "CH1", "CH2", "CH3"):
        pen.door(room, "DGT")
    pen.hatch("GT", "SDB")
    pen.window("CH1", "S")
    pen.window("CH2", "N")
    pen.window("CH3", "N")
    return pen.sketch
