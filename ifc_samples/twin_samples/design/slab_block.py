"""The slab block: stairwells side by side, each with a lift and dwellings through from south to north."""

from __future__ import annotations

from functools import lru_cache

from twin_samples.design.assembly import bare, capped, lift_of, stacked, storey_levels
from twin_samples.design.cells import Sketch
from twin_samples.design.drafting import Pen
from twin_samples.design.dwellings import DEPTH, studio, wing
from twin_samples.design.model import BuildingDesign, Dwelling, Storey
from twin_samples.design.slab_commons import CORE, HEAD, Bay, basement_of, core_of, ground_of, roof_of
from twin_samples.design.storeys import Level, built, recoded
from twin_samples.design.walls import Materials

__all__ = ["BAYS", "slab_block"]

BAYS = (Bay("T3", "T5 annex", "common room"), Bay("T4", "T3 studio", "shop"), Bay("T4", "T4 annex", "office"))
"""Stairwells of the sample estate."""
_GABLE = 250
"""By how much the first and the last wing are wider, since gables are thicker than party walls [mm]."""
_MARK = Level("@", "@", 0.0, 2.70, 2.50)


def slab_block(letter: str, estate: str, bays: tuple[Bay, ...] = BAYS, *, upper: int = 5, mirrored: bool = False
               ) -> BuildingDesign:  # fmt: skip
    """Return a slab block; its year and its place are those of the sample estate.

    Parameters
    ----------
    letter : code of the building
    estate : code of the estate
    bays : its stairwells
    upper : number of storeys above the ground storey
    mirrored : whether the first stairwell is in the east
    """
    marks = {"#": letter, "~": estate}
    levels = storey_levels(upper)
    templates = _templates(bays, upper, mirrored)
    storeys = stacked(tuple(_on(level, templates, marks, len(bays)) for level in levels), "y0")
    stairs = [f"{letter}{number}" for number in range(1, len(bays) + 1)]
    dwellings = tuple(
        Dwelling(f"{estate}-{stair}-{storey}{rank}", kind, stair, str(storey), f"{stair}.{storey}{rank}.ENT/PAL")
        for stair, bay in zip(stairs, bays, strict=True)
        for storey in range(upper + 1)
        for rank, kind in enumerate(bay.types if storey else bay.types[:1], start=1)
    )
    lifts = tuple(lift_of(f"{stair}.ASC", f"Ascenseur {stair}", storeys) for stair in stairs)
    return BuildingDesign(letter, f"Barre {letter}", "slab", storeys, dwellings, lifts)


def _on(level: Level, templates: dict[str, Storey], marks: dict[str, str], stairs: int) -> Storey:
    """Return the storey of a level, from what was built once."""
    kind = level.code if level.code in templates else "middle"
    storey = recoded(templates[kind], level, marks | {"@": level.code})
    if level.height > 2.70 and level.code != "S":
        letter = marks["#"]
        keep = {f"{letter}{_roof_stair(stairs)}.{level.code}.{word}" for word in ("ESC", "GP")}
        return capped(storey, level.clear, frozenset(keep))
    return storey


def _roof_stair(stairs: int) -> int:
    """Return the number of the stairwell that leads to the roof, the middle one."""
    return (stairs + 1) // 2


@lru_cache(maxsize=64)
def _templates(bays: tuple[Bay, ...], upper: int, mirrored: bool) -> dict[str, Storey]:
    """Return each kind of storey, its codes with marks: ``#`` the building, ``~`` the estate, ``@`` the storey."""
    length = sum(bay.x1 - bay.x0 for bay in bays)
    buried = Materials(facade="Mur enterré 30")
    sketches = {kind: Sketch() for kind in ("S", "0", "middle", "T", "E")}
    x = 0
    for number, bay in enumerate(bays):
        x -= bay.x0
        for kind, sketch in _bay(bay, number, upper, len(bays)).items():
            sketches[kind] += sketch.moved(x)
        x += bay.x1
    terrace = Pen("#.@", "#")
    terrace.outdoors("TOI", (0, 0, length, DEPTH))
    sketches["T"] = terrace.sketch + sketches["T"]
    storeys = {}
    for kind, sketch in sketches.items():
        whole = sketch.stretched(0, more_west=_GABLE, east=length, more_east=_GABLE).moved(_GABLE)
        turned = whole.mirrored(length + 2 * _GABLE) if mirrored else whole
        storeys[kind] = built(turned, _MARK, buried if kind == "S" else Materials())
    return storeys | {"E": bare(storeys["E"])}


def _bay(bay: Bay, number: int, upper: int, stairs: int) -> dict[str, Sketch]:
    """Return what one stairwell adds to each kind of storey."""
    stair = f"#{number + 1}"
    place = f"{stair}.@"
    own = [f"~-{stair}-{k}{rank}" for k in range(upper + 1) for rank in range(1, 1 + (len(bay.types) if k else 1))]
    fails = "locked" if number == 2 else "unlocked"
    west = wing(f"{place}1", f"~-{stair}-@1", bay.west, f"{place}.PAL")
    low = wing(f"{place}1", f"~-{stair}-@1", bay.west, f"{place}.PAL", balcony=False)
    rank = len(bay.types)
    east = wing(f"{place}{rank}", f"~-{stair}-@{rank}", bay.east, f"{place}.PAL").moved(bay.landing)
    middle = studio(f"{place}2", f"~-{stair}-@2", f"{place}.PAL") if bay.studio else Sketch()
    basement = basement_of(bay, place, number, own) + core_of(bay, place, window=False)
    if number:
        link = Pen(place, f"{stair} cellars")
        link.fire_door("CC1", f"#{number}.@.CC2")
        basement += link.sketch
    sketches = {
        "S": basement,
        "0": low.mirrored(0) + ground_of(bay, place, fails) + core_of(bay, place),
        "middle": west.mirrored(0) + east + middle + core_of(bay, place),
    }
    if number + 1 == _roof_stair(stairs):
        cap = Pen(place, stair)
        cap.outdoors("TOI2", (-HEAD, 2800, CORE + HEAD, DEPTH))
        sketches |= {"T": roof_of(place), "E": cap.sketch}
    return sketches
