"""Which stretches are lit at night: as is said of them, else by the lamps in reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.inference.ways.drawn import said
from twin.inference.ways.limits import limits
from twin.inference.ways.noding import Noded
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Light", "light_on"]

_EVERY_M: Final = 5.0
"""Stretches are looked at this often [m], a quarter of the reach of a lamp."""
_SAID: Final = {"yes": 1, "no": 0}


@dataclass(frozen=True)
class Light:
    """Light on stretches.

    Parameters
    ----------
    lit : 1 if lit at night, 0 if not, -1 if unknown, (n,)
    lamp, stretch, distance : lamps in reach of stretches, and how far they are [m], (k,)
    """

    lit: Array
    lamp: Array
    stretch: Array
    distance: Array


def light_on(twin: Twin, net: Noded, way: Array) -> Light:
    """Return the light on stretches.

    Parameters
    ----------
    twin : the twin
    net : the network
    way : node of the way of each stretch, (n,)
    """
    told = said(twin, way, "lit")[1]
    lit = np.select([told == word for word in _SAID], list(_SAID.values()), -1)
    lamps = _lamps(twin)
    count = len(way)
    if not len(lamps) or not count:
        none = np.zeros(0, dtype=int)
        return Light(lit, none, none, np.zeros(0))
    reach = limits()["reach"]
    lines = net.lines()
    points = shapely.points(twin.nodes["position"][lamps, :2])
    tree = shapely.STRtree(points)
    stretch, lamp = tree.query(lines, predicate="dwithin", distance=reach["lamp_m"])
    known = np.zeros(count, dtype=bool)
    known[tree.query(lines, predicate="dwithin", distance=reach["lamps_known_m"])[0]] = True
    share = _share(lines, tree, reach["lamp_m"])
    seen = np.select([share >= reach["lit_share"], (share == 0) & known], [1, 0], -1)
    distance = shapely.distance(lines[stretch], points[lamp])
    return Light(np.where(lit < 0, seen, lit), lamps[lamp], stretch, distance)


def _lamps(twin: Twin) -> Array:
    rows = twin.rows(Kind.EQUIPMENT)
    lamp = np.isin(twin.nodes["object_type"][rows].astype(str), limits()["destinations"]["lamp"])
    return np.asarray(rows[lamp & np.isfinite(twin.nodes["position"][rows, :2]).all(axis=1)])


def _share(lines: Array, lamps: shapely.STRtree, reach: float) -> Array:
    """Return the share of each line that lies in reach of lamps [-], (n,)."""
    length = shapely.length(lines)
    times = np.maximum(np.ceil(length / _EVERY_M).astype(int), 1)
    owner = np.repeat(np.arange(len(lines)), times)
    step = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    points = shapely.line_interpolate_point(lines[owner], (step + 0.5) / times[owner], normalized=True)
    near = np.zeros(len(points), dtype=bool)
    near[lamps.query(points, predicate="dwithin", distance=reach)[0]] = True
    return np.asarray(np.bincount(owner, near, len(lines)) / times)
