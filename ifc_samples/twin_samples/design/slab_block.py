"""The slab block: stairwells side by side, each with a lift and dwellings through from south to north."""

from __future__ import annotations

from dataclasses import replace

from twin_samples.design.cells import DoorSpec, Sketch, WindowSpec
from twin_samples.design.dwellings import DEPTH, WIDTHS, wing
from twin_samples.design.model import BuildingDesign, Dwelling, Lift, Place, Stair, Storey
from twin_samples.design.rooms import cell
from twin_samples.design.stacking import stacked
from twin_samples.design.storeys import Level, built, recoded, rectangle

__all__ = ["slab_block"]

CORE = 2700
"""Width of the stair and landing [mm]."""


def _core(place: str) -> Sketch:
    """Return stair, landing, lift and shaft of one storey, from x = 0."""
    common = place.partition(".")[0]
    landing = cell(place, "PAL", common)
    lift, shaft, stair = (cell(place, word, common, through=True) for word in ("ASC", "GP", "ESC"))
    code = f"{place}.PAL"
    return Sketch(
        paint=(
            (landing, (0, 4800, CORE, 6600)),
            (stair, (0, 6600, CORE, DEPTH)),
            (lift, (0, 2800, 1900, 4800)),
            (shaft, (1900, 3900, CORE, 4800)),
        ),
        doors=(
            DoorSpec((stair.code, code), "Porte coupe-feu 93", fire_rating="EI30", self_closing=True),
            DoorSpec((lift.code, code), "Porte palière ascenseur 90", fire_rating="E30", lift=f"{common}.ASC"),
            DoorSpec(
                (shaft.code, code), "Trappe gaine palière 60", fire_rating="EI30", lock="key", accessible=False
            ),
        ),
        windows=(WindowSpec(stair.code, "N", "Châssis d'escalier 120x90", 1.2),),
    )  # fmt: skip


def slab_block(letter: str, estate: str) -> BuildingDesign:
    """Return a slab block of one stairwell."""
    stair = f"{letter}1"
    west = wing(f"{stair}.@1", f"{estate}-{stair}-@1", "T3", f"{stair}.@.PAL", annex=False).mirrored(0)
    east = wing(f"{stair}.@2", f"{estate}-{stair}-@2", "T4", f"{stair}.@.PAL", annex=True).moved(CORE)
    sketch = (_core(f"{stair}.@") + west + east).moved(WIDTHS["T3"])
    level = Level("@", "@", 0.0, 2.70, 2.50)
    template = built(sketch, level)
    storeys = stacked(tuple(_storey(template, number, stair, WIDTHS["T3"]) for number in range(6)))
    dwellings = tuple(
        Dwelling(f"{estate}-{stair}-{number}{rank}", kind, stair, str(number), f"{stair}.{number}{rank}.ENT/PAL")
        for number in range(6)
        for rank, kind in ((1, "T3"), (2, "T4"))
    )
    shafts = tuple(f"{stair}.{number}.ASC" for number in range(6))
    lift = Lift(f"{stair}.ASC", f"Ascenseur {stair}", shafts, tuple(str(number) for number in range(6)))
    return BuildingDesign(letter, "Les Tilleuls A", "slab", storeys, dwellings, (lift,), place=Place(), gas=True)


def _storey(template: Storey, number: int, stair: str, x: int) -> Storey:
    name = f"R+{number}" if number else "RDC"
    level = Level(str(number), name, round(number * 2.7, 3), 2.70, 2.50)
    storey = recoded(template, level, {"@": str(number)})
    flight = Stair(
        f"{stair}.{number}.ESC.VOL", f"{stair}.{number}.ESC", f"{stair}.{number + 1}.ESC",
        rectangle((x + 90, 7890, x + CORE - 90, DEPTH - 340)), "y0", 1.20, 17, 2.70,
    )  # fmt: skip
    return replace(storey, stairs=(flight,) if number < 5 else ())
