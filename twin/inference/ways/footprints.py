"""Buildings as seen by somebody who walks around them: what they cover at the height of their doors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.geometry.placed import outlines_of
from twin.inference.ways.drawn import outlines
from twin.inference.ways.thresholds import ground_doors
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Footprints", "footprints"]

_WALLS: Final = ("IfcWall", "IfcWallStandardCase", "IfcWallElementedCase", "IfcCurtainWall")
_BAND_M: Final = (0.3, 1.8)
"""Heights above the threshold that count [m]: above plinths and steps, below storeys that project."""
_SLACK_M: Final = 0.2
"""How far drawings of buildings and doors disagree [m]; a line that cuts a corner by less does not enter."""


@dataclass(frozen=True)
class Footprints:
    """Outlines of buildings.

    Parameters
    ----------
    rows : buildings, (n,)
    areas : what each covers, (n,)
    own : whether its inside is modelled, (n,)
    """

    rows: Array
    areas: NDArray[Any]
    own: Array

    @cached_property
    def cores(self) -> NDArray[Any]:
        """What nobody walks through: the areas less what drawings disagree by, (n,)."""
        cores = np.asarray(shapely.buffer(self.areas, -_SLACK_M, join_style="mitre"))
        shapely.prepare(cores)
        return cores

    def crossed(self, lines: NDArray[Any]) -> Array:
        """Return which lines lead through a building other than one that they begin in, (m,) of bool."""
        tree = shapely.STRtree(self.cores)
        line, building = tree.query(lines, predicate="intersects")
        begins = shapely.intersects(shapely.get_point(lines[line], 0), self.cores[building])
        return np.bincount(line[~begins], minlength=len(lines)) > 0


def footprints(twin: Twin) -> Footprints:
    """Return the outlines of all buildings: as drawn on maps, or of their mass, or of spaces and walls at the doors.

    Parameters
    ----------
    twin : the twin
    """
    rows = twin.rows(Kind.BUILDING)
    modelled = _modelled(twin)
    own = np.isin(rows, list(modelled))
    areas = outlines(twin, rows)
    bare = np.array([one is None for one in areas], dtype=bool) & (twin.nodes["mesh"][rows] >= 0)
    areas[bare] = outlines_of(twin, rows[bare])
    for place, row in enumerate(rows.tolist()):
        if row in modelled:
            areas[place] = modelled[row]
    known = np.array([one is not None and not one.is_empty for one in areas], dtype=bool)
    return Footprints(rows[known], areas[known], own[known])


def _modelled(twin: Twin) -> dict[int, Any]:
    """Return what spaces and walls cover at the height of the doors, by building."""
    nodes = twin.nodes
    wall = np.isin(nodes["ifc_class"].astype(str), _WALLS)
    rows = np.flatnonzero((wall | (nodes["kind"] == Kind.SPACE)) & (nodes["mesh"] >= 0) & (nodes["building"] >= 0))
    building, box = nodes["building"][rows], nodes["box"][rows]
    sill = _sills(twin)[building]
    sill = np.where(np.isnan(sill), _lowest(nodes.length, building, box[:, 0, 2])[building], sill)
    at_door = (box[:, 0, 2] <= sill + _BAND_M[1]) & (box[:, 1, 2] >= sill + _BAND_M[0])
    rows, building = rows[at_door], building[at_door]
    shapes = outlines_of(twin, rows)
    return {int(one): shapely.union_all(shapes[building == one]) for one in np.unique(building)}


def _sills(twin: Twin) -> Array:
    """Return the height of the middle one of the doors on the ground, by building, NaN without doors [m]."""
    doors = ground_doors(twin)
    found = np.full(twin.nodes.length, np.nan)
    sill, building = twin.nodes["box"][doors, 0, 2], twin.nodes["building"][doors]
    for one in np.unique(building[(building >= 0) & np.isfinite(sill)]):
        found[one] = np.nanmedian(sill[building == one])
    return found


def _lowest(count: int, building: Array, bottom: Array) -> Array:
    found = np.full(count, np.inf)
    np.minimum.at(found, building, bottom)
    return found
