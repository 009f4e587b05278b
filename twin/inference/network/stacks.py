"""Dwellings above each other: they share their risers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.inference.network.graph import components
from twin.inference.network.places import Places
from twin.model.columns import Array

__all__ = ["Homes", "homes_of"]

_STACKED: Final = 0.5
"""Share of the larger outline that two dwellings of a stack have in common: then baths lie above each other."""


@dataclass(frozen=True)
class Homes:
    """Dwellings that have a shape.

    Parameters
    ----------
    rows : their zones, (n,)
    building : building of each, -1 if unknown, (n,)
    outlines : their outlines in plan, relative to the origin of the rooms [m], (n,)
    bottom : height of the lowest floor [m], (n,)
    top : height of the highest ceiling [m], (n,)
    centre : middle of the outline, at the height of the lowest floor, in estate coordinates [m], (n, 3)
    """

    rows: Array
    building: Array
    outlines: Array
    bottom: Array
    top: Array
    centre: Array

    def stacks(self) -> Array:
        """Return which dwellings stand above each other, as the first of each stack, (n,)."""
        if len(self.rows) == 0:
            return np.empty(0, int)
        one, other = shapely.STRtree(self.outlines).query(self.outlines, "intersects")
        mates = (one < other) & (self.building[one] == self.building[other])
        one, other = one[mates], other[mates]
        common = shapely.area(shapely.intersection(self.outlines[one], self.outlines[other]))
        area = np.asarray(shapely.area(self.outlines))
        above = common >= _STACKED * np.maximum(area[one], area[other])
        return components(len(self.rows), one[above], other[above])


def homes_of(places: Places) -> Homes:
    """Return the dwellings of a twin that have a shape."""
    rooms = places.rooms
    dwelling = places.dwelling[rooms.rows]
    rows = np.unique(dwelling[dwelling >= 0])
    inside = [dwelling == row for row in rows.tolist()]
    first = np.array([rooms.rows[mine][0] for mine in inside], int)
    outlines = np.array([shapely.union_all(rooms.outlines[mine]) for mine in inside], dtype=object)
    bottom = np.array([rooms.bottom[mine].min() for mine in inside])
    top = np.array([rooms.top[mine].max() for mine in inside])
    middle = shapely.get_coordinates(shapely.centroid(outlines)).reshape(-1, 2) + rooms.origin
    building = places.twin.nodes["building"][first]
    return Homes(rows, building, outlines, bottom, top, np.column_stack((middle, bottom)))
