"""The tower: four dwellings around a core with two lifts and one stair behind a lobby of fire doors."""

from __future__ import annotations

from functools import lru_cache

from twin_samples.design.assembly import bare, capped, lift_of, stacked, storey_levels
from twin_samples.design.cellars import paint_cellars
from twin_samples.design.cells import Box, Sketch
from twin_samples.design.drafting import Pen
from twin_samples.design.model import BuildingDesign, Dwelling, Storey
from twin_samples.design.storeys import Level, built, recoded
from twin_samples.design.tower_flats import DEPTH, FLATS, TYPES, WIDTH, flat_shafts
from twin_samples.design.walls import Materials

__all__ = ["tower"]

_PLACE = "#.@"
_MARK = Level("@", "@", 0.0, 2.70, 2.50)
_HEAD: Box = (6150, 5350, 13250, 12350)
"""The head of stair and lifts on the roof, wider than the core by what its façades are thicker [mm]."""


def tower(letter: str, estate: str, *, upper: int = 10, mirrored: bool = False) -> BuildingDesign:
    """Return a tower; its year and its place are those of the sample estate.

    Parameters
    ----------
    letter : code of the building
    estate : code of the estate
    upper : number of storeys above the ground storey
    mirrored : whether east and west are exchanged
    """
    marks = {"#": letter, "~": estate}
    templates = _templates(upper, mirrored)
    storeys = tuple(_on(level, templates, marks) for level in storey_levels(upper))
    storeys = stacked(storeys, "x1" if mirrored else "x0")
    dwellings = tuple(
        Dwelling(f"{estate}-{letter}-{storey}{rank}", kind, letter, str(storey), f"{letter}.{storey}{rank}.ENT/PAL")
        for storey in range(upper + 1)
        for rank, kind in enumerate(TYPES if storey else TYPES[:2], start=1)
    )
    lifts = (
        lift_of(f"{letter}.ASC1", f"Ascenseur {letter}1", storeys),
        lift_of(f"{letter}.ASC2", f"Ascenseur {letter}2 pompiers", storeys, persons=13, load_kg=1000.0,
                fire_fighting=True),
    )  # fmt: skip
    return BuildingDesign(letter, f"Tour {letter}", "tower", storeys, dwellings, lifts)


def _on(level: Level, templates: dict[str, Storey], marks: dict[str, str]) -> Storey:
    storey = recoded(templates.get(level.code, templates["middle"]), level, marks | {"@": level.code})
    if level.height > 2.70 and level.code != "S":
        keep = {f"{marks['#']}.{level.code}.{word}" for word in ("ESC", "GP")}
        return capped(storey, level.clear, frozenset(keep))
    return storey


@lru_cache(maxsize=32)
def _templates(upper: int, mirrored: bool) -> dict[str, Storey]:
    """Return each kind of storey, its codes with marks: ``#`` the building, ``~`` the estate, ``@`` the storey."""
    sketches = {
        "S": _basement(upper) + _core(),
        "0": _ground() + _core(),
        "middle": _flats(1, 2, 3, 4) + _core(),
        "T": _roof(),
        "E": _cap(),
    }
    if mirrored:
        sketches = {kind: sketch.mirrored(WIDTH) for kind, sketch in sketches.items()}
    buried = Materials(facade="Mur enterré 30")
    storeys = {kind: built(sketch, _MARK, buried if kind == "S" else Materials()) for kind, sketch in sketches.items()}
    return storeys | {"E": bare(storeys["E"])}


def _flats(*ranks: int, balcony: bool = True) -> Sketch:
    sketch = Sketch()
    for rank in ranks:
        sketch += FLATS[rank - 1](f"{_PLACE}{rank}", f"~-#-@{rank}", f"{_PLACE}.PAL", balcony=balcony)
    return sketch


def _core() -> Sketch:
    """Return landing, lobby, stair, two lifts and two shafts."""
    pen = Pen(_PLACE, "#")
    pen.room("PAL", (5000, 7600, 14400, 9400))
    pen.rising("ASC1", (6400, 5600, 8300, 7600))
    pen.rising("ASC2", (8300, 5600, 10500, 7600))
    pen.rising("GP", (10500, 5600, 11700, 7600))
    pen.rising("GE", (11700, 5600, 13000, 7600))
    pen.room("SAS", (6400, 9400, 7900, 12100))
    pen.rising("ESC", (7900, 9400, 13000, 12100))
    pen.fire_door("SAS", "PAL")
    pen.fire_door("ESC", "SAS")
    for lift in ("ASC1", "ASC2"):
        pen.lift_door(lift, "PAL")
    for shaft in ("GP", "GE"):
        pen.hatch(shaft, "PAL", "Trappe gaine palière 60")
    return pen.sketch


def _ground() -> Sketch:
    """Return the ground storey: hall, common room, bin room and room for bicycles south of two dwellings."""
    hall, common, plant = Pen(_PLACE, "#"), Pen(_PLACE, "# LCR"), Pen(_PLACE, "# plant")
    plant.room("VEL", (0, 0, 9900, 5600))
    plant.room("OM", (0, 5600, 5000, 9400))
    plant.room("LEN", (5000, 5600, 6400, 7600))
    common.room("LCR", (14400, 0, WIDTH, 9400))
    common.room("WC", (14400, 6100, 16500, 7900))
    common.room("PLC", (14400, 7900, 16500, 9400))
    hall.room("HAL", (9900, 0, 14400, 5600), (13000, 5600, 14400, 7600))
    hall.open("HAL", "PAL")
    hall.door("HAL", "", "Porte de hall 140", side="S", lock="access control", fails="unlocked")
    hall.window("HAL", "S", "Châssis fixe 120x210", at=0.05)
    plant.door("VEL", "", "Porte de service 140", side="S", at=0.8, lock="key")
    plant.door("VEL", "HAL", "Porte commune 93", lock="key")
    plant.window("VEL", "S", "Fenêtre 60x75", at=0.2)
    plant.door("OM", "", "Porte de service 140", side="W", lock="key")
    plant.fire_door("LEN", "PAL", lock="key")
    common.door("LCR", "", "Porte de service 140", side="S", lock="key")
    common.door("LCR", "HAL", "Porte commune 93", lock="key")
    common.door("WC", "LCR", side="E")
    common.door("PLC", "LCR", side="E")
    for place in (0.2, 0.7):
        common.window("LCR", "E", "Fenêtre 180x135", at=place)
    shared = hall.sketch + plant.sketch + common.sketch
    shafts = flat_shafts(3, f"{_PLACE}3", "# gaine") + flat_shafts(4, f"{_PLACE}4", "# gaine")
    return _flats(1, 2, balcony=False) + shared + shafts


def _basement(upper: int) -> Sketch:
    """Return cellars around their corridors, and three rooms of plant in the south."""
    cellars, plant = Pen(_PLACE, "# cellars"), Pen(_PLACE, "# plant")
    own = [f"~-#-{k}{rank}" for k in range(upper + 1) for rank in range(1, 5 if k else 3)]
    half = WIDTH // 2
    cellars.room("CC1", (0, 0, half, DEPTH))
    cellars.room("CC2", (half, 0, WIDTH, DEPTH))
    west: list[Box] = [(0, 0, 2200, DEPTH), (3300, 0, 5000, 7600), (3300, 9400, 5000, 12100),
                       (3300, 13300, 5000, DEPTH)]  # fmt: skip
    east = [(WIDTH - x1, y0, WIDTH - x0, y1) for x0, y0, x1, y1 in west]
    middle = (len(own) + 1) // 2
    paint_cellars(cellars, west, own[:middle], "CC1", depth=DEPTH)
    paint_cellars(cellars, east, own[middle:], "CC2", depth=DEPTH, first=middle + 1)
    plant.room("ENC", (5000, 13300, half, DEPTH))
    plant.room("RES", (half, 13300, 14400, DEPTH))
    plant.room("SST", (5000, 0, 8200, 5600), (5000, 5600, 6400, 7600))
    plant.room("EAU", (8200, 0, 11200, 5600))
    plant.room("TGBT", (11200, 0, 14400, 5600), (13000, 5600, 14400, 7600))
    plant.room("LEN", (13000, 9400, 14400, 12100))
    for room, way in (("SST", "PAL"), ("TGBT", "PAL"), ("ENC", "CC1"), ("RES", "CC2"), ("LEN", "PAL")):
        plant.fire_door(room, f"{_PLACE}.{way}", lock="key")
    plant.fire_door("EAU", "SST", lock="key")
    cellars.fire_door("CC1", "PAL", side="E")
    cellars.fire_door("CC2", "PAL", side="W")
    cellars.fire_door("CC1", "CC2")
    return cellars.sketch + plant.sketch


def _roof() -> Sketch:
    """Return the roof: the head of the stair, machines of the lifts and of the ventilation."""
    x0, y0, x1, y1 = _HEAD
    pen = Pen(_PLACE, "#")
    # two halves, since the outline of a room has no hole
    pen.outdoors("TOI1", (0, 0, WIDTH // 2, DEPTH))
    pen.outdoors("TOI2", (WIDTH // 2, 0, WIDTH, DEPTH))
    pen.open("TOI1", "TOI2")
    pen.room("PAL", (x0, 7600, x1, 9400))
    pen.room("MAC", (x0, y0, 9700, 7600))
    pen.room("VMC", (9700, y0, x1, 7600))
    pen.room("SAS", (x0, 9400, 7900, y1))
    pen.room("ESC", (7900, 9400, x1, y1))
    pen.fire_door("ESC", "SAS")
    pen.fire_door("SAS", "PAL")
    pen.fire_door("MAC", "PAL", lock="key")
    pen.fire_door("VMC", "PAL", lock="key")
    pen.door("PAL", "TOI1", "Porte de service 93", side="W", lock="key")
    return pen.sketch


def _cap() -> Sketch:
    pen = Pen(_PLACE, "#")
    pen.outdoors("TOI3", _HEAD)
    return pen.sketch
