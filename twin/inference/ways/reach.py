"""From things beside the network to the nearest place on it that one gets to in a straight line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.footprints import Footprints
from twin.model.columns import Array

__all__ = ["Reached", "reached"]


@dataclass(frozen=True)
class Reached:
    """Where things meet the network.

    Parameters
    ----------
    thing : which of the things, ascending, each once, (n,)
    line : line that is reached, (n,)
    at : place on it [m], (n, 2)
    gap : how far it is [m], (n,)
    """

    thing: Array
    line: Array
    at: Array
    gap: Array


def reached(shapes: NDArray[Any], lines: NDArray[Any], *, within: float, around: Footprints) -> Reached:
    """Return the nearest place on a line that each thing sees, for those that see one.

    Parameters
    ----------
    shapes : points or areas, (k,)
    lines : walkable lines, (m,)
    within : how far to look [m]
    around : buildings that block the way
    """
    thing, line = shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=within)
    gap = shapely.distance(shapes[thing], lines[line])
    order = np.lexsort((line, gap, thing))
    thing, line, gap = thing[order], line[order], gap[order]
    between = shapely.shortest_line(shapes[thing], lines[line])
    free = ~around.crossed(between) if len(between) and len(around.rows) else np.ones(len(between), dtype=bool)
    first = np.unique(thing[free], return_index=True)[1]
    at = shapely.get_coordinates(shapely.get_point(between[free][first], -1)).reshape(-1, 2)
    return Reached(thing[free][first], line[free][first], at, gap[free][first])
