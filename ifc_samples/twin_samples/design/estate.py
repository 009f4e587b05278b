"""The estates that are written: the sample estate of three buildings, and districts of any number of buildings."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import shapely
from shapely import affinity

from twin.errors import UsageError
from twin_samples.design.model import BuildingDesign, EstateDesign, Place
from twin_samples.design.row_houses import HOUSES, row_houses
from twin_samples.design.slab_block import BAYS, slab_block
from twin_samples.design.slab_commons import Bay
from twin_samples.design.tower import tower

__all__ = ["estate_of", "footprint"]

_NAME, _CODE = "Les Tilleuls", "TIL"
_PLACES = (Place(5.0, 60.0), Place(85.3, 46.2), Place(5.0, 5.0))
_YEARS = (1972, 1974, 1978)
_CELL = (130.0, 110.0)
"""Ground that a building of a district has to itself, west to east and south to north [m]."""


def estate_of(blocks: int | None = None, *, seed: int = 0) -> EstateDesign:
    """Return an estate: a slab block, a tower and row houses in turn.

    Parameters
    ----------
    blocks : number of buildings of a district; the sample estate of three if None
    seed : what the choices between equals are drawn with; the sample estate of seed 0 is the one that is published

    Raises
    ------
    UsageError
        If a district of less than one building is asked for.

    Examples
    --------
    >>> [building.kind for building in estate_of(4, seed=1).buildings]
    ['slab', 'tower', 'houses', 'slab']
    """
    if blocks is not None and blocks < 1:
        raise UsageError(f"--blocks {blocks}", "is no number of buildings", "Give 1 or more, or leave it out.")
    if blocks is not None:
        buildings = tuple(_in_district(number, blocks, seed) for number in range(blocks))
    elif seed:
        varied = (_varied(number, letter, seed, bays=len(BAYS)) for number, letter in enumerate("ABC"))
        buildings = tuple(replace(building, place=place) for building, place in zip(varied, _PLACES, strict=True))
    else:
        made = (slab_block("A", _CODE), tower("B", _CODE), row_houses("C", _CODE))
        buildings = tuple(
            replace(building, place=place, year=year)
            for building, place, year in zip(made, _PLACES, _YEARS, strict=True)
        )
    # gas is laid to one building only, the first slab block
    return EstateDesign(_NAME, _CODE, (replace(buildings[0], gas=True), *buildings[1:]), seed=seed)


def footprint(building: BuildingDesign) -> shapely.Polygon:
    """Return the outline of the ground storey, in the coordinates of the estate [m]."""
    ground = next(storey for storey in building.storeys if storey.elevation == 0)
    turned = affinity.rotate(shapely.Polygon(ground.slab), building.place.turn, origin=(0, 0))
    return affinity.translate(turned, building.place.x, building.place.y)


def _in_district(number: int, blocks: int, seed: int) -> BuildingDesign:
    """Return one building, turned somehow, in the middle of its ground."""
    building = _varied(number, _letters(number, blocks), seed)
    columns = math.ceil(math.sqrt(blocks))
    row, column = divmod(number, columns)
    turn = float(90 * np.random.default_rng([seed, number, 1]).integers(4))
    outline = footprint(replace(building, place=Place(turn=turn)))
    x0, y0, x1, y1 = outline.bounds
    x = round((column + 0.5) * _CELL[0] - (x0 + x1) / 2, 3)
    y = round((row + 0.5) * _CELL[1] - (y0 + y1) / 2, 3)
    return replace(building, place=Place(x, y, 0.0, turn))


def _letters(number: int, blocks: int) -> str:
    """Return the code of a building: A, B, C, or AA, AB, AC where one letter is not enough for all."""
    word = ""
    while blocks > 0:
        word = chr(ord("A") + number % 26) + word
        number, blocks = number // 26, (blocks - 1) // 26
    return word


def _varied(number: int, letter: str, seed: int, *, bays: int | None = None) -> BuildingDesign:
    """Return a building like the ones of the sample estate, with other plans, storeys and years."""
    draw = np.random.default_rng([seed, number])
    year, mirrored = int(draw.integers(1966, 1983)), bool(draw.integers(2))
    match number % 3:
        case 0:
            stairs = _bays(draw, bays or int(draw.integers(2, 5)))
            made = slab_block(letter, _CODE, stairs, upper=int(draw.integers(4, 7)), mirrored=mirrored)
        case 1:
            made = tower(letter, _CODE, upper=int(draw.integers(8, 13)), mirrored=mirrored)
        case _:
            made = row_houses(letter, _CODE, tuple(str(kind) for kind in draw.permutation(HOUSES)))
    return replace(made, year=year)


def _bays(draw: np.random.Generator, count: int) -> tuple[Bay, ...]:
    """Return stairwells: the first with a common room, the last with the caretaker, shops between."""
    grounds = ["common room", *["shop"] * (count - 2), "office"]
    wests, easts = ("T2", "T3", "T4"), ("T4 annex", "T5 annex", "T3 studio")
    # the caretaker's laundry opens on a hall that a studio would leave no wall for
    return tuple(
        Bay(wests[draw.integers(3)], easts[draw.integers(2 if ground == "office" else 3)], ground) for ground in grounds
    )
