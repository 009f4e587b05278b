"""Ways around a building that stands alone in its cell: a lane for fire engines on all sides, spokes to the streets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from twin_samples.design.estate import footprint
from twin_samples.design.model import EstateDesign
from twin_samples.outdoors.facts import Tags
from twin_samples.outdoors.grid import Cell
from twin_samples.outdoors.streets import Line
from twin_samples.outdoors.terrain import data

__all__ = ["serving"]


def serving(estate: EstateDesign, cells: Sequence[Cell]) -> Iterator[Line]:
    """Yield the ways that serve every building of a district.

    Parameters
    ----------
    estate : a district with one building to a cell
    cells : of its street grid
    """
    for building in estate.buildings:
        bounds = footprint(building).bounds
        middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        yield from _ways(min(cells, key=lambda cell: math.dist(cell.middle, middle)), bounds)


def _ways(cell: Cell, bounds: tuple[float, float, float, float]) -> Iterator[Line]:
    """Yield the lane around a building and its four spokes."""
    rule, streets = data("serving"), data(f"terrain_{cell.drawing}")["cell"]
    off, bevel = rule["offset"], rule["bevel"]
    x0, y0, x1, y1 = bounds[0] - off, bounds[1] - off, bounds[2] + off, bounds[3] + off
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    south_half = ((x0, y), (x0, y0 + bevel), (x0 + bevel, y0), (x, y0), (x1 - bevel, y0), (x1, y0 + bevel), (x1, y))
    north_half = ((x1, y), (x1, y1 - bevel), (x1 - bevel, y1), (x, y1), (x0 + bevel, y1), (x0, y1 - bevel), (x0, y))
    lane: Tags = {"highway": "service", **rule["lane"]}
    walk: Tags = {"highway": "footway", **rule["walk"]}
    pavement = data("streets")["pavement_offset"]
    west, east = cell.x + streets["west"], cell.x + streets["west"] + streets["width"]
    south_end, north_end = cell.y + streets["south"] + pavement, cell.y + streets["north"] - pavement
    yield Line(cell.code("LANE-SUD"), south_half, lane, cell.circuit("EP-1"))
    yield Line(cell.code("LANE-NORD"), north_half, lane, cell.circuit("EP-1"))
    yield Line(cell.code("LANE-OUEST"), ((west, y), (x0, y)), lane, cell.circuit("EP-1"))
    yield Line(cell.code("LANE-EST"), ((x1, y), (east, y)), lane, cell.circuit("EP-1"))
    yield Line(cell.code("ALLEE-SUD"), ((x, south_end), (x, y0)), walk, cell.circuit("EP-2"))
    yield Line(cell.code("ALLEE-NORD"), ((x, y1), (x, north_end)), walk, cell.circuit("EP-2"))
