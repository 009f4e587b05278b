"""What cameras and lamps have in sight: points of the public space, and windows of dwellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.footprints import footprints
from twin.model.columns import Array
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_rules.facts.dated import dated
from twin_rules.facts.watchers import Watchers
from twin_rules.physics.line_of_sight import seen, within_view

__all__ = ["Sight", "sight", "windows_of_dwellings"]


@dataclass(frozen=True)
class Sight:
    """Which watcher has which point in sight, one row for each pair.

    Parameters
    ----------
    watcher, point : numbers of both, (k,)
    surely : whether it is known to look there; else it may, (k,)
    """

    watcher: NDArray[np.int64]
    point: NDArray[np.int64]
    surely: NDArray[np.bool_]

    def points(self, count: int, *, surely: bool) -> NDArray[np.bool_]:
        """Return which points are in sight of any watcher, for sure or perhaps, (count,).

        Parameters
        ----------
        count : number of points
        surely : whether only what is known counts
        """
        mine = self.point[self.surely] if surely else self.point
        return np.asarray(np.bincount(mine, minlength=count) > 0)


def sight(twin: Twin, watchers: Watchers, points: Array) -> Sight:
    """Return what some watchers have in sight, past buildings.

    Parameters
    ----------
    twin : the estate
    watchers : cameras or lamps
    points : in plan, or with heights [m], (n, 2) or (n, 3); without heights they are those of people on the ground
    """
    reach = shapely.points(watchers.eye[:, :2])
    tree = shapely.STRtree(shapely.points(points[:, :2]))
    watcher, point = tree.query(reach, predicate="dwithin", distance=watchers.range_m) if len(points) else _NOTHING
    eye = watchers.eye[watcher]
    up = watchers.ground[watcher] + dated("watching_fr")["person"]["height_m"]
    there = np.column_stack((points[point, :2], points[point, 2] if points.shape[1] > 2 else up))
    aimed = watchers.aimed[watcher]
    direction, angle = watchers.direction_deg[watcher], watchers.angle_deg[watcher]
    looks = within_view(eye[:, :2], there[:, :2], direction_deg=np.nan_to_num(direction), angle_deg=angle)
    kept = np.flatnonzero(looks | ~aimed)
    blocks, tops = _blocks(twin)
    skip = dated("watching_fr")["sampling"]["skip_m"]
    clear = seen(eye[kept], there[kept], blocks=blocks, tops=tops, skip_m=skip)
    kept = kept[clear]
    return Sight(watcher[kept].astype(np.int64), point[kept].astype(np.int64), aimed[kept])


def windows_of_dwellings(twin: Twin, dwellings: Array) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the middles of the windows of dwellings [m], (n, 3), and the dwelling of each.

    Parameters
    ----------
    twin : the estate
    dwellings : rows of the dwellings
    """
    nodes, edges = twin.nodes, twin.edges
    home = np.full(nodes.length, -1, dtype=np.int64)
    mine = (edges["relation"] == Relation.GROUPS) & np.isin(edges["source"], dwellings)
    home[edges["target"][mine]] = edges["source"][mine]
    bounds = (edges["relation"] == Relation.BOUNDS) & (nodes["ifc_class"][edges["source"]] == "IfcWindow")
    bounds &= home[edges["target"]] >= 0
    window, first = np.unique(edges["source"][bounds], return_index=True)
    middle = nodes["box"][window].mean(axis=1)
    known = np.isfinite(middle).all(axis=1)
    return middle[known], home[edges["target"][bounds][first]][known]


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@once
def _blocks(twin: Twin) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return what each building covers, and the height of its top, NaN if unknown [m]."""
    found = footprints(twin)
    nodes = twin.nodes
    box = nodes["box"]
    tops = box[found.rows, 1, 2].astype(float)
    for place in np.flatnonzero(np.isnan(tops)).tolist():
        parts = box[nodes["building"] == found.rows[place], 1, 2]
        tops[place] = np.max(parts[np.isfinite(parts)], initial=-np.inf)
    tops = np.where(np.isfinite(tops), tops, np.nan)
    shapely.prepare(found.areas)
    return found.areas, tops
